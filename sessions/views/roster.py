"""The roster of a cohort: looked through by those who oversee it, changed by admins."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import MemberRequest, admins_only
from accounts.models import User
from accounts.phones import normalise_phone
from accounts.refusals import Refusal
from sessions import rosters
from sessions.forms.rosters import RosterForm
from sessions.models import Cohort, Enrolment

PER_PAGE = 100


@never_cache
@require_GET
def roster(request: MemberRequest, code: str) -> HttpResponse:
    overseen = Cohort.objects.overseen_by(request.user).select_related("client").prefetch_related("trainers")
    cohort = get_object_or_404(overseen, code=code)
    query = request.GET.get("q", "").strip()
    places = cohort.enrolments.select_related("user").order_by("seat")
    found = places.filter(_matches(query)) if query else places
    context = {
        "cohort": cohort,
        "page_obj": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "query": query,
        "active_count": cohort.enrolments.active().count(),
        "manages": cohort.is_run_by(request.user),
        "highlighted": request.GET.get("row", ""),
    }
    return render(request, "sessions/roster.html", context)


@admins_only
@require_http_methods(["GET", "POST"])
def enrol(request: MemberRequest, code: str) -> HttpResponse:
    cohort = get_object_or_404(Cohort.objects.administered_by(request.user).select_related("client"), code=code)
    form = RosterForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            outcome = rosters.enrol(cohort, form.cleaned_data["rows"], request.user)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            _report(request, outcome)
            return redirect("sessions:roster", cohort.code)
    status = 422 if form.is_bound else 200
    return render(request, "sessions/roster_enrol.html", {"cohort": cohort, "form": form}, status=status)


@admins_only
@require_POST
def withdraw(request: MemberRequest, code: str, pk: int) -> HttpResponse:
    return _change(request, code, pk, rosters.withdraw, _("%(name)s 已退班，考勤和作业都保留。需要时可以恢复。"))


@admins_only
@require_POST
def reinstate(request: MemberRequest, code: str, pk: int) -> HttpResponse:
    return _change(request, code, pk, rosters.reinstate, _("%(name)s 已恢复在册。"))


def _change(
    request: MemberRequest, code: str, pk: int, verb: Callable[[Enrolment, User], None], done: str
) -> HttpResponse:
    places = Enrolment.objects.administered_by(request.user).select_related("user", "cohort")
    place = get_object_or_404(places, cohort__code=code, pk=pk)
    verb(place, request.user)
    messages.success(request, done % {"name": place.user.name})
    query = request.GET.copy()
    return redirect(f"{reverse('sessions:roster', args=[code])}?{query.urlencode()}#place-{pk}")


def _matches(query: str) -> Q:
    phone = normalise_phone(query) or query
    return (
        Q(user__name__icontains=query)
        | Q(user__phone__contains=phone)
        | Q(user__email__icontains=query)
        | Q(branch__icontains=query)
        | Q(post__icontains=query)
    )


def _report(request: MemberRequest, outcome: rosters.Enrolled) -> None:
    new, back, already = len(outcome.new), len(outcome.reinstated), len(outcome.already)
    if new:
        text = ngettext("已编入 %(count)d 位学员。", "已编入 %(count)d 位学员。", new)
        messages.success(request, text % {"count": new})
    if back:
        text = ngettext("%(count)d 位退班的学员已恢复在册。", "%(count)d 位退班的学员已恢复在册。", back)
        messages.success(request, text % {"count": back})
    if already:
        text = ngettext("%(count)d 位已在名单上，没有改动。", "%(count)d 位已在名单上，没有改动。", already)
        messages.info(request, text % {"count": already})
