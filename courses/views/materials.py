"""Materials of a course: read, open, add, remove. A file leaves only through the view that checks the right."""

from pathlib import PurePath

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import MemberRequest
from courses import authoring
from courses.forms import MaterialForm
from courses.markdown import render_markdown
from courses.models import Course, Material

# What a browser may show inside the page; everything else is saved to disk.
SHOWN_INLINE = {".pdf", ".png", ".jpg", ".jpeg", ".webp", ".mp4", ".mp3"}


@require_http_methods(["GET", "POST"])
def material_new(request: MemberRequest, slug: str) -> HttpResponse:
    course = get_object_or_404(Course.objects.managed_by(request.user), slug=slug)
    form = MaterialForm(request.POST or None, request.FILES or None, course=course)
    if request.method == "POST" and form.is_valid():
        material = authoring.add_material(material=form.save(commit=False))
        messages.success(request, _("资料“%(title)s”已添加。") % {"title": material.title})
        return redirect(course)
    return render(request, "courses/material_form.html", {"course": course, "form": form})


@require_GET
def material_detail(request: MemberRequest, slug: str, pk: int) -> HttpResponseBase:
    material = get_object_or_404(
        Material.objects.visible_to(request.user).select_related("course", "module"), pk=pk, course__slug=slug
    )
    if material.kind == Material.Kind.FILE:
        return _file(material)
    return render(
        request, "courses/material_detail.html", {"material": material, "body": render_markdown(material.body)}
    )


def _file(material: Material) -> FileResponse:
    suffix = PurePath(material.file.name or "").suffix.lower()
    response = FileResponse(
        material.file.open("rb"), as_attachment=suffix not in SHOWN_INLINE, filename=f"{material.title}{suffix}"
    )
    response["Cache-Control"] = "private, no-cache"
    # A file is data, not a page of ours: it may run nothing even if a browser takes it for HTML.
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'; media-src 'self'"
    return response


@require_POST
def material_delete(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    course = get_object_or_404(Course.objects.managed_by(request.user), slug=slug)
    material = get_object_or_404(course.materials, pk=pk)
    authoring.remove_material(material=material)
    messages.success(request, _("资料“%(title)s”已删除。") % {"title": material.title})
    return redirect(course)
