"""The way in for people whom an admin has put on a roster: a link, good for one use."""

import datetime as dt

import pytest
import time_machine
from django.test import RequestFactory

from accounts.invitations import invitation_url
from tests.factories import CohortFactory, EnrolmentFactory, UserFactory

pytestmark = pytest.mark.django_db
NEW = {"new_password1": "chun-feng-2027", "new_password2": "chun-feng-2027"}
DAY = dt.timedelta(days=1)
NOW = dt.datetime(2026, 11, 23, 8, tzinfo=dt.UTC)


@pytest.fixture
def person():
    return UserFactory(name="王小明", phone="13812345678", password=None)


def link(person) -> str:
    return invitation_url(person, RequestFactory().get("/")).removeprefix("http://testserver")


def test_a_link_lets_its_person_set_a_password_and_signs_them_in(client, person):
    url = link(person)
    page = client.get(url).content.decode()
    assert "王小明，欢迎" in page
    assert "13812345678" in page
    assert client.post(url, NEW)["Location"] == "/"
    assert client.get("/").status_code == 200
    person.refresh_from_db()
    assert person.check_password("chun-feng-2027")


def test_opening_a_link_changes_nothing(client, person):
    for _ in range(3):
        assert client.get(link(person)).status_code == 200
    person.refresh_from_db()
    assert not person.has_usable_password()
    assert client.get("/").status_code == 302


def test_a_link_works_once(client, person):
    url = link(person)
    client.post(url, NEW)
    client.logout()
    assert client.get(url).status_code == 410
    assert client.post(url, dict.fromkeys(NEW, "other-feng-2027")).status_code == 410
    person.refresh_from_db()
    assert person.check_password("chun-feng-2027")


def test_a_link_is_good_for_fourteen_days(client, person):
    with time_machine.travel(NOW, tick=False):
        url = link(person)
    with time_machine.travel(NOW + 14 * DAY, tick=False):
        assert client.get(url).status_code == 200
    with time_machine.travel(NOW + 14 * DAY + dt.timedelta(seconds=1), tick=False):
        answer = client.get(url)
    assert answer.status_code == 410
    assert "链接已失效" in answer.content.decode()


@pytest.mark.parametrize("change", [{"phone": "13900000009"}, {"email": "w@haitong.example"}, {"is_active": False}])
def test_a_link_is_void_once_its_person_has_changed(client, person, change):
    url = link(person)
    for name, value in change.items():
        setattr(person, name, value)
    person.save()
    assert client.get(url).status_code == 410


def test_a_link_opens_no_other_account(client, person):
    other = UserFactory(password=None)
    token = link(person).split("/")[-2]
    stolen = link(other).split("/")
    stolen[-2] = token
    assert client.get("/".join(stolen)).status_code == 410


@pytest.mark.parametrize(
    "path", ["/join/x/y/", "/join/MQ/a-b/", "/join/____/cabc12-0/", "/join/OTk5/abc/", "/join/%00/%00/"]
)
def test_a_made_up_link_is_void(client, path):
    assert client.get(path).status_code == 410


def test_a_weak_password_is_refused_and_the_link_stays_good(client, person):
    url = link(person)
    answer = client.post(url, {"new_password1": "13812345678", "new_password2": "13812345678"})
    assert list(answer.context["form"].errors) == ["new_password2"]
    assert client.post(url, NEW).status_code == 302


def test_an_admin_shows_anybodys_link(client, person):
    client.force_login(UserFactory(admin=True))
    page = client.get(f"/people/{person.pk}/invitation/")
    url = page.context["slip"].url
    assert url.startswith("http://testserver/join/")
    assert client.get(url).status_code == 200


def test_the_link_names_the_public_address(client, person, settings):
    settings.PUBLIC_URL = "https://lectern.example"
    client.force_login(UserFactory(admin=True))
    assert (
        client.get(f"/people/{person.pk}/invitation/").context["slip"].url.startswith("https://lectern.example/join/")
    )


def test_a_trainer_hands_links_to_their_own_trainees_without_password_alone(client):
    trainer = UserFactory(trainer=True)
    cohort = CohortFactory(trainers=[trainer])
    waiting = EnrolmentFactory(cohort=cohort, user__password=None).user
    has_password = EnrolmentFactory(cohort=cohort).user
    an_admin = EnrolmentFactory(cohort=cohort, user__password=None, user__is_staff=True).user
    withdrawn = EnrolmentFactory(cohort=cohort, user__password=None, state="withdrawn").user
    elsewhere = EnrolmentFactory(user__password=None).user
    client.force_login(trainer)
    answers = {
        person.pk: client.get(f"/people/{person.pk}/invitation/").status_code
        for person in (waiting, has_password, an_admin, withdrawn, elsewhere, trainer)
    }
    assert answers == {
        waiting.pk: 200, has_password.pk: 404, an_admin.pk: 404, withdrawn.pk: 404, elsewhere.pk: 404, trainer.pk: 404,
    }  # fmt: skip


def test_a_teammate_and_a_stranger_see_no_links(client, person):
    cohort = CohortFactory()
    EnrolmentFactory(cohort=cohort, user=person)
    teammate = EnrolmentFactory(cohort=cohort).user
    contact = UserFactory()
    contact.speaks_for.add(cohort.client)
    for visitor in (teammate, contact, UserFactory(trainer=True), person):
        client.force_login(visitor)
        assert client.get(f"/people/{person.pk}/invitation/").status_code == 404
        assert client.get(f"/people/invitations/{cohort.code}/").status_code == 404


@pytest.mark.parametrize("trainees", [1, 3, 60])
def test_a_cohorts_sheet_holds_a_slip_for_each_who_waits(client, trainees, django_assert_num_queries):
    trainer = UserFactory(trainer=True)
    cohort = CohortFactory(trainers=[trainer])
    EnrolmentFactory(cohort=cohort)
    waiting = [EnrolmentFactory(cohort=cohort, user__password=None, seat=900 - n).user for n in range(trainees)]
    client.force_login(trainer)
    with django_assert_num_queries(6):
        answer = client.get(f"/people/invitations/{cohort.code}/")
    assert [slip.person for slip in answer.context["slips"]] == waiting[::-1]


def test_the_sheet_of_no_cohort_does_not_exist(client):
    client.force_login(UserFactory(admin=True))
    assert client.get("/people/invitations/NO-SUCH/").status_code == 404


def test_the_sheet_says_when_nobody_waits(client):
    client.force_login(UserFactory(admin=True))
    cohort = EnrolmentFactory().cohort
    assert "没有要发的纸条" in client.get(f"/people/invitations/{cohort.code}/").content.decode()
