"""The trainer's page of a session and the register on screen, in the browser's terms."""

import re

import pytest
from django.urls import reverse

from sessions import checkin, rollcall
from sessions.models import Attendance, AttendanceChange
from tests.factories import EnrolmentFactory, SessionFactory
from tests.sessions.conftest import NINE

HTMX = {"HX-Request": "true"}


@pytest.fixture
def trainee(cohort):
    return EnrolmentFactory(cohort=cohort, seat=1, branch="滨江支行")


@pytest.fixture
def url(session):
    return lambda name, *more: reverse(f"sessions:{name}", args=[session.cohort.code, session.number, *more])


@pytest.fixture
def console(client, trainer, clock):
    client.force_login(trainer)
    return client


def pressed(response):
    """Which status stands on each trainee's row."""
    found = re.findall(r'id="mark-(\d+)-(\w+)"[^>]*aria-pressed="true"', response.content.decode())
    return {int(pk): status for pk, status in found}


def rows(response):
    return [int(pk) for pk in re.findall(r'id="row-(\d+)"', response.content.decode())]


def undo_form(response):
    found = re.search(r'name="marked_at"\s+value="([^"]+)"', response.content.decode())
    return {"marked_at": found[1]} if found else {}


def test_check_in_opens_and_closes(console, session, url):
    console.post(url("open_check_in"))
    session.refresh_from_db()
    assert session.takes_check_in()
    assert console.post(url("close_check_in")).headers["Location"] == url("session")
    session.refresh_from_db()
    assert not session.takes_check_in()
    assert console.post(url("open_check_in"), {"from": "wall"}).headers["Location"] == url("wall")


def test_check_in_of_a_past_session_stays_shut(console, session, url, clock):
    clock.shift(4 * 60 * 60)
    shown = console.post(url("open_check_in"), follow=True)
    assert "本场已经结束，不能再开放签到。请在下面的名单里点名。" in shown.content.decode()


def test_a_mark_without_javascript_comes_back_to_its_row_and_can_be_undone(console, url, trainee):
    marked = console.post(url("mark", trainee.pk), {"status": "late"})
    assert marked.headers["Location"].startswith(f"{url('session')}?undo=2026-11-23T01%3A00%3A00")
    assert marked.headers["Location"].endswith(f"#row-{trainee.pk}")
    shown = console.get(marked.headers["Location"])
    assert pressed(shown) == {trainee.pk: "late"}
    undone = console.post(url("undo"), undo_form(shown), follow=True)
    assert pressed(undone) == {}
    assert "已撤销 1 人的记录。" in undone.content.decode()


def test_one_tap_answers_with_the_row_the_count_and_an_undo(console, url, trainee):
    EnrolmentFactory(cohort=trainee.cohort)
    answer = console.post(url("mark", trainee.pk), {"status": "present"}, headers=HTMX)
    assert rows(answer) == [trainee.pk]
    assert pressed(answer) == {trainee.pk: "present"}
    assert 'id="live"' in answer.content.decode()
    undone = console.post(url("undo"), undo_form(answer), headers=HTMX)
    assert (rows(undone), pressed(undone)) == ([trainee.pk], {})
    assert AttendanceChange.objects.count() == 2


def test_a_mark_that_is_refused_says_why_and_leaves_the_row(console, url, trainee):
    answer = console.post(url("mark", trainee.pk), {"status": "asleep"}, headers=HTMX)
    assert "没有这种考勤状态。请从五种状态里选一种。" in answer.content.decode()
    assert pressed(answer) == {}
    assert console.post(url("undo"), {"marked_at": "yesterday"}, follow=True).status_code == 200
    assert not AttendanceChange.objects.exists()


def test_all_the_rest_present_and_back(console, url, trainee):
    EnrolmentFactory.create_batch(2, cohort=trainee.cohort)
    shown = console.post(url("mark_all"), follow=True)
    assert sorted(pressed(shown).values()) == ["present"] * 3
    assert "已将 3 人记为到课。" in shown.content.decode()
    assert pressed(console.post(url("undo"), undo_form(shown), follow=True)) == {}
    rollcall.mark_rest_present(session=trainee.cohort.sessions.get(), by=trainee.cohort.trainers.get(), now=NINE)
    assert "没有未记录的学员。" in console.post(url("mark_all"), follow=True).content.decode()


def test_the_list_is_searched_by_name_branch_and_seat_and_narrowed_to_the_missing(console, url, trainee, session):
    other = EnrolmentFactory(cohort=trainee.cohort, seat=2, branch="古城支行", user__name="Alice 王")
    assert rows(console.get(url("session"))) == [trainee.pk, other.pk]
    assert rows(console.get(url("session"), {"q": " alice"})) == [other.pk]
    assert rows(console.get(url("session"), {"q": "滨江"})) == [trainee.pk]
    assert rows(console.get(url("session"), {"q": "nobody"})) == []
    console.post(url("mark", other.pk), {"status": "excused"})
    assert rows(console.get(url("session"), {"only": "missing"})) == [trainee.pk]


def test_the_page_asks_for_what_changed_and_gets_nothing_when_nothing_did(console, url, trainee, open_session, clock):
    def look():
        (since,) = re.findall(r'since=([^"]+)"', page.content.decode())
        return console.get(f"{url('session')}?since={since}", headers=HTMX)

    page = console.get(url("session"))
    assert look().status_code == 204
    clock.shift(30)
    checkin.check_in(session=open_session, user=trainee.user, scanned_at=NINE, now=NINE)
    page = look()
    assert pressed(page) == {trainee.pk: "present"}
    clock.shift(30)
    page = console.get(url("session"))
    assert look().status_code == 204


def test_the_history_tells_every_step_with_who_and_how(console, url, trainee, open_session, trainer):
    assert "还没有记录：既没有签到，也没有点名。" in console.get(url("history", trainee.pk)).content.decode()
    checkin.check_in(session=open_session, user=trainee.user, scanned_at=NINE, now=NINE)
    console.post(url("mark", trainee.pk), {"status": "left_early"})
    for headers, template in ((HTMX, "sessions/partials/session_history.html"), ({}, "sessions/session_history.html")):
        page = console.get(url("history", trainee.pk), headers=headers)
        assert page.templates[0].name == template
        text = re.sub(r"<[^>]+>|\s+", "", page.content.decode())
        assert f"到课扫码签到·{trainee.user}" in text
        assert f"到课→早退点名·{trainer}" in text


def test_a_trainee_of_another_cohort_has_no_row_here(console, url):
    stranger = EnrolmentFactory()
    assert console.post(url("mark", stranger.pk), {"status": "present"}).status_code == 404
    assert console.get(url("history", stranger.pk)).status_code == 404


def test_times_on_the_page_are_the_cohorts_own(console, url, cohort):
    cohort.timezone = "Asia/Urumqi"
    cohort.save()
    assert "7:00–10:00" in console.get(url("session")).content.decode()


def test_a_cohort_without_trainees_is_told_how_to_get_some(console, url, cohort):
    page = console.get(url("session")).content.decode()
    assert "先把名单贴进来，就能在这里点名。" in page
    assert reverse("sessions:roster", args=[cohort.code]) in page


def test_the_register_lists_every_session_and_orders_its_pdf(console, cohort, trainee, session):
    SessionFactory(cohort=cohort, number=2)
    Attendance.objects.create(session=session, enrolment=trainee, status="late", checked_in_at=NINE, marked_at=NINE)
    page = console.get(reverse("sessions:register", args=[cohort.code])).content.decode()
    text = re.sub(r"<[^>]+>|\s+", "", page)
    assert f"{trainee.user}滨江支行迟到9:00没有记录2.8" in text
    assert f'action="{reverse("documents:order_register", args=[cohort.code])}"' in page


def test_an_empty_register_says_how_to_fill_it(console, cohort):
    page = console.get(reverse("sessions:register", args=[cohort.code])).content.decode()
    assert "还没有可登记的考勤" in page
