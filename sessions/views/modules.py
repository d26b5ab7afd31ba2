"""A part of the course as its cohort reads it: where the code in the printed handout leads."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.http import MemberRequest
from courses.editions import syllabus_of
from courses.trees import tree_of
from sessions.case_telling import told_cases
from sessions.models import Cohort


@never_cache
@require_GET
def cohort_module(request: MemberRequest, code: str, pk: int) -> HttpResponse:
    """Never with the trainers' notes, whoever reads it: a phone on the projector shows it to the room."""
    visible = Cohort.objects.visible_to(request.user).select_related("course", "edition")
    cohort = get_object_or_404(visible, code=code)
    syllabus = syllabus_of(cohort.course, cohort.edition)
    roots = tree_of(syllabus.modules)
    nodes = [(root, node) for root in roots for node in root.walk() if node.module.pk == pk]
    if not nodes:  # printed before the cohort was given another edition
        messages.info(request, _("这一部分已不在本班的课程里，下面是现在的课程内容。"))
        return redirect(cohort.course)
    root, node = nodes[0]
    within = {each.module.pk for each in node.walk()}
    place = roots.index(root)
    told = {case.pk: case for case in told_cases(cohort, syllabus)}
    context = {
        "cohort": cohort,
        "root": root if root is not node else None,
        "node": node,
        "cases": [told[case.pk] for case in syllabus.cases if case.module_id in within],
        "exercises": cohort.course.exercises.filter(module__in=within) if _works(request, cohort) else [],
        "before": roots[place - 1] if place > 0 else None,
        "after": roots[place + 1] if place + 1 < len(roots) else None,
    }
    return render(request, "sessions/cohort_module.html", context)


def _works(request: MemberRequest, cohort: Cohort) -> bool:
    """A client's contact reads along, but has no worksheets."""
    cohorts = Cohort.objects.filter(pk=cohort.pk)
    return cohorts.managed_by(request.user).exists() or cohorts.attended_by(request.user).exists()
