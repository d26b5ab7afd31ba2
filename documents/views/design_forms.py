"""What the designer's page and its preview share: the form as it was filled in, and the names it is tried with."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.http import MemberRequest
from accounts.refusals import Refusal
from documents import designs, placeholders
from documents.design_forms import KIND_OF, DesignForm
from documents.design_previews import crowded, sample, samples_of
from documents.design_texts import BLOCKS
from documents.models import CertificateDesign, DesignVersion
from sessions.models import Cohort

TEMPLATE = "documents/design.html"
COHORTS = 50


def bound(request: MemberRequest, design: CertificateDesign, newest: DesignVersion) -> DesignForm:
    """The form as sent; pictures that came with it are kept first."""
    data, refused = request.POST.copy(), {}
    for name, kind in KIND_OF.items():
        file = request.FILES.get(f"file_{name}")
        if file is not None:
            try:
                data[name] = str(designs.keep_picture(file.read(), kind=kind, by=request.user).pk)
            except Refusal as refusal:
                refused[name] = str(refusal)
    form = DesignForm(data, instance=_fresh(newest), design=design, by=request.user)
    for name, reason in refused.items():
        form.add_error(name, reason)
    return form


def _fresh(newest: DesignVersion) -> DesignVersion:
    """A version that is none yet, so that trying changes nothing."""
    return DesignVersion(**{field: getattr(newest, field) for field in designs.COPIED})


def page_of(request: MemberRequest, design: CertificateDesign, form: DesignForm | None) -> HttpResponse:
    newest = designs.latest(design)
    shown = form
    if shown is None:
        instance = _fresh(newest) if newest else DesignVersion()
        based_on = {"based_on": newest.number if newest else 0}
        shown = DesignForm(instance=instance, initial=based_on, design=design, by=request.user)
    issued = design.versions.select_related("created_by").annotate(issued=Count("certificates")).order_by("-number")
    context = {
        "design": design,
        "form": shown,
        "newest": newest,
        "versions": list(issued),
        "cohorts": cohorts_of(request)[:COHORTS],
        "asked": request.GET.get("cohort", ""),
        "placeholders": placeholders.names(get_language() or ""),
        "pictures": [(name, shown[name], picture_in(shown, name)) for name in KIND_OF],
    }
    return render(request, TEMPLATE, context, status=422 if form else 200)


def picture_in(form: DesignForm, name: str) -> int | None:
    """The id of the picture that a field holds."""
    value = form[name].value()
    return int(value) if str(value or "").isdecimal() else None


def cohorts_of(request: MemberRequest) -> list[Cohort]:
    return list(Cohort.objects.managed_by(request.user).select_related("course", "client"))


def cohort_named(request: MemberRequest, data: QueryDict) -> Cohort | None:
    """The cohort whose names are tried: the one asked for, else the newest of one's own."""
    mine = Cohort.objects.managed_by(request.user).select_related("course", "client")
    return mine.filter(code=data.get("cohort", "")).first() or mine.first()


def told_of_crowding(request: MemberRequest, form: DesignForm) -> None:
    """Say what does not fit with the longest name; it may be saved all the same, since shorter facts will fit."""
    cohort = cohort_named(request, request.POST)
    found = crowded(sample(form.instance, cohort, samples_of(cohort).longest))
    if found:
        messages.warning(request, crowding(found))


def crowding(found: list[str]) -> str:
    labels = _("、").join(str(BLOCKS[key].label) for key in found)
    return _("“%(labels)s”放不下，会被截断。请写短一些。") % {"labels": labels}
