import datetime as dt

import pytest

from sessions import checkin, rollcall
from sessions.models import Attendance, Enrolment
from sessions.register import build_register, late_minutes
from tests.factories import EnrolmentFactory, SessionFactory, UserFactory

MINUTE = dt.timedelta(minutes=1)


def record(session, enrolment, status, checked_in_at=None):
    Attendance.objects.create(
        session=session, enrolment=enrolment, status=status, checked_in_at=checked_in_at, marked_at=session.starts_at
    )


@pytest.fixture
def sessions(cohort):
    return [SessionFactory(cohort=cohort, number=number) for number in (1, 2, 3, 4)]


def test_the_register_holds_every_session_of_every_trainee_and_the_hours_it_gives(cohort, sessions):
    first, second = (EnrolmentFactory(cohort=cohort, seat=seat) for seat in (1, 2))
    record(sessions[0], first, "present", sessions[0].starts_at - MINUTE)
    record(sessions[1], first, "late", sessions[1].starts_at + 30 * MINUTE)
    record(sessions[2], first, "left_early")
    record(sessions[0], second, "excused")
    register = build_register(cohort)
    assert [session.number for session in register.sessions] == [1, 2, 3, 4]
    assert [row.enrolment for row in register.rows] == [first, second]
    assert [cell.status for cell in register.rows[0].cells] == ["present", "late", "left_early", None]
    assert [cell.time for cell in register.rows[0].cells] == ["8:59", "14:30", "", ""]
    assert [row.credited_minutes for row in register.rows] == [180 + 150 + 90, 0]
    assert [row.credited_hours for row in register.rows] == [7.0, 0.0]
    assert [total.arrived for total in register.totals] == [1, 1, 1, 0]
    assert register.totals[0].counts == {"present": 1, "excused": 1}
    assert (register.session_minutes, register.percent(register.rows[0])) == (720, 58)


def test_a_share_is_rounded_down_so_that_nearly_is_not_enough(cohort, sessions):
    trainee = EnrolmentFactory(cohort=cohort)
    for session in sessions[:3]:
        record(session, trainee, "present")
    record(sessions[3], trainee, "late", sessions[3].starts_at + 145 * MINUTE)
    register = build_register(cohort)
    assert (register.rows[0].credited_minutes, register.percent(register.rows[0])) == (575, 79)


def test_times_are_those_of_the_cohorts_place(cohort, sessions):
    cohort.timezone = "Asia/Urumqi"
    cohort.save()
    record(sessions[0], EnrolmentFactory(cohort=cohort), "present", sessions[0].starts_at)
    assert build_register(cohort).rows[0].cells[0].time == "7:00"


def test_whoever_left_the_cohort_is_not_in_the_register_and_a_mark_taken_back_is_no_record(cohort, sessions, trainer):
    gone = EnrolmentFactory(cohort=cohort, state=Enrolment.State.WITHDRAWN)
    stays = EnrolmentFactory(cohort=cohort)
    record(sessions[0], gone, "present")
    now = sessions[0].starts_at
    rollcall.mark(session=sessions[0], enrolment=stays, status="present", by=trainer, now=now)
    rollcall.undo(session=sessions[0], marked_at=now, by=trainer, now=now + MINUTE)
    register = build_register(cohort)
    assert [row.enrolment for row in register.rows] == [stays]
    assert register.rows[0].cells[0].status is None
    assert register.totals[0].counts == {"": 1}


def test_one_person_can_be_asked_for_alone(cohort, sessions):
    EnrolmentFactory(cohort=cohort)
    mine = EnrolmentFactory(cohort=cohort)
    record(sessions[0], mine, "present")
    register = build_register(cohort, user=mine.user)
    assert [row.enrolment for row in register.rows] == [mine]
    assert register.rows[0].credited_minutes == 180
    assert build_register(cohort, user=UserFactory()).rows == ()


def test_minutes_late_are_those_of_the_scan_and_without_one_the_grace(cohort, sessions):
    start = sessions[0].starts_at
    assert late_minutes(starts_at=start, checked_in_at=start + 25.9 * MINUTE, at_least=10) == 25
    assert late_minutes(starts_at=start, checked_in_at=start - MINUTE, at_least=10) == 10
    assert late_minutes(starts_at=start, checked_in_at=None, at_least=10) == 10


def test_a_cohort_without_sessions_has_an_empty_register(cohort):
    EnrolmentFactory(cohort=cohort)
    register = build_register(cohort)
    assert (register.sessions, register.rows[0].cells, register.percent(register.rows[0])) == ((), (), 0)


@pytest.mark.parametrize("trainees", [1, 3, 60])
def test_the_register_takes_three_queries_for_any_number_of_trainees(
    trainees, cohort, sessions, trainer, django_assert_num_queries
):
    EnrolmentFactory.create_batch(trainees, cohort=cohort)
    rollcall.mark_rest_present(session=sessions[0], by=trainer, now=sessions[0].starts_at)
    with django_assert_num_queries(3):
        register = build_register(cohort)
        assert len([str(row.enrolment.user) for row in register.rows]) == trainees


def test_a_late_scan_shows_in_the_hours(open_session, cohort, clock):
    trainee = EnrolmentFactory(cohort=cohort)
    clock.shift(dt.timedelta(minutes=40))
    now = open_session.starts_at + 40 * MINUTE
    checkin.check_in(session=open_session, user=trainee.user, scanned_at=now, now=now)
    assert build_register(cohort).rows[0].credited_minutes == 140
