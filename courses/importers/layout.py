"""Lines of an outline and what their look says: Markdown headings, indentation, blank lines."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from courses.importers.markers import Reader
from courses.importers.styles import FOLD, PLAIN, Group, Marker

_BODY = 100
_TAB = 4
_HEADING = re.compile(r"(#{1,6})(?!#)\s*(?=\S)")
_BOLD = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_BARE_NUMBER = re.compile(r"(\d{1,2})\s+[^\d\s]")
_FULL_FIT = 0.85
_PARTIAL_FIT = 0.7
_FEW_BLANKS = 0.4


class Indent(Enum):
    FULL = "full"  # it alone gives every level
    PARTIAL = "partial"  # deeper is a child; the same width leaves the level to the markers
    NONE = "none"
    UNEVEN = "uneven"  # it contradicts the numbers and is left out


@dataclass(frozen=True, slots=True)
class Line:
    """A line with something to read on it. `level` grows to the right; `exact` makes the same level a sibling."""

    number: int
    text: str
    width: int = 0
    heading: int = 0
    after_blank: bool = False
    marker: Marker = PLAIN
    title: str = ""
    level: int = 0
    exact: bool = False

    # What dataclasses.replace does, at a quarter of its cost: an outline has thousands of lines.
    def marked(self, marker: Marker, title: str) -> "Line":
        return Line(self.number, self.text, self.width, self.heading, self.after_blank, marker, title)

    def placed(self, level: int, *, exact: bool, after_blank: bool) -> "Line":
        return Line(
            self.number, self.text, self.width, self.heading, after_blank, self.marker, self.title, level, exact
        )


def content(text: str, first: int = 1) -> list[Line]:
    """Lines that say something; rules, dashes and blank lines only leave `after_blank`."""
    lines: list[Line] = []
    blank = False
    for number, raw in enumerate(text.split("\n"), first):
        if not any(character.isalnum() for character in raw):
            blank = True
            continue
        body = raw.strip()
        heading = _HEADING.match(body)
        plain = _BOLD.sub(r"\2", body[heading.end() :].rstrip("# ") or body if heading else body).strip()
        lines.append(Line(number, plain, _width(raw), len(heading[1]) if heading else 0, blank and bool(lines)))
        blank = False
    return lines


def arrange(lines: Sequence[Line]) -> tuple[list[Line], Indent]:
    """Read the markers, decide how far indentation can be trusted, and give each line its level."""
    reader = Reader(bare_numbers=_bare_numbers(lines))
    read = [line.marked(*reader.read(line.text)) for line in lines]
    trust = _trust(read)
    use = trust in (Indent.FULL, Indent.PARTIAL)
    few = sum(line.after_blank for line in read) < len(read) * _FEW_BLANKS
    headed = few and trust == Indent.NONE and _headed_groups(read)
    return [
        line.placed(
            line.heading or _BODY + (line.width if use else 0) + (headed and not line.after_blank and index > 0),
            exact=bool(line.heading) or trust == Indent.FULL or (headed and line.after_blank),
            after_blank=line.after_blank and few,
        )
        for index, line in enumerate(read)
    ], trust


def _headed_groups(lines: Sequence[Line]) -> bool:
    """True when blank lines cut the text into groups that all begin with a bare heading: it holds the others."""
    starts = [index for index, line in enumerate(lines) if index == 0 or line.after_blank]
    sizes = [after - start for start, after in zip(starts, [*starts[1:], len(lines)], strict=True)]
    return len(starts) > 1 and min(sizes) > 1 and all(lines[start].marker == PLAIN for start in starts)


def _width(raw: str) -> int:
    width = 0
    for character in raw:
        if character == "\t":
            width += _TAB - width % _TAB
        elif character == "\u3000":
            width += 2
        elif character.isspace():
            width += 1
        else:
            break
    return width


def _bare_numbers(lines: Sequence[Line]) -> bool:
    """True when "1 Title", "2 Title" without a point count as a list does: from 1, in steps of 1."""
    before = found = 0
    for line in lines:
        if match := _BARE_NUMBER.match(line.text.translate(FOLD)):
            number = int(match[1])
            if number not in (1, before + 1):
                return False
            before, found = number, found + 1
    return found > 1


def _trust(lines: Sequence[Line]) -> Indent:
    body = [line for line in lines if not line.heading]
    if len({line.width for line in body}) < 2:  # noqa: PLR2004 (nothing is indented against anything)
        return Indent.NONE
    fits, counted = _fits(body)
    if fits >= counted * _FULL_FIT:
        return Indent.FULL
    same, pairs = _steps(body)
    return Indent.PARTIAL if same >= pairs * _PARTIAL_FIT else Indent.UNEVEN


def _fits(lines: Sequence[Line]) -> tuple[int, int]:
    """How many lines start or continue the numbered list that indentation alone would put them in."""
    open_lists: list[tuple[int, dict[str, int]]] = []
    seen: dict[str, tuple[int, int]] = {}
    fits = counted = 0
    for line in lines:
        while open_lists and open_lists[-1][0] > line.width:
            open_lists.pop()
        if not open_lists or open_lists[-1][0] < line.width:
            open_lists.append((line.width, {}))
        marker, group = line.marker, open_lists[-1][1]
        if marker.group == Group.NUMBER:
            counted += 1
            last = marker.number[-1]
            key = f"{marker.family}{marker.number[:-1]}"
            runs_on = seen.get(marker.family) == (last - 1, line.width)  # numbers that count on across chapters
            fits += (not group) if last == 1 else (group.get(key) == last - 1 or runs_on)
            group[key], seen[marker.family] = last, (last, line.width)
        elif group and marker.group != Group.ACTIVITY:
            counted += 1  # beside numbers without one of its own: likelier a child that nobody indented
    return fits, counted


def _steps(lines: Sequence[Line]) -> tuple[int, int]:
    """Of the lines that continue a number, how many stand exactly under the one they continue."""
    widths: dict[str, tuple[int, int]] = {}
    same = pairs = 0
    for line in lines:
        if line.marker.group == Group.NUMBER:
            last = line.marker.number[-1]
            before, width = widths.get(line.marker.style, (0, 0))
            if last == before + 1 and last > 1:
                pairs += 1
                same += width == line.width
            widths[line.marker.style] = (last, line.width)
    return same, pairs
