"""The verb: what it records, and each refusal in its exact words."""

import datetime as dt

import pytest

from accounts.refusals import Refusal
from sessions import checkin, rollcall, tickets
from sessions.models import AttendanceChange, Enrolment
from tests.factories import EnrolmentFactory, SessionFactory, UserFactory
from tests.sessions.conftest import NINE

MINUTE = dt.timedelta(minutes=1)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def trainee(cohort):
    return EnrolmentFactory(cohort=cohort)


def arrive(session, enrolment, at=NINE, now=None):
    return checkin.check_in(session=session, user=enrolment.user, scanned_at=at, now=now or at)


def history(attendance):
    return [(change.from_status, change.to_status, change.via) for change in attendance.changes.all()]


def refusal_of(session, user, at=NINE, now=None):
    with pytest.raises(Refusal) as refusal:
        checkin.check_in(session=session, user=user, scanned_at=at, now=now or at)
    assert not AttendanceChange.objects.exists()
    return str(refusal.value)


def test_a_scan_records_presence_and_how_it_came_about(open_session, trainee):
    attendance = arrive(open_session, trainee)
    assert (attendance.status, attendance.checked_in_at) == ("present", NINE)
    assert history(attendance) == [("", "present", "scan")]
    assert attendance.changes.get().by == trainee.user


def test_scanning_twice_keeps_the_first_time(open_session, trainee):
    first = arrive(open_session, trainee)
    again = arrive(open_session, trainee, at=NINE + 30 * MINUTE)
    assert again == first
    assert (again.status, again.checked_in_at) == ("present", NINE)
    assert history(again) == [("", "present", "scan")]


def test_scanning_again_after_the_end_still_shows_the_first_time(open_session, trainee, trainer):
    arrive(open_session, trainee)
    assert arrive(open_session, trainee, at=NINE + 4 * HOUR).checked_in_at == NINE


@pytest.mark.parametrize(("minutes", "status"), [(0, "present"), (10, "present"), (10.02, "late"), (179, "late")])
def test_late_is_who_scans_after_the_cohorts_grace(minutes, status, open_session, trainee):
    assert arrive(open_session, trainee, at=NINE + minutes * MINUTE).status == status


def test_signing_in_slowly_makes_nobody_late(open_session, trainee):
    attendance = arrive(open_session, trainee, at=NINE + 9 * MINUTE, now=NINE + 18 * MINUTE)
    assert (attendance.status, attendance.checked_in_at) == ("present", NINE + 9 * MINUTE)


@pytest.mark.parametrize(
    ("marked", "scanned"),
    [
        ("absent", "present"),
        ("excused", "present"),
        ("present", "present"),
        ("late", "late"),
        ("left_early", "left_early"),
    ],
)
def test_a_scan_overrules_a_mark_that_says_absent_and_no_other(marked, scanned, open_session, trainee, trainer):
    rollcall.mark(session=open_session, enrolment=trainee, status=marked, by=trainer, now=NINE)
    attendance = arrive(open_session, trainee, at=NINE + MINUTE)
    assert (attendance.status, attendance.checked_in_at) == (scanned, NINE + MINUTE)
    assert history(attendance) == [("", marked, "roll_call"), (marked, scanned, "scan")]


def test_a_trainers_mark_after_the_scan_is_not_undone_by_scanning_again(open_session, trainee, trainer):
    arrive(open_session, trainee)
    rollcall.mark(session=open_session, enrolment=trainee, status="absent", by=trainer, now=NINE + HOUR)
    attendance = arrive(open_session, trainee, at=NINE + 2 * HOUR)
    assert (attendance.status, attendance.checked_in_at) == ("absent", NINE)


def test_somebody_of_another_cohort_is_refused(open_session):
    stranger = EnrolmentFactory().user
    refused = "你不在这个班的名单上。请确认登录的是你本人的账户，或者请讲师、教务核对名单。"
    assert refusal_of(open_session, stranger) == refused


def test_somebody_who_left_the_cohort_is_refused(open_session, cohort):
    gone = EnrolmentFactory(cohort=cohort, state=Enrolment.State.WITHDRAWN)
    assert refusal_of(open_session, gone.user) == "你已从这个班退班，不能签到。如有疑问，请联系教务。"


def test_before_it_opens_check_in_is_refused(session, trainee, clock):
    assert refusal_of(session, trainee.user) == "签到还没有开放。请等讲师宣布开始，再试一次。"


def test_after_it_closed_check_in_is_refused_until_it_opens_again(open_session, trainee, trainer):
    checkin.close_check_in(open_session, trainer, now=NINE + MINUTE)
    refused = refusal_of(open_session, trainee.user, at=NINE + 2 * MINUTE)
    assert refused == "签到已经关闭。如果你在教室里，请找讲师补记。"
    checkin.open_check_in(open_session, trainer, now=NINE + 3 * MINUTE)
    assert arrive(open_session, trainee, at=NINE + 4 * MINUTE).status == "present"


def test_after_the_end_check_in_is_refused(open_session, trainee):
    refused = refusal_of(open_session, trainee.user, at=NINE + 3 * HOUR)
    assert refused == "本场已经结束，不能再签到。如果你在教室里，请找讲师补记。"
    assert arrive(open_session, trainee, at=NINE + 3 * HOUR - MINUTE).status == "late"


def test_the_session_object_may_be_stale_the_verb_looks_again(open_session, trainee, trainer):
    checkin.close_check_in(open_session, trainer, now=NINE + MINUTE)
    assert open_session.takes_check_in(NINE + 2 * MINUTE)
    assert refusal_of(open_session, trainee.user, at=NINE + 2 * MINUTE).startswith("签到已经关闭。")


def test_a_scan_counts_for_ten_minutes(open_session, trainee):
    stale = refusal_of(open_session, trainee.user, now=NINE + 10 * MINUTE + dt.timedelta(seconds=1))
    assert stale == "扫码已超过 10 分钟。请重新扫描大屏幕上的二维码。"
    assert refusal_of(open_session, trainee.user, at=NINE + MINUTE, now=NINE) == stale
    assert arrive(open_session, trainee, now=NINE + 10 * MINUTE).checked_in_at == NINE


@pytest.mark.parametrize("seconds", [9, 11, 19])
def test_a_ticket_in_its_time_proves_presence_and_records_nothing(seconds, session):
    assert checkin.scan(tickets.issue(session.pk, NINE), NINE + dt.timedelta(seconds=seconds)) == session
    assert not AttendanceChange.objects.exists()


def test_a_ticket_of_21_seconds_has_expired(session):
    with pytest.raises(checkin.ExpiredScan, match=r"^这个签到码已过期：它每 10 秒更换一次。") as expired:
        checkin.scan(tickets.issue(session.pk, NINE), NINE + dt.timedelta(seconds=21))
    assert expired.value.session == session


@pytest.mark.parametrize(
    ("ticket", "words"),
    [
        ("A" * 24, "这不是有效的签到码。请扫描教室大屏幕上的二维码。"),
        (tickets.issue(10**15, NINE), "这不是有效的签到码。请扫描教室大屏幕上的二维码。"),
        (tickets.issue(36**12, NINE), "这不是有效的签到码。请扫描教室大屏幕上的二维码。"),
        (tickets.issue(10**15, NINE - MINUTE), "这不是有效的签到码。请扫描教室大屏幕上的二维码。"),
        (tickets.issue(1, NINE + MINUTE), "这个签到码还没有生效。请重新扫描大屏幕上的二维码。"),
    ],
)
def test_tickets_that_prove_nothing(ticket, words, db):
    with pytest.raises(Refusal) as refusal:
        checkin.scan(ticket, NINE)
    assert str(refusal.value) == words


def test_a_typed_code_proves_the_same_for_those_on_the_roster(open_session, trainee):
    code = tickets.short_code(open_session.pk, NINE)
    assert checkin.accept_code(code, session=open_session, user=trainee.user, now=NINE) == NINE
    with pytest.raises(Refusal, match="你不在这个班的名单上"):
        checkin.accept_code(code, session=open_session, user=UserFactory(), now=NINE)
    with pytest.raises(Refusal) as refusal:
        checkin.accept_code("000 000", session=open_session, user=trainee.user, now=NINE)
    assert str(refusal.value) == "签到码不对，或者已经更换。请输入大屏幕上现在显示的 6 位数字。"


def test_only_those_who_run_the_cohort_open_and_close(session, trainee, clock):
    for verb in (checkin.open_check_in, checkin.close_check_in):
        for stranger in (trainee.user, UserFactory(trainer=True)):
            with pytest.raises(Refusal, match=r"^只有本班讲师、助教和教务可以操作签到。$"):
                verb(session, stranger)
    session.refresh_from_db()
    assert (session.check_in_opened_at, session.check_in_closed_at) == (None, None)


def test_opening_twice_keeps_the_first_moment_and_nothing_opens_after_the_end(session, trainer):
    assert checkin.open_check_in(session, trainer, now=NINE).check_in_opened_at == NINE
    assert checkin.open_check_in(session, trainer, now=NINE + MINUTE).check_in_opened_at == NINE
    afternoon = SessionFactory(cohort=session.cohort, number=2)
    with pytest.raises(Refusal, match="本场已经结束"):
        checkin.open_check_in(afternoon, trainer, now=NINE + 8 * HOUR)
