"""Choosing what a cohort's handout holds, and ordering it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import MemberRequest, public_url
from courses.editions import syllabus_of
from courses.trees import tree_of
from documents import jobs
from documents.handout_choices import EDITIONS, Choice, last_choice
from documents.handout_forms import HandoutForm, initial
from documents.models import Job
from sessions.models import Cohort


@require_http_methods(["GET", "POST"])
def handout(request: MemberRequest, code: str) -> HttpResponse:
    """A form that stands as it was sent last; below it the newest handout of each edition."""
    cohorts = Cohort.objects.managed_by(request.user).select_related("course", "edition")
    cohort = get_object_or_404(cohorts, code=code)
    parts = [node.module for node in tree_of(syllabus_of(cohort.course, cohort.edition).modules)]
    choice, language = last_choice(cohort) or (Choice(), get_language() or "zh-hans")
    form = HandoutForm(request.POST or None, parts=parts, initial=initial(choice, language, parts))
    if form.is_valid():
        messages.info(request, _("已开始生成，完成后可在本页下载。"))
        return redirect(_order(request, cohort, form))
    made = Job.objects.centre().filter(cohort=cohort)
    newest = [job for kind in EDITIONS.values() if (job := made.filter(kind=kind).first())]
    return render(request, "documents/handout.html", {"cohort": cohort, "form": form, "newest": newest})


def _order(request: MemberRequest, cohort: Cohort, form: HandoutForm) -> Job:
    choice = form.choice()
    params = {**choice.as_params(), "base_url": public_url(request, "/").removesuffix("/")}
    return jobs.order(
        kind=choice.kind, cohort=cohort, by=request.user, language=form.cleaned_data["language"], params=params
    )
