"""The trainer's page of a session: open check-in, see who came, call the roll by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.http import MemberRequest
from accounts.refusals import Refusal
from sessions import checkin, rollcall
from sessions.models import Attendance, Enrolment, Session
from sessions.presence import Place, head_count, roll

# A row written in a transaction that was still open at the last look is found by looking back this far.
OVERLAP = dt.timedelta(seconds=10)
COLOURS = {"present": "ok", "late": "warn", "left_early": "warn", "excused": "info", "absent": "bad"}


@never_cache
@require_GET
def session_page(request: MemberRequest, code: str, number: int) -> HttpResponse:
    session = _managed(request, code, number)
    if request.htmx and "since" in request.GET:
        return _changes(request, session)
    query, only_missing = request.GET.get("q", ""), request.GET.get("only") == "missing"
    context = _context(session) | {
        "places": _found(roll(session), query, only_missing=only_missing),
        "query": query,
        "only_missing": only_missing,
        "trainers": session.cohort.trainers.all(),
        "marked_at": _moment(request.GET.get("undo", "")),
        "ahead": session.starts_at > timezone.now(),
    }
    with timezone.override(session.cohort.timezone):
        return render(request, "sessions/session.html", context)


@require_POST
def open_check_in(request: MemberRequest, code: str, number: int) -> HttpResponseBase:
    session = _managed(request, code, number)
    return _after(request, session, lambda: checkin.open_check_in(session, request.user))


@require_POST
def close_check_in(request: MemberRequest, code: str, number: int) -> HttpResponseBase:
    session = _managed(request, code, number)
    return _after(request, session, lambda: checkin.close_check_in(session, request.user))


@require_POST
def mark(request: MemberRequest, code: str, number: int, pk: int) -> HttpResponse:
    session = _managed(request, code, number)
    enrolment = get_object_or_404(session.cohort.enrolments.select_related("user"), pk=pk)
    now, refusal = timezone.now(), ""
    try:
        change = rollcall.mark(
            session=session, enrolment=enrolment, status=request.POST.get("status", ""), by=request.user, now=now
        )
    except Refusal as error:
        change, refusal = None, str(error)
    if not request.htmx:
        if refusal:
            messages.error(request, refusal)
        return redirect(_page(session, undo=now if change else None) + f"#row-{pk}")
    marked = now if change else None
    return _fragment(request, session, [_place(session, enrolment)], {"marked_at": marked, "refusal": refusal})


@require_POST
def mark_all(request: MemberRequest, code: str, number: int) -> HttpResponse:
    session = _managed(request, code, number)
    now = timezone.now()
    try:
        changes = rollcall.mark_rest_present(session=session, by=request.user, now=now)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(_page(session))
    if not changes:
        messages.info(request, _("没有未记录的学员。"))
        return redirect(_page(session))
    text = ngettext("已将 %(count)d 人记为到课。", "已将 %(count)d 人记为到课。", len(changes))
    messages.success(request, text % {"count": len(changes)})
    return redirect(_page(session, undo=now))


@require_POST
def undo(request: MemberRequest, code: str, number: int) -> HttpResponse:
    session = _managed(request, code, number)
    marked_at = _moment(request.POST.get("marked_at", "")) or timezone.now()
    notice, refusal, changed = "", "", set()
    try:
        changes = rollcall.undo(session=session, marked_at=marked_at, by=request.user, now=timezone.now())
    except Refusal as error:
        refusal = str(error)
    else:
        text = ngettext("已撤销 %(count)d 人的记录。", "已撤销 %(count)d 人的记录。", len(changes))
        notice = text % {"count": len(changes)}
        changed = {change.attendance.enrolment_id for change in changes}
    if request.htmx:
        places = [place for place in roll(session) if place.enrolment.pk in changed]
        return _fragment(request, session, places, {"notice": notice, "refusal": refusal})
    messages.add_message(request, messages.ERROR if refusal else messages.SUCCESS, refusal or notice)
    return redirect(_page(session))


@require_GET
def history(request: MemberRequest, code: str, number: int, pk: int) -> HttpResponse:
    session = _managed(request, code, number)
    enrolment = get_object_or_404(session.cohort.enrolments.select_related("user"), pk=pk)
    attendance = Attendance.objects.filter(session=session, enrolment=enrolment).first()
    changes = attendance.changes.select_related("by") if attendance else []
    template = "sessions/partials/session_history.html" if request.htmx else "sessions/session_history.html"
    context = {"session": session, "enrolment": enrolment, "attendance": attendance, "changes": changes}
    with timezone.override(session.cohort.timezone):
        return render(request, template, context)


def _managed(request: MemberRequest, code: str, number: int) -> Session:
    sessions = Session.objects.at_the_door_of(request.user).select_related("cohort__room", "room")
    return get_object_or_404(sessions, cohort__code=code, number=number)


def _context(session: Session) -> dict[str, object]:
    now = timezone.now()
    return {
        "session": session,
        "cohort": session.cohort,
        "is_open": session.takes_check_in(now),
        "is_over": now >= session.ends_at,
        "count": head_count(session),
        "statuses": [(value, label, COLOURS[value]) for value, label in Attendance.Status.choices],
        "since": (now - OVERLAP).isoformat(),
    }


def _changes(request: MemberRequest, session: Session) -> HttpResponse:
    """What has happened since the browser last looked: the count, and the rows that changed."""
    places = roll(session, since=_moment(request.GET["since"]) or timezone.now())
    return _fragment(request, session, places, {}) if places else HttpResponse(status=204)


def _fragment(request: MemberRequest, session: Session, places: list[Place], more: dict[str, object]) -> HttpResponse:
    context = _context(session) | {"places": places, "csrf_token": get_token(request)} | more
    with timezone.override(session.cohort.timezone):
        return HttpResponse(render_to_string("sessions/partials/session_changes.html", context))


def _place(session: Session, enrolment: Enrolment) -> Place:
    attendance = Attendance.objects.filter(session=session, enrolment=enrolment).first()
    return Place.of(enrolment, attendance)


def _after(request: MemberRequest, session: Session, act: Callable[[], object]) -> HttpResponseBase:
    """The same two buttons stand on the trainer's page and on the wall; each comes back to where it was pressed."""
    try:
        act()
    except Refusal as error:
        messages.error(request, str(error))
    if request.htmx:
        return HttpResponse(status=204)
    if request.POST.get("from") == "wall":
        return redirect("sessions:wall", session.cohort.code, session.number)
    return redirect(_page(session))


def _found(places: list[Place], query: str, *, only_missing: bool) -> list[Place]:
    wanted = query.strip().lower()
    return [place for place in places if wanted in place.search_text and not (only_missing and place.is_accounted)]


def _moment(text: str) -> dt.datetime | None:
    """A point in time as we wrote it into the page; None for anything else."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _page(session: Session, *, undo: dt.datetime | None = None) -> str:
    """The session's page, offering to take back what was marked at `undo`."""
    page = reverse("sessions:session", args=[session.cohort.code, session.number])
    return f"{page}?{urlencode({'undo': undo.isoformat()})}" if undo else page
