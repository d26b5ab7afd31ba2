"""The attendance register of a cohort: who was in which session, and the hours that gives; three queries."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db import models

from accounts.models import User
from sessions.hours import credited_minutes
from sessions.models import Attendance, Cohort, Enrolment, Session

LABELS = {str(status.value): status.label for status in Attendance.Status}


@dataclass(frozen=True, slots=True)
class Cell:
    """One trainee in one session. `status` is None while nothing is recorded; the time is local to the cohort."""

    status: str | None
    checked_in_at: dt.datetime | None
    credited_minutes: int

    @property
    def label(self) -> str:
        return str(LABELS[self.status]) if self.status else ""

    @property
    def time(self) -> str:
        """Of the check-in, such as 9:02."""
        return f"{self.checked_in_at.hour}:{self.checked_in_at:%M}" if self.checked_in_at else ""


@dataclass(frozen=True, slots=True)
class Row:
    enrolment: Enrolment  # with its user
    cells: tuple[Cell, ...]  # one for each session, in the order of `Register.sessions`
    credited_minutes: int

    @property
    def credited_hours(self) -> float:
        return round(self.credited_minutes / 60, 1)


@dataclass(frozen=True, slots=True)
class Total:
    """One session, counted over the whole roster."""

    arrived: int  # present, late or left early
    counts: dict[str, int]  # by status; "" counts those with nothing recorded


@dataclass(frozen=True, slots=True)
class Register:
    cohort: Cohort
    sessions: tuple[Session, ...]
    rows: tuple[Row, ...]
    totals: tuple[Total, ...]  # one for each session
    session_minutes: int  # of all sessions together: what full attendance gives

    @property
    def session_hours(self) -> float:
        return round(self.session_minutes / 60, 1)

    def percent(self, row: Row) -> int:
        """The share of all hours, in whole per cent rounded down: 79.9 % is not yet 80 %."""
        return row.credited_minutes * 100 // self.session_minutes if self.session_minutes else 0


NOTHING = Cell(status=None, checked_in_at=None, credited_minutes=0)


def build_register(cohort: Cohort, *, user: User | None = None) -> Register:
    """The register of all trainees on the roster, or the rows of one person alone."""
    sessions = tuple(cohort.sessions.select_related("room"))
    enrolments = cohort.enrolments.active().select_related("user").order_by("seat")
    recorded = Attendance.objects.filter(session__cohort=cohort, enrolment__in=cohort.enrolments.active())
    if user is not None:
        enrolments = enrolments.filter(user=user)
        recorded = recorded.filter(enrolment__user=user)
    cells = _cells(cohort, sessions, recorded)
    rows = tuple(_row(enrolment, sessions, cells) for enrolment in enrolments)
    return Register(
        cohort=cohort,
        sessions=sessions,
        rows=rows,
        totals=tuple(_total(rows, column) for column in range(len(sessions))),
        session_minutes=sum(session.minutes for session in sessions),
    )


def record_of(enrolment: Enrolment) -> tuple[tuple[Session, ...], Row]:
    """The sessions of a person's cohort and their own line of its register, in two queries."""
    cohort = enrolment.cohort
    sessions = tuple(cohort.sessions.select_related("room").order_by("number"))
    cells = _cells(cohort, sessions, Attendance.objects.filter(enrolment=enrolment))
    return sessions, _row(enrolment, sessions, cells)


def late_minutes(*, starts_at: dt.datetime, checked_in_at: dt.datetime | None, at_least: int) -> int:
    """Whole minutes missed by someone counted late; without a scan only the cohort's grace is certain."""
    if checked_in_at is None:
        return at_least
    return max(at_least, int((checked_in_at - starts_at).total_seconds()) // 60)


def _cells(
    cohort: Cohort, sessions: tuple[Session, ...], recorded: models.QuerySet[Attendance]
) -> dict[tuple[int, int], Cell]:
    by_id = {session.pk: session for session in sessions}
    zone = ZoneInfo(cohort.timezone)
    cells = {}
    for enrolment, session_id, status, time in recorded.values_list(
        "enrolment_id", "session_id", "status", "checked_in_at"
    ):
        session = by_id[session_id]
        late = late_minutes(starts_at=session.starts_at, checked_in_at=time, at_least=cohort.late_after_minutes)
        minutes = credited_minutes(status=status, session_minutes=session.minutes, late_minutes=late)
        local = time.astimezone(zone) if time else None
        cells[enrolment, session_id] = Cell(status=status or None, checked_in_at=local, credited_minutes=minutes)
    return cells


def _row(enrolment: Enrolment, sessions: tuple[Session, ...], cells: dict[tuple[int, int], Cell]) -> Row:
    own = tuple(cells.get((enrolment.pk, session.pk), NOTHING) for session in sessions)
    return Row(enrolment=enrolment, cells=own, credited_minutes=sum(cell.credited_minutes for cell in own))


def _total(rows: tuple[Row, ...], column: int) -> Total:
    counts = Counter(row.cells[column].status or "" for row in rows)
    return Total(arrived=sum(counts[status] for status in Attendance.ARRIVED), counts=dict(counts))
