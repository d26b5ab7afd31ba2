"""Where a line with a number or a bullet goes.

A number that continues an open list is its sibling; a 1 opens a child; otherwise the way it is written decides
and a warning names the line.
"""

from courses.importers.items import Item, Place, doubtful, is_prose
from courses.importers.labels import opens_course
from courses.importers.layout import Line
from courses.importers.styles import Group, Rank

_HIGH = Rank.CHINESE_IN_BRACKETS  # styles up to this rank never stand inside lower ones


class Numbered:
    """Remembers, for the whole text, where each style was used and how far it counted."""

    def __init__(self) -> None:
        self.homes: dict[str, str] = {}
        self.counted: dict[str, tuple[int, ...]] = {}

    def place(self, line: Line, tip: Item, floor: Item) -> Place:
        if line.marker.group == Group.BULLET:
            return self._bullet(line, tip, floor)
        way = list(tip.way_up(floor))
        found = _continued(line, [*way, floor]) or _nested_decimal(line, way)
        if found is None and line.marker.number[-1] == 1:
            found = self._opened(line, tip, floor)
        return found or self._jumped(line, tip, floor, way)

    def remember(self, item: Item) -> None:
        marker = item.shown.marker
        self.counted[marker.style] = marker.number
        if item.parent and item.parent.group in (Group.NUMBER, Group.BULLET, None):
            self.homes.setdefault(item.style, item.parent.style)

    def _opened(self, line: Line, tip: Item, floor: Item) -> Place:
        marker = line.marker
        if tip.leads_in or (tip.is_plain and _heads(tip, line)):
            top = _outranked(line, tip, floor)
            return Place(top.above if top else tip)
        if (
            tip.group == Group.ACTIVITY
            and marker.rank >= Rank.SMALL
            and self.homes.get(marker.style) != tip.above.style
        ):
            return Place(tip)
        if tip.is_plain or tip.group == Group.ACTIVITY:
            tip = _numbered_above(tip, floor)
        if again := _restarted(line, tip, floor):
            return again
        top = _outranked(line, tip, floor)
        home = self._home(line, tip, floor) if tip.group == Group.BULLET else None
        if home or top is None:
            return home or Place(tip)
        if top.group == Group.BULLET:
            return doubtful(top.above, line, "bullet-to-number", marker=marker.text)
        return Place(top.above)

    def _home(self, line: Line, tip: Item, floor: Item) -> Place | None:
        """The open item in the style under which this style was used before."""
        home = self.homes.get(line.marker.style)
        for item in [*tip.way_up(floor), floor]:
            if item.style == home:
                return Place(item)
        return None

    def _jumped(self, line: Line, tip: Item, floor: Item, way: list[Item]) -> Place:
        marker = line.marker
        same = [item for item in [*way, floor] if marker.style in item.runs]
        if same:
            nearest = min(same, key=lambda item: _gap(marker.number[-1], item.runs[marker.style].last[-1]))
            return _beside(_last(nearest, marker.style), line, "number-jump")
        while tip is not floor and (tip.is_plain or tip.group == Group.ACTIVITY) and not tip.leads_in:
            tip = tip.above
        home = self._home(line, tip, floor)
        goes_on = self.counted.get(marker.style, ())[-1:] == (marker.number[-1] - 1,)
        if home and goes_on:
            return home
        top = _outranked(line, tip, floor)
        place = home or Place(top.above if top else tip)
        return doubtful(place.parent, line, "starts-midway", marker=marker.text)

    def _bullet(self, line: Line, tip: Item, floor: Item) -> Place:
        for item in tip.way_up(floor):
            if item.style == line.marker.style:
                return Place(item.above)
        if tip.group == Group.BULLET and line.marker.style in tip.above.runs:
            return Place(tip.above)
        if tip.group == Group.BULLET and not tip.leads_in and line.marker.rank <= tip.rank:
            return _beside(tip, line, "bullet-change")
        if tip.is_plain and is_prose(tip.shown):
            return Place(tip.above)
        if tip.group == Group.ACTIVITY and not tip.leads_in and self.homes.get(line.marker.style) == tip.above.style:
            return Place(tip.above)
        return Place(tip)


def _continued(line: Line, owners: list[Item]) -> Place | None:
    """The innermost open list that this number comes next in, first as written, then in its family."""
    marker = line.marker
    if marker.number[-1] == 1:
        return None
    before = (*marker.number[:-1], marker.number[-1] - 1)
    for owner in owners:
        run = owner.runs.get(marker.style)
        if run and run.last == before:
            return Place(owner)
    for owner in owners:
        if owner.families.get(marker.family) == before:
            sibling = next(c for c in reversed(owner.children) if c.shown.marker.family == marker.family)
            return _beside(sibling, line, "mixed-numbering")
    return None


def _heads(tip: Item, line: Line) -> bool:
    """A bare line is the heading of the list after it, unless it is a sentence or opens the course itself."""
    return not is_prose(tip.shown) and not (line.marker.rank <= _HIGH and opens_course(tip.shown.text))


def _restarted(line: Line, tip: Item, floor: Item) -> Place | None:
    """A 1 in a style that is already open: inside the line before if that is its list, else a list of its own."""
    for item in tip.way_up(floor):
        if item.style == line.marker.style:
            if item is tip:
                return doubtful(tip, line, "restart", marker=line.marker.text)
            return doubtful(item.above, line, "restart-beside", marker=line.marker.text)
    return None


def _nested_decimal(line: Line, way: list[Item]) -> Place | None:
    """4.2.1 goes into the open 4.2, and 4.1 into the open 4 or 第四章; 3.2.2 stands beside the open 4.2.1."""
    marker = line.marker
    parents = {item.shown.marker.number: item for item in reversed(way) if _counts_parts(item)}
    if parent := parents.get(marker.number[:-1]):
        if marker.style in parent.runs:
            return _beside(_last(parent, marker.style), line, "number-jump")
        return Place(parent) if marker.number[-1] == 1 else doubtful(parent, line, "starts-midway", marker=marker.text)
    alike = next((item for item in way if len(marker.number) > 1 and item.style == marker.style), None)
    if alike:
        return _beside(alike, line, "number-jump")
    shorter = (parents.get(marker.number[:size]) for size in range(len(marker.number) - 2, 0, -1))
    parent = next((item for item in shorter if item), None)
    return doubtful(parent, line, "starts-midway", marker=marker.text) if parent else None


def _last(owner: Item, style: str) -> Item:
    return next(child for child in reversed(owner.children) if child.style == style)


def _beside(item: Item, line: Line, code: str) -> Place:
    return doubtful(item.above, line, code, marker=line.marker.text, before=item.shown.marker.text)


def _counts_parts(item: Item) -> bool:
    """Only bare numbers and parts (4、, 四、, 第四章) have decimals inside them, not （4） or ④."""
    return item.group == Group.NUMBER and item.rank <= Rank.ARABIC and item.style != "(一)"


def _gap(number: int, last: int) -> int:
    return number - last if number > last else 1000 + last - number


def _numbered_above(tip: Item, floor: Item) -> Item:
    return next((item for item in tip.way_up(floor) if item.group in (Group.NUMBER, Group.BULLET)), floor)


def _outranked(line: Line, tip: Item, floor: Item) -> Item | None:
    """The outermost open item that a number of this style cannot stand in: a chapter is not inside a section."""
    found = None
    rank = line.marker.rank
    for item in tip.way_up(floor):
        lower = item.rank > rank and item.group in (Group.NUMBER, Group.BULLET)
        if lower and (rank <= _HIGH or (rank == Rank.ARABIC and item.group == Group.BULLET)):
            found = item
    return found
