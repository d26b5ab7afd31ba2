from __future__ import annotations

import secrets

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.http import MemberRequest
from accounts.refusals import Refusal
from exercises import seating
from exercises.access import cohorts_worked_in_by
from exercises.forms import DealForm
from exercises.models import Group, GroupMember, Worksheet
from exercises.progress import groups_of
from sessions.models import Cohort, Enrolment

USUAL_SIZE = 6


@require_GET
def groups(request: MemberRequest, code: str) -> HttpResponse:
    """The tables of a cohort. With `?groups=6` whoever runs the room sees a deal before making it."""
    cohort = get_object_or_404(cohorts_worked_in_by(request.user), code=code)
    if not Cohort.objects.managed_by(request.user).filter(pk=cohort.pk).exists():
        return _own_group(request, cohort)
    seated = GroupMember.objects.filter(enrolment=OuterRef("pk"))
    loose = Enrolment.objects.active().filter(~Exists(seated), cohort=cohort).select_related("user").order_by("seat")
    here = groups_of(cohort)
    trainees = Enrolment.objects.active().filter(cohort=cohort).count()
    context = {
        "cohort": cohort,
        "groups": here,
        "loose": loose,
        "trainees": trainees,
        "work_exists": Worksheet.objects.filter(cohort=cohort, group__isnull=False, answers__isnull=False).exists(),
        "suggested": len(here) or max(1, round(trainees / USUAL_SIZE)),
    }
    return render(request, "exercises/groups.html", context | _preview(request, cohort))


def _preview(request: MemberRequest, cohort: Cohort) -> dict[str, object]:
    if "groups" not in request.GET:
        return {}
    form = DealForm(request.GET)
    if not form.is_valid():
        return {"refusal": _("请填写 1 到 200 之间的组数。")}
    seed = form.cleaned_data["seed"]
    seed = secrets.randbelow(2**31) if seed is None else seed
    try:
        plan = seating.plan(cohort=cohort, groups=form.cleaned_data["groups"], seed=seed)
    except Refusal as refusal:
        return {"refusal": str(refusal), "suggested": form.cleaned_data["groups"]}
    return {"plan": plan, "suggested": len(plan.tables)}


def _own_group(request: MemberRequest, cohort: Cohort) -> HttpResponse:
    mine = GroupMember.objects.filter(enrolment__user=request.user, enrolment__cohort=cohort).first()
    group = next((group for group in groups_of(cohort) if mine and group.pk == mine.group_id), None)
    return render(request, "exercises/own_group.html", {"cohort": cohort, "group": group})


@require_POST
def deal_groups(request: MemberRequest, code: str) -> HttpResponse:
    cohort = get_object_or_404(Cohort.objects.managed_by(request.user), code=code)
    form = DealForm(request.POST)
    if not form.is_valid() or form.cleaned_data["seed"] is None:
        messages.error(request, _("请先看分组预览，再确认。"))
        return redirect("exercises:groups", code)
    number = form.cleaned_data["groups"]
    try:
        made = seating.deal(
            cohort=cohort, groups=number, seed=form.cleaned_data["seed"], roster=request.POST.get("roster", "")
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(f"{request.path.removesuffix('deal/')}?groups={number}")
    messages.success(request, _("已分成 %(number)d 组。") % {"number": len(made)})
    return redirect("exercises:groups", code)


@require_POST
def move_member(request: MemberRequest, code: str) -> HttpResponse:
    cohort = get_object_or_404(Cohort.objects.managed_by(request.user), code=code)
    enrolment = get_object_or_404(
        Enrolment.objects.filter(cohort=cohort).select_related("user"), pk=_number(request.POST.get("enrolment"))
    )
    group = get_object_or_404(Group.objects.filter(cohort=cohort), pk=_number(request.POST.get("group")))
    try:
        seating.move(enrolment=enrolment, group=group)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(name)s已到%(group)s。") % {"name": enrolment.user.name, "group": group})
    return redirect("exercises:groups", code)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None  # noqa: PLR2004
