"""The addresses of calendars: one's own, those of rooms for admins, and the feed behind an address."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.http import MemberRequest, public_url
from sessions.calendars import feed_of, new_feed, stop_feed
from sessions.models import CalendarFeed, Room


@require_GET
def calendar(request: MemberRequest) -> HttpResponse:
    feeds = {feed.room_id: feed for feed in CalendarFeed.objects.managed_by(request.user)}
    rooms = Room.objects.managed_by(request.user)
    context = {
        "own": _address(request, feeds.get(None)),
        "rooms": [(room, _address(request, feeds.get(room.pk))) for room in rooms],
    }
    return render(request, "sessions/calendar.html", context)


@require_POST
def calendar_new(request: MemberRequest) -> HttpResponse:
    room = _room(request)
    if room is None:
        new_feed(user=request.user)
    else:
        new_feed(room=room)
    messages.success(request, _("新地址已经可用；以前的地址失效了。"))
    return redirect("sessions:calendar")


@require_POST
def calendar_stop(request: MemberRequest) -> HttpResponse:
    room = _room(request)
    if room is None:
        stop_feed(user=request.user)
    else:
        stop_feed(room=room)
    messages.success(request, _("地址已停用，知道它的人再也看不到课表。"))
    return redirect("sessions:calendar")


@login_not_required
@never_cache
@require_GET
def feed(request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG001
    found = get_object_or_404(CalendarFeed.objects.select_related("user", "room"), token=token)
    if found.user is not None and not found.user.is_active:
        found.delete()
        return HttpResponse(status=404)
    response = HttpResponse(feed_of(found), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="lectern.ics"'
    return response


def _room(request: MemberRequest) -> Room | None:
    """The room that is meant; none for one's own calendar. A stranger to the room gets 404."""
    key = request.POST.get("room", "")
    if not key:
        return None
    number = int(key) if key.isascii() and key.isdigit() and len(key) < 10 else 0  # noqa: PLR2004
    return get_object_or_404(Room.objects.managed_by(request.user), pk=number)


def _address(request: MemberRequest, found: CalendarFeed | None) -> str:
    return public_url(request, reverse("sessions:calendar_feed", args=[found.token])) if found else ""
