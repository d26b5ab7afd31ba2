"""What authors do with materials: take files in, hang them on the course, order them, take them away and back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import PurePath

from django.core.files import File
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal
from courses.models import Course, Material
from courses.uploads.taking import Taken

KEPT = dt.timedelta(days=30)  # how long a removed material can be brought back


def hold(material: Material, taken: Taken) -> None:
    """Give a material the file that was taken in. Nothing is stored before it is saved."""
    material.kind = Material.Kind.FILE
    material.file = File(taken.stream, name=f"file{taken.kind.suffix}")
    material.media_type, material.size, material.digest = taken.kind.media_type, taken.size, taken.digest


@transaction.atomic
def add(*, material: Material, files: Sequence[tuple[str, Taken]] = ()) -> list[Material]:
    """Hang a material on its course, behind those it has; of several files each becomes one, called by its name."""
    course = Course.objects.select_for_update().get(pk=material.course_id)
    last = Material.with_removed.filter(course=course).order_by("-position").values_list("position", flat=True).first()
    made = [material] if not files else [_copy(material, name, taken, len(files)) for name, taken in files]
    for position, each in enumerate(made, start=0 if last is None else last + 1):
        each.position = position
        each.save()
    return made


def _copy(pattern: Material, name: str, taken: Taken, count: int) -> Material:
    shared = ("course", "module", "audience", "release", "release_session", "release_exercise")
    material = Material(**{field: getattr(pattern, field) for field in shared})
    material.title = pattern.title if pattern.title and count == 1 else PurePath(name).stem.strip()[:200] or name[:200]
    hold(material, taken)
    return material


@transaction.atomic
def change(*, material: Material, seen: int, taken: Taken | None = None) -> None:
    """Save an edit made on the state `seen`; refused if somebody has changed the material since."""
    before = Material.objects.select_for_update().get(pk=material.pk)
    if before.revision != seen:
        raise Refusal(_("这份资料刚被别人改过，您的改动还没有保存。请核对最新内容后再保存。"))
    if taken is not None:
        storage, name = before.file.storage, before.file.name
        hold(material, taken)
        if name:
            transaction.on_commit(lambda: storage.delete(name))
    material.revision = seen + 1
    material.save()


@transaction.atomic
def move(*, material: Material, down: bool) -> None:
    """Past its neighbour on the same line of the outline; at the end of the line nothing happens."""
    course = Course.objects.select_for_update().get(pk=material.course_id)
    order = list(course.materials.order_by("position", "pk"))
    line = [index for index, each in enumerate(order) if each.module_id == material.module_id]
    here = next(place for place, index in enumerate(line) if order[index].pk == material.pk)
    there = here + (1 if down else -1)
    if not 0 <= there < len(line):
        return
    a, b = line[here], line[there]
    order[a], order[b] = order[b], order[a]
    for position, each in enumerate(order):
        each.position = position
    Material.objects.bulk_update(order, ["position"])


@transaction.atomic
def remove(*, material: Material, by: User) -> None:
    """Take a material away from everybody. Its row and file stay for a month; what was removed before that goes."""
    now = timezone.now()
    Material.objects.filter(pk=material.pk).update(removed_at=now, removed_by=by, revision=F("revision") + 1)
    for old in Material.with_removed.filter(course=material.course_id, removed_at__lt=now - KEPT):
        drop(old)


def restore(*, course: Course, pk: int) -> Material:
    """Undo a removal: the material stands again where it stood, for the cohorts that had it."""
    removed = Material.with_removed.filter(course=course, pk=pk, removed_at__isnull=False)
    if not removed.update(removed_at=None, removed_by=None, revision=F("revision") + 1):
        raise Refusal(_("这份资料已经恢复，或者已经彻底删除。请刷新页面。"))
    restored: Material = Material.objects.get(pk=pk)
    return restored


def drop(material: Material) -> None:
    """Delete a material for good, its file once the row is really gone."""
    storage, name = material.file.storage, material.file.name
    material.delete()
    if name:
        transaction.on_commit(lambda: storage.delete(name))
