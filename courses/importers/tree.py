"""Lines to a tree: each line finds its place beside or inside a line that is still open."""

from collections.abc import Sequence

from courses.importers.items import MAX_DEPTH, Item, Place, doubtful
from courses.importers.kinds import kind_of
from courses.importers.layout import Indent, Line, arrange
from courses.importers.messages import OutlineWarning
from courses.importers.nodes import Node
from courses.importers.numbered import Numbered
from courses.importers.styles import Group
from courses.importers.unnumbered import Unnumbered


def grow(lines: Sequence[Line]) -> tuple[tuple[Node, ...], list[OutlineWarning]]:
    """Infer the tree; every line appears in it once, in order. Linear in the number of lines."""
    arranged, trust = arrange(lines)
    root = Item()
    numbered, unnumbered = Numbered(), Unnumbered(arranged)
    warnings = []
    if trust == Indent.UNEVEN:
        warnings.append(OutlineWarning("uneven-indent", {}, arranged[0].number))
    tip = root
    for index, line in enumerate(arranged):
        place = _place(index, line, tip, numbered, unnumbered)
        if place.parent.depth + 1 >= MAX_DEPTH:
            place = doubtful(place.parent.above, line, "too-deep", limit=MAX_DEPTH)
        if place.warning:
            warnings.append(place.warning)
        tip = place.parent.add(line)
        if line.marker.group in (Group.NUMBER, Group.BULLET):
            numbered.remember(tip)
        else:
            tip.phrase = unnumbered.phrase(index)
    return tuple(_node(child) for child in root.children), warnings


def _place(index: int, line: Line, tip: Item, numbered: Numbered, unnumbered: Unnumbered) -> Place:
    while tip.line is not None and tip.line.level > line.level:
        tip = tip.above
    if tip.line is None or tip.line.level < line.level:
        return Place(tip)
    if line.exact:
        return Place(tip if _opens_unindented(line, tip) else tip.above)
    floor = tip
    while floor.line is not None and floor.line.level == line.level:
        floor = floor.above
    if line.marker.group in (Group.NUMBER, Group.BULLET):
        return numbered.place(line, tip, floor)
    return unnumbered.place(index, tip, floor)


def _opens_unindented(line: Line, tip: Item) -> bool:
    """A first (1) right under 2. at the same indentation: the one list that nobody indented."""
    marker = line.marker
    fresh = marker.number[-1:] == (1,) and marker.style not in tip.above.runs
    return fresh and tip.group == Group.NUMBER and not line.heading and marker.rank >= tip.rank


def _node(item: Item) -> Node:
    line = item.shown
    marker, title = line.marker.text, line.title
    if not title:
        marker, title = "", marker
    if item.children and len(title) > 1:
        title = title.removesuffix(":").removesuffix("：").rstrip()
    children = tuple(_node(child) for child in item.children)
    kind = kind_of(marker, title, item.depth, has_children=bool(children))
    return Node(marker, title, kind, line.number, children)
