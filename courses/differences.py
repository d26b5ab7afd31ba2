"""What changed between two states of an outline. Pure: takes and returns plain values."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One line of an outline, in reading order. `key` says which lines of the two states are the same one."""

    key: Hashable
    parent: Hashable | None
    name: str
    content: Hashable = None  # everything else that may be edited


@dataclass(frozen=True)
class Renamed:
    key: Hashable
    before: str
    after: str


@dataclass(frozen=True)
class Difference:
    added: tuple[Line, ...]
    removed: tuple[Line, ...]
    moved: tuple[Line, ...]
    renamed: tuple[Renamed, ...]
    edited: tuple[Line, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.moved or self.renamed or self.edited)


def compare(before: Sequence[Line], after: Sequence[Line]) -> Difference:
    """Both in reading order. A line is moved if its parent changed or it changed places with lines that stayed."""
    old, new = {line.key: line for line in before}, {line.key: line for line in after}
    stayed = [line for line in after if line.key in old]
    resting = _resting(before, after)
    return Difference(
        added=tuple(line for line in after if line.key not in old),
        removed=tuple(line for line in before if line.key not in new),
        moved=tuple(line for line in stayed if line.parent != old[line.key].parent or line.key not in resting),
        renamed=tuple(
            Renamed(line.key, old[line.key].name, line.name) for line in stayed if line.name != old[line.key].name
        ),
        edited=tuple(line for line in stayed if line.content != old[line.key].content),
    )


def _resting(before: Sequence[Line], after: Sequence[Line]) -> set[Hashable]:
    """Lines that kept their parent, and their order among such siblings, as many as can be."""
    old_parent = {line.key: line.parent for line in before}
    place = {line.key: index for index, line in enumerate(before)}
    families: dict[Hashable | None, list[Hashable]] = {}
    for line in after:
        if line.key in place and old_parent[line.key] == line.parent:
            families.setdefault(line.parent, []).append(line.key)
    return {key for family in families.values() for key in _longest_rise(family, [place[key] for key in family])}


def _longest_rise(keys: Sequence[Hashable], places: Sequence[int]) -> list[Hashable]:
    """The longest subsequence with rising places (patience sorting, Fredman 1975)."""
    tops: list[int] = []
    tails: list[int] = []
    below: list[int] = []
    for index, place in enumerate(places):
        pile = bisect_left(tops, place)
        below.append(tails[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [place]
        tails[pile : pile + 1] = [index]
    found, index = [], tails[-1] if tails else -1
    while index >= 0:
        found.append(keys[index])
        index = below[index]
    return found[::-1]
