"""Courses to choose from, and one course with its tree."""

import copy

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Q, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import MemberRequest
from accounts.refusals import Refusal
from courses.describing import describe
from courses.editions import FACT_NAMES, syllabus_of
from courses.forms import CourseForm, FactsForm
from courses.models import Course, Edition, is_author
from courses.trees import tree_of


@require_GET
def course_list(request: MemberRequest) -> HttpResponse:
    lines = Count("modules", filter=Q(modules__is_removed=False))
    newest = Edition.objects.filter(course=OuterRef("pk")).order_by("-number").values("number")[:1]
    courses = Course.objects.visible_to(request.user).annotate(module_count=lines, newest_edition=Subquery(newest))
    page = Paginator(courses.order_by("title"), 24).get_page(request.GET.get("page"))
    return render(request, "courses/course_list.html", {"page": page, "may_author": is_author(request.user)})


@require_GET
def course_detail(request: MemberRequest, slug: str) -> HttpResponse:
    """Authors read the draft with the trainers' notes, everybody else their cohort's edition without them."""
    course = get_object_or_404(Course.objects.visible_to(request.user), slug=slug)
    may_author = is_author(request.user)
    cohort = None if may_author else course.cohorts.joined_by(request.user)
    syllabus = syllabus_of(course, cohort.edition if cohort else None, for_trainers=may_author)
    context = {
        "course": syllabus.course,
        "tree": tree_of(syllabus.modules),
        "cases": syllabus.cases,
        "cohort": cohort,
        "edition": course.editions.first() if may_author else syllabus.edition,
        "materials": course.materials.select_related("course", "module") if may_author else [],
        "cohorts": course.cohorts.all()[:10] if may_author else [],
        "may_author": may_author,
    }
    return render(request, "courses/course_detail.html", context)


@require_http_methods(["GET", "POST"])
def course_edit(request: MemberRequest, slug: str) -> HttpResponse:
    """Who saves second sees what the other saved beside their own; saving again then replaces it."""
    kept = get_object_or_404(Course.objects.managed_by(request.user), slug=slug)
    data = request.POST.copy() if request.method == "POST" else None
    form, theirs = FactsForm(data, instance=copy.copy(kept)), []
    if data is not None and form.is_valid():
        values = {name: form.cleaned_data[name] for name in CourseForm.Meta.fields}
        try:
            describe(course=kept, values=values, seen=form.cleaned_data["revision"], by=request.user)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            theirs = [(FACT_NAMES[name], getattr(kept, name)) for name in values if getattr(kept, name) != values[name]]
            data["revision"] = str(kept.facts_revision)  # saving once more replaces what is now shown beside
        else:
            messages.success(request, _("课程已保存。"))
            return redirect(kept)
    context = {"course": kept, "form": form, "theirs": theirs}
    return render(request, "courses/course_form.html", context, status=409 if theirs else 200)
