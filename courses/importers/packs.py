"""The two files of a course pack that hold its outline: outline.md, a nested list, and course.yaml, its facts."""

import re
from collections.abc import Iterable, Mapping
from datetime import time

import yaml

from courses.importers.kinds import kind_of
from courses.importers.messages import OutlineError
from courses.importers.nodes import Node, NodeKind, Outline
from courses.importers.printing import nest
from courses.importers.text import tidy

_LINE = re.compile(r"((?:  )*)- (?:\*\*((?:\\.|[^\\*])+)\*\*(?: |$))?(.*?)(?: \{([a-z-]+)\})?")
_ESCAPED = re.compile(r"\\(.)")
_SPECIAL = re.compile(r"([\\*{])")
_KINDS = {kind.value: kind for kind in NodeKind}
_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})")


def write_outline_md(nodes: Iterable[Node]) -> str:
    """A nested Markdown list: two spaces a level, the marker in bold, a `{kind}` where the words do not tell it."""
    lines = []
    for depth, node in (pair for module in nodes for pair in module.walk()):
        marker = f"**{_escape(node.marker)}** " if node.marker else ""
        told = kind_of(node.marker, node.title, depth, has_children=bool(node.children))
        tag = f" {{{node.kind.value}}}" if node.kind != told else ""
        lines.append(f"{'  ' * depth}- {marker}{_escape(node.title)}{tag}\n")
    return "".join(lines)


def read_outline_md(text: str) -> tuple[Node, ...]:
    """Read what `write_outline_md` wrote, or a person in the same form. Raises OutlineError naming the line."""
    rows: list[tuple[int, str, str, int]] = []
    kinds: dict[int, NodeKind] = {}
    for number, line in enumerate(tidy(text).split("\n"), 1):
        if not line.strip():
            continue
        match = _LINE.fullmatch(line.rstrip())
        title = _plain(match[3]) if match else ""
        if not match or not title or (match[4] and match[4] not in _KINDS):
            raise OutlineError("pack-line", line=number, text=line.strip()[:40])
        depth = len(match[1]) // 2
        if depth > (rows[-1][0] + 1 if rows else 0):
            raise OutlineError("pack-depth", line=number)
        rows.append((depth, _plain(match[2] or ""), title, number))
        if match[4]:
            kinds[number] = _KINDS[match[4]]
    if not rows:
        raise OutlineError("no-lines")
    return tuple(_with_kinds(node, kinds) for node in nest(rows))


def read_course(facts: str, outline_md: str) -> Outline:
    """The outline that course.yaml and outline.md tell together."""
    try:
        told = yaml.safe_load(facts)
    except yaml.YAMLError as error:
        raise OutlineError("pack-yaml") from error
    if not isinstance(told, dict):
        raise OutlineError("pack-yaml")
    return Outline(
        title=_text(told, "title", required=True),
        background=_texts(told, "background"),
        objectives=_texts(told, "objectives"),
        audience=_text(told, "audience"),
        delivery=_texts(told, "delivery"),
        days=_amount(told, "days"),
        hours=_amount(told, "hours"),
        blocks=tuple(_block(span) for span in _texts(told, "blocks")),
        modules=read_outline_md(outline_md),
    )


def write_course(outline: Outline) -> str:
    """course.yaml of an outline, the way `read_course` reads it."""
    told = {
        "title": outline.title,
        "background": list(outline.background),
        "objectives": list(outline.objectives),
        "audience": outline.audience,
        "delivery": list(outline.delivery),
        "days": outline.days,
        "hours": outline.hours,
        "blocks": [f"{start:%H:%M}-{end:%H:%M}" for start, end in outline.blocks],
    }
    return yaml.safe_dump(
        {name: value for name, value in told.items() if value not in (None, "", [])},
        allow_unicode=True,
        sort_keys=False,
        width=100,
    )


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def _plain(text: str) -> str:
    return _ESCAPED.sub(r"\1", text).strip()


def _with_kinds(node: Node, kinds: Mapping[int, NodeKind]) -> Node:
    children = tuple(_with_kinds(child, kinds) for child in node.children)
    return Node(node.marker, node.title, kinds.get(node.line, node.kind), node.line, children)


def _text(told: Mapping[object, object], field: str, *, required: bool = False) -> str:
    value = told.get(field, "")
    if not isinstance(value, str) or (required and not value.strip()):
        raise OutlineError("pack-field", field=field)
    return value.strip()


def _texts(told: Mapping[object, object], field: str) -> tuple[str, ...]:
    value = told.get(field, [])
    if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
        raise OutlineError("pack-field", field=field)
    return tuple(item.strip() for item in value)


def _amount(told: Mapping[object, object], field: str) -> float | None:
    value = told.get(field)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 500:  # noqa: PLR2004
        raise OutlineError("pack-field", field=field)
    return value


def _block(span: str) -> tuple[time, time]:
    match = _SPAN.fullmatch(span)
    hours = [int(digits) for digits in match.groups()] if match else [0, 0, 0, 0]
    try:
        start, end = time(hours[0], hours[1]), time(hours[2], hours[3])
    except ValueError as error:
        raise OutlineError("pack-field", field="blocks") from error
    if start >= end:
        raise OutlineError("pack-field", field="blocks")
    return start, end
