"""A newer edition of the course is taken over deliberately, with its differences in view."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import MemberRequest
from accounts.refusals import Refusal
from courses.editions import changes_between, content_of
from sessions.models import Cohort
from sessions.taking_over import give_back, take_over


@require_http_methods(["GET", "POST"])
def cohort_edition(request: MemberRequest, code: str) -> HttpResponse:
    managed = Cohort.objects.managed_by(request.user).select_related("course", "edition", "edition_before")
    cohort = get_object_or_404(managed, code=code)
    newest = cohort.course.editions.first()
    if request.method == "POST" and "give_back" in request.POST:
        return _given_back(request, cohort)
    if request.method == "POST":
        wanted = request.POST.get("number", "")
        edition = get_object_or_404(cohort.course.editions, number=wanted if wanted.isdecimal() else 0)
        try:
            take_over(cohort=cohort, edition=edition, by=request.user)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect("sessions:cohort_edition", code)
        messages.success(request, _("本班现在用课程的第 %(number)s 版。") % {"number": edition.number})
        return redirect("sessions:cohort_edition", code)
    changes = None
    if newest is not None and newest != cohort.edition:
        now = cohort.edition.content if cohort.edition is not None else content_of(cohort.course)
        changes = changes_between(now, newest.content)
    context = {"cohort": cohort, "newest": newest, "changes": changes}
    return render(request, "sessions/cohort_edition.html", context)


def _given_back(request: MemberRequest, cohort: Cohort) -> HttpResponse:
    seen = request.POST["give_back"]
    try:
        give_back(cohort=cohort, seen=int(seen) if seen.isdecimal() else 0, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已换回原来的版本。"))
    return redirect("sessions:cohort_edition", cohort.code)
