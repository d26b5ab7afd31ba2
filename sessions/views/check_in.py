"""The trainee's phone: scan, sign in if need be, press one button. Everything works without JavaScript."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from allauth.core import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import MemberRequest
from accounts.refusals import Refusal
from sessions import checkin
from sessions.models import Attendance, AttendanceChange, Cohort, Enrolment, Session
from sessions.presence import group_of

Via = AttendanceChange.Via


@dataclass(frozen=True)
class Proof:
    """Kept in the visitor's own session, so that it outlives signing in: which code they read from a wall, and when."""

    session_id: int
    scanned_at: dt.datetime
    via: str = Via.SCAN

    def keep(self, request: HttpRequest) -> None:
        request.session["proof"] = [self.session_id, self.scanned_at.isoformat(), self.via]

    @classmethod
    def kept(cls, request: HttpRequest) -> Proof | None:
        if "proof" not in request.session:
            return None
        session_id, scanned_at, via = request.session["proof"]
        return cls(session_id, dt.datetime.fromisoformat(scanned_at), via)


@login_not_required
@never_cache
@require_GET
def scan(request: HttpRequest, ticket: str) -> HttpResponseBase:
    """Where the code on the wall leads. It remembers the scan and nothing else: reading an address records nobody."""
    now = timezone.now()
    try:
        session = checkin.scan(ticket, now)
    except checkin.ExpiredScan as expired:
        context = {"refusal": str(expired), "check_in_url": _page(expired.session)}
        return render(request, "sessions/check_in_refused.html", context, status=410)
    except Refusal as refusal:
        return render(request, "sessions/check_in_refused.html", {"refusal": str(refusal)}, status=400)
    Proof(session.pk, now).keep(request)
    if not request.user.is_authenticated:
        return redirect_to_login(_page(session))
    return redirect(_page(session))


@never_cache
@require_GET
def check_in_now(request: MemberRequest) -> HttpResponseBase:
    """The short address on the wall: to the session that takes check-in now."""
    now = timezone.now()
    sessions = Session.objects.filter(cohort__in=Cohort.objects.attended_by(request.user), ends_at__gt=now)
    for session in sessions.filter(check_in_opened_at__isnull=False).select_related("cohort").order_by("starts_at"):
        if session.takes_check_in(now):
            return redirect(_page(session))
    refusal = _("你的班级现在没有开放签到的场次。请等讲师宣布开始，再试一次。")
    return render(request, "sessions/check_in_refused.html", {"refusal": refusal})


@never_cache
@require_http_methods(["GET", "POST"])
def check_in(request: MemberRequest, code: str, number: int) -> HttpResponseBase:
    proof = Proof.kept(request)
    session = _reachable(request, proof, code, number)
    if request.method == "GET":
        return _show(request, session, proof)
    now = timezone.now()
    try:
        proof = _typed(request, session, now) if "code" in request.POST else _scanned(session, proof)
        checkin.check_in(session=session, user=request.user, scanned_at=proof.scanned_at, now=now, via=proof.via)
    except Refusal as refusal:
        return _show(request, session, proof, refusal=str(refusal), status=409)
    return redirect(_page(session))


def _reachable(request: MemberRequest, proof: Proof | None, code: str, number: int) -> Session:
    """Sessions of the cohorts one is or was enrolled in, and the one whose code one has just read, refused in words."""
    enrolled = Q(cohort__in=Enrolment.objects.filter(user=request.user).values("cohort"))
    held = Q(pk=proof.session_id) if proof else Q()
    sessions = Session.objects.filter(enrolled | held).select_related("cohort", "room")
    return get_object_or_404(sessions, cohort__code=code, number=number)


def _scanned(session: Session, proof: Proof | None) -> Proof:
    if proof is None:
        raise Refusal(_("请先扫描大屏幕上的二维码，或者输入屏幕上的 6 位数字。"))
    if proof.session_id != session.pk:
        raise Refusal(_foreign_code(session, proof))
    return proof


def _typed(request: MemberRequest, session: Session, now: dt.datetime) -> Proof:
    if not ratelimit.consume(request, action="check_in_code", user=request.user):
        raise Refusal(_("试的次数太多了。请过 5 分钟再输入，或者扫描大屏幕上的二维码。"))
    typed_at = checkin.accept_code(request.POST["code"], session=session, user=request.user, now=now)
    return Proof(session.pk, typed_at, Via.CODE)


def _show(
    request: MemberRequest, session: Session, proof: Proof | None, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    context: dict[str, object] = {"session": session, "cohort": session.cohort, "refusal": refusal}
    try:
        enrolment = checkin.enrolment_of(session, request.user)
    except Refusal as stranger:
        return render(request, "sessions/check_in_refused.html", {"refusal": str(stranger)}, status=403)
    attendance = Attendance.objects.filter(session=session, enrolment=enrolment).first()
    context |= {"enrolment": enrolment, "group": group_of(enrolment), "attendance": attendance}
    if attendance and attendance.checked_in_at:
        template = "sessions/check_in_done.html"
    else:
        template = "sessions/check_in.html"
        context |= _way_in(session, proof, refusal)
    with timezone.override(session.cohort.timezone):
        return render(request, template, context, status=status)


def _way_in(session: Session, proof: Proof | None, refusal: str) -> dict[str, object]:
    now = timezone.now()
    fresh = proof is not None and proof.session_id == session.pk and now - proof.scanned_at <= checkin.PROOF_LASTS
    try:
        checkin.refuse_unless_open(session, now)
    except Refusal as closed:
        return {"closed": True, "proven": fresh, "refusal": refusal or str(closed)}
    if proof and not fresh and not refusal:
        refusal = _foreign_code(session, proof) if proof.session_id != session.pk else ""
    return {"closed": False, "proven": fresh, "refusal": refusal}


def _foreign_code(session: Session, proof: Proof) -> str:
    scanned = Session.objects.filter(pk=proof.session_id, cohort=session.cohort_id).first()
    if scanned is None:
        return _("你扫的是另一个班的签到码。请扫描本场大屏幕上的二维码。")
    text = _("你扫的是第 %(scanned)d 场的签到码，这里是第 %(here)d 场。请扫描本场大屏幕上的二维码。")
    return text % {"scanned": scanned.number, "here": session.number}


def _page(session: Session) -> str:
    return reverse("sessions:check_in", args=[session.cohort.code, session.number])
