from base64 import b64encode

from django.core.files.base import ContentFile
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.http import MemberRequest, public_url
from accounts.refusals import Refusal
from documents import designs
from documents.certificate_looks import design_of
from documents.design_forms import KIND_OF, PICTURE_LABELS
from documents.design_previews import NARROW, crowded, picture_of, sample, samples_of
from documents.models import CertificateDesign, DesignPicture, DesignVersion
from documents.views.design_forms import bound, cohort_named, crowding


@require_POST
def design_preview(request: MemberRequest, pk: int) -> HttpResponse:
    """The page as it would be saved now; what is wrong with it goes where the picture stays."""
    found = get_object_or_404(CertificateDesign.objects.managed_by(request.user), pk=pk)
    newest = designs.latest(found)
    if newest is None:
        return HttpResponse(status=204)
    form = bound(request, found, newest)
    if not form.is_valid():
        return _problems(
            request, [str(each) for name, all_of in form.errors.items() if name != "name" for each in all_of]
        )
    cohort = cohort_named(request, request.POST)
    samples = samples_of(cohort)
    name = samples.rarest if request.POST.get("sample") == "rarest" else samples.longest
    shown = sample(form.instance, cohort, name)
    try:
        image = picture_of(shown, base_url=public_url(request, "/").rstrip("/"))
        too_much = crowded(shown)
    except Refusal as refusal:
        return _problems(request, [str(refusal)])
    page = design_of(form.instance).page
    context = {
        "image": b64encode(image).decode(),
        "page": page,
        "name": name,
        "crowded": crowding(too_much) if too_much else "",
    }
    return _never_kept(render(request, "documents/partials/design_preview.html", context))


@require_POST
def picture_upload(request: MemberRequest, pk: int, field: str) -> HttpResponse:
    """A picture as soon as it is chosen, so that the preview shows it."""
    get_object_or_404(CertificateDesign.objects.managed_by(request.user), pk=pk)
    file = request.FILES.get(f"file_{field}")
    kept, refused = request.POST.get(field, ""), ""
    if field not in KIND_OF or file is None:
        return HttpResponse(status=400)
    try:
        kept = str(designs.keep_picture(file.read(), kind=KIND_OF[field], by=request.user).pk)
    except Refusal as refusal:
        refused = str(refusal)
    context = {
        "design_id": pk,
        "name": field,
        "label": PICTURE_LABELS[field],
        "picture": int(kept) if kept.isdecimal() else None,
        "refused": refused,
    }
    return _never_kept(render(request, "documents/partials/design_picture.html", context))


@require_GET
def picture(request: MemberRequest, pk: int) -> FileResponse:
    found = get_object_or_404(DesignPicture.objects.visible_to(request.user), pk=pk)
    return _image(FileResponse(found.file.open("rb"), content_type="image/png"))


@require_GET
def thumbnail(request: MemberRequest, pk: int) -> HttpResponseBase:
    """A version in small; made when it is first asked for, and kept, since a version never changes."""
    usable = CertificateDesign.objects.visible_to(request.user)
    version = get_object_or_404(DesignVersion.objects.select_related(*designs.SHOWN).filter(design__in=usable), pk=pk)
    if not version.thumbnail:
        certificate = sample(version, None, _("王小明"))
        try:
            content = picture_of(certificate, base_url=public_url(request, "/").rstrip("/"), width=NARROW)
        except Refusal:
            return HttpResponse(status=404)
        name = version.thumbnail.storage.save(f"designs/version-{version.pk}.webp", ContentFile(content))
        DesignVersion.objects.filter(pk=version.pk).update(thumbnail=name)
        version.thumbnail.name = name
    return _image(FileResponse(version.thumbnail.open("rb"), content_type="image/webp"))


def _image(response: FileResponse) -> FileResponse:
    response["Cache-Control"] = "private, max-age=86400, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Encoding"] = "identity"
    return response


def _problems(request: MemberRequest, problems: list[str]) -> HttpResponse:
    response = render(request, "documents/partials/design_problems.html", {"problems": problems})
    response["HX-Retarget"] = "#design-problems"
    response["HX-Reswap"] = "outerHTML"
    return _never_kept(response)


def _never_kept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
