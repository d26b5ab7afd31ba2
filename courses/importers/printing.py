"""An outline as text again: the tree form, plain text, JSON; and the tree form read back."""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import time

from courses.importers.kinds import kind_of
from courses.importers.nodes import Node, Outline

_TREE_LINE = re.compile(r"((?:  )*)([^\s|][^|]*)?\|([^\s|].*)")
_MOST_DEPTH = 100


def to_tree(nodes: Iterable[Node]) -> str:
    """One line a node: two spaces a level, then marker|title."""
    return "".join(f"{'  ' * depth}{node.marker}|{node.title}\n" for depth, node in _walk(nodes))


def to_text(nodes: Iterable[Node]) -> str:
    """The tree as a person would type it: two spaces a level, marker, title."""
    return "".join(f"{'  ' * depth}{f'{node.marker} {node.title}'.strip()}\n" for depth, node in _walk(nodes))


def read_tree(lines: Sequence[str]) -> tuple[Node, ...] | None:
    """What `to_tree` printed, read back; None if any line is not in that form."""
    rows: list[tuple[int, str, str, int]] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        match = _TREE_LINE.fullmatch(line.rstrip())
        depth = len(match[1]) // 2 if match else _MOST_DEPTH
        if not match or depth > (rows[-1][0] + 1 if rows else 0) or depth >= _MOST_DEPTH or match[3].endswith("|"):
            return None
        rows.append((depth, (match[2] or "").strip(), match[3].strip(), number))
    return nest(rows) if rows else None


def nest(rows: Sequence[tuple[int, str, str, int]]) -> tuple[Node, ...]:
    """Rows of depth, marker, title and line to nodes; a depth may grow by one at a time."""
    below: list[list[Node]] = [[]]
    for depth, marker, title, line in reversed(rows):
        while len(below) < depth + 2:
            below.append([])
        children = tuple(reversed(below[depth + 1]))
        below[depth + 1] = []
        kind = kind_of(marker, title, depth, has_children=bool(children))
        below[depth].append(Node(marker, title, kind, line, children))
    return tuple(reversed(below[0]))


def to_json(outline: Outline, translate: Callable[[str], str] = str) -> str:
    """Everything that was read; times are HH:MM, lines count from 1."""
    read = {
        "title": outline.title,
        "background": list(outline.background),
        "objectives": list(outline.objectives),
        "audience": outline.audience,
        "delivery": list(outline.delivery),
        "days": outline.days,
        "hours": outline.hours,
        "blocks": [[_clock(start), _clock(end)] for start, end in outline.blocks],
        "modules": [_as_dict(module) for module in outline.modules],
        "notes": list(outline.notes),
        "warnings": [
            {"line": warning.line, "code": warning.code, "message": warning.render(translate)}
            for warning in outline.warnings
        ],
    }
    return json.dumps(read, ensure_ascii=False, indent=2)


def _walk(nodes: Iterable[Node]) -> Iterable[tuple[int, Node]]:
    return (pair for module in nodes for pair in module.walk())


def _as_dict(node: Node) -> dict[str, object]:
    return {
        "marker": node.marker,
        "title": node.title,
        "kind": node.kind.value,
        "line": node.line,
        "children": [_as_dict(child) for child in node.children],
    }


def _clock(value: time) -> str:
    return value.strftime("%H:%M")
