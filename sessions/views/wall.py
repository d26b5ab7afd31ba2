"""The check-in wall on the projector: the code of this moment, and how many have come."""

from __future__ import annotations

import hashlib

import segno
from django.conf import settings
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.http import MemberRequest
from sessions import tickets
from sessions.models import Session
from sessions.presence import head_count, missing_by_group


@never_cache
@require_GET
def wall(request: MemberRequest, code: str, number: int) -> HttpResponse:
    session = _managed(request, code, number)
    with timezone.override(session.cohort.timezone):
        return render(request, "sessions/wall.html", wall_context(request, session))


@never_cache
@require_GET
def wall_state(request: MemberRequest, code: str, number: int) -> HttpResponse:
    """The changing parts of the wall; 204 when the browser already shows what it would get."""
    session = _managed(request, code, number)
    context = wall_context(request, session)
    if request.GET.get("seen") == context["version"]:
        return HttpResponse(status=204)
    # Without the request, so that the page's own queries (the navigation) are not asked every two seconds.
    with timezone.override(session.cohort.timezone):
        template = "sessions/partials/wall_state.html"
        return HttpResponse(render_to_string(template, context | {"csrf_token": get_token(request)}))


def wall_context(request: MemberRequest, session: Session) -> dict[str, object]:
    now = timezone.now()
    is_open = session.takes_check_in(now)
    shows_names = request.GET.get("names") == "1"
    count = head_count(session)
    missing = missing_by_group(session) if shows_names else {}
    slot = tickets.slot_at(now) if is_open else None
    ticket = tickets.issue(session.pk, now) if is_open else ""
    address = scan_address(request)
    digits = tickets.short_code(session.pk, now)
    shown = (slot, is_open, now >= session.ends_at, count, missing, translation.get_language())
    return {
        "session": session,
        "cohort": session.cohort,
        "is_open": is_open,
        "is_over": now >= session.ends_at,
        "count": count,
        "shows_names": shows_names,
        "missing": missing,
        "next_in": round(tickets.next_slot_in(now) * 1000),
        "lasts": tickets.SLOT_SECONDS * 1000,
        "qr": qr(address, ticket) if ticket else "",
        "short_code": f"{digits[:3]} {digits[3:]}" if is_open else "",
        "address": address.partition("://")[2],
        "TIME_ZONE": session.cohort.timezone,
        "version": hashlib.sha256(repr(shown).encode()).hexdigest()[:16],
    }


def scan_address(request: MemberRequest) -> str:
    """The address in the code without its ticket, such as `https://example.com/c/`; typed by hand it works too."""
    path = reverse("sessions:check_in_now")
    return f"{settings.PUBLIC_URL}{path}" if settings.PUBLIC_URL else request.build_absolute_uri(path)


def qr(address: str, ticket: str) -> SafeString:
    """A QR code with its quiet zone as inline SVG. The ticket is a segment of its own: capitals pack densely."""
    code = segno.make([address, ticket], micro=False, error="l")  # type: ignore[arg-type]  # segments, as documented
    # Safe: drawn by segno from modules, no text of anybody's passes through.
    return mark_safe(code.svg_inline(border=4, omitsize=True, dark="#000", light="#fff"))  # noqa: S308


def _managed(request: MemberRequest, code: str, number: int) -> Session:
    sessions = Session.objects.managed_by(request.user).select_related("cohort__room", "room")
    return get_object_or_404(sessions, cohort__code=code, number=number)
