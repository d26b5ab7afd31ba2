"""Reading a draft: the days, sessions and cards of the editor with their times, and the totals that stay in view."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from courses.models import Module
from sessions.agenda import hours
from sessions.conflicts import Conflict, Proposal, conflicts_of
from sessions.drafting import BREAK, OTHER, Card, Draft, Half
from sessions.editing import sizes_of
from sessions.models import AgendaItem, Cohort, DraftEdit, Room


@dataclass(frozen=True, slots=True)
class Slip:
    """A card as it is shown."""

    card: Card
    start: dt.datetime
    end: dt.datetime
    beyond: bool  # ends after the session

    @property
    def hours(self) -> str:
        return hours(self.start, self.end)

    @property
    def title(self) -> str:
        return self.card.title or str(AgendaItem.Kind(self.card.kind).label)

    @property
    def is_free(self) -> bool:
        return self.card.kind == OTHER and not self.card.title

    @property
    def half_length(self) -> int:
        """Where a split is offered: the middle, in whole steps."""
        return max(5, self.card.minutes // 10 * 5)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A session as it is shown."""

    half: Half
    start: dt.datetime
    end: dt.datetime
    room: Room | None
    slips: tuple[Slip, ...]

    @property
    def hours(self) -> str:
        return hours(self.start, self.end)

    @property
    def free(self) -> int:
        return -self.half.over


@dataclass(frozen=True, slots=True)
class Page:
    days: tuple[tuple[dt.date, tuple[Sheet, ...]], ...]
    minutes: int
    required: int
    breaks: int
    over: int
    missing: tuple[Module, ...]
    conflicts: tuple[Conflict, ...]

    @property
    def teaching(self) -> int:
        return self.minutes - self.breaks

    @property
    def differs(self) -> int:
        return self.minutes - self.required


def page_of(cohort: Cohort, draft: Draft) -> Page:
    rooms = Room.objects.in_bulk({half.room for half in draft.halves if half.room})
    halves = sorted(draft.halves, key=lambda half: half.starts)
    sheets = [_sheet(half, cohort, rooms) for half in halves]
    days = groupby(sheets, key=lambda sheet: sheet.start.date())
    return Page(
        days=tuple((day, tuple(on)) for day, on in days),
        minutes=sum(half.minutes for half in halves),
        required=cohort.course.hours * 60,
        breaks=sum(card.minutes for card in draft.cards if card.kind == BREAK),
        over=sum(max(0, half.over) for half in halves),
        missing=tuple(missing(cohort, draft)),
        conflicts=tuple(each for each in conflicts_of(cohort, proposals(draft, rooms)) if not each.reason),
    )


def proposals(draft: Draft, rooms: dict[int, Room]) -> list[Proposal]:
    """The draft's sessions, for comparing them with all others."""
    return [
        Proposal(each.pk, each.number, each.starts, each.ends, rooms.get(each.room) if each.room else None)
        for each in draft.halves
    ]


def missing(cohort: Cohort, draft: Draft) -> QuerySet[Module]:
    """Topics of the course that stand nowhere in the draft."""
    placed = {card.module for card in draft.cards}
    return Module.objects.filter(pk__in=[pk for pk in sizes_of(cohort) if pk not in placed]).defer("body")


def told(edit: DraftEdit) -> str:
    """A line of the log."""
    sentences = {
        "move": _("移动了“%(title)s”"),
        "up": _("移动了“%(title)s”"),
        "down": _("移动了“%(title)s”"),
        "resize": _("改了“%(title)s”的时长"),
        "longer": _("加长了“%(title)s”"),
        "shorter": _("缩短了“%(title)s”"),
        "rename": _("改了“%(title)s”的标题"),
        "lock": _("锁定或解锁了“%(title)s”"),
        "split": _("拆分了“%(title)s”"),
        "remove": _("删掉了“%(title)s”"),
        "insert": _("插入了“%(title)s”"),
        "retime": _("改了一场的时间或教室（%(title)s）"),
        "refit": _("重新排了没有锁定的内容"),
        "undo": _("撤销了“%(title)s”上的改动"),
    }
    kinds = {str(kind): str(label) for kind, label in AgendaItem.Kind.choices}
    return sentences[edit.act] % {"title": kinds.get(edit.title, edit.title) or kinds[BREAK]}


def _sheet(half: Half, cohort: Cohort, rooms: dict[int, Room]) -> Sheet:
    start, end = half.starts.astimezone(cohort.zone), half.ends.astimezone(cohort.zone)
    return Sheet(half, start, end, rooms.get(half.room) if half.room else None, tuple(_slips(half, cohort)))


def _slips(half: Half, cohort: Cohort) -> Iterator[Slip]:
    at = half.starts
    for card in half.cards:
        end = at + dt.timedelta(minutes=card.minutes)
        yield Slip(card, at.astimezone(cohort.zone), end.astimezone(cohort.zone), beyond=end > half.ends)
        at = end
