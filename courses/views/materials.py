"""Materials of a course as its authors keep them. Trainees meet them in a cohort."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import F
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from accounts.http import MemberRequest
from accounts.refusals import Refusal
from courses import materials
from courses.markdown import render_markdown
from courses.material_forms import MaterialForm
from courses.models import Course, Material
from courses.serving import file_response
from courses.uploads.kinds import of_type


@require_GET
def material_list(request: MemberRequest, slug: str) -> HttpResponse:
    course = get_object_or_404(Course.objects.managed_by(request.user), slug=slug)
    shown = course.materials.select_related("module", "course")
    fresh = Material.with_removed.filter(course=course, removed_at__gte=timezone.now() - materials.KEPT)
    context = {
        "course": course,
        "materials": shown.order_by(F("module__position").asc(nulls_first=True), "position", "pk"),
        "removed": fresh.select_related("removed_by").order_by("-removed_at"),
        "exercises": dict(course.exercises.values_list("slug", "title")),
        "cohorts": course.cohorts.order_by("-start_date", "code")[:10],
    }
    return render(request, "courses/material_list.html", context)


@require_http_methods(["GET", "POST"])
def material_new(request: MemberRequest, slug: str) -> HttpResponse:
    course = get_object_or_404(Course.objects.managed_by(request.user), slug=slug)
    initial = {"module": request.GET.get("line")}
    form = MaterialForm(request.POST or None, request.FILES or None, course=course, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = materials.add(material=form.save(commit=False), files=form.cleaned_data["uploads"])
        text = _("资料“%(title)s”已添加。") if len(made) == 1 else _("已添加 %(count)s 份资料。")
        messages.success(request, text % {"title": made[0].title, "count": len(made)})
        return _onward(request, _place(course, made[0]))
    return render(request, "courses/material_form.html", {"course": course, "form": form})


@require_http_methods(["GET", "POST"])
def material_edit(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    course, material = _managed(request, slug, pk)
    form = MaterialForm(request.POST or None, request.FILES or None, course=course, instance=material)
    if request.method == "POST" and form.is_valid():
        files = form.cleaned_data["uploads"]
        try:
            seen = form.cleaned_data["revision"]
            materials.change(material=form.save(commit=False), seen=-1 if seen is None else seen, taken=_only(files))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("资料“%(title)s”已保存。") % {"title": material.title})
            return _onward(request, _place(course, material))
    return render(request, "courses/material_form.html", {"course": course, "form": form, "material": material})


def _only(files: list[Any]) -> Any:
    return files[0][1] if files else None


@require_GET
def material_detail(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    material = _visible(request, slug, pk)
    context = {
        "material": material,
        "kind": of_type(material.media_type),
        "body": render_markdown(material.body),
        "file_url": reverse("courses:material_file", args=[slug, pk]),
        "may_author": Course.objects.managed_by(request.user).filter(pk=material.course_id).exists(),
    }
    return render(request, "courses/material_detail.html", context)


@require_safe
def material_file(request: MemberRequest, slug: str, pk: int) -> HttpResponseBase:
    return file_response(request, _visible(request, slug, pk))


@require_POST
def material_move(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    course, material = _managed(request, slug, pk)
    materials.move(material=material, down="down" in request.POST)
    return redirect(_place(course, material))


@require_POST
def material_remove(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    course, material = _managed(request, slug, pk)
    materials.remove(material=material, by=request.user)
    messages.success(request, _("资料“%(title)s”已移除，30 天内可以在这一页恢复。") % {"title": material.title})
    return redirect("courses:materials", course.slug)


@require_POST
def material_restore(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    course = get_object_or_404(Course.objects.managed_by(request.user), slug=slug)
    try:
        material = materials.restore(course=course, pk=pk)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("courses:materials", course.slug)
    messages.success(request, _("资料“%(title)s”已恢复。") % {"title": material.title})
    return redirect(_place(course, material))


def _managed(request: MemberRequest, slug: str, pk: int) -> tuple[Course, Material]:
    course = get_object_or_404(Course.objects.managed_by(request.user), slug=slug)
    return course, get_object_or_404(course.materials, pk=pk)


def _visible(request: MemberRequest, slug: str, pk: int) -> Material:
    visible = Material.objects.visible_to(request.user).select_related("course", "module")
    material: Material = get_object_or_404(visible, pk=pk, course__slug=slug)
    return material


def _place(course: Course, material: Material) -> str:
    return reverse("courses:materials", args=[course.slug]) + f"#material-{material.pk}"


def _onward(request: MemberRequest, url: str) -> HttpResponse:
    """To the next page; a script that has sent the form with its progress in sight is told where that is."""
    return HttpResponseClientRedirect(url) if request.htmx else HttpResponseRedirect(url)
