"""The two classes of the demo, made by the same verbs as real ones."""

from __future__ import annotations

import datetime as dt
import os

from django.conf import settings

from accounts.models import User
from config.demo import feedback, work
from config.demo.people import NOW_NAMES, PAST_NAMES, Staff, open_accounts, roster_text
from courses.models import Course
from documents import jobs
from documents.certificates import issue
from documents.models import Job
from exercises import seating
from sessions import checkin, rollcall
from sessions.models import Attendance, Cohort, Enrolment, Room, Session
from sessions.rosters import import_text
from sessions.taking_over import give_newest
from sessions.timetable import fit_timetable

GROUPS = 6
SEED = 2026


def make_class_of_today(course: Course, staff: Staff, today: dt.date) -> Cohort:
    cohort = _cohort("QH-DEMO-2", "青禾银行零售信贷第二期", course, staff, today, NOW_NAMES, first_number=1)
    work.begin(cohort)
    return cohort


def make_finished_class(course: Course, staff: Staff, today: dt.date) -> Cohort:
    """Three weeks ago: everybody's attendance is on record, the groups' work is marked, certificates are out."""
    start = today - dt.timedelta(days=21)
    cohort = _cohort("QH-DEMO-1", "青禾银行零售信贷第一期", course, staff, start, PAST_NAMES, first_number=101)
    for session in cohort.sessions.all():
        _hold(session, staff.trainer)
    last = cohort.sessions.latest("number")
    work.finish(cohort, staff.trainer, before=last.ends_at)
    feedback.give(cohort, last.ends_at)
    issued = issue(cohort=cohort, by=staff.admin, now=last.ends_at)
    _print(cohort, staff.admin, Job.Kind.CERTIFICATES, {"base_url": _address(), "last": issued[-1].number})
    _print(cohort, staff.admin, Job.Kind.REGISTER, {})
    return cohort


def _print(cohort: Cohort, by: User, kind: str, params: dict[str, str]) -> None:
    """Order a document and render it here and now: the demo's worker is not up yet."""
    jobs.run(jobs.order(kind=kind, cohort=cohort, by=by, language="zh-hans", params=params).pk)


def _address() -> str:
    """Where the demo is served; the QR codes of its certificates point there."""
    return settings.PUBLIC_URL or f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"


def _cohort(
    code: str, name: str, course: Course, staff: Staff, start: dt.date, names: list[str], *, first_number: int
) -> Cohort:
    room, _created = Room.objects.get_or_create(name="青禾大厦 12 层多功能厅", defaults={"capacity": 60})
    cohort = Cohort.objects.create(code=code, name=name, course=course, client=staff.bank, room=room, start_date=start)
    give_newest(cohort)
    cohort.trainers.add(staff.trainer)
    fit_timetable(cohort, staff.admin)
    import_text(cohort, roster_text(names, first_number), staff.admin)
    open_accounts(staff.bank)
    plan = seating.plan(cohort=cohort, groups=GROUPS, seed=SEED)
    seating.deal(cohort=cohort, groups=GROUPS, seed=SEED, roster=plan.roster)
    return cohort


def _hold(session: Session, trainer: User) -> None:
    """Run one half-day: most scan on time, a few come late, those who are missing are marked by the trainer."""
    checkin.open_check_in(session, trainer, now=session.starts_at - dt.timedelta(minutes=25))
    session.refresh_from_db()
    for enrolment in session.cohort.enrolments.select_related("user"):
        minutes = _arrival(enrolment, session)
        if minutes is None:
            status = Attendance.Status.EXCUSED if session.number == 1 else Attendance.Status.ABSENT
            after = session.starts_at + dt.timedelta(minutes=40)
            rollcall.mark(session=session, enrolment=enrolment, status=status, by=trainer, now=after)
        else:
            at = session.starts_at + dt.timedelta(minutes=minutes)
            checkin.check_in(session=session, user=enrolment.user, scanned_at=at, now=at)
    checkin.close_check_in(session, trainer, now=session.starts_at + dt.timedelta(minutes=45))


def _arrival(enrolment: Enrolment, session: Session) -> int | None:
    """Minutes after the start (before: negative) at which somebody scans; None for those who never do."""
    away = {7: {1}, 19: {3, 4}}
    if session.number in away.get(enrolment.seat, ()):
        return None
    late = (enrolment.seat * 7 + session.number * 5) % 23 == 0
    return 12 + enrolment.seat % 9 if late else -((enrolment.seat * 5 + session.number * 3) % 22) - 1
