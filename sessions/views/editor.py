"""The timetable editor, for those who run the cohort: every act goes to the server and the whole editor comes back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.http import MemberRequest
from accounts.refusals import Refusal
from sessions import editing
from sessions.draft_page import page_of, told
from sessions.drafting import STEP
from sessions.editing import Outcome, draft_of
from sessions.forms.editor import shown, wanted
from sessions.models import Cohort, Room


@require_GET
def editor(request: MemberRequest, code: str) -> HttpResponse:
    return render(request, "sessions/editor.html", _context(_cohort(request, code)))


@require_POST
def edit(request: MemberRequest, code: str) -> HttpResponse:
    cohort = _cohort(request, code)
    refusal, outcome = "", Outcome()
    try:
        change = wanted(cohort, draft_of(cohort)[0], request.POST)
        insists = request.POST.get("anyway") == "1"
        outcome = editing.change(cohort, change, seen=_seen(request), by=request.user, anyway=insists)
    except Refusal as error:
        refusal = str(error)
    extra: dict[str, Any] = {"refusal": refusal}
    if outcome.clash is not None:
        extra |= {"clash": outcome.clash, "clash_told": told(outcome.clash), "again": shown(request.POST)}
    if outcome.merged:
        extra["merged"] = [(each.by, told(each)) for each in outcome.merged]
    return _answer(request, cohort, extra)


@require_POST
def undo_edit(request: MemberRequest, code: str) -> HttpResponse:
    cohort = _cohort(request, code)
    extra: dict[str, Any] = {}
    try:
        extra["undone"] = told(editing.undo(cohort, seen=_seen(request), by=request.user))
    except Refusal as error:
        extra["refusal"] = str(error)
    return _answer(request, cohort, extra)


@require_POST
def discard_draft(request: MemberRequest, code: str) -> HttpResponse:
    cohort = _cohort(request, code)
    try:
        editing.discard(cohort, seen=_seen(request), by=request.user)
    except Refusal as error:
        messages.error(request, str(error))
        return redirect("sessions:editor", cohort.code)
    messages.success(request, _("草稿已放弃，课表保持发布时的样子。"))
    return redirect("sessions:timetable", cohort.code)


def _cohort(request: MemberRequest, code: str) -> Cohort:
    managed = Cohort.objects.managed_by(request.user).select_related("client", "course", "room", "edition")
    return get_object_or_404(managed, code=code)


def _seen(request: MemberRequest) -> int:
    text = request.POST.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0  # noqa: PLR2004


def _answer(request: MemberRequest, cohort: Cohort, extra: dict[str, Any]) -> HttpResponse:
    if request.htmx or "clash" in extra:
        page = "sessions/partials/editor.html" if request.htmx else "sessions/editor.html"
        return render(request, page, _context(cohort) | extra)
    if extra.get("refusal"):
        messages.error(request, extra["refusal"])
    return redirect("sessions:editor", cohort.code)


def _context(cohort: Cohort) -> dict[str, Any]:
    draft, row = draft_of(cohort)
    last = row.edits.filter(undone=False).select_related("by").last() if row else None
    return {
        "cohort": cohort,
        "page": page_of(cohort, draft),
        "revision": row.revision if row else 0,
        "begun": row is not None,
        "last": last,
        "last_told": told(last) if last else "",
        "rooms": Room.objects.order_by("name"),
        "exercises": cohort.course.exercises.order_by("title").values_list("title", flat=True),
        "step": STEP,
    }
