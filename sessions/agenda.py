"""Reading a timetable: the days of a cohort, their sessions, and what is taught when, by the cohort's clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.utils import timezone

from sessions.models import AgendaItem, Cohort, Room, Session


def hours(start: dt.datetime, end: dt.datetime) -> str:
    """A stretch of time as the house writes it, 9:00–12:00, by the clock the two moments carry."""
    return f"{start.hour}:{start:%M}–{end.hour}:{end:%M}"


@dataclass(frozen=True, slots=True)
class Slot:
    """One agenda item with its times. `boundary` is where it ends, in minutes from the session's start."""

    item: AgendaItem
    start: dt.datetime
    end: dt.datetime
    boundary: int
    part: str  # title of the part of the course that the module belongs to
    continued: bool  # the same module as the last one taught before it
    opens_part: bool  # the first of its part of the course
    movable: bool  # another item follows, so that the line between the two can be moved

    @property
    def title(self) -> str:
        return str(self.item)

    @property
    def minutes(self) -> int:
        return self.item.minutes

    @property
    def hours(self) -> str:
        return hours(self.start, self.end)

    @property
    def end_time(self) -> str:
        return f"{self.end.hour}:{self.end:%M}"

    def is_over(self) -> bool:
        return self.end <= timezone.now()

    def is_on(self) -> bool:
        return self.start <= timezone.now() < self.end

    @property
    def is_break(self) -> bool:
        return self.item.kind == AgendaItem.Kind.BREAK


@dataclass(frozen=True, slots=True)
class SessionAgenda:
    session: Session
    start: dt.datetime
    end: dt.datetime
    slots: tuple[Slot, ...]

    @property
    def minutes(self) -> int:
        return self.session.minutes

    @property
    def hours(self) -> str:
        return hours(self.start, self.end)

    @property
    def date(self) -> dt.date:
        return self.start.date()

    @property
    def room(self) -> Room | None:
        return self.session.room or self.session.cohort.room

    @property
    def break_minutes(self) -> int:
        return sum(slot.minutes for slot in self.slots if slot.is_break)

    def is_over(self) -> bool:
        return self.session.ends_at <= timezone.now()

    def is_on(self) -> bool:
        return self.session.starts_at <= timezone.now() < self.session.ends_at


@dataclass(frozen=True, slots=True)
class Day:
    number: int
    date: dt.date
    sessions: tuple[SessionAgenda, ...]

    @property
    def minutes(self) -> int:
        return sum(session.minutes for session in self.sessions)


@dataclass(frozen=True, slots=True)
class Agenda:
    cohort: Cohort
    days: tuple[Day, ...]

    @property
    def sessions(self) -> tuple[SessionAgenda, ...]:
        return tuple(session for day in self.days for session in day.sessions)

    @property
    def minutes(self) -> int:
        return sum(day.minutes for day in self.days)

    @property
    def break_minutes(self) -> int:
        return sum(session.break_minutes for session in self.sessions)

    @property
    def teaching_minutes(self) -> int:
        return self.minutes - self.break_minutes

    @property
    def course_minutes(self) -> int:
        return self.cohort.hours * 60

    @property
    def differs_from_course(self) -> bool:
        return self.minutes != self.course_minutes

    def upcoming(self) -> SessionAgenda | None:
        """The session that is on, or the next one; none after the last."""
        return next((session for session in self.sessions if not session.is_over()), None)


def agenda_of(cohort: Cohort) -> Agenda:
    """The whole timetable, in two queries however long it is."""
    sessions = _with_agenda(cohort, list(cohort.sessions.select_related("room").order_by("number")))
    days = groupby(sessions, key=lambda session: session.date)
    return Agenda(cohort, tuple(Day(number, date, tuple(on)) for number, (date, on) in enumerate(days, start=1)))


def session_agenda_of(session: Session) -> SessionAgenda:
    """One session's part of the timetable, in two queries."""
    before = AgendaItem.objects.filter(
        session__cohort=session.cohort, session__number__lt=session.number, module__isnull=False
    )
    last = before.order_by("-session__number", "-position").first()
    return _with_agenda(session.cohort, [session], last)[0]


def _with_agenda(cohort: Cohort, sessions: list[Session], last: AgendaItem | None = None) -> list[SessionAgenda]:
    """The sessions with their slots. last: the item of a module that was taught before the first of them."""
    items: dict[int, list[AgendaItem]] = {session.pk: [] for session in sessions}
    found = AgendaItem.objects.filter(session__in=sessions)
    for item in found.order_by("session", "position"):
        items[item.session_id].append(item)
    agendas = []
    for session in sessions:
        session.cohort = cohort
        slots = tuple(_slots(session, items[session.pk], last))
        last = next((slot.item for slot in reversed(slots) if slot.item.module_id), last)
        agendas.append(SessionAgenda(session, session.local_start, session.local_end, slots))
    return agendas


def _slots(session: Session, items: list[AgendaItem], last: AgendaItem | None) -> Iterator[Slot]:
    zone, boundary = session.cohort.zone, 0
    for index, item in enumerate(items):
        start = (session.starts_at + dt.timedelta(minutes=boundary)).astimezone(zone)
        boundary += item.minutes
        end = (session.starts_at + dt.timedelta(minutes=boundary)).astimezone(zone)
        yield Slot(
            item,
            start,
            end,
            boundary,
            part=item.part,
            continued=item.module_id is not None and last is not None and item.module_id == last.module_id,
            opens_part=bool(item.part) and item.part != (last.part if last is not None else ""),
            movable=index + 1 < len(items),
        )
        last = item if item.module_id else last
