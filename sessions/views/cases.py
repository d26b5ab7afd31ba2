"""A case in the room: the trainer shows it stage by stage, phones and the wall follow."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.http import MemberRequest
from accounts.refusals import Refusal
from courses.editions import syllabus_of
from courses.importers.cases import StageText
from courses.markdown import render_markdown
from sessions import case_telling
from sessions.case_telling import ToldCase
from sessions.models import Cohort, StageReveal


@dataclass(frozen=True)
class ShownStage:
    number: int
    stage: StageText
    body: SafeString
    is_shown: bool = True
    is_last: bool = False


@never_cache
@require_GET
def cohort_cases(request: MemberRequest, code: str) -> HttpResponse:
    cohort = _visible(request, code)
    syllabus = syllabus_of(cohort.course, cohort.edition)
    context = {
        "cohort": cohort,
        "cases": case_telling.told_cases(cohort, syllabus),
        "manages": cohort.is_run_by(request.user),
    }
    return render(request, "sessions/cohort_cases.html", context)


@never_cache
@require_GET
def cohort_case(request: MemberRequest, code: str, slug: str) -> HttpResponse:
    cohort = _visible(request, code)
    if cohort.is_run_by(request.user):
        return render(request, "sessions/case_control.html", _control(cohort, slug))
    return render(request, "sessions/case_told.html", _told(cohort, slug))


@never_cache
@require_GET
def case_state(request: MemberRequest, code: str, slug: str) -> HttpResponse:
    """What the cohort has been told so far; 204 when the browser already shows it."""
    context = _told(_visible(request, code), slug)
    if request.GET.get("seen") == context["version"]:
        return HttpResponse(status=204)
    return HttpResponse(render_to_string("sessions/partials/case_stages.html", context))


@never_cache
@require_GET
def case_wall(request: MemberRequest, code: str, slug: str) -> HttpResponse:
    cohort = get_object_or_404(Cohort.objects.managed_by(request.user).select_related("course", "edition"), code=code)
    return render(request, "sessions/case_wall.html", _told(cohort, slug))


@require_POST
def case_reveal(request: MemberRequest, code: str, slug: str) -> HttpResponse:
    """`stage` is shown; with `take_back` it is hidden again."""
    cohort = get_object_or_404(Cohort.objects.managed_by(request.user), code=code)
    act = case_telling.take_back if "take_back" in request.POST else case_telling.reveal
    stage = request.POST.get("stage", "")
    if not stage.isdecimal():
        raise Http404
    try:
        act(cohort=cohort, slug=slug, stage=int(stage), by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("sessions:cohort_case", code, slug)


def _visible(request: MemberRequest, code: str) -> Cohort:
    visible = Cohort.objects.visible_to(request.user).select_related("course", "edition")
    return get_object_or_404(visible.prefetch_related("trainers"), code=code)


def _told(cohort: Cohort, slug: str) -> dict[str, object]:
    told = case_telling.told_case(cohort, slug)
    if told is None:
        raise Http404
    stages = [
        ShownStage(number, stage, render_markdown(stage.body), is_last=number == len(told.stages))
        for number, stage in enumerate(told.stages, start=1)
    ]
    return {"cohort": cohort, "told": told, "case": told.case, "stages": stages, "version": _version(told)}


def _version(told: ToldCase) -> str:
    return hashlib.sha256(repr((told, translation.get_language())).encode()).hexdigest()[:16]


def _control(cohort: Cohort, slug: str) -> dict[str, object]:
    """The whole case, for those who tell it."""
    case = syllabus_of(cohort.course, cohort.edition, for_trainers=True).case(slug)
    if case is None:
        raise Http404
    shown = StageReveal.objects.filter(cohort=cohort, case_id=case.pk).count()
    stages = [
        ShownStage(number, stage, render_markdown(stage.body), number <= shown, number == shown)
        for number, stage in enumerate(case.text.stages, start=1)
    ]
    return {
        "cohort": cohort,
        "case": case.text,
        "stages": stages,
        "next_stage": shown + 1,
        "note": render_markdown(case.text.teaching_note),
    }
