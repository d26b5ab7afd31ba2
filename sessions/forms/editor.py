"""What the timetable editor sends: one act on one card or session, as a change of the draft."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.refusals import Refusal
from courses.models import Module
from sessions import drafting
from sessions.drafting import Card, Draft
from sessions.editing import EVERYTHING, Change, sizes_of
from sessions.models import Cohort, Room
from sessions.refitting import refit

PAUSE = 10  # minutes of a break put into a split


def wanted(cohort: Cohort, draft: Draft, data: QueryDict) -> Change:
    """The change a person asked for; Refusal for what is no number, no time or no such act."""
    act = data.get("act", "")
    if act == "refit":
        sizes = sizes_of(cohort)
        return Change(act, [EVERYTHING], lambda draft, fresh: refit(draft, sizes, fresh=fresh))
    if act == "retime":
        return _retime(cohort, data)
    if act == "insert":
        return _insert(cohort, data)
    key = data.get("card", "")
    title = next((_title(card) for card in draft.cards if card.key == key), "")
    return Change(act, [key], _on_card(act, key, data), title)


def _on_card(act: str, key: str, data: QueryDict) -> Callable[[Draft, str], Draft]:
    if act == "move":
        half, index = data.get("half", ""), _number(data, "index")
        return lambda draft, _fresh: drafting.move(draft, key, half, index)
    if act == "split":
        minutes, pause = _number(data, "at"), PAUSE if data.get("pause") else 0
        return lambda draft, fresh: drafting.split(draft, key, minutes, pause=pause, fresh=fresh)
    if act in ("longer", "shorter"):
        by = drafting.STEP if act == "longer" else -drafting.STEP
        return lambda draft, _fresh: drafting.resize(draft, key, draft.card(key).minutes + by)
    simple: dict[str, Callable[[Draft, str], Draft]] = {
        "up": lambda draft, _fresh: drafting.step(draft, key, -1),
        "down": lambda draft, _fresh: drafting.step(draft, key, 1),
        "resize": lambda draft, _fresh: drafting.resize(draft, key, _number(data, "minutes")),
        "rename": lambda draft, _fresh: drafting.rename(draft, key, data.get("title", "")),
        "lock": lambda draft, _fresh: drafting.lock(draft, key),
        "remove": lambda draft, _fresh: drafting.remove(draft, key),
    }
    if act not in simple:
        raise Refusal(_("不认识这个操作，请刷新页面再试。"))
    return simple[act]


def _insert(cohort: Cohort, data: QueryDict) -> Change:
    kind, minutes = data.get("kind", ""), _number(data, "minutes")
    title = data.get("title", "").strip()[:200]
    module = None
    if kind == drafting.MODULE:
        module = Module.objects.filter(course=cohort.course, pk=_number(data, "module")).first()
        if module is None:
            raise Refusal(_("课程里没有这一项内容，请刷新页面再试。"))
        title = module.title
    elif kind not in (drafting.BREAK, drafting.EXERCISE, drafting.OTHER):
        raise Refusal(_("请选择要插入的是练习、茶歇还是其他内容。"))
    elif kind != drafting.BREAK and not title:
        raise Refusal(_("请写上标题，学员会在课表上看到它。"))
    half, index = data.get("half", ""), _number(data, "index", default=10_000)

    def put(draft: Draft, fresh: str) -> Draft:
        return drafting.insert(draft, half, index, Card(fresh, kind, module.pk if module else None, title, minutes))

    return Change("insert", [], put, title)


def _retime(cohort: Cohort, data: QueryDict) -> Change:
    half = data.get("half", "")
    try:
        day = dt.date.fromisoformat(data.get("day", ""))
        starts, ends = (_moment(day, data.get(name, ""), cohort.zone) for name in ("starts", "ends"))
    except ValueError as error:
        raise Refusal(_("请按 9:00 这样的格式填时间，按 2026-11-23 这样的格式填日期。")) from error
    if not 2000 <= day.year < 2100:  # noqa: PLR2004
        raise Refusal(_("请填 2000 年到 2099 年之间的日期。"))
    room = Room.objects.filter(pk=_number(data, "room", default=0)).first()

    def put(draft: Draft, _fresh: str) -> Draft:
        return drafting.retime(draft, half, starts, ends, room.pk if room else None)

    return Change("retime", [half], put, f"{starts.astimezone(cohort.zone):%H:%M}")


def _moment(day: dt.date, text: str, zone: ZoneInfo) -> dt.datetime:
    hour, minute = text.strip().replace("：", ":").split(":")[:2]
    return dt.datetime.combine(day, dt.time(int(hour), int(minute)), zone).astimezone(dt.UTC)


def _number(data: QueryDict, name: str, *, default: int | None = None) -> int:
    text = data.get(name, "").strip()
    if default is not None and not text:
        return default
    try:
        return max(-100_000, min(int(text), 2**31))
    except ValueError as error:
        raise Refusal(_("请填整数的分钟数。")) from error


def _title(card: Card) -> str:
    return card.title or card.kind


def shown(data: QueryDict) -> dict[str, Any]:
    """What to send again when somebody insists."""
    return {name: value for name, value in data.items() if name not in ("csrfmiddlewaretoken", "revision", "anyway")}
