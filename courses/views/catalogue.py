"""Courses to choose from, and one course with its tree."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import MemberRequest
from courses.forms import CourseForm
from courses.markdown import render_markdown
from courses.models import Case, Course, Material, is_author
from courses.trees import tree_of


@require_GET
def course_list(request: MemberRequest) -> HttpResponse:
    courses = Course.objects.visible_to(request.user).annotate(module_count=Count("modules")).order_by("title")
    page = Paginator(courses, 24).get_page(request.GET.get("page"))
    return render(request, "courses/course_list.html", {"page": page, "may_author": is_author(request.user)})


@require_GET
def course_detail(request: MemberRequest, slug: str) -> HttpResponse:
    course = get_object_or_404(Course.objects.visible_to(request.user), slug=slug)
    may_author = is_author(request.user)
    context = {
        "course": course,
        "tree": tree_of(course.modules.all()),
        "cases": course.cases.all(),
        "materials": Material.objects.visible_to(request.user).filter(course=course).select_related("course", "module"),
        "cohorts": course.cohorts.all()[:10] if may_author else [],
        "may_author": may_author,
    }
    return render(request, "courses/course_detail.html", context)


@require_http_methods(["GET", "POST"])
def course_edit(request: MemberRequest, slug: str) -> HttpResponse:
    course = get_object_or_404(Course.objects.managed_by(request.user), slug=slug)
    form = CourseForm(request.POST or None, instance=course)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("课程已保存。"))
        return redirect(course)
    return render(request, "courses/course_form.html", {"course": course, "form": form})


@require_GET
def case_detail(request: MemberRequest, slug: str, case: str) -> HttpResponse:
    course = get_object_or_404(Course.objects.visible_to(request.user), slug=slug)
    found = get_object_or_404(Case.objects.select_related("module"), course=course, slug=case)
    return render(
        request, "courses/case_detail.html", {"course": course, "case": found, "body": render_markdown(found.body)}
    )
