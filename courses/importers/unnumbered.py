"""Where a line without a number goes: plain lines and activities such as 案例：.

What decides, in this order: a colon before it, lines built alike, a numbering that starts again after it,
a numbering that goes on after it, a list of bare headings that is still open, and at last the line before it.
"""

from collections.abc import Sequence

from courses.importers.items import Item, Place, doubtful, is_prose, leads_in, shape
from courses.importers.labels import closes_course
from courses.importers.layout import Line
from courses.importers.styles import PLAIN, Group, Marker, Rank

_MIN_PHRASE, _MAX_PHRASE = 3, 12


class Unnumbered:
    """Looks ahead in the text; `tip` is the line before, `floor` what indentation or a heading keeps closed."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.next_marked = _next_marked(lines)

    def place(self, index: int, tip: Item, floor: Item) -> Place:
        line = self.lines[index]
        if tip is floor:
            return Place(floor)
        found = (
            self._closing(index, tip, floor)
            or _same_activity(line, tip, floor)
            or self._parallel(index, tip, floor)
            or self._above(index, tip, floor)
        )
        if found:
            return found
        if tip.leads_in:
            return Place(tip)
        if tip.is_plain:
            return self._after_plain(index, tip, floor)
        if tip.group == Group.ACTIVITY:
            return self._after_activity(line, tip)
        return self._after_item(index, tip, floor)

    def phrase(self, index: int) -> str:
        """The words this line ends with and the next two or more begin with: it is their heading."""
        following = self.lines[index + 1 : index + 3]
        title = self.lines[index].title.rstrip("：:。；;")
        if len(following) == 2 and all(line.marker == PLAIN for line in [self.lines[index], *following]):  # noqa: PLR2004
            for size in range(min(_MAX_PHRASE, len(title) - 1), _MIN_PHRASE - 1, -1):
                words = title[-size:]
                if all(line.title.startswith(words) for line in following) and _is_chinese(words):
                    return words
        return ""

    def _following(self, index: int) -> Marker:
        return self.lines[index + 1].marker if index + 1 < len(self.lines) else PLAIN

    def _closing(self, index: int, tip: Item, floor: Item) -> Place | None:
        """课程总结 after the last number is no part of the last chapter."""
        line, last = self.lines[index], self.next_marked[index] == PLAIN
        if not last or not closes_course(line.text) or (tip.is_plain and tip.above is floor):
            return None
        return doubtful(floor, line, "closing", text=line.text[:20])

    def _parallel(self, index: int, tip: Item, floor: Item) -> Place | None:
        """Beside an open heading that is built alike, or that opened the same kind of list as now follows."""
        line, following = self.lines[index], self._following(index)
        starts = following.number[-1:] == (1,) or following.group == Group.BULLET
        for item in tip.way_up(floor):
            if not item.is_plain:
                continue
            if starts and item.children and item.children[0].style == following.style:
                return Place(item.above)
            if shape(line) and shape(line) == shape(item.shown):
                return Place(item.above)
        return None

    def _above(self, index: int, tip: Item, floor: Item) -> Place | None:
        """A line right before the first 一、 or 第一章 heads that list and stands above what the list outranks."""
        following = self._following(index)
        if following.number != (1,) or following.rank > Rank.CHINESE_IN_BRACKETS:
            return None
        lower = [i for i in tip.way_up(floor) if i.group == Group.NUMBER and i.rank >= following.rank]
        if not lower:
            return None
        return doubtful(lower[-1].above, self.lines[index], "stands-above", marker=following.text)

    def _after_plain(self, index: int, tip: Item, floor: Item) -> Place:
        line, heading = self.lines[index], tip.above
        if tip.phrase and line.title.startswith(tip.phrase):
            return Place(tip)
        if heading is floor:
            return Place(floor)
        if heading.phrase and not line.title.startswith(heading.phrase):
            return Place(heading.above)
        if heading.is_plain and line.after_blank:
            return Place(heading.above)
        words = self.phrase(index)
        if words and heading.is_plain and not _share_words(line.title, heading.shown.title):
            return doubtful(heading.above, line, "new-heading", phrase=words)
        return Place(heading)

    def _after_activity(self, line: Line, tip: Item) -> Place:
        if line.marker.group == Group.ACTIVITY:
            return Place(tip.above)
        return doubtful(tip.above, line, "after-activity", before=_name(tip.shown))

    def _after_item(self, index: int, tip: Item, floor: Item) -> Place:
        """After a numbered or bulleted line: part of it, or the end of its list."""
        line, run = self.lines[index], tip.run
        if self._goes_on(index, tip) or run.explained:
            return Place(tip)
        leaves = run.count > 1 and (not run.opened or tip.rank >= Rank.ARABIC)
        following = self._following(index)
        open_heading, passed = _open_heading(line, tip, floor)
        if open_heading and (leaves or line.after_blank or (leads_in(line) and open_heading.leads_in)):
            return doubtful(open_heading.above, line, "end-of-list")
        if following.number == (1,) and following.style == tip.style and not is_prose(line):
            return doubtful(tip.above, line, "heading-restart")
        if leaves and line.marker.group == Group.ACTIVITY:
            return doubtful(tip.above, line, "activity-after-list", before=_name(line))
        if leaves:
            return doubtful(tip, line, "not-parallel" if passed else "after-leaves")
        return Place(tip)

    def _goes_on(self, index: int, tip: Item) -> bool:
        """Whether the next marked line continues the list of the line before."""
        following = self.next_marked[index]
        if following.style != tip.style:
            return False
        number = tip.shown.marker.number
        return following.group == Group.BULLET or following.number == (*number[:-1], number[-1] + 1)


def _next_marked(lines: Sequence[Line]) -> list[Marker]:
    marker, found = PLAIN, []
    for line in reversed(lines):
        found.append(marker)
        if line.marker.group in (Group.NUMBER, Group.BULLET):
            marker = line.marker
    return found[::-1]


def _same_activity(line: Line, tip: Item, floor: Item) -> Place | None:
    """案例2 stands beside the open 案例1."""
    if line.marker.group == Group.ACTIVITY:
        for item in tip.way_up(floor):
            if item.style == line.marker.style:
                return Place(item.above)
    return None


def _open_heading(line: Line, tip: Item, floor: Item) -> tuple[Item | None, bool]:
    """The innermost bare heading still open within this chapter; none, and True, if its list has another shape."""
    for item in tip.way_up(floor):
        if item.group == Group.NUMBER and item.rank <= Rank.CHINESE_IN_BRACKETS:
            break
        if item.is_plain:
            own = shape(item.shown)
            alike = [s for s in item.above.children[-3:] if s.is_plain and shape(s.shown) == own]
            fits = not own or len(alike) < 2 or own == shape(line)  # noqa: PLR2004 (two lines make a pattern)
            return (item, False) if fits else (None, True)
    return None, False


def _name(line: Line) -> str:
    return line.marker.text.rstrip("：:—-–| ") or line.title


def _is_chinese(text: str) -> bool:
    return all("\u4e00" <= character <= "\u9fff" for character in text)


def _share_words(first: str, second: str) -> bool:
    """Two Chinese characters in a row that both have."""
    pairs = {first[i : i + 2] for i in range(len(first) - 1)}
    return any(second[i : i + 2] in pairs and _is_chinese(second[i : i + 2]) for i in range(len(second) - 1))
