"""Roll call by hand: marks, all the rest, and taking either back; nothing is ever overwritten."""

import datetime as dt

import pytest

from accounts.refusals import Refusal
from sessions import checkin, rollcall
from sessions.models import Attendance, AttendanceChange, Enrolment
from tests.factories import EnrolmentFactory, UserFactory
from tests.sessions.conftest import NINE

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def trainee(cohort):
    return EnrolmentFactory(cohort=cohort)


@pytest.fixture
def mark(session, trainee, trainer):
    def mark(status, at=NINE, enrolment=trainee, by=trainer):
        return rollcall.mark(session=session, enrolment=enrolment, status=status, by=by, now=at)

    return mark


def steps():
    return list(AttendanceChange.objects.order_by("pk").values_list("from_status", "to_status", "via"))


def test_each_mark_is_appended(mark, trainer):
    mark("absent")
    mark("late", at=NINE + MINUTE)
    attendance = Attendance.objects.get()
    assert (attendance.status, attendance.marked_at, attendance.checked_in_at) == ("late", NINE + MINUTE, None)
    assert steps() == [("", "absent", "roll_call"), ("absent", "late", "roll_call")]
    assert set(AttendanceChange.objects.values_list("by", flat=True)) == {trainer.pk}


def test_the_same_mark_again_changes_nothing(mark):
    mark("absent")
    assert mark("absent", at=NINE + MINUTE) is None
    assert len(steps()) == 1


@pytest.mark.parametrize("status", ["", "asleep"])
def test_an_unknown_status_is_refused(status, mark):
    with pytest.raises(Refusal, match="没有这种考勤状态"):
        mark(status)
    assert steps() == []


def test_only_those_who_run_the_cohort_mark(mark, session, trainee):
    for stranger in (trainee.user, UserFactory(trainer=True)):
        with pytest.raises(Refusal, match="只有本班讲师、助教和教务可以点名"):
            mark("present", by=stranger)
        with pytest.raises(Refusal, match="只有本班讲师、助教和教务可以点名"):
            rollcall.mark_rest_present(session=session, by=stranger, now=NINE)
        with pytest.raises(Refusal, match="只有本班讲师、助教和教务可以点名"):
            rollcall.undo(session=session, marked_at=NINE, by=stranger, now=NINE)
    assert mark("present", by=UserFactory(admin=True)).to_status == "present"


def test_only_those_on_the_roster_are_marked(mark, cohort):
    for other in (EnrolmentFactory(), EnrolmentFactory(cohort=cohort, state=Enrolment.State.WITHDRAWN)):
        with pytest.raises(Refusal, match="不在本班名单上"):
            mark("present", enrolment=other)
    assert steps() == []


def test_all_the_rest_are_present_and_what_was_recorded_stays(session, cohort, mark, trainer):
    mark("excused")
    rest = EnrolmentFactory.create_batch(3, cohort=cohort)
    gone = EnrolmentFactory(cohort=cohort, state=Enrolment.State.WITHDRAWN)
    changes = rollcall.mark_rest_present(session=session, by=trainer, now=NINE + MINUTE)
    assert {change.attendance.enrolment for change in changes} == set(rest)
    assert not Attendance.objects.filter(enrolment=gone).exists()
    assert sorted(Attendance.objects.values_list("status", flat=True)) == ["excused", "present", "present", "present"]
    assert rollcall.mark_rest_present(session=session, by=trainer, now=NINE + 2 * MINUTE) == []


def test_a_mark_is_taken_back_by_another_step(mark, session, trainer):
    mark("present")
    mark("absent", at=NINE + MINUTE)
    rollcall.undo(session=session, marked_at=NINE + MINUTE, by=trainer, now=NINE + 2 * MINUTE)
    assert Attendance.objects.get().status == "present"
    assert steps() == [
        ("", "present", "roll_call"),
        ("present", "absent", "roll_call"),
        ("absent", "present", "undo"),
    ]


def test_a_taken_back_first_mark_leaves_no_record_but_its_history(mark, session, trainer, cohort):
    mark("present")
    rollcall.undo(session=session, marked_at=NINE, by=trainer, now=NINE + MINUTE)
    assert Attendance.objects.get().status == ""
    assert [change.to_status for change in rollcall.mark_rest_present(session=session, by=trainer, now=NINE)] == [
        "present"
    ]


def test_all_the_rest_are_taken_back_together(session, cohort, trainer):
    EnrolmentFactory.create_batch(3, cohort=cohort)
    rollcall.mark_rest_present(session=session, by=trainer, now=NINE)
    taken_back = rollcall.undo(session=session, marked_at=NINE, by=trainer, now=NINE + MINUTE)
    assert len(taken_back) == 3
    assert set(Attendance.objects.values_list("status", flat=True)) == {""}


def test_what_somebody_changed_since_is_not_taken_back(mark, session, trainer):
    mark("absent")
    mark("excused", at=NINE + MINUTE, by=UserFactory(admin=True))
    with pytest.raises(Refusal, match="没有可以撤销的记录"):
        rollcall.undo(session=session, marked_at=NINE, by=trainer, now=NINE + 2 * MINUTE)
    with pytest.raises(Refusal, match="没有可以撤销的记录"):
        rollcall.undo(session=session, marked_at=NINE + MINUTE, by=trainer, now=NINE + 2 * MINUTE)
    assert Attendance.objects.get().status == "excused"


def test_a_scan_is_not_the_trainers_to_take_back(open_session, trainee, trainer):
    checkin.check_in(session=open_session, user=trainee.user, scanned_at=NINE, now=NINE)
    with pytest.raises(Refusal, match="没有可以撤销的记录"):
        rollcall.undo(session=open_session, marked_at=NINE, by=trainer, now=NINE + MINUTE)


def test_a_mark_over_a_scan_keeps_its_time_and_undo_brings_it_back(open_session, trainee, mark, trainer):
    checkin.check_in(session=open_session, user=trainee.user, scanned_at=NINE, now=NINE)
    mark("left_early", at=NINE + MINUTE)
    assert Attendance.objects.get().checked_in_at == NINE
    rollcall.undo(session=open_session, marked_at=NINE + MINUTE, by=trainer, now=NINE + 2 * MINUTE)
    attendance = Attendance.objects.get()
    assert (attendance.status, attendance.checked_in_at) == ("present", NINE)


def test_nobody_is_marked_as_there_on_a_day_that_has_not_come(mark, session, trainer):
    yesterday = NINE - dt.timedelta(days=1)
    for status in Attendance.ARRIVED:
        with pytest.raises(Refusal, match="还没有到，不能记到课"):
            mark(status, at=yesterday)
    with pytest.raises(Refusal, match="还没有到"):
        rollcall.mark_rest_present(session=session, by=trainer, now=yesterday)
    mark("excused", at=yesterday)
    assert steps() == [("", "excused", "roll_call")]
