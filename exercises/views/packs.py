"""A course as a pack: taken home as a zip, brought back as a new course."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import MemberRequest
from accounts.refusals import Refusal
from courses.importers.pack_files import MAX_BYTES
from courses.models import Course, is_author
from exercises.packs import export_pack, import_pack


class PackForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("课程包"),
        help_text=gettext_lazy("从讲台下载的 .zip，最大 60 MB。"),
        widget=forms.ClearableFileInput({"accept": ".zip"}),
    )

    def clean_file(self) -> UploadedFile[bytes]:
        upload: UploadedFile[bytes] = self.cleaned_data["file"]
        if (upload.size or 0) > MAX_BYTES:
            raise forms.ValidationError(_("文件超过 60 MB。请把大文件改成链接后再打包。"))
        return upload


@require_GET
def pack_export(request: MemberRequest, slug: str) -> HttpResponse:
    course = get_object_or_404(Course.objects.managed_by(request.user), slug=slug)
    try:
        pack = export_pack(course)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(course)
    headers = {"Content-Disposition": f'attachment; filename="{course.slug}.zip"'}
    return HttpResponse(pack, content_type="application/zip", headers=headers)


@require_http_methods(["GET", "POST"])
def pack_import(request: MemberRequest) -> HttpResponse:
    if not is_author(request.user):
        raise Http404
    form = PackForm(request.POST, request.FILES) if request.method == "POST" else PackForm()
    if form.is_valid():
        try:
            course = import_pack(form.cleaned_data["file"].read(), by=request.user)
        except Refusal as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, _("课程已从课程包建立。"))
            return redirect(course)
    return render(request, "exercises/pack_import.html", {"form": form})
