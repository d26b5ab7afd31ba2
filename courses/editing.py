"""What authors do with an outline: move, add, rename, write, delete.

Every change is appended to the course's log with what it replaced; `courses.undoing` writes that back. `seen` is the
revision that the author was looking at: who comes second is told, and nothing of either is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.refusals import Refusal
from courses import outline_moves
from courses.models import Course, Module, OutlineChange
from courses.outline_moves import ImpossibleMoveError, Shape, shape_of

WRITTEN = ("title", "marker", "kind", "minutes", "delivery", "body", "trainer_notes")
PLACED = ("parent_id", "depth", "position", "is_removed")
FACTS = "course"  # the log's key for what is told of the course itself
Kind = OutlineChange.Kind
T = TypeVar("T")

WHY_NOT = {
    "unknown": gettext_lazy("这一行已经不在大纲里了。请看最新的大纲再操作。"),
    "cycle": gettext_lazy("不能把一行移到它自己下面。"),
    "depth": gettext_lazy("层级太深：最多 %(deepest)s 层。"),
}


class SupersededError(Refusal):
    """Somebody else was quicker. `current` is the line as it now stands, if it is a line that was written."""

    def __init__(self, text: str, current: Module | None = None) -> None:
        super().__init__(text)
        self.current = current


@transaction.atomic
def move_line(*, course: Course, pk: int, parent: int | None, index: int, seen: int, by: User) -> None:
    """Put a line with all below it under `parent` (None: the top) as number `index`, from 0."""
    _reshape(course, pk, lambda shape: outline_moves.move(shape, pk, parent, index), seen, by)


@transaction.atomic
def step_line(*, course: Course, pk: int, way: str, seen: int, by: User) -> None:
    """Move a line one step `up`, `down`, `in` or `out`; at the end of the way nothing happens."""

    def step(shape: Shape) -> Shape:
        aim = outline_moves.target(shape, pk, way)
        return outline_moves.move(shape, pk, *aim) if aim is not None else shape

    _reshape(course, pk, step, seen, by)


def _reshape(course: Course, pk: int, change: Callable[[Shape], Shape], seen: int, by: User) -> None:
    locked, lines = _locked(course, seen)
    before = state(lines.values(), PLACED)
    _place(lines, _possible(lambda: change(_shape(lines))))
    record(locked, lines, before, Kind.MOVED, lines[pk].title, by)


@transaction.atomic
def add_line(*, course: Course, title: str, after: int | None, below: int | None, seen: int, by: User) -> Module:
    """A new line: behind the line `after` on its level, or the last one below `below`, or the last of the outline."""
    title = " ".join(title.split())
    if not title:
        raise Refusal(_("请写上标题。"))
    locked, lines = _locked(course, seen)
    shape = _shape(lines)
    if after is not None:
        parent = _possible(lambda: outline_moves.parent_of(shape, after))
        index = shape[parent].index(after) + 1
    else:
        parent, index = below, len(shape.get(below, ()))
    made = Module.objects.create(course=locked, title=title[:500], position=len(lines), is_removed=True)
    before = state([*lines.values(), made], PLACED)
    made.is_removed = False
    lines[made.pk] = made
    _place(lines, _possible(lambda: outline_moves.insert(shape, made.pk, parent, index)))
    made.kind = Module.Kind.PART if made.depth == 0 else Module.Kind.TOPIC if made.depth == 1 else Module.Kind.POINT
    made.save(update_fields=["kind"])
    record(locked, lines, before, Kind.ADDED, made.title, by)
    return made


@transaction.atomic
def remove_line(*, course: Course, pk: int, seen: int, by: User) -> int:
    """Take a line out with all below it; what hangs on them stays on their rows. Returns how many lines went."""
    locked, lines = _locked(course, seen)
    before = state(lines.values(), PLACED)
    shape = _shape(lines)
    gone = _possible(lambda: outline_moves.subtree(shape, pk))
    for each in gone:
        lines[each].is_removed = True
    _place(lines, outline_moves.without(shape, pk))
    record(locked, lines, before, Kind.REMOVED, lines[pk].title, by)
    return len(gone)


@transaction.atomic
def write_line(*, line: Module, values: Mapping[str, Any], seen: int, by: User) -> Module:
    """Change what a line says. seen: its own revision; a newer one of somebody else is not overwritten unseen."""
    course = Course.objects.select_for_update().get(pk=line.course_id)
    current = Module.with_removed.get(pk=line.pk)
    if current.is_removed:
        raise SupersededError(_("这一行刚刚被删除了。您写的还在下面：请先撤销删除，再保存。"), current)
    if current.revision != seen:
        raise SupersededError(_("您打开之后，有人改过这一行。您写的还在下面，请对照后再保存。"), current)
    before = state([current], WRITTEN)
    for name in WRITTEN:
        setattr(current, name, values[name])
    lines = {current.pk: current}
    if state([current], WRITTEN) != before:
        record(course, lines, before, Kind.EDITED, before[str(current.pk)]["title"], by)
    return current


def _locked(course: Course, seen: int) -> tuple[Course, dict[int, Module]]:
    """The course while nobody else changes its outline, and its lines in reading order."""
    locked = Course.objects.select_for_update().get(pk=course.pk)
    if locked.revision != seen:
        raise SupersededError(_("刚才有人改过大纲，您这一步没有执行。现在显示的是最新的大纲，请再操作一次。"))
    return locked, {line.pk: line for line in locked.modules.order_by("position")}


def _shape(lines: Mapping[int, Module]) -> Shape:
    return shape_of((line.pk, line.parent_id) for line in lines.values())


def _possible(act: Callable[[], T]) -> T:
    try:
        return act()
    except ImpossibleMoveError as error:
        text = WHY_NOT[error.code] % {"deepest": outline_moves.MAX_DEPTH + 1}
        raise Refusal(text) from error


def _place(lines: Mapping[int, Module], shape: Shape) -> None:
    for place in outline_moves.places(shape):
        line = lines[place.pk]
        line.parent_id, line.depth, line.position = place.parent, place.depth, place.position


def state(lines: Iterable[Module], names: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    return {str(line.pk): {name: getattr(line, name) for name in names} for line in lines}


def record(
    course: Course,
    lines: Mapping[int, Module],
    before: Mapping[str, Mapping[str, Any]],
    kind: str,
    title: str,
    by: User | None,
    undoes: OutlineChange | None = None,
) -> None:
    """Save the lines and facts that changed, and what they were, in the log. A change of nothing leaves no trace."""
    rows: dict[str, Module | Course] = {str(pk): line for pk, line in lines.items()} | {FACTS: course}
    changed = {
        key: {name: value for name, value in values.items() if getattr(rows[key], name) != value}
        for key, values in before.items()
    }
    changed = {key: values for key, values in changed.items() if values}
    if not changed:
        return
    OutlineChange.objects.create(course=course, kind=kind, title=title[:500], before=changed, undoes=undoes, by=by)
    if facts := changed.pop(FACTS, None):
        course.facts_revision += 1
        course.save(update_fields=[*facts, "facts_revision"])
    if changed:
        _save_lines(
            course, [lines[int(pk)] for pk in changed], {name for values in changed.values() for name in values}
        )


def _save_lines(course: Course, rows: list[Module], fields: set[str]) -> None:
    if fields & set(WRITTEN):
        fields.add("revision")
        for row in rows:
            row.revision += 1
    Module.with_removed.bulk_update(rows, [name.removesuffix("_id") for name in sorted(fields)])
    if fields & set(PLACED):
        Course.objects.filter(pk=course.pk).update(revision=F("revision") + 1)
