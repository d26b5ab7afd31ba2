"""The check-in wall on the projector: the code of this moment, and how many have come."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

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
from sessions.presence import HeadCount, head_count, missing_by_group


@dataclass(frozen=True)
class Sight:
    """What stands on the wall at this moment, before anything is drawn."""

    now: dt.datetime
    is_open: bool
    is_over: bool
    count: HeadCount
    shows_names: bool
    missing: dict[str, list[str]]

    @property
    def version(self) -> str:
        """The same as long as the wall would look the same."""
        slot = tickets.slot_at(self.now) if self.is_open else None
        shown = (slot, self.is_open, self.is_over, self.count, self.missing, translation.get_language())
        return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]


@never_cache
@require_GET
def wall(request: MemberRequest, code: str, number: int) -> HttpResponse:
    session = _managed(request, code, number)
    context = _context(request, session, _look(request, session))
    with timezone.override(session.cohort.timezone):
        return render(request, "sessions/wall.html", context)


@never_cache
@require_GET
def wall_state(request: MemberRequest, code: str, number: int) -> HttpResponse:
    """The changing parts of the wall; 204 when the browser already shows what it would get."""
    session = _managed(request, code, number)
    sight = _look(request, session)
    if request.GET.get("seen") == sight.version:
        return HttpResponse(status=204)
    # Without the request, so that the page's own queries (the navigation) are not asked every two seconds.
    context = _context(request, session, sight) | {"csrf_token": get_token(request)}
    with timezone.override(session.cohort.timezone):
        return HttpResponse(render_to_string("sessions/partials/wall_state.html", context))


def _look(request: MemberRequest, session: Session) -> Sight:
    now = timezone.now()
    shows_names = request.GET.get("names") == "1"
    return Sight(
        now=now,
        is_open=session.takes_check_in(now),
        is_over=now >= session.ends_at,
        count=head_count(session),
        shows_names=shows_names,
        missing=missing_by_group(session) if shows_names else {},
    )


def _context(request: MemberRequest, session: Session, sight: Sight) -> dict[str, object]:
    context = {
        name: getattr(sight, name) for name in ("is_open", "is_over", "count", "shows_names", "missing", "version")
    }
    context |= {"session": session, "cohort": session.cohort, "TIME_ZONE": session.cohort.timezone}
    context |= {"next_in": round(tickets.next_slot_in(sight.now) * 1000)}
    if sight.is_open:
        address, digits = scan_address(request), tickets.short_code(session.pk, sight.now)
        context["qr"] = qr(address, tickets.issue(session.pk, sight.now))
        context["short_code"] = f"{digits[:3]} {digits[3:]}"
        context["address"] = address.partition("://")[2]
    return context


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
    sessions = Session.objects.at_the_door_of(request.user).select_related("cohort__room", "room")
    return get_object_or_404(sessions, cohort__code=code, number=number)
