"""One place on a roster and its life: its history, the waiting list, a move to another cohort, a walk-in put right."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import MemberRequest, admins_only
from accounts.refusals import Refusal
from sessions import doors, enrolments
from sessions.forms.places import WalkInForm
from sessions.models import Cohort, Enrolment


@never_cache
@admins_only
@require_GET
def place(request: MemberRequest, code: str, pk: int) -> HttpResponse:
    shown = _place(request, code, pk)
    others = Cohort.objects.administered_by(request.user).filter(client=shown.cohort.client_id)
    context = {
        "cohort": shown.cohort,
        "place": shown,
        "events": shown.events.select_related("by", "other__cohort", "other__user"),
        "cohorts": others.exclude(pk=shown.cohort_id).order_by("-start_date", "code")[:50],
        "on_roster": shown.state in {Enrolment.State.ACTIVE, Enrolment.State.WAITING},
        "doubles": _doubles(shown),
    }
    return render(request, "sessions/place.html", context)


@admins_only
@require_POST
def promote(request: MemberRequest, code: str, pk: int) -> HttpResponse:
    waiting = _place(request, code, pk)
    _try(request, lambda: enrolments.promote(waiting, request.user), _("%(name)s 已转正。") % {"name": waiting.user})
    return redirect("sessions:roster", code)


@admins_only
@require_POST
def promote_all(request: MemberRequest, code: str) -> HttpResponse:
    cohort = get_object_or_404(Cohort.objects.administered_by(request.user), code=code)
    promoted = enrolments.promote_all(cohort, request.user)
    if promoted:
        text = ngettext("%(count)d 位候补已转正。", "%(count)d 位候补已转正。", len(promoted))
        messages.success(request, text % {"count": len(promoted)})
    else:
        messages.info(request, _("没有空位，候补名单不变。"))
    return redirect("sessions:roster", code)


@admins_only
@require_POST
def transfer(request: MemberRequest, code: str, pk: int) -> HttpResponse:
    moved = _place(request, code, pk)
    cohorts = Cohort.objects.administered_by(request.user)
    to = get_object_or_404(cohorts, code=request.POST.get("to", ""))
    done = _("%(name)s 已转到“%(cohort)s”，这里的考勤和作业都保留。") % {"name": moved.user, "cohort": to}
    if _try(request, lambda: enrolments.transfer(moved, to, request.user), done):
        return redirect("sessions:roster", to.code)
    return redirect("sessions:place", code, pk)


@admins_only
@require_POST
def merge(request: MemberRequest, code: str, pk: int) -> HttpResponse:
    doubled = _place(request, code, pk)
    number = request.POST.get("into", "")
    into = get_object_or_404(doubled.cohort.enrolments, pk=int(number) if number.isdecimal() else 0)
    done = _("已并入名单上的“%(name)s”，现场的考勤一起转了过去。") % {"name": into.user}
    merged = _try(request, lambda: doors.merge(doubled, into, request.user), done)
    return redirect("sessions:place", code, into.pk if merged else pk)


@require_http_methods(["GET", "POST"])
def walk_in(request: MemberRequest, code: str) -> HttpResponse:
    cohort = get_object_or_404(Cohort.objects.at_the_door_of(request.user).select_related("client"), code=code)
    form = WalkInForm(request.POST or None)
    if form.is_valid():
        try:
            seated = doors.walk_in(cohort, request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(name)s 已加入名单，可以签到了。") % {"name": seated.user})
            return redirect("sessions:walk_in", code)
    recent = cohort.enrolments.filter(walk_in=True).select_related("user").order_by("-pk")[:20]
    context = {"cohort": cohort, "form": form, "recent": recent}
    return render(request, "sessions/walk_in.html", context, status=422 if form.is_bound else 200)


def _place(request: MemberRequest, code: str, pk: int) -> Enrolment:
    places = Enrolment.objects.administered_by(request.user).select_related("user", "cohort__client")
    return get_object_or_404(places, cohort__code=code, pk=pk)


def _doubles(shown: Enrolment) -> list[Enrolment]:
    """Whom a walk-in may be: those on the roster, the same name first."""
    if not shown.walk_in or shown.state != Enrolment.State.ACTIVE:
        return []
    states = (Enrolment.State.ACTIVE, Enrolment.State.WAITING)
    others = shown.cohort.enrolments.filter(state__in=states).exclude(pk=shown.pk).select_related("user")
    return sorted(others.order_by("seat"), key=lambda other: other.user.name != shown.user.name)


def _try(request: MemberRequest, verb: Callable[[], object], done: str) -> bool:
    try:
        verb()
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, done)
    return True
