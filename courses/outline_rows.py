"""The outline as the flat list of rows that the preview edits. Pure: no Django, no database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from courses.importers.nodes import Node, NodeKind

MAX_DEPTH = 12


@dataclass(frozen=True)
class Row:
    """One line of the outline: its depth (0 is the top), its text, and the source line it came from (0: none).

    `source` is that line as it stood in the file; after a merge it holds both, one below the other.
    """

    depth: int
    marker: str
    title: str
    kind: NodeKind
    line: int = 0
    source: str = ""


def rows_of(nodes: Iterable[Node], source: Mapping[int, str] | None = None) -> list[Row]:
    """The tree's lines from top to bottom, each with the text of its source line."""
    told = source or {}
    return [
        Row(depth, node.marker, node.title, node.kind, node.line, told.get(node.line, ""))
        for top in nodes
        for depth, node in top.walk()
    ]


def nodes_of(rows: Sequence[Row]) -> tuple[Node, ...]:
    """Nest the rows again. Raises ValueError where a row is more than one level below the one before it."""
    children: list[list[Node]] = [[]]
    for row in reversed(rows):
        while len(children) <= row.depth + 1:
            children.append([])
        below = tuple(reversed(children[row.depth + 1]))
        if any(children[row.depth + 2 :]):
            raise ValueError(f"row {row.title!r}: the row below it is more than one level deeper")
        children[row.depth + 1] = []
        children[row.depth].append(Node(row.marker, row.title, row.kind, row.line, below))
    if any(children[1:]):
        raise ValueError("the first row does not stand at the top level")
    return tuple(reversed(children[0]))


def subtree_end(rows: Sequence[Row], index: int) -> int:
    """The index after the last row that hangs below row `index`."""
    end = index + 1
    while end < len(rows) and rows[end].depth > rows[index].depth:
        end += 1
    return end


def _shift(rows: Sequence[Row], index: int, by: int) -> list[Row]:
    end = subtree_end(rows, index)
    moved = [replace(row, depth=row.depth + by) for row in rows[index:end]]
    return [*rows[:index], *moved, *rows[end:]]


def can_indent(rows: Sequence[Row], index: int) -> bool:
    deepest = max(row.depth for row in rows[index : subtree_end(rows, index)])
    return index > 0 and rows[index].depth <= rows[index - 1].depth and deepest < MAX_DEPTH


def indent(rows: Sequence[Row], index: int) -> list[Row]:
    """Put the row, with all below it, under the row before it; unchanged where there is none to go under."""
    return _shift(rows, index, 1) if can_indent(rows, index) else list(rows)


def outdent(rows: Sequence[Row], index: int) -> list[Row]:
    """Lift the row one level, with all below it; the rows that followed it as siblings become its children."""
    return _shift(rows, index, -1) if rows[index].depth > 0 else list(rows)


def drop(rows: Sequence[Row], index: int) -> list[Row]:
    """Take the row out; what hung below it moves up one level."""
    end = subtree_end(rows, index)
    lifted = [replace(row, depth=row.depth - 1) for row in rows[index + 1 : end]]
    return [*rows[:index], *lifted, *rows[end:]]


def can_merge(rows: Sequence[Row], index: int) -> bool:
    """Whether the row can join the one above it; its own lines then hang there."""
    if not 0 < index < len(rows):
        return False
    deepest = max(row.depth for row in rows[index : subtree_end(rows, index)])
    return deepest + rows[index - 1].depth - rows[index].depth <= MAX_DEPTH


def merge(rows: Sequence[Row], index: int) -> list[Row]:
    """Join the row's text to the row above it, as when a line was cut in two; its own lines go below that one."""
    if not can_merge(rows, index):
        return list(rows)
    above, row = rows[index - 1], rows[index]
    marker = row.marker if any(map(str.isalnum, row.marker)) else ""  # a bullet was only a bullet
    space = " " if above.title[-1:].isascii() and (marker or row.title)[:1].isascii() else ""
    source = "\n".join(filter(None, (above.source, row.source)))
    joined = replace(above, title=f"{above.title}{space}{marker}{row.title}", source=source)
    end = subtree_end(rows, index)
    below = [replace(other, depth=other.depth + above.depth - row.depth) for other in rows[index + 1 : end]]
    return [*rows[: index - 1], joined, *below, *rows[end:]]
