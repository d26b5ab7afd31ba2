"""The same again: a cohort copied to another date, or taken there, every session at the hour it had."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal
from sessions.booking import book
from sessions.conflicts import conflicts_of
from sessions.holidays import day_warnings
from sessions.models import AgendaItem, Cohort, Session
from sessions.timetable import move_to_start_date, shifted

WHERE_HOLIDAYS_ARE_KNOWN = "Asia/Shanghai"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants: a copy with a code and a name of its own, or (without a code) the cohort itself moved."""

    start: dt.date
    code: str = ""
    name: str = ""
    keeps_room: bool = True
    keeps_trainers: bool = True


@dataclass(frozen=True, slots=True)
class Preview:
    """What would come of it: each session's number and times by the cohort's clock, and what to know beforehand."""

    times: tuple[tuple[int, dt.datetime, dt.datetime], ...]
    warnings: tuple[str, ...]


def preview(cohort: Cohort, wish: Wish, by: User) -> Preview:
    """Try it and take it back: what would be refused is refused here."""
    with transaction.atomic():
        made = carry_out(cohort, wish, by)
        sessions = made.sessions.select_related("cohort").order_by("number")
        times = tuple((each.number, each.local_start, each.local_end) for each in sessions)
        warnings = (*date_warnings(made), *(each.told for each in conflicts_of(made) if not each.reason))
        transaction.set_rollback(True)
    return Preview(times, warnings)


@transaction.atomic
def carry_out(cohort: Cohort, wish: Wish, by: User) -> Cohort:
    """Copy the cohort, or move it; its people stay where they are."""
    if wish.start < timezone.now().astimezone(cohort.zone).date():
        raise Refusal(_("%(day)s 已经过去了，请选今天或以后的日期。") % {"day": f"{wish.start:%Y-%m-%d}"})
    if wish.code:
        return _copied(cohort, wish)
    found = Cohort.objects.administered_by(by).get(pk=cohort.pk)
    found.start_date = wish.start
    found.save(update_fields=["start_date"])
    move_to_start_date(found, by)
    return found


def date_warnings(cohort: Cohort) -> list[str]:
    """About the days a cohort stands on now: past ones, holidays, weekends that are worked."""
    days = sorted({session.local_start.date() for session in cohort.sessions.select_related("cohort")})
    today = timezone.now().astimezone(cohort.zone).date()
    past = [_("%(day)s 已经过去了。") % {"day": f"{day:%Y-%m-%d}"} for day in days if day < today]
    return past + (day_warnings(days) if cohort.timezone == WHERE_HOLIDAYS_ARE_KNOWN else [])


def _copied(cohort: Cohort, wish: Wish) -> Cohort:
    trainers = list(cohort.trainers.all()) if wish.keeps_trainers else []
    sessions = list(cohort.sessions.prefetch_related("agenda").order_by("number"))
    copy = Cohort.objects.get(pk=cohort.pk)
    copy.pk, copy.code, copy.name, copy.start_date = None, wish.code, wish.name, wish.start
    copy._state.adding = True  # noqa: SLF001 — Django's documented way to copy a row
    copy.room_id = cohort.room_id if wish.keeps_room else None
    copy.save()
    copy.trainers.set(trainers)
    if sessions:
        _copy_sessions(copy, sessions, keeps_room=wish.keeps_room)
    book(copy)
    return copy


def _copy_sessions(copy: Cohort, sessions: Iterable[Session], *, keeps_room: bool) -> None:
    originals = list(sessions)
    shift = copy.start_date - originals[0].starts_at.astimezone(copy.zone).date()
    for old in originals:
        starts, ends = (shifted(moment, shift, copy) for moment in (old.starts_at, old.ends_at))
        room = old.room_id if keeps_room else None
        new = Session.objects.create(cohort=copy, number=old.number, starts_at=starts, ends_at=ends, room_id=room)
        AgendaItem.objects.bulk_create(_like(item, new) for item in old.agenda.all())


def _like(item: AgendaItem, session: Session) -> AgendaItem:
    kept = {name: getattr(item, name) for name in ("position", "kind", "module_id", "title", "minutes", "locked")}
    return AgendaItem(session=session, **kept)
