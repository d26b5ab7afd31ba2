"""When two sessions get into each other's way. Plain values in and out; knows no database and no clock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

BLOCK, WARN, IGNORE = "block", "warn", "ignore"
# What can never be, and what somebody may decide to live with.
SEVERITY = {"room": BLOCK, "trainer": BLOCK, "cohort": BLOCK, "travel": WARN, "trainee": WARN}


@dataclass(frozen=True, slots=True)
class Stay:
    """A session's time, half-open and in seconds since 1970, and what it takes up for that time."""

    session: int
    cohort: int
    starts: int
    ends: int
    room: int | None = None
    city: str = ""
    trainers: frozenset[int] = field(default_factory=frozenset)
    trainees: frozenset[int] = field(default_factory=frozenset)


def clashes(one: Stay, other: Stay, travel: int) -> frozenset[tuple[str, int]]:
    """(kind, key of whom or what) of all that the two want at once; the same whichever comes first.

    travel: seconds a trainer needs from one city to another; an unknown city is no other city.
    """
    if one.session == other.session:
        return frozenset()
    if overlap(one, other):
        return frozenset(_at_once(one, other))
    apart = max(one.starts, other.starts) - min(one.ends, other.ends)
    if apart < travel and one.city and other.city and one.city != other.city:
        return frozenset(("travel", trainer) for trainer in one.trainers & other.trainers)
    return frozenset()


def overlap(one: Stay, other: Stay) -> bool:
    """12:00–14:00 touches 14:00–17:00 and does not overlap it."""
    return one.starts < other.ends and other.starts < one.ends


def _at_once(one: Stay, other: Stay) -> Iterator[tuple[str, int]]:
    if one.room is not None and one.room == other.room:
        yield "room", one.room
    if one.cohort == other.cohort:
        yield "cohort", one.cohort
    for trainer in one.trainers & other.trainers:
        yield "trainer", trainer
    for trainee in one.trainees & other.trainees:
        yield "trainee", trainee
