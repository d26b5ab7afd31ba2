"""Publishing a draft: what changes, the sessions and agenda written in one go, a version kept, those affected told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal
from courses.models import Module
from sessions.agenda import hours
from sessions.booking import book
from sessions.drafting import OTHER, Card, Draft, Half, as_document, from_document
from sessions.editing import as_published, locked_draft
from sessions.models import AgendaItem, Attendance, Cohort, Room, TimetableNotice, TimetableVersion
from sessions.timetable import place
from sessions.timetable_diff import differences, moves_people

SHIFT = 1000  # places by which all items step aside while they are put in order


def changes_of(cohort: Cohort, draft: Draft) -> list[dict[str, Any]]:
    """How the draft differs from what is published."""
    rooms = dict(Room.objects.values_list("pk", "name"))
    return differences(as_published(cohort), draft, rooms)


def told(change: dict[str, Any], cohort: Cohort) -> str:
    """A difference in words."""
    number = {"number": change["number"]}
    if change["kind"] == "time":
        times = {name: _when(change[name], cohort) for name in ("from", "to")}
        return _("第 %(number)s 场：%(from)s 改为 %(to)s") % (number | times)
    if change["kind"] == "room":
        names = {name: change[name] or _("还没定") for name in ("from", "to")}
        return _("第 %(number)s 场：教室由“%(from)s”改为“%(to)s”") % (number | names)
    if change["kind"] == "order":
        return _("第 %(number)s 场：内容的先后次序有调整") % number
    title = change["title"] or str(AgendaItem.Kind(change["type"]).label)
    values = number | {"title": title, "from": change["from"], "to": change["to"]}
    if not change["from"]:
        return _("第 %(number)s 场：新增“%(title)s”%(to)s 分钟") % values
    if not change["to"]:
        return _("第 %(number)s 场：不再有“%(title)s”") % values
    return _("第 %(number)s 场：“%(title)s”由 %(from)s 分钟改为 %(to)s 分钟") % values


@transaction.atomic
def publish(cohort: Cohort, *, seen: int, by: User) -> TimetableVersion:
    """Make the draft the timetable. seen: the revision whose changes the person was shown."""
    row = locked_draft(cohort, by)
    cohort = row.cohort
    if row.revision != seen:
        raise Refusal(_("刚才又有人改了草稿，还没有发布。请再看一遍改动，然后发布。"))
    draft = from_document(row.document)
    changes = changes_of(cohort, draft)
    if not changes and as_published(cohort) == draft:
        raise Refusal(_("草稿和已发布的课表一样，没有要发布的改动。"))
    _refuse_unfinished(cohort, draft)
    _apply(cohort, draft)
    row.delete()
    book(cohort)
    return _keep(cohort, changes, by)


def _refuse_unfinished(cohort: Cohort, draft: Draft) -> None:
    rooms = set(Room.objects.values_list("pk", flat=True))
    for half in draft.halves:
        if half.over > 0:
            told = _("第 %(number)s 场的内容超出 %(minutes)s 分钟。请缩短、移走一些或延长这一场，再发布。")
            raise Refusal(told % {"number": half.number, "minutes": half.over})
        if half.room is not None and half.room not in rooms:
            told = _("第 %(number)s 场的教室已经被删除。请另选教室，再发布。")
            raise Refusal(told % {"number": half.number})
    starts = [half.starts for half in sorted(draft.halves, key=lambda half: half.number)]
    if starts != sorted(starts):
        raise Refusal(_("各场的先后要和场次一致：第 1 场最早。请调整时间，或把内容移到另一场。"))
    held = set(Attendance.objects.filter(session__cohort=cohort).values_list("session", flat=True))
    was = {half.pk: half for half in as_published(cohort).halves}
    for half in draft.halves:
        if half.pk in held and (half.starts, half.ends) != (was[half.pk].starts, was[half.pk].ends):
            told = _("第 %(number)s 场已经有考勤，它的时间不能再改。请把时间改回去再发布。")
            raise Refusal(told % {"number": half.number})


def _apply(cohort: Cohort, draft: Draft) -> None:
    sessions = {session.pk: session for session in cohort.sessions.select_for_update()}
    for half in draft.halves:
        session = sessions[half.pk]
        before = session.sequence
        place(session, half.starts, half.ends)
        if session.room_id != half.room:
            session.room_id = half.room
            session.sequence = before + 1
        session.save()
    first = min(half.starts for half in draft.halves).astimezone(cohort.zone).date()
    Cohort.objects.filter(pk=cohort.pk).update(start_date=first)
    _write_cards(cohort, draft)


def _write_cards(cohort: Cohort, draft: Draft) -> None:
    """Items keep their rows, so that what refers to them holds; all step aside first, for places are unique."""
    items = AgendaItem.objects.filter(session__cohort=cohort)
    rows = {f"a{item.pk}": item for item in items}
    wanted = {card.key for card in draft.cards}
    items.filter(pk__in=[item.pk for key, item in rows.items() if key not in wanted]).delete()
    items.update(position=F("position") + SHIFT)
    fresh: list[AgendaItem] = []
    taught = Module.objects.filter(pk__in=[card.module for card in draft.cards if card.module is not None])
    modules = set(taught.values_list("pk", flat=True))  # one may have left the outline since
    for half in draft.halves:
        for position, card in enumerate(_filled(half)):
            item = rows.get(card.key) or AgendaItem()
            _fill(item, card, half, position)
            item.module_id = card.module if card.module in modules else None
            if card.key not in rows:
                fresh.append(item)
    changed = [item for key, item in rows.items() if key in wanted]
    AgendaItem.objects.bulk_update(changed, ["session", "position", "kind", "module", "title", "minutes", "locked"])
    AgendaItem.objects.bulk_create(fresh)


def _filled(half: Half) -> Iterator[Card]:
    """What is still free at a session's end is spelt out, as it is everywhere."""
    yield from half.cards
    if half.over < 0:
        yield Card(f"{half.key}-rest", OTHER, None, "", -half.over)


def _fill(item: AgendaItem, card: Card, half: Half, position: int) -> None:
    item.session_id, item.position, item.kind = half.pk, position, card.kind
    item.title, item.minutes, item.locked = card.title, card.minutes, card.locked


def _keep(cohort: Cohort, changes: list[dict[str, Any]], by: User) -> TimetableVersion:
    latest = cohort.timetable_versions.order_by("-number").first()
    version = TimetableVersion.objects.create(
        cohort=cohort,
        number=latest.number + 1 if latest else 1,
        document=as_document(as_published(cohort)),
        changes=changes,
        by=by,
        at=timezone.now(),
    )
    people = {user.pk for user in _affected(cohort, changes)} - {by.pk}
    TimetableNotice.objects.bulk_create(TimetableNotice(version=version, user_id=pk) for pk in sorted(people))
    return version


def _affected(cohort: Cohort, changes: list[dict[str, Any]]) -> Iterable[User]:
    """Trainers of every change; trainees when they have to be elsewhere or at another time."""
    if not changes:
        return []
    trainees = cohort.enrolments.active() if moves_people(changes) else cohort.enrolments.none()
    return [*cohort.trainers.all(), *(each.user for each in trainees.select_related("user"))]


def _when(moments: list[str], cohort: Cohort) -> str:
    start, end = (dt.datetime.fromisoformat(moment).astimezone(cohort.zone) for moment in moments)
    return f"{start:%Y-%m-%d} {hours(start, end)}"
