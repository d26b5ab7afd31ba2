"""The roster of a cohort: looked through by those who oversee it, changed by admins."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.http import MemberRequest, admins_only
from accounts.models import User
from accounts.phones import normalise_phone
from accounts.refusals import Refusal
from sessions import enrolments
from sessions.models import Cohort, Enrolment, JoinRequest, RosterImport
from sessions.roster_shown import rows_left_over

PER_PAGE = 100


@never_cache
@require_GET
def roster(request: MemberRequest, code: str) -> HttpResponse:
    overseen = Cohort.objects.overseen_by(request.user).select_related("client").prefetch_related("trainers")
    cohort = get_object_or_404(overseen, code=code)
    query = request.GET.get("q", "").strip()
    places = cohort.enrolments.select_related("user").order_by("seat")
    found = places.filter(_matches(query)) if query else places
    imported = _undoable(request.user, cohort)
    counts = dict(cohort.enrolments.order_by().values_list("state").annotate(Count("pk")))
    context = {
        "cohort": cohort,
        "page_obj": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "query": query,
        "active_count": counts.get(Enrolment.State.ACTIVE, 0),
        "waiting_count": counts.get(Enrolment.State.WAITING, 0),
        "request_count": cohort.join_requests.filter(state=JoinRequest.State.PENDING).count(),
        "at_door": Cohort.objects.at_the_door_of(request.user).filter(pk=cohort.pk).exists(),
        "manages": cohort.is_run_by(request.user),
        "imported": imported,
        "left_over": rows_left_over(imported) if imported else 0,
        "highlighted": request.GET.get("row", ""),
    }
    return render(request, "sessions/roster.html", context)


@admins_only
@require_POST
def withdraw(request: MemberRequest, code: str, pk: int) -> HttpResponse:
    return _change(request, code, pk, enrolments.withdraw, _("%(name)s 已退班，考勤和作业都保留。需要时可以恢复。"))


@admins_only
@require_POST
def reinstate(request: MemberRequest, code: str, pk: int) -> HttpResponse:
    return _change(request, code, pk, enrolments.reinstate, _("%(name)s 已恢复。"))


def _change(
    request: MemberRequest, code: str, pk: int, verb: Callable[[Enrolment, User], None], done: str
) -> HttpResponse:
    places = Enrolment.objects.administered_by(request.user).select_related("user", "cohort")
    place = get_object_or_404(places, cohort__code=code, pk=pk)
    try:
        verb(place, request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done % {"name": place.user.name})
    query = request.GET.copy()
    return redirect(f"{reverse('sessions:roster', args=[code])}?{query.urlencode()}#place-{pk}")


def _undoable(user: User, cohort: Cohort) -> RosterImport | None:
    """The latest import, while it can be taken back or has rows that are still to be put right."""
    imports = RosterImport.objects.administered_by(user).filter(cohort=cohort, state=RosterImport.State.CONFIRMED)
    return imports.exclude(written={}).defer("written").select_related("by").order_by("-confirmed_at").first()


def _matches(query: str) -> Q:
    phone = normalise_phone(query) or query
    return (
        Q(user__name__icontains=query)
        | Q(user__phone__contains=phone)
        | Q(user__email__icontains=query)
        | Q(branch__icontains=query)
        | Q(post__icontains=query)
    )
