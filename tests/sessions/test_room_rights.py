"""Who sees and does what in the room; and that a page costs the same for one trainee as for sixty."""

import pytest
from django.test import Client
from django.urls import reverse

from sessions import rollcall
from sessions.models import Attendance
from tests.factories import EnrolmentFactory, GroupFactory, GroupMemberFactory, SessionFactory, UserFactory
from tests.sessions.conftest import NINE

READ = ["session", "wall", "wall_state", "history"]
WRITE = ["open_check_in", "close_check_in", "mark", "mark_all", "undo"]
ALLOWED = {
    "trainer": True,
    "admin": True,
    "other trainer": False,
    "trainee": False,
    "contact": False,
    "stranger": False,
}


@pytest.fixture
def trainee(cohort):
    return EnrolmentFactory(cohort=cohort)


@pytest.fixture
def people(trainer, trainee, cohort):
    contact = UserFactory()
    contact.speaks_for.add(cohort.client)
    return {
        "trainer": trainer,
        "admin": UserFactory(admin=True),
        "other trainer": UserFactory(trainer=True),
        "trainee": trainee.user,
        "contact": contact,
        "stranger": UserFactory(),
    }


@pytest.fixture
def url(open_session, trainee):
    def url(name):
        more = [trainee.pk] if name in ("mark", "history") else []
        return reverse(f"sessions:{name}", args=[open_session.cohort.code, open_session.number, *more])

    return url


@pytest.mark.parametrize("who", ALLOWED)
@pytest.mark.parametrize("name", READ)
def test_the_room_is_the_trainers(who, name, client, people, url):
    client.force_login(people[who])
    assert client.get(url(name)).status_code == (200 if ALLOWED[who] else 404)


@pytest.mark.parametrize("who", ALLOWED)
@pytest.mark.parametrize("name", WRITE)
def test_only_those_who_run_the_cohort_change_anything(who, name, client, people, url, open_session):
    client.force_login(people[who])
    response = client.post(url(name), {"status": "absent"})
    assert response.status_code == (302 if ALLOWED[who] else 404)
    if not ALLOWED[who]:
        open_session.refresh_from_db()
        assert open_session.takes_check_in()
        assert not Attendance.objects.exists()


@pytest.mark.parametrize(
    ("who", "status", "orders"),
    [
        ("trainer", 200, True),
        ("admin", 200, True),
        ("contact", 200, False),
        ("other trainer", 404, False),
        ("trainee", 404, False),
        ("stranger", 404, False),
    ],
)
def test_the_contact_reads_the_register_and_orders_nothing(who, status, orders, client, people, cohort, open_session):
    client.force_login(people[who])
    page = client.get(reverse("sessions:register", args=[cohort.code]))
    assert page.status_code == status
    assert (reverse("documents:order_register", args=[cohort.code]) in page.content.decode()) == orders
    assert (open_session.get_absolute_url() in page.content.decode()) == orders


@pytest.mark.parametrize("name", [*READ, *WRITE])
def test_visitors_are_sent_to_sign_in(name, client, url):
    response = client.post(url(name)) if name in WRITE else client.get(url(name))
    assert response.headers["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("name", WRITE)
def test_what_changes_something_is_never_a_get(name, client, trainer, url):
    client.force_login(trainer)
    assert client.get(url(name)).status_code == 405


@pytest.mark.parametrize("name", WRITE)
def test_a_post_without_its_csrf_token_changes_nothing(name, trainer, url):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(trainer)
    assert strict.post(url(name), {"status": "absent"}).status_code == 403
    assert not Attendance.objects.exists()


def test_a_session_that_does_not_exist_is_not_found(client, trainer, cohort, open_session):
    client.force_login(trainer)
    assert client.get(reverse("sessions:session", args=[cohort.code, 9])).status_code == 404
    assert client.get(reverse("sessions:wall", args=["NO-SUCH", 1])).status_code == 404


@pytest.fixture(params=[1, 3, 60])
def full_room(request, cohort, open_session, trainer):
    """A room with so many trainees in a group, half of them here."""
    SessionFactory(cohort=cohort, number=2)
    group = GroupFactory(cohort=cohort)
    for enrolment in EnrolmentFactory.create_batch(request.param, cohort=cohort):
        GroupMemberFactory(group=group, enrolment=enrolment)
        if enrolment.seat % 2:
            rollcall.mark(session=open_session, enrolment=enrolment, status="present", by=trainer, now=NINE)
    return open_session


@pytest.mark.parametrize(
    ("name", "query", "queries"),
    [("session", "", 8), ("wall", "", 5), ("wall_state", "", 4), ("wall_state", "?names=1", 5), ("register", "", 8)],
)
def test_a_page_costs_the_same_for_any_number_of_trainees(
    name, query, queries, client, trainer, full_room, django_assert_num_queries
):
    client.force_login(trainer)
    place = [full_room.cohort.code] if name == "register" else [full_room.cohort.code, full_room.number]
    with django_assert_num_queries(queries):
        assert client.get(reverse(f"sessions:{name}", args=place) + query).status_code == 200
