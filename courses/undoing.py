"""Taking back what was done to a course: the last change, or everything since one of them.

Lines keep their rows, and with them the cases, materials, exercises and agenda items that hang on them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal
from courses.editing import FACTS, SupersededError, record
from courses.models import Course, Module, OutlineChange


def latest_change(course: Course) -> OutlineChange | None:
    """The change that undo would take back: the last one that neither is an undoing nor has been undone."""
    changes = course.outline_changes.filter(undoes=None, undone_by=None).select_related("by")
    return changes.order_by("-pk").first()


@transaction.atomic
def undo(*, course: Course, change: int, by: User) -> OutlineChange:
    """Take back the latest change. change: the one the author wants to take back; refused if another has come since."""
    locked = Course.objects.select_for_update().get(pk=course.pk)
    latest = latest_change(locked)
    if latest is None or latest.pk != change:
        raise SupersededError(_("刚才有人又改了大纲，这一步不能先撤销。请看最新的大纲再操作。"))
    write_back(locked, latest.before, OutlineChange.Kind.UNDONE, latest.title, by, undoes=latest)
    return latest


@transaction.atomic
def go_back(*, course: Course, change: OutlineChange, seen: int, by: User) -> None:
    """Make the course what it was before `change`, as one change that undo can take back.

    seen: the newest change that the author was shown; refused if another has come since.
    """
    locked = Course.objects.select_for_update().get(pk=course.pk)
    since = list(locked.outline_changes.filter(pk__gte=change.pk).order_by("-pk"))
    if not since or since[0].pk != seen:
        raise Refusal(_("刚才有人又改了这门课程，没有恢复。请看最新的改动记录再操作。"))
    wanted: dict[str, dict[str, Any]] = {}
    for each in since:  # from the newest to the oldest, whose values stay
        for key, values in each.before.items():
            wanted.setdefault(key, {}).update(values)
    moment = f"{change.get_kind_display()}“{change.title}”"
    write_back(locked, wanted, OutlineChange.Kind.RESTORED, moment, by)


def write_back(
    course: Course,
    wanted: Mapping[str, Mapping[str, Any]],
    kind: str,
    title: str,
    by: User,
    undoes: OutlineChange | None = None,
) -> None:
    """Give the lines and the facts of a locked course the values of `wanted`, keyed as the log keys them."""
    lines = {line.pk: line for line in Module.with_removed.filter(course=course)}
    before: dict[str, dict[str, Any]] = {}
    for key, values in wanted.items():
        row = course if key == FACTS else lines[int(key)]
        before[key] = {name: getattr(row, name) for name in values}
        for name, value in values.items():
            setattr(row, name, value)
    record(course, lines, before, kind, title, by, undoes=undoes)
