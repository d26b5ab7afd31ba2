"""A trainee's front page: what is now or next, what I have done, what I still have to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import Exists, Max, OuterRef, Prefetch, Subquery

from accounts.models import User
from config.front.agenda import item_at
from courses.models import Material
from documents.models import Certificate
from exercises.models import Answer, Exercise, Review, Submission, Worksheet
from sessions.models import AgendaItem, Cohort, Enrolment, Session
from sessions.register import NOTHING, Cell, build_register

MATERIALS_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Attended:
    """One session and where I stand in it."""

    session: Session
    cell: Cell
    over: bool
    running: bool


@dataclass(frozen=True, slots=True)
class Task:
    exercise: Exercise
    state: str  # "open", "begun", "submitted" or "marked"
    mark: Decimal | None


@dataclass(frozen=True, slots=True)
class TraineeFront:
    enrolment: Enrolment  # with its cohort, course, client and group
    sessions: tuple[Attended, ...]
    upcoming: Attended | None  # the session that is on, or the next one
    check_in_open: bool
    now_taught: AgendaItem | None
    credited_minutes: int
    session_minutes: int
    materials: Sequence[Material]
    material_count: int
    tasks: tuple[Task, ...]
    certificate: Certificate | None
    earlier: tuple[Enrolment, ...]

    @property
    def cohort(self) -> Cohort:
        return self.enrolment.cohort

    @property
    def credited_hours(self) -> float:
        return round(self.credited_minutes / 60, 1)

    @property
    def session_hours(self) -> float:
        return round(self.session_minutes / 60, 1)

    @property
    def needed_hours(self) -> float:
        return round(self.session_minutes * self.cohort.certificate_percent / 6000, 1)

    @property
    def tasks_open(self) -> int:
        return sum(task.state in {"open", "begun"} for task in self.tasks)


def trainee_front(user: User, now: dt.datetime) -> TraineeFront | None:
    """The page of the cohort that is on or comes next, else of the last one; None for who attends none."""
    enrolments = _enrolments(user)
    if not enrolments:
        return None
    current = _current(enrolments, now)
    register = build_register(current.cohort, user=user)
    cells = register.rows[0].cells if register.rows else (NOTHING,) * len(register.sessions)
    sessions = tuple(_attended(*pair, now) for pair in zip(register.sessions, cells, strict=True))
    upcoming = next((attended for attended in sessions if not attended.over), None)
    materials = _materials(current.cohort)
    return TraineeFront(
        enrolment=current,
        sessions=sessions,
        upcoming=upcoming,
        check_in_open=upcoming is not None and upcoming.session.takes_check_in(now),
        now_taught=item_at(upcoming.session, now) if upcoming and upcoming.running else None,
        credited_minutes=sum(attended.cell.credited_minutes for attended in sessions),
        session_minutes=register.session_minutes,
        materials=materials[:MATERIALS_SHOWN],
        material_count=len(materials),
        tasks=_tasks(current.cohort, user),
        certificate=_certificate(current),
        earlier=tuple(enrolment for enrolment in enrolments if enrolment != current),
    )


def _attended(session: Session, cell: Cell, now: dt.datetime) -> Attended:
    over = session.ends_at <= now
    return Attended(session, cell, over=over, running=not over and session.starts_at <= now)


def _enrolments(user: User) -> list[Enrolment]:
    valid = Certificate.objects.filter(state=Certificate.State.VALID)
    return list(
        Enrolment.objects.active()
        .filter(user=user)
        .select_related("cohort__course", "cohort__client", "cohort__room", "group_member__group")
        .prefetch_related(Prefetch("certificates", valid))
        .annotate(over_at=Max("cohort__sessions__ends_at"))
        .order_by("-cohort__start_date", "-pk")
    )


def _current(enrolments: list[Enrolment], now: dt.datetime) -> Enrolment:
    """The earliest cohort that is not over; a cohort without a timetable counts by its date alone."""

    def is_ahead(enrolment: Enrolment) -> bool:
        over_at: dt.datetime | None = enrolment.over_at  # type: ignore[attr-defined]  # annotated above
        today = now.astimezone(ZoneInfo(enrolment.cohort.timezone)).date()
        return over_at > now if over_at else enrolment.cohort.start_date >= today

    ahead = [enrolment for enrolment in enrolments if is_ahead(enrolment)]
    return ahead[-1] if ahead else enrolments[0]


def _certificate(enrolment: Enrolment) -> Certificate | None:
    return next((certificate for certificate in enrolment.certificates.all() if certificate.file), None)


def _materials(cohort: Cohort) -> list[Material]:
    shown = Material.objects.filter(course=cohort.course_id, audience=Material.Audience.TRAINEES)
    return list(shown.select_related("course").defer("body"))


def _tasks(cohort: Cohort, user: User) -> tuple[Task, ...]:
    sheets = {sheet["exercise"]: sheet for sheet in _sheets(cohort, user)}
    exercises = Exercise.objects.filter(course=cohort.course_id).defer("brief", "fields")
    return tuple(_task(exercise, sheets.get(exercise.pk)) for exercise in exercises)


def _sheets(cohort: Cohort, user: User) -> Iterable[Mapping[str, object]]:
    released = Review.objects.filter(submission__worksheet=OuterRef("pk"), released_at__isnull=False)
    return (
        Worksheet.objects.worked_on_by(user)
        .filter(cohort=cohort)
        .annotate(
            begun=Exists(Answer.objects.filter(worksheet=OuterRef("pk"))),
            submitted=Exists(Submission.objects.filter(worksheet=OuterRef("pk"))),
            mark=Subquery(released.order_by("-reviewed_at", "-pk").values("mark")[:1]),
        )
        .values("exercise", "begun", "submitted", "mark")
    )


def _task(exercise: Exercise, sheet: Mapping[str, object] | None) -> Task:
    mark = sheet["mark"] if sheet else None
    if isinstance(mark, Decimal):
        return Task(exercise, "marked", mark)
    if sheet and sheet["submitted"]:
        return Task(exercise, "submitted", None)
    return Task(exercise, "begun" if sheet and sheet["begun"] else "open", None)
