"""Which line of a new outline is which line of the old one, so that what hangs on a line stays with it.

Three rounds, each for what the one before left over: the same titles all the way up; the same title anywhere; a similar
title, helped by the same marker, the same parent and children already paired. Ties go to the earlier line.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

_ENOUGH = 0.6
_SAME_MARKER, _SAME_PARENT, _CHILDREN = 0.15, 0.25, 0.5
_COMMON = 60  # a pair of characters in more old lines than this says nothing about one of them
_CANDIDATES = 20


@dataclass(frozen=True)
class Entry:
    """A line of an outline in reading order; `parent` is the index of the line it hangs on, -1 at the top."""

    parent: int
    marker: str
    title: str


def match(old: Sequence[Entry], new: Sequence[Entry]) -> dict[int, int]:
    """The index in `new` of each kept line, with its index in `old`; no old line is used twice."""
    pairs = _Pairs(old, new)
    pairs.by_key(_paths(old), _paths(new))
    pairs.by_title()
    pairs.by_likeness()
    return dict(sorted(pairs.found.items()))


class _Pairs:
    def __init__(self, old: Sequence[Entry], new: Sequence[Entry]) -> None:
        self.old, self.new = old, new
        self.found: dict[int, int] = {}
        self.taken: dict[int, int] = {}

    def add(self, index: int, old_index: int) -> None:
        if index not in self.found and old_index not in self.taken:
            self.found[index] = old_index
            self.taken[old_index] = index

    def open_new(self) -> list[int]:
        return [index for index in range(len(self.new)) if index not in self.found]

    def open_old(self) -> list[int]:
        return [index for index in range(len(self.old)) if index not in self.taken]

    def by_key(self, old_keys: Sequence[object], new_keys: Sequence[object]) -> None:
        """The first line with a key pairs with the first, the second with the second."""
        waiting = defaultdict(list)
        for index in reversed(self.open_old()):
            waiting[old_keys[index]].append(index)
        for index in self.open_new():
            if waiting[new_keys[index]]:
                self.add(index, waiting[new_keys[index]].pop())

    def by_title(self) -> None:
        """Below a parent that was kept first, then anywhere."""
        old_titles, new_titles = (
            [_plain(entry.title) for entry in self.old],
            [_plain(entry.title) for entry in self.new],
        )
        below_old = [(entry.parent, title) for entry, title in zip(self.old, old_titles, strict=True)]
        below_new = [
            (self.found.get(entry.parent, -2) if entry.parent >= 0 else -1, title)
            for entry, title in zip(self.new, new_titles, strict=True)
        ]
        self.by_key(below_old, below_new)
        self.by_key(old_titles, new_titles)

    def by_likeness(self) -> None:
        """The best pairs first. Parents that pair make their children likelier, so it goes on until nothing changes."""
        while True:
            scored = sorted(self._candidates(), key=lambda found: (-found[0], found[1], found[2]))
            before = len(self.found)
            for _score, index, old_index in scored:
                self.add(index, old_index)
            if len(self.found) == before:
                return

    def _candidates(self) -> Iterable[tuple[float, int, int]]:
        old_pairs = {index: _letters(self.old[index].title) for index in self.open_old()}
        holders = defaultdict(list)
        for index, letters in old_pairs.items():
            for pair in letters:
                holders[pair].append(index)
        support = self._support()
        for index in self.open_new():
            letters = _letters(self.new[index].title)
            shared = Counter(
                old_index for pair in letters if len(holders[pair]) <= _COMMON for old_index in holders[pair]
            )
            likely = {old_index for old_index, _count in shared.most_common(_CANDIDATES)} | set(support[index])
            for old_index in sorted(likely & old_pairs.keys()):
                score = _alike(letters, old_pairs[old_index]) + self._help(index, old_index, support[index])
                if score >= _ENOUGH:
                    yield round(score, 6), index, old_index

    def _support(self) -> Mapping[int, Counter[int]]:
        """For each new line, the old lines its children came from below, with how many they are."""
        support: dict[int, Counter[int]] = defaultdict(Counter)
        for index, old_index in self.found.items():
            if self.new[index].parent >= 0 and self.old[old_index].parent >= 0:
                support[self.new[index].parent][self.old[old_index].parent] += 1
        return support

    def _help(self, index: int, old_index: int, support: Counter[int]) -> float:
        new, old = self.new[index], self.old[old_index]
        together = self.found.get(new.parent, -1) == old.parent if new.parent >= 0 else old.parent < 0
        children = support[old_index] / max(1, support.total())
        return (
            _SAME_MARKER * (bool(new.marker) and new.marker == old.marker)
            + _SAME_PARENT * together
            + _CHILDREN * children
        )


def _plain(title: str) -> str:
    return "".join(filter(str.isalnum, title.casefold())) or title


def _letters(title: str) -> frozenset[str]:
    plain = _plain(title)
    return frozenset(plain[at : at + 2] for at in range(len(plain) - 1)) or frozenset([plain])


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    """Dice's coefficient of the pairs of letters (Dice 1945)."""
    return 2 * len(one & other) / (len(one) + len(other))


def _paths(entries: Sequence[Entry]) -> list[tuple[str, ...]]:
    """The titles from the top down to each line."""
    paths: list[tuple[str, ...]] = []
    for entry in entries:
        above = paths[entry.parent] if entry.parent >= 0 else ()
        paths.append((*above, _plain(entry.title)))
    return paths
