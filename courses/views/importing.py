"""A trainer's own outline becomes a course: upload or paste, put right in the preview, save."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import MemberRequest
from accounts.refusals import Refusal
from courses import authoring, outline_rows
from courses.forms import OutlineForm, PreviewForm
from courses.importers.nodes import Outline
from courses.importers.reading import Reading
from courses.models import is_author
from courses.outline_rows import Row
from courses.views import previews


def _initial(outline: Outline) -> dict[str, object]:
    return {
        "title": outline.title,
        "days": math.ceil(outline.days) if outline.days else None,
        "hours": round(outline.hours) if outline.hours else None,
        "audience": outline.audience,
        "delivery": list(outline.delivery),
        "objectives": list(outline.objectives),
        "background": list(outline.background),
        "blocks": previews.as_json([[f"{start:%H:%M}", f"{end:%H:%M}"] for start, end in outline.blocks]),
    }


@require_http_methods(["GET", "POST"])
def import_outline(request: MemberRequest) -> HttpResponse:
    if not is_author(request.user):
        raise Http404
    form = OutlineForm(request.POST, request.FILES) if request.method == "POST" else OutlineForm()
    if form.is_valid():
        reading: Reading = form.cleaned_data["reading"]
        preview = PreviewForm(initial=_initial(reading.outline))
        return previews.show(request, previews.of_reading(reading), form=preview)
    return render(request, "courses/import.html", {"form": form})


@require_POST
def import_preview(request: MemberRequest) -> HttpResponse:
    """Apply one press of a row's button, or save. Everything typed so far comes back with the answer."""
    if not is_author(request.user):
        raise Http404
    form = PreviewForm(request.POST)
    try:
        preview = previews.of_post(request.POST)
    except forms.ValidationError as error:
        form.add_error(None, error)
        return previews.show(request, previews.mended(request.POST), form=form, status=422)
    if changed := preview.pressed(request.POST.get("action", "save")):
        return previews.show(request, changed, form=form)
    if form.is_valid():
        try:
            course = authoring.create_course(outline=_outline_of(form, preview.rows), by=request.user)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("课程已建立。"))
            return redirect(course)
    return previews.show(request, preview, form=form, status=422)


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
