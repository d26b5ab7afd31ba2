"""The timetable of a cohort: read by all its people, its boundaries moved by those who run it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.http import MemberRequest
from accounts.refusals import Refusal
from sessions.agenda import agenda_of, session_agenda_of
from sessions.conflicts import conflicts_of
from sessions.models import AgendaItem, Attendance, Cohort, Session, TimetableDraft
from sessions.timetable import STEP, fit_timetable, move_boundary


@require_GET
def timetable(request: MemberRequest, code: str) -> HttpResponse:
    cohorts = Cohort.objects.visible_to(request.user).select_related("client", "course", "room")
    cohort = get_object_or_404(cohorts.prefetch_related("trainers"), code=code)
    manages = cohort.is_run_by(request.user)
    context = {
        "cohort": cohort,
        "agenda": agenda_of(cohort),
        "manages": manages,
        "conflicts": [each for each in conflicts_of(cohort) if not each.reason] if manages else [],
        "step": STEP,
        "draft": manages and TimetableDraft.objects.filter(cohort=cohort).exists(),
        "settled": Attendance.objects.filter(session__cohort=cohort).exists(),
    }
    return render(request, "sessions/timetable.html", context)


@require_POST
def timetable_fit(request: MemberRequest, code: str) -> HttpResponse:
    cohort = get_object_or_404(Cohort.objects.managed_by(request.user), code=code)
    try:
        fit_timetable(cohort, request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已按课程重新排好课表。"))
    return redirect("sessions:timetable", cohort.code)


@require_POST
def move(request: MemberRequest, code: str, pk: int) -> HttpResponse:
    cohort = get_object_or_404(Cohort.objects.managed_by(request.user).select_related("course", "room"), code=code)
    item = AgendaItem.objects.filter(session__cohort=cohort, pk=pk).select_related("session").first()
    refusal = ""
    if item is None:
        # Gone since the page was shown: somebody has fitted the timetable afresh.
        messages.error(request, _("课表刚刚重新排过，请在最新的课表上再调整。"))
        return _to_timetable(request, cohort, None)
    try:
        move_boundary(item=item, minutes=_number(request, "minutes"), by=request.user, seen=_number(request, "seen"))
    except Refusal as error:
        refusal = str(error)
    if not request.htmx:
        if refusal:
            messages.error(request, refusal)
        return _to_timetable(request, cohort, item.session)
    item.session.cohort = cohort
    context = {"cohort": cohort, "each": session_agenda_of(item.session), "manages": True, "step": STEP}
    return render(request, "sessions/partials/timetable_session.html", context | {"refusal": refusal})


def _number(request: MemberRequest, name: str) -> int:
    """0 for anything that is no number: the verb refuses it."""
    try:
        return int(request.POST.get(name, "0"))
    except ValueError:
        return 0


def _to_timetable(request: MemberRequest, cohort: Cohort, session: Session | None) -> HttpResponse:
    page = reverse("sessions:timetable", args=[cohort.code])
    if request.htmx:
        return HttpResponse(headers={"HX-Redirect": page})
    return redirect(f"{page}#session-{session.number}" if session else page)
