"""The outline as the flat list of rows that the preview edits. Pure: no Django, no database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from courses.importers.nodes import Node, NodeKind

MAX_DEPTH = 12


@dataclass(frozen=True)
class Row:
    """One line of the outline: its depth (0 is the top), its text, and the source line it came from (0: none)."""

    depth: int
    marker: str
    title: str
    kind: NodeKind
    line: int = 0


def rows_of(nodes: Iterable[Node], depth: int = 0) -> list[Row]:
    rows: list[Row] = []
    for node in nodes:
        rows.append(Row(depth, node.marker, node.title, node.kind, node.line))
        rows += rows_of(node.children, depth + 1)
    return rows


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
