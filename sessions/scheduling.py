"""Fitting a course into its half-days. Plain values in and out; knows no database and no clock."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

SPLINTER = 1000  # price of a leftover shorter than two steps: paid only when nothing else is possible
STUB = 12  # price of one shorter than three steps: dearer than moving a boundary by two steps


@dataclass(frozen=True, slots=True)
class Item:
    """Something to teach: `size` against the other items' sizes, or `minutes` when its length is settled."""

    size: int = 1
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A half-open stretch of time, [start, end)."""

    start: dt.datetime
    end: dt.datetime

    @property
    def minutes(self) -> int:
        return int((self.end - self.start).total_seconds()) // 60


@dataclass(frozen=True, slots=True)
class Placement:
    """A stretch of one block given to items[item], or to a break when item is None."""

    block: int
    item: int | None
    start: dt.datetime
    minutes: int

    @property
    def end(self) -> dt.datetime:
        return self.start + dt.timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class Plan:
    """`overflow` holds (item, minutes) of what did not fit, in order."""

    placements: tuple[Placement, ...]
    overflow: tuple[tuple[int, int], ...] = ()


def fit(items: Sequence[Item], blocks: Sequence[Block], *, break_minutes: int = 10, step: int = 5) -> Plan:
    """Place items in order into blocks, each in proportion to its size and in whole steps of minutes.

    items: in teaching order; an item that meets the break or the end of a block goes on after it.
    blocks: sorted, apart or touching, all in one time zone. A block of six breaks' length or more has a break
    in its middle, counted in: with one item of open length or more, every minute of every block is used.
    Boundaries between items move by up to two steps where that leaves no splinter beside a break or a block's end.
    Raises ValueError if a block is empty, two overlap or are out of order, or an item has no size.
    """
    _check(items, blocks)
    stretches = [
        stretch for index, block in enumerate(blocks) for stretch in _halves(index, block, break_minutes, step)
    ]
    edges = list(accumulate(stretch.minutes for stretch in stretches if stretch.item is not None))
    lengths = _lengths(items, edges[-1] if edges else 0, step)
    return _laid_out(_snapped(items, lengths, edges, step), stretches)


def _check(items: Sequence[Item], blocks: Sequence[Block]) -> None:
    if any(block.minutes <= 0 for block in blocks):
        raise ValueError("a block is empty")
    if any(later.start < earlier.end for earlier, later in pairwise(blocks)):
        raise ValueError("two blocks overlap or are out of order")
    if any(item.size < 1 or (item.minutes is not None and item.minutes < 1) for item in items):
        raise ValueError("an item has no size")


def _halves(index: int, block: Block, break_minutes: int, step: int) -> Iterator[Placement]:
    """The block as free stretches (item 0, to be cut up) around its break."""
    if not break_minutes or block.minutes < 6 * break_minutes:
        yield Placement(index, 0, block.start, block.minutes)
        return
    first = (block.minutes - break_minutes) // 2 // step * step
    pause = block.start + dt.timedelta(minutes=first)
    again = pause + dt.timedelta(minutes=break_minutes)
    yield Placement(index, 0, block.start, first)
    yield Placement(index, None, pause, break_minutes)
    yield Placement(index, 0, again, block.minutes - first - break_minutes)


def _lengths(items: Sequence[Item], room: int, step: int) -> list[int]:
    """Minutes of each item: as settled, or its share of what the settled ones leave, at least one step."""
    free = room - sum(item.minutes or 0 for item in items)
    open_items = {index: item.size for index, item in enumerate(items) if item.minutes is None}
    steps = _apportioned(open_items, max(free // step, len(open_items)))
    lengths = [item.minutes or steps[index] * step for index, item in enumerate(items)]
    if open_items and free > len(open_items) * step:
        lengths[max(open_items, key=lambda index: (steps[index], -index))] += free % step
    return lengths


def _apportioned(sizes: dict[int, int], units: int) -> dict[int, int]:
    """Whole units by largest remainder, one at least for each; earlier items win a tie."""
    small: dict[int, int] = {}
    while True:
        rest = {index: size for index, size in sizes.items() if index not in small}
        total, left = sum(rest.values()), units - len(small)
        below = [index for index, size in rest.items() if left * size < total]
        if not below:
            break
        small.update(dict.fromkeys(below, 1))
    shares = {index: left * size // total for index, size in rest.items()}
    by_remainder = sorted(rest, key=lambda index: (-(left * rest[index] % total), index))
    for index in by_remainder[: left - sum(shares.values())]:
        shares[index] += 1
    return small | shares


def _snapped(items: Sequence[Item], lengths: Sequence[int], edges: Sequence[int], step: int) -> list[int]:
    """The lengths after moving boundaries to nearby edges, at the least price (shortest path, boundary by boundary)."""
    ideal = list(accumulate(lengths))
    price = {0: 0}  # of the cheapest way to each place the latest boundary can have
    came_from: list[dict[int, int]] = []
    for index, shifts in enumerate(_shifts(items, ideal, edges, 2 * step)):
        reached: dict[int, tuple[int, int]] = {}
        for shift in shifts:
            end = ideal[index] + shift
            for start, paid in price.items():
                if not _allowed(items[index], end - start, step):
                    continue
                total = paid + abs(shift) + _price(start, end, lengths[index], edges, step)
                if end not in reached or total < reached[end][0]:
                    reached[end] = (total, start)
        price = {end: total for end, (total, _start) in reached.items()}
        came_from.append({end: start for end, (_total, start) in reached.items()})
    boundaries = [ideal[-1] if ideal else 0]
    for step_back in reversed(came_from):
        boundaries.append(step_back[boundaries[-1]])
    return [later - earlier for later, earlier in pairwise(boundaries)][::-1]


def _allowed(item: Item, length: int, step: int) -> bool:
    return length >= step if item.minutes is None else length == item.minutes


def _shifts(items: Sequence[Item], ideal: Sequence[int], edges: Sequence[int], reach: int) -> list[list[int]]:
    """By how much each boundary may move: not at all, or onto an edge; a settled item carries its start's shift on."""
    shifts: list[set[int]] = []
    for end in ideal:
        near = edges[bisect_left(edges, end - reach) : bisect_right(edges, end + reach)]
        shifts.append({0, *(edge - end for edge in near)})
    if shifts:
        shifts[-1] = {0}
    for index in range(1, len(shifts) - 1):
        if items[index].minutes is not None:
            shifts[index] |= shifts[index - 1]
    for index in range(len(shifts) - 2, 0, -1):
        if items[index].minutes is not None:
            shifts[index - 1] |= shifts[index]
    return [sorted(each, key=lambda shift: (abs(shift), shift)) for each in shifts]


def _price(start: int, end: int, length: int, edges: Sequence[int], step: int) -> int:
    """What an item at [start, end) costs in splinters: its first and last piece, if an edge cuts it."""
    first, last = bisect_right(edges, start), bisect_left(edges, end) - 1
    pieces = [edges[first] - start, end - edges[last]] if first <= last else []
    price = sum(SPLINTER if piece < 2 * step else STUB if piece < 3 * step else 0 for piece in pieces)
    return price + SPLINTER * (end - start < 2 * step <= length)


def _laid_out(lengths: Sequence[int], stretches: Sequence[Placement]) -> Plan:
    placements: list[Placement] = []
    index, left = 0, lengths[0] if lengths else 0
    for stretch in stretches:
        if stretch.item is None:
            placements.append(stretch)
            continue
        start, room = stretch.start, stretch.minutes
        while room and index < len(lengths):
            minutes = min(left, room)
            placements.append(Placement(stretch.block, index, start, minutes))
            start, room, left = placements[-1].end, room - minutes, left - minutes
            if not left:
                index += 1
                left = lengths[index] if index < len(lengths) else 0
    overflow = [(index, left), *enumerate(lengths[index + 1 :], index + 1)] if index < len(lengths) else []
    return Plan(tuple(placements), tuple(overflow))


@dataclass(frozen=True, slots=True)
class Held:
    """A stretch of a block that stays as it is: a break, or what somebody has locked."""

    block: int
    start: dt.datetime
    minutes: int

    @property
    def end(self) -> dt.datetime:
        return self.start + dt.timedelta(minutes=self.minutes)


def fit_around(items: Sequence[Item], blocks: Sequence[Block], held: Sequence[Held], *, step: int = 5) -> Plan:
    """Place items in order into what `held` leaves of the blocks; no break is added. Otherwise as `fit`.

    held: in order, apart or touching, each inside its block; ValueError if not. Placements hold the items alone.
    """
    _check(items, blocks)
    stretches = [each for index, block in enumerate(blocks) for each in _free(index, block, held)]
    edges = list(accumulate(stretch.minutes for stretch in stretches))
    lengths = _lengths(items, edges[-1] if edges else 0, step)
    return _laid_out(_snapped(items, lengths, edges, step), stretches)


def _free(index: int, block: Block, held: Sequence[Held]) -> Iterator[Placement]:
    at = block.start
    for each in held:
        if each.block != index:
            continue
        if each.start < at or each.end > block.end:
            raise ValueError("a held stretch is outside its block or overlaps another")
        if each.start > at:
            yield Placement(index, 0, at, int((each.start - at).total_seconds()) // 60)
        at = each.end
    if at < block.end:
        yield Placement(index, 0, at, int((block.end - at).total_seconds()) // 60)
