"""A newer outline for an existing course: upload, put right, see what would change, confirm."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import MemberRequest
from accounts.refusals import Refusal
from courses import reimport as verbs
from courses.differences import Line
from courses.forms import OutlineForm
from courses.importers.nodes import NodeKind
from courses.models import Course, Module
from courses.outline_rows import Row
from courses.views import previews
from courses.views.previews import Preview


@dataclass(frozen=True)
class Removed:
    """A line that would go, with how many things hang on it ("资料", 2)."""

    name: str
    hanging: list[tuple[str, int]]


@require_http_methods(["GET", "POST"])
def reimport(request: MemberRequest, slug: str) -> HttpResponse:
    course = get_object_or_404(Course.objects.managed_by(request.user), slug=slug)
    form = OutlineForm(request.POST, request.FILES) if request.method == "POST" else OutlineForm()
    if form.is_valid():
        preview = previews.of_reading(form.cleaned_data["reading"])
        return previews.show(request, _with_known_kinds(course, preview), course=course)
    return render(request, "courses/import.html", {"form": form, "course": course})


@require_POST
def reimport_preview(request: MemberRequest, slug: str) -> HttpResponse:
    """Apply one press of a row's button, or show what would change."""
    course = get_object_or_404(Course.objects.managed_by(request.user), slug=slug)
    preview = _posted(request)
    if preview is None:
        return previews.show(request, previews.mended(request.POST), course=course, status=422)
    if changed := preview.pressed(request.POST.get("action", "save")):
        return previews.show(request, changed, course=course)
    return _show_difference(request, course, preview)


@require_POST
def reimport_apply(request: MemberRequest, slug: str) -> HttpResponse:
    course = get_object_or_404(Course.objects.managed_by(request.user), slug=slug)
    preview = _posted(request)
    if preview is None:
        return previews.show(request, previews.mended(request.POST), course=course, status=422)
    revision = request.POST.get("revision", "")
    seen = int(revision) if revision.isdecimal() else -1
    try:
        verbs.reimport(course=course, rows=preview.rows, seen=seen, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        course.refresh_from_db()
        return _show_difference(request, course, preview, status=409)
    messages.success(request, _("大纲已更新。"))
    return redirect(course)


def _posted(request: MemberRequest) -> Preview | None:
    try:
        return previews.of_post(request.POST)
    except forms.ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return None


def _with_known_kinds(course: Course, preview: Preview) -> Preview:
    """A line that was kept keeps the kind its author gave it; the preview may still change it."""
    kept = verbs.plan(course, preview.rows).kept
    kinds = {module.pk: (module.title, NodeKind(module.kind)) for module in course.modules.all()}
    rows = []
    for index, row in enumerate(preview.rows):
        title, kind = kinds.get(kept.get(index, 0), ("", row.kind))
        rows.append(replace(row, kind=kind) if title == row.title else row)
    return replace(preview, rows=tuple(rows))


def _show_difference(request: MemberRequest, course: Course, preview: Preview, status: int = 200) -> HttpResponse:
    planned = verbs.plan(course, preview.rows)
    names: dict[Any, Module] = {module.pk: module for module in course.modules.select_related("parent")}
    rows: dict[Any, Row] = {pk: preview.rows[index] for index, pk in planned.kept.items()}
    renamed = {change.key for change in planned.difference.renamed}
    context: dict[str, Any] = {
        "course": course,
        "plan": planned,
        "difference": planned.difference,
        "removed": _removed(planned.difference.removed),
        "moved": [(names[line.key], _above(line, names, preview)) for line in planned.difference.moved],
        "edited": [(names[line.key], rows[line.key]) for line in planned.difference.edited if line.key not in renamed],
        "rows": [previews.PreviewRow(row, index, "", False, False) for index, row in enumerate(preview.rows)],  # noqa: FBT003
        "warnings_json": previews.as_json([[r.line, r.place, r.text] for r in preview.remarks]),
        "beside_json": previews.as_json(preview.beside),
    }
    return render(request, "courses/reimport.html", context, status=status)


def _above(line: Line, names: dict[Any, Module], preview: Preview) -> str:
    """The title of the line that a moved one would hang on, "" at the top."""
    if isinstance(line.parent, str):
        return preview.rows[int(line.parent.removeprefix("new-"))].title
    return names[line.parent].title if line.parent in names else ""


def _removed(lines: tuple[Line, ...]) -> list[Removed]:
    """Lines that would go, with what hangs on them, whichever room it belongs to."""
    counts: dict[object, list[tuple[str, int]]] = {line.key: [] for line in lines}
    for relation in Module._meta.related_objects:  # noqa: SLF001 (Django's documented way to ask)
        if relation.related_model is Module or relation.field.name == "parent":
            continue
        held = relation.related_model._default_manager.filter(  # noqa: SLF001
            **{f"{relation.field.name}__in": list(counts)}
        ).values_list(relation.field.attname, flat=True)
        found: dict[object, int] = {}
        for key in held:
            found[key] = found.get(key, 0) + 1
        for key, count in found.items():
            counts[key].append((str(relation.related_model._meta.verbose_name), count))  # noqa: SLF001
    return [Removed(f"{line.name}", counts[line.key]) for line in lines]
