"""A trainer's own outline becomes a course: upload or paste, put right in the preview, save."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import MemberRequest
from accounts.refusals import Refusal
from courses import authoring, outline_rows
from courses.forms import OutlineForm, PreviewForm, rows_from_post
from courses.importers.nodes import Outline
from courses.models import Module, is_author
from courses.outline_rows import Row

ACTIONS = {"indent": outline_rows.indent, "outdent": outline_rows.outdent, "drop": outline_rows.drop}


@dataclass(frozen=True)
class PreviewRow:
    """A row with what the template shows beside it."""

    row: Row
    index: int
    warning: str
    may_indent: bool


def _preview_rows(rows: Sequence[Row], warnings: dict[int, str]) -> list[PreviewRow]:
    return [
        PreviewRow(row, index, warnings.get(row.line, ""), outline_rows.can_indent(rows, index))
        for index, row in enumerate(rows)
    ]


def _render_preview(
    request: MemberRequest, form: PreviewForm, rows: Sequence[Row], warnings: list[tuple[int, str]], status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "rows": _preview_rows(rows, dict(warnings)),
        "warnings": warnings,
        "warnings_json": json.dumps(warnings),
        "kinds": Module.Kind.choices,
    }
    template = "courses/partials/outline_rows.html" if request.htmx else "courses/import_preview.html"
    return render(request, template, context, status=status)


def _initial(outline: Outline) -> dict[str, object]:
    return {
        "title": outline.title,
        "days": math.ceil(outline.days) if outline.days else None,
        "hours": round(outline.hours) if outline.hours else None,
        "audience": outline.audience,
        "delivery": list(outline.delivery),
        "objectives": list(outline.objectives),
        "background": list(outline.background),
        "blocks": json.dumps([[start.isoformat("minutes"), end.isoformat("minutes")] for start, end in outline.blocks]),
    }


@require_http_methods(["GET", "POST"])
def import_outline(request: MemberRequest) -> HttpResponse:
    if not is_author(request.user):
        raise Http404
    form = OutlineForm(request.POST, request.FILES) if request.method == "POST" else OutlineForm()
    if form.is_valid():
        outline: Outline = form.cleaned_data["outline"]
        warnings = [(warning.line, warning.render(_)) for warning in outline.warnings]
        preview = PreviewForm(initial=_initial(outline))
        return _render_preview(request, preview, outline_rows.rows_of(outline.modules), warnings)
    return render(request, "courses/import.html", {"form": form})


@require_POST
def import_preview(request: MemberRequest) -> HttpResponse:
    """Apply one press of a row's button, or save. Everything typed so far comes back with the answer."""
    if not is_author(request.user):
        raise Http404
    form = PreviewForm(request.POST)
    warnings = _posted_warnings(request.POST.get("warnings", "[]"))
    try:
        rows = rows_from_post(request.POST)
        action, _colon, index = request.POST.get("action", "save").partition(":")
        if action in ACTIONS and index.isdigit() and int(index) < len(rows):
            return _render_preview(request, form, ACTIONS[action](rows, int(index)), warnings)
    except forms.ValidationError as error:
        form.add_error(None, error)
        return _render_preview(request, form, _readable_rows(request), warnings, status=422)
    if form.is_valid():
        try:
            course = authoring.create_course(outline=_outline_of(form, rows), by=request.user)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("课程已建立。"))
            return redirect(course)
    return _render_preview(request, form, rows, warnings, status=422)


def _readable_rows(request: MemberRequest) -> list[Row]:
    """The posted rows with their depths mended, so that a bad one costs nobody the others."""
    data = request.POST.copy()
    previous, depths = -1, []
    for depth in data.getlist("depth"):
        previous = max(0, min(int(depth) if depth.isdigit() else 0, previous + 1, outline_rows.MAX_DEPTH))
        depths.append(str(previous))
    data.setlist("depth", depths)
    data.setlist("row_title", [title.strip() or "…" for title in data.getlist("row_title")])
    try:
        return rows_from_post(data)
    except forms.ValidationError:
        return []


def _posted_warnings(text: str) -> list[tuple[int, str]]:
    try:
        return [(int(line), str(message)[:300]) for line, message in json.loads(text)]
    except (ValueError, TypeError):
        return []


def _outline_of(form: PreviewForm, rows: Sequence[Row]) -> Outline:
    data = form.cleaned_data
    return Outline(
        title=data["title"],
        background=tuple(data["background"]),
        objectives=tuple(data["objectives"]),
        audience=data["audience"],
        delivery=tuple(data["delivery"]),
        days=data["days"],
        hours=data["hours"],
        blocks=tuple((dt.time.fromisoformat(start), dt.time.fromisoformat(end)) for start, end in data["blocks"]),
        modules=outline_rows.nodes_of(rows),
    )
