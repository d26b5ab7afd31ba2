from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import MemberRequest
from documents import designs
from documents.models import CertificateDesign, DesignChoice
from sessions.models import Cohort

FOR_CLIENT, FOR_COHORT = "client", "cohort"


@require_http_methods(["GET", "POST"])
def cohort_design(request: MemberRequest, code: str) -> HttpResponse:
    """Which design this cohort's certificates are issued in; an admin may choose for all cohorts of the client."""
    cohort = get_object_or_404(Cohort.objects.managed_by(request.user).select_related("client"), code=code)
    usable = CertificateDesign.objects.visible_to(request.user).in_use()
    if request.method == "POST":
        _choose(request, cohort, request.POST.get("design", ""))
        return redirect("documents:certificates", code)
    own = DesignChoice.objects.filter(cohort=cohort).first()
    context = {
        "cohort": cohort,
        "designs": usable.prefetch_related("versions"),
        "chosen": own.design_id if own else None,
        "otherwise": _otherwise(cohort),
    }
    return render(request, "documents/cohort_design.html", context)


def _choose(request: MemberRequest, cohort: Cohort, wanted: str) -> None:
    usable = CertificateDesign.objects.visible_to(request.user).in_use()
    design = get_object_or_404(usable, pk=int(wanted)) if wanted.isdecimal() else None
    if request.user.is_staff and request.POST.get("scope") == FOR_CLIENT:
        designs.choose(design=design, client=cohort.client)
        text = _("已为“%(client)s”的所有班级选定版式；班级自己选的优先。")
        messages.success(request, text % {"client": cohort.client.name})
    else:
        designs.choose(design=design, cohort=cohort)
        messages.success(request, _("版式已选定，此后颁发的证书使用它。"))


def _otherwise(cohort: Cohort) -> CertificateDesign | None:
    """What the cohort gets when it chooses nothing itself."""
    of_client = DesignChoice.objects.filter(organisation=cohort.client_id, design__archived_at=None)
    found = of_client.select_related("design").first()
    return found.design if found else CertificateDesign.objects.filter(is_default=True).first()
