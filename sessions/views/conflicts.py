"""What stands in the way of a cohort's sessions, for those who run it; a warning may be set aside with a reason."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.http import MemberRequest
from accounts.refusals import Refusal
from sessions.booking import waive
from sessions.conflicts import conflicts_of
from sessions.models import Cohort


@require_GET
def conflicts(request: MemberRequest, code: str) -> HttpResponse:
    cohort = _cohort(request, code)
    return render(request, "sessions/conflicts.html", {"cohort": cohort, "conflicts": conflicts_of(cohort)})


@require_POST
def waive_conflict(request: MemberRequest, code: str) -> HttpResponse:
    cohort = _cohort(request, code)
    conflict = next((each for each in conflicts_of(cohort) if each.name == request.POST.get("conflict")), None)
    if conflict is None:
        messages.info(request, _("这个冲突已经不在了，不需要再处理。"))
        return redirect("sessions:conflicts", cohort.code)
    try:
        waive(conflict, reason=request.POST.get("reason", ""), by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已忽略，理由已记下。任何一场改时间后会再提醒。"))
    return redirect("sessions:conflicts", cohort.code)


def _cohort(request: MemberRequest, code: str) -> Cohort:
    return get_object_or_404(Cohort.objects.managed_by(request.user).select_related("client"), code=code)
