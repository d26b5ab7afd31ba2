"""A newer outline of an existing course: what would change, and then the change, with kept lines keeping their rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal
from courses.differences import Difference, Line, compare
from courses.importers.diff import Entry, match
from courses.models import Course, Module, OutlineChange
from courses.outline_rows import Row

WRITTEN = ("parent_id", "position", "depth", "marker", "title", "kind")
_TOLD = ("marker", "title", "kind")


@dataclass(frozen=True)
class Plan:
    """What a re-import would do. `kept` pairs a row's index with the id of the module it becomes."""

    kept: Mapping[int, int]
    difference: Difference
    revision: int

    @property
    def unchanged(self) -> int:
        changed = {line.key for line in (*self.difference.moved, *self.difference.edited)}
        return len(self.kept) - len(changed | {line.key for line in self.difference.renamed})


def plan(course: Course, rows: Sequence[Row]) -> Plan:
    """Compare the rows with the course's outline as it stands."""
    modules = list(course.modules.order_by("position"))
    places = {module.pk: index for index, module in enumerate(modules)}
    old = [Entry(places.get(module.parent_id or 0, -1), module.marker, module.title) for module in modules]
    parents = parents_of(rows)
    new = [Entry(parent, row.marker, row.title) for parent, row in zip(parents, rows, strict=True)]
    kept = {index: modules[old_index].pk for index, old_index in match(old, new).items()}
    keys = [kept.get(index, f"new-{index}") for index in range(len(rows))]
    before = [Line(m.pk, m.parent_id, m.title, (m.marker, m.kind)) for m in modules]
    after = [
        Line(keys[index], keys[parent] if parent >= 0 else None, row.title, (row.marker, row.kind.value))
        for index, (parent, row) in enumerate(zip(parents, rows, strict=True))
    ]
    return Plan(kept, compare(before, after), course.revision)


def parents_of(rows: Sequence[Row]) -> list[int]:
    """The index of the row that each one hangs on, -1 at the top."""
    way: list[int] = []
    parents = []
    for index, row in enumerate(rows):
        del way[row.depth :]
        parents.append(way[-1] if way else -1)
        way.append(index)
    return parents


@transaction.atomic
def reimport(*, course: Course, rows: Sequence[Row], seen: int, by: User) -> Course:
    """Make the rows the course's outline. seen: the revision whose difference was shown.

    Cases, materials, exercises and agenda items stay with every line that was kept. One undo takes all of it back.
    """
    if not rows:
        raise Refusal(_("大纲里没有模块。请至少保留一行课程纲要。"))
    course = Course.objects.select_for_update().get(pk=course.pk)
    if course.revision != seen:
        raise Refusal(_("您查看差别之后，有人改过这门课程的大纲。下面是最新的差别，请再看一遍后确认。"))
    planned = plan(course, rows)
    if not planned.difference:
        raise Refusal(_("新的大纲和现在的一样，没有要改的。"))
    modules = {module.pk: module for module in course.modules.all()}
    before: dict[str, dict[str, object]] = {}
    written = _write(course, rows, planned.kept, modules, before)
    gone = [module for pk, module in modules.items() if pk not in written]
    for module in gone:
        before[str(module.pk)] = {"is_removed": False}
        module.is_removed = True
    Module.with_removed.bulk_update(gone, ["is_removed"])
    OutlineChange.objects.create(
        course=course, kind=OutlineChange.Kind.EDITED, title=course.title[:500], before=before, by=by
    )
    course.revision += 1
    course.save(update_fields=["revision"])
    return course


def _write(
    course: Course,
    rows: Sequence[Row],
    kept: Mapping[int, int],
    modules: Mapping[int, Module],
    before: dict[str, dict[str, object]],
) -> set[int]:
    """Write the rows level by level, since a line needs its parent's id; returns the ids now in the outline."""
    parents = parents_of(rows)
    placed: dict[int, Module] = {}
    for depth in range(max(row.depth for row in rows) + 1):
        added: list[Module] = []
        changed: list[Module] = []
        for index, row in enumerate(rows):
            if row.depth != depth:
                continue
            parent = placed[parents[index]] if parents[index] >= 0 else None
            module = placed[index] = modules[kept[index]] if index in kept else Module(course=course)
            values = (parent.pk if parent else None, index, row.depth, row.marker, row.title, row.kind.value)
            _set(module, dict(zip(WRITTEN, values, strict=True)), before)
            (changed if index in kept else added).append(module)
        Module.objects.bulk_create(added)
        Module.objects.bulk_update(changed, [*(name.removesuffix("_id") for name in WRITTEN), "revision"])
        before.update({str(module.pk): {"is_removed": True} for module in added})
    return {module.pk for module in placed.values()}


def _set(module: Module, values: Mapping[str, object], before: dict[str, dict[str, object]]) -> None:
    """Give the module its new values and note the old ones; its own words changed make it a newer revision."""
    old = {name: getattr(module, name) for name, value in values.items() if getattr(module, name) != value}
    if module.pk and old:
        before[str(module.pk)] = old
        module.revision += any(name in old for name in _TOLD)
    for name, value in values.items():
        setattr(module, name, value)
