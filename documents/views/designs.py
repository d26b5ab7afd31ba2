from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import MemberRequest, admins_only
from accounts.refusals import Refusal
from documents import designs
from documents.design_forms import DesignForm, NewDesignForm
from documents.models import CertificateDesign, DesignVersion
from documents.views.design_forms import bound, page_of, told_of_crowding
from sessions.models import Cohort


@require_GET
def design_list(request: MemberRequest) -> HttpResponse:
    """All designs one may use, with how their newest version looks."""
    _only_for_makers(request)
    shown = CertificateDesign.objects.visible_to(request.user).select_related("created_by")
    rows = list(shown.prefetch_related("versions", "choices__organisation").order_by("-is_default", "name"))
    context = {
        "designs": [design for design in rows if design.archived_at is None],
        "archived": [design for design in rows if design.archived_at],
        "mine": set(CertificateDesign.objects.managed_by(request.user).values_list("pk", flat=True)),
    }
    return render(request, "documents/designs.html", context)


@require_http_methods(["GET", "POST"])
def design_new(request: MemberRequest) -> HttpResponse:
    _only_for_makers(request)
    form = NewDesignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = designs.create(name=form.cleaned_data["name"], version=form.version(), by=request.user)
        messages.success(request, _("版式已建好，下面可以调整。"))
        return redirect(made)
    return render(request, "documents/design_new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def design(request: MemberRequest, pk: int) -> HttpResponse:
    """The designer: what is entered is a new version when it is saved."""
    found = get_object_or_404(CertificateDesign.objects.managed_by(request.user), pk=pk)
    newest = designs.latest(found)
    if request.method == "GET" or newest is None:
        return page_of(request, found, None)
    form = bound(request, found, newest)
    if not form.is_valid():
        return page_of(request, found, form)
    try:
        saved = _save(request, found, form)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        form.data = {key: form.data[key] for key in form.data} | {"based_on": str(newest.number)}
        return page_of(request, found, form)
    if saved.number == newest.number:
        messages.info(request, _("没有变化，仍是第 %(number)s 版。") % {"number": saved.number})
    else:
        text = _("已保存为第 %(number)s 版。此后颁发的证书用这一版；已颁发的不变。")
        messages.success(request, text % {"number": saved.number})
    return redirect(found)


def _save(request: MemberRequest, found: CertificateDesign, form: DesignForm) -> DesignVersion:
    told_of_crowding(request, form)
    entered = form.cleaned_data
    return designs.save(
        design=found, name=entered["name"], version=form.instance, based_on=entered["based_on"], by=request.user
    )


@require_POST
def bring_back(request: MemberRequest, pk: int) -> HttpResponse:
    mine = CertificateDesign.objects.managed_by(request.user)
    version = get_object_or_404(DesignVersion.objects.select_related(*designs.SHOWN).filter(design__in=mine), pk=pk)
    told = {"old": version.number, "new": designs.bring_back(version=version, by=request.user).number}
    messages.success(request, _("第 %(old)s 版已作为第 %(new)s 版恢复。") % told)
    return redirect(version.design)


@require_POST
def put_away(request: MemberRequest, pk: int) -> HttpResponse:
    """Away, or back again."""
    found = get_object_or_404(CertificateDesign.objects.managed_by(request.user), pk=pk)
    if found.archived_at:
        designs.restore(found)
        messages.success(request, _("版式“%(name)s”已恢复。") % {"name": found.name})
    else:
        designs.archive(found, timezone.now())
        messages.success(
            request, _("版式“%(name)s”已停用，可在列表下方恢复。已颁发的证书不受影响。") % {"name": found.name}
        )
    return redirect("documents:designs")


@admins_only
@require_POST
def make_default(request: MemberRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(CertificateDesign.objects.visible_to(request.user), pk=pk)
    try:
        designs.set_default(found, default=not found.is_default)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        own = _("没有另外选版式的班级，现在用系统自带的版式。")
        text = own if found.is_default else _("没有另外选版式的班级，现在都用“%(name)s”。")
        messages.success(request, text % {"name": found.name})
    return redirect("documents:designs")


def _only_for_makers(request: MemberRequest) -> None:
    if not (request.user.is_staff or Cohort.objects.managed_by(request.user).exists()):
        raise Http404
