"""The life of a place: the waiting list, moves, walk-ins and their merging, the join link, assistants."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Refusal
from sessions import doors, enrolments, rollcall
from sessions.models import Attendance, Cohort, JoinRequest
from sessions.register import build_register
from tests.factories import ClientFactory, CohortFactory, EnrolmentFactory, SessionFactory, UserFactory

HERE = "/cohorts/HT-1/roster/"


@pytest.fixture
def admin(db):
    return UserFactory(admin=True)


@pytest.fixture
def bank(db):
    return ClientFactory()


@pytest.fixture
def cohort(bank):
    return CohortFactory(code="HT-1", client=bank, capacity=1)


def seat(cohort, name, state="active", **facts):
    person = UserFactory(name=name, organisation=cohort.client)
    return EnrolmentFactory(cohort=cohort, user=person, state=state, **facts)


def states(cohort):
    return {str(place): place.state for place in cohort.enrolments.select_related("user")}


def history(place):
    return [event.kind for event in place.events.all()]


def told(page):
    return [str(message) for message in page.context["messages"]]


# The waiting list -----------------------------------------------------------------------------------------------------


def test_a_place_that_falls_free_goes_to_the_first_who_waits(client, admin, cohort):
    seated, first = seat(cohort, "甲"), seat(cohort, "乙", "waiting")
    seat(cohort, "丙", "waiting")
    client.force_login(admin)
    page = client.post(f"{HERE}{first.pk}/promote/", follow=True)
    assert told(page) == ["没有空位给 乙。请先增加名额，或等有人退班。"]
    client.post(f"{HERE}{seated.pk}/withdraw/")
    page = client.post(f"{HERE}promote/", follow=True)
    assert told(page)[-1] == "1 位候补已转正。"
    assert states(cohort) == {"甲": "withdrawn", "乙": "active", "丙": "waiting"}
    assert history(first) == ["promoted"]


def test_whoever_comes_back_to_a_full_cohort_waits(admin, cohort):
    left = seat(cohort, "甲", "withdrawn")
    seat(cohort, "乙")
    enrolments.reinstate(left, admin)
    assert states(cohort) == {"甲": "waiting", "乙": "active"}


def test_a_branch_gets_no_more_places_than_its_quota(admin, cohort):
    cohort.capacity = 3
    cohort.save()
    cohort.quotas.create(branch="城东支行", places=1)
    for name, branch in (("甲", "城东支行"), ("乙", "城 东支行"), ("丙", "城西支行"), ("丁", "城西支行"), ("戊", "")):
        seat(cohort, name, "waiting", branch=branch)
    assert [str(place) for place in enrolments.promote_all(cohort, admin)] == ["甲", "丙", "丁"]


def test_those_who_wait_stand_in_no_register_and_see_no_class(client, cohort):
    waiting = seat(cohort, "甲", "waiting")
    SessionFactory(cohort=cohort)
    assert build_register(cohort).rows == ()
    client.force_login(waiting.user)
    assert client.get("/cohorts/HT-1/").status_code == 404


@pytest.fixture
def last_place(transactional_db):
    cohort = CohortFactory(capacity=1)
    return cohort, [seat(cohort, name, "waiting") for name in "甲乙"], UserFactory(admin=True)


def race(places, admin, start):
    def promote(place):
        try:
            connection.ensure_connection()
            start.wait(20)
            enrolments.promote(place, admin)
        except Refusal as refusal:
            return str(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(promote, places))


def test_the_last_place_wanted_by_two_at_once_goes_to_one(last_place):
    cohort, places, admin = last_place
    answers = race(places, admin, threading.Barrier(2))
    assert sorted(states(cohort).values()) == ["active", "waiting"]
    assert sum(answer is not None for answer in answers) == 1


def test_without_the_lock_both_would_get_it(last_place, monkeypatch):
    """The negative control: count, then write, with no lock and no transaction."""
    cohort, places, admin = last_place
    counted = threading.Barrier(2)
    really = enrolments.set_state

    def write_late(*args, **options):
        counted.wait(20)  # both have counted by now
        really(*args, **options)

    monkeypatch.setattr(enrolments, "locked_place", lambda place, _by: (place.cohort, place))
    monkeypatch.setattr(enrolments, "set_state", write_late)
    monkeypatch.setattr(enrolments, "promote", enrolments.promote.__wrapped__)  # type: ignore[attr-defined]
    race(places, admin, threading.Barrier(2))
    assert sorted(states(cohort).values()) == ["active", "active"]


# Moving ---------------------------------------------------------------------------------------------------------------


def test_a_transfer_keeps_what_was_done_and_can_be_turned_back(client, admin, cohort, bank):
    other = CohortFactory(code="HT-2", client=bank)
    place = seat(cohort, "李明", branch="城东支行", staff_number="007")
    attended = Attendance.objects.create(
        session=SessionFactory(cohort=cohort), enrolment=place, status="present", marked_at=timezone.now()
    )
    client.force_login(admin)
    assert "HT-2" in client.get(f"{HERE}{place.pk}/").content.decode()
    page = client.post(f"{HERE}{place.pk}/transfer/", {"to": "HT-2"}, follow=True)
    assert told(page) == [f"李明 已转到“{other}”，这里的考勤和作业都保留。"]
    there = other.enrolments.get()
    assert (there.user, there.branch, there.staff_number, there.state) == (place.user, "城东支行", "007", "active")
    assert (states(cohort), list(place.attendances.all())) == ({"李明": "moved"}, [attended])
    assert (history(place), history(there)) == (["moved_out"], ["moved_in"])
    enrolments.transfer(there, cohort, admin)
    assert (states(cohort), states(other)) == ({"李明": "active"}, {"李明": "moved"})


def test_nobody_moves_to_another_client_or_into_a_full_cohort(admin, cohort, bank):
    place = seat(cohort, "李明")
    with pytest.raises(Refusal, match="同一客户机构"):
        enrolments.transfer(place, CohortFactory(), admin)
    full = CohortFactory(client=bank, capacity=1)
    seat(full, "王芳")
    with pytest.raises(Refusal, match="没有空位"):
        enrolments.transfer(place, full, admin)
    assert states(cohort) == {"李明": "active"}


# At the door ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def assistant(cohort):
    helper = UserFactory(trainer=True, name="助教")
    cohort.assistants.add(helper)
    return helper


def test_a_walk_in_is_seated_by_an_assistant_and_later_merged_with_the_list(client, admin, cohort, assistant):
    listed = seat(cohort, "李明", branch="城东支行")
    session = SessionFactory(cohort=cohort)
    client.force_login(assistant)
    page = client.post(f"{HERE}walk-in/", {"name": "李 明", "phone": "139 0000 1111"}, follow=True)
    assert told(page) == ["李 明 已加入名单，可以签到了。"] or told(page) == ["李明 已加入名单，可以签到了。"]
    extra = cohort.enrolments.get(walk_in=True)
    rollcall.mark(session=session, enrolment=extra, status="present", by=assistant, now=timezone.now())
    client.force_login(admin)
    page = client.get(f"{HERE}{extra.pk}/")
    assert page.context["doubles"][0] == listed
    page = client.post(f"{HERE}{extra.pk}/merge/", {"into": listed.pk}, follow=True)
    extra.refresh_from_db()
    (row,) = build_register(cohort).rows
    assert (row.enrolment, [cell.status for cell in row.cells]) == (listed, ["present"])
    assert (extra.state, extra.attendances.get().status, extra.user.is_active) == ("merged", "present", False)
    assert (history(extra), history(listed)) == (["walked_in", "merged"], ["took_over"])


def test_at_the_door_no_account_of_others_is_touched(cohort, assistant):
    other = UserFactory(name="李明", phone="13900001111", organisation=ClientFactory())
    for name, phone in (("李明", "13900001111"), ("", "13900002222"), ("王芳", "12")):
        with pytest.raises(Refusal):
            doors.walk_in(cohort, assistant, name=name, phone=phone)
    with pytest.raises(Refusal, match="只有本班"):
        doors.walk_in(cohort, UserFactory(trainer=True), name="王芳", phone="13900003333")
    other.refresh_from_db()
    assert (cohort.enrolments.count(), other.organisation == cohort.client) == (0, False)


def test_an_assistant_runs_the_door_and_nothing_else(client, cohort, assistant):
    session = SessionFactory(cohort=cohort)
    place = seat(cohort, "李明")
    client.force_login(assistant)
    for page in ("/cohorts/HT-1/", HERE, f"{HERE}walk-in/", "/sessions/HT-1/1/", "/sessions/HT-1/1/wall/"):
        assert client.get(page).status_code == 200, page
    assert client.post("/sessions/HT-1/1/check-in/open/").status_code == 302
    rollcall.mark(session=session, enrolment=place, status="present", by=assistant, now=timezone.now())
    assert place.user.phone not in client.get(HERE).content.decode()
    for page in (f"{HERE}enrol/", f"{HERE}{place.pk}/", f"{HERE}join-link/", "/cohorts/HT-1/edit/"):
        assert client.get(page).status_code == 404, page
    for page in (f"{HERE}{place.pk}/withdraw/", "/cohorts/HT-1/timetable/fit/", "/cohorts/HT-1/certificates/issue/"):
        assert client.post(page).status_code == 404, page
    assert not Cohort.objects.managed_by(assistant).exists()


# The join link --------------------------------------------------------------------------------------------------------


def ask(client, token, **wish):
    return client.post(f"/join/{token}/", {"name": "李明", "phone": "13812345678", "branch": "城东支行"} | wish)


def test_who_has_the_link_asks_and_an_admin_decides(client, admin, cohort):
    token = doors.open_link(cohort, admin)
    before = User.objects.count()
    assert ask(client, token).status_code == 200
    assert ask(client, token, branch="城西支行").status_code == 200  # asked twice: once, as last said
    ask(client, token, name="王芳", phone="13812345679")
    assert (User.objects.count(), JoinRequest.objects.count()) == (before, 2)
    client.force_login(admin)
    first, second = client.get(f"{HERE}join-link/").context["requests"]
    client.post(f"{HERE}requests/{first.pk}/", {"decision": "approve"})
    client.post(f"{HERE}requests/{second.pk}/", {"decision": "decline"})
    place = cohort.enrolments.get()
    assert (str(place), place.branch, place.user.organisation) == ("李明", "城西支行", cohort.client)
    assert history(place) == ["approved"]
    page = client.post(f"{HERE}requests/{first.pk}/", {"decision": "approve"}, follow=True)
    assert told(page)[-1] == "这份申请已经有人处理了。请刷新页面看看。"


def test_the_join_page_tells_nobody_who_is_known(client, admin, cohort):
    token = doors.open_link(cohort, admin)
    known = UserFactory(name="王芳", phone="13812345679", organisation=ClientFactory())
    pages = [ask(client, token, phone=phone).content.decode() for phone in ("13812345678", known.phone)]
    answers = [re.sub(r"\b[A-Za-z0-9]{64}\b", "", page) for page in pages]  # without the tokens against forgery
    assert answers[0] == answers[1]
    wish = JoinRequest.objects.get(phone=known.phone)
    with pytest.raises(Refusal, match="已登记在别人名下"):
        doors.approve(wish, admin)


def test_a_closed_or_renewed_link_leads_nowhere(client, admin, cohort):
    old = doors.open_link(cohort, admin)
    new = doors.open_link(cohort, admin)
    assert (client.get(f"/join/{old}/").status_code, client.get(f"/join/{new}/").status_code) == (404, 200)
    doors.close_link(cohort, admin)
    assert ask(client, new).status_code == 404


def test_requests_that_wait_are_bounded(client, admin, cohort, monkeypatch):
    monkeypatch.setattr(doors, "MOST_REQUESTS", 1)
    token = doors.open_link(cohort, admin)
    assert ask(client, token).status_code == 200
    assert ask(client, token, phone="13812345679").status_code == 422


def test_who_is_approved_for_a_full_cohort_waits(admin, cohort):
    seat(cohort, "甲")
    token = doors.open_link(cohort, admin)
    doors.ask_to_join(token, name="李明", phone="13812345678", branch="", post="")
    assert doors.approve(JoinRequest.objects.get(), admin).state == "waiting"


# The cohort's form ----------------------------------------------------------------------------------------------------


def test_capacity_and_quotas_are_set_on_the_cohorts_form(client, admin, cohort):
    client.force_login(admin)
    form = client.get("/cohorts/HT-1/edit/").context["form"]
    facts = {name: form[name].value() or "" for name in form.fields} | {"trainers": [], "assistants": []}
    answer = client.post("/cohorts/HT-1/edit/", facts | {"capacity": "30", "branch_quotas": "城东支行 10\n城西支行：8"})
    assert answer.status_code == 302
    cohort.refresh_from_db()
    assert cohort.capacity == 30
    assert list(cohort.quotas.values_list("branch", "places")) == [("城东支行", 10), ("城西支行", 8)]
    page = client.post("/cohorts/HT-1/edit/", facts | {"branch_quotas": "城东支行"})
    assert page.context["form"].errors["branch_quotas"] == [
        "“城东支行”读不懂。请每行写一个机构和名额，例如“城东支行 10”。"
    ]
