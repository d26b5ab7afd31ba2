"""How one timetable differs from another. Plain values in and out; knows no Django."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sessions.drafting import OTHER, Card, Draft, Half


def differences(before: Draft, after: Draft, rooms: dict[int, str]) -> list[dict[str, Any]]:
    """One entry a difference: of a session's time or room, of what is taught in it and how long, of its order."""
    old = {half.pk: half for half in before.halves}
    found: list[dict[str, Any]] = []
    for half in after.halves:
        found += [{"number": half.number, **each} for each in _of(old[half.pk], half, rooms)]
    return found


def moves_people(changes: list[dict[str, Any]]) -> bool:
    """Whether somebody has to be elsewhere, or at another time."""
    return any(each["kind"] in ("time", "room") for each in changes)


def _of(before: Half, after: Half, rooms: dict[int, str]) -> Iterator[dict[str, Any]]:
    if (before.starts, before.ends) != (after.starts, after.ends):
        yield {"kind": "time", "from": _times(before), "to": _times(after)}
    if before.room != after.room:
        names = (rooms.get(room, "") if room else "" for room in (before.room, after.room))
        yield {"kind": "room", **dict(zip(("from", "to"), names, strict=True))}
    old_minutes, new_minutes = _minutes(before), _minutes(after)
    for kind, title in list(dict.fromkeys([*old_minutes, *new_minutes])):
        was, now = old_minutes.get((kind, title), 0), new_minutes.get((kind, title), 0)
        if was != now:
            yield {"kind": "item", "type": kind, "title": title, "from": was, "to": now}
    if old_minutes == new_minutes and [_name(card) for card in before.cards] != [_name(card) for card in after.cards]:
        yield {"kind": "order"}


def _times(half: Half) -> list[str]:
    return [half.starts.isoformat(), half.ends.isoformat()]


def _minutes(half: Half) -> dict[tuple[str, str], int]:
    total: dict[tuple[str, str], int] = {}
    for card in half.cards:
        if card.kind != OTHER or card.title:
            total[_name(card)] = total.get(_name(card), 0) + card.minutes
    return total


def _name(card: Card) -> tuple[str, str]:
    return card.kind, card.title
