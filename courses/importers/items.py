"""The tree while it grows: the way from the last line up to the root is what is still open."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from courses.importers.layout import Line
from courses.importers.messages import OutlineWarning
from courses.importers.styles import FOLD, Group

MAX_DEPTH = 12
_OPENING = re.compile(r"([“\"「『【《〈\[(])[^”\"」』】》〉\])]{1,16}[”\"」』】》〉\])]\s*([-–—]+|:)?")
_PROSE_END = "。！!；;."


@dataclass
class Run:
    """What one item knows of its children in one style."""

    count: int = 0
    last: tuple[int, ...] = ()
    opened: bool = False  # one of them has lines of its own
    explained: bool = False  # and unnumbered ones among them


@dataclass(eq=False)
class Item:
    line: Line | None = None
    parent: "Item | None" = None
    depth: int = -1
    children: list["Item"] = field(default_factory=list)
    runs: dict[str, Run] = field(default_factory=dict)
    families: dict[str, tuple[int, ...]] = field(default_factory=dict)
    phrase: str = ""

    def add(self, line: Line) -> "Item":
        child = Item(line, self, self.depth + 1)
        self.children.append(child)
        if self.parent is not None:
            self.run.opened = True
            self.run.explained |= line.marker.group in (Group.PLAIN, Group.ACTIVITY)
        run = self.runs.setdefault(child.style, Run())
        run.count, run.last = run.count + 1, line.marker.number
        if line.marker.number:
            self.families[line.marker.family] = line.marker.number
        return child

    @property
    def shown(self) -> Line:
        assert self.line is not None  # noqa: S101 (only the root has none, and nobody asks the root)
        return self.line

    @property
    def style(self) -> str:
        return self.line.marker.style if self.line else "root"

    @property
    def group(self) -> Group | None:
        return self.line.marker.group if self.line else None

    @property
    def rank(self) -> int:
        return self.line.marker.rank if self.line else -1

    @property
    def run(self) -> Run:
        """The list this item stands in: its siblings in the same style."""
        return self.parent.runs[self.style] if self.parent else Run()

    @property
    def leads_in(self) -> bool:
        return self.line is not None and leads_in(self.line)

    @property
    def is_plain(self) -> bool:
        return self.group == Group.PLAIN

    @property
    def above(self) -> "Item":
        return self.parent or self

    def way_up(self, floor: "Item") -> Iterator["Item"]:
        """This item and those it stands in, without the floor."""
        item: Item | None = self
        while item is not None and item is not floor:
            yield item
            item = item.parent


@dataclass(frozen=True)
class Place:
    """Where a line goes, and what to warn of if the text did not decide it."""

    parent: Item
    warning: OutlineWarning | None = None


def doubtful(parent: Item, line: Line, code: str, **params: str | int) -> Place:
    return Place(parent, OutlineWarning(code, params, line.number))


def leads_in(line: Line) -> bool:
    """A colon at the end opens a list."""
    return line.text.endswith((":", "："))


def is_prose(line: Line) -> bool:
    return line.text.endswith(tuple(_PROSE_END))


def shape(line: Line) -> str:
    """How a line is built if it starts with something quoted: lines built alike stand side by side."""
    match = _OPENING.match(line.title.translate(FOLD))
    return f"{match[1]}{(match[2] or '')[:1]}" if match else ""
