"""Publishing a course, and what each edition changed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.http import MemberRequest
from accounts.refusals import Refusal
from courses import editions as publishing
from courses import undoing
from courses.models import Course
from courses.restoring import restore

LOG_SHOWN = 30


@require_GET
def editions(request: MemberRequest, slug: str) -> HttpResponse:
    """What stands in the draft and in no edition yet, and the editions so far."""
    course = get_object_or_404(Course.objects.managed_by(request.user), slug=slug)
    published = list(course.editions.defer("content").select_related("published_by"))
    latest = course.editions.first()
    changes = publishing.changes_between(latest.content, publishing.content_of(course)) if latest else None
    log = course.outline_changes.select_related("by").order_by("-pk")[:LOG_SHOWN]
    context = {"course": course, "editions": published, "latest": latest, "changes": changes, "log": log}
    return render(request, "courses/editions.html", context)


@require_POST
def go_back(request: MemberRequest, slug: str, change: int) -> HttpResponse:
    """Put outline and facts back to what they were before a change of the log."""
    course = get_object_or_404(Course.objects.managed_by(request.user), slug=slug)
    seen = request.POST.get("seen", "")
    wanted = get_object_or_404(course.outline_changes, pk=change)
    try:
        undoing.go_back(course=course, change=wanted, seen=int(seen) if seen.isdecimal() else 0, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("courses:editions", slug)
    messages.success(request, _("大纲和课程信息已回到这一步之前。可以在大纲页撤销。"))
    return redirect("courses:outline", slug)


@require_GET
def edition(request: MemberRequest, slug: str, number: int) -> HttpResponse:
    """One edition and how it differs from the one before."""
    course = get_object_or_404(Course.objects.managed_by(request.user), slug=slug)
    shown = get_object_or_404(course.editions.select_related("published_by"), number=number)
    before = course.editions.filter(number__lt=number).first()
    context = {
        "course": course,
        "edition": shown,
        "before": before,
        "changes": publishing.changes_between(before.content, shown.content) if before else None,
        "cohorts": shown.cohorts.all(),
    }
    return render(request, "courses/edition.html", context)


@require_POST
def publish(request: MemberRequest, slug: str) -> HttpResponse:
    course = get_object_or_404(Course.objects.managed_by(request.user), slug=slug)
    try:
        made = publishing.publish(course=course, by=request.user, note=request.POST.get("note", "").strip()[:200])
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        text = _("已发布第 %(number)s 版。新开的班级用这一版；已有的班级不变，除非在班级里换用。")
        messages.success(request, text % {"number": made.number})
    return redirect("courses:editions", slug)


@require_POST
def edition_restore(request: MemberRequest, slug: str, number: int) -> HttpResponse:
    """Put the draft back to what the edition says; editions and cohorts stay as they are."""
    course = get_object_or_404(Course.objects.managed_by(request.user), slug=slug)
    restore(edition=get_object_or_404(course.editions, number=number), by=request.user)
    messages.success(request, _("草稿已恢复成第 %(number)s 版的内容。可以在大纲页撤销。") % {"number": number})
    return redirect("courses:outline", slug)
