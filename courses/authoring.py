"""What authors do with courses: make one from an outline, edit its facts."""

from __future__ import annotations

import math
import secrets
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal
from courses.importers.nodes import Node, Outline
from courses.models import Course, Module, default_blocks


@transaction.atomic
def create_course(*, outline: Outline, by: User | None, slug: str = "") -> Course:
    """Save a read outline as a new course with its module tree."""
    if not outline.modules:
        raise Refusal(_("大纲里没有模块。请至少保留一行课程纲要。"))
    course = Course.objects.create(
        slug=slug or f"course-{secrets.token_hex(4)}",
        title=outline.title,
        background=list(outline.background),
        objectives=list(outline.objectives),
        audience=outline.audience,
        delivery=list(outline.delivery),
        days=math.ceil(outline.days or 1),
        hours=round(outline.hours or 6),
        blocks=[[start.isoformat("minutes"), end.isoformat("minutes")] for start, end in outline.blocks]
        or default_blocks(),
        created_by=by,
    )
    write_modules(course=course, nodes=outline.modules)
    return course


@transaction.atomic
def write_modules(*, course: Course, nodes: Sequence[Node]) -> None:
    """Write the tree below a course that has none yet: one query a level, positions in reading order."""
    positions = {id(node): position for position, node in enumerate(_preorder(nodes))}
    level: list[tuple[Node, Module | None]] = [(node, None) for node in nodes]
    depth = 0
    while level:
        modules = [
            Module(
                course=course,
                parent=parent,
                position=positions[id(node)],
                depth=depth,
                marker=node.marker,
                title=node.title,
                kind=node.kind.value,
            )
            for node, parent in level
        ]
        Module.objects.bulk_create(modules)
        below = zip(level, modules, strict=True)
        level = [(child, module) for (node, _parent), module in below for child in node.children]
        depth += 1


def _preorder(nodes: Sequence[Node]) -> list[Node]:
    found: list[Node] = []
    for node in nodes:
        found.append(node)
        found += _preorder(node.children)
    return found
