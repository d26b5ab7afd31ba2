"""Roll call by hand: one mark, all the rest at once, and taking either back. Every step is appended."""

from __future__ import annotations

import datetime as dt

from django.db.transaction import atomic
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal
from sessions.models import Attendance, AttendanceChange, Enrolment, Session

Via = AttendanceChange.Via


@atomic
def mark(*, session: Session, enrolment: Enrolment, status: str, by: User, now: dt.datetime) -> AttendanceChange | None:
    """Set one trainee's status by hand; None if it stood so already. The time of a scan stays as it was."""
    _refuse_stranger(session, by)
    if status not in Attendance.Status.values:
        raise Refusal(_("没有这种考勤状态。请从五种状态里选一种。"))
    if status in Attendance.ARRIVED:
        _refuse_ahead(session, now)
    if enrolment.cohort_id != session.cohort_id or enrolment.state != Enrolment.State.ACTIVE:
        raise Refusal(_("这位学员不在本班名单上，不能点名。"))
    attendance = Attendance.objects.lock(session=session, enrolment=enrolment, at=now)
    if attendance.status == status:
        return None
    return attendance.record(status, via=Via.ROLL_CALL, by=by, at=now)


@atomic
def mark_rest_present(*, session: Session, by: User, now: dt.datetime) -> list[AttendanceChange]:
    """Everybody without a status counts as present; who scans in the same moment keeps the scan."""
    _refuse_stranger(session, by)
    _refuse_ahead(session, now)
    roster = Enrolment.objects.active().filter(cohort=session.cohort_id)
    unknown = roster.exclude(attendances__session=session)
    empty = [Attendance(session=session, enrolment=enrolment, status="", marked_at=now) for enrolment in unknown]
    Attendance.objects.bulk_create(empty, ignore_conflicts=True)
    rest = list(Attendance.objects.select_for_update().filter(session=session, status="", enrolment__in=roster))
    present = Attendance.Status.PRESENT
    Attendance.objects.filter(pk__in=[attendance.pk for attendance in rest]).update(status=present, marked_at=now)
    return AttendanceChange.objects.bulk_create(
        AttendanceChange(attendance=attendance, to_status=present, via=Via.ROLL_CALL, by=by, at=now)
        for attendance in rest
    )


@atomic
def undo(*, session: Session, marked_at: dt.datetime, by: User, now: dt.datetime) -> list[AttendanceChange]:
    """Take back what `by` marked at that moment, one or many, unless somebody has changed it since."""
    _refuse_stranger(session, by)
    locked = list(Attendance.objects.select_for_update().filter(session=session, marked_at=marked_at))
    marks = AttendanceChange.objects.filter(attendance__in=locked, at=marked_at, by=by, via=Via.ROLL_CALL)
    before = {change.attendance_id: change.from_status for change in marks}
    taken_back = [
        attendance.record(before[attendance.pk], via=Via.UNDO, by=by, at=now)
        for attendance in locked
        if attendance.pk in before
    ]
    if not taken_back:
        raise Refusal(_("没有可以撤销的记录：它已经撤销，或者之后又有改动。"))
    return taken_back


def _refuse_ahead(session: Session, now: dt.datetime) -> None:
    """Who will be there on another day nobody knows; leave that was asked for can be noted."""
    day = session.local_start.date()
    if day > now.astimezone(session.cohort.zone).date():
        raise Refusal(_("这一场在 %(day)s，还没有到，不能记到课。请假可以先记。") % {"day": date_format(day)})


def _refuse_stranger(session: Session, by: User) -> None:
    if not Session.objects.at_the_door_of(by).filter(pk=session.pk).exists():
        raise Refusal(_("只有本班讲师、助教和教务可以点名。"))
