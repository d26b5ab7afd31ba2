"""A timetable as a calendar that phones and office programmes subscribe to, with icalendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from accounts.models import User
from sessions.models import CalendarFeed, CancelledSession, Cohort, Room, Session

YEAR = dt.timedelta(days=366)
KEPT = dt.timedelta(days=120)  # how long a session that is over, or was cancelled, stays in a feed


@transaction.atomic
def new_feed(*, user: User | None = None, room: Room | None = None) -> CalendarFeed:
    """A fresh address; the old one is shut at once."""
    stop_feed(user=user, room=room)
    return CalendarFeed.objects.create(user=user, room=room)


def stop_feed(*, user: User | None = None, room: Room | None = None) -> None:
    """Shut the address of a person or a room."""
    own = Q(user=user) if user is not None else Q(room=room)
    CalendarFeed.objects.filter(own).delete()


def feed_of(feed: CalendarFeed) -> bytes:
    """The calendar behind an address: what the person teaches or attends, or what is on in the room."""
    since = timezone.now() - KEPT
    if feed.user is not None:
        mine = Cohort.objects.filter(Q(pk__in=Cohort.objects.attended_by(feed.user)) | Q(trainers=feed.user)).distinct()
        sessions = Session.objects.filter(cohort__in=mine)
        gone = CancelledSession.objects.filter(cohort__in=mine)
    else:
        sessions = Session.objects.filter(room=feed.room)
        gone = CancelledSession.objects.filter(room=feed.room)
    found = sessions.filter(ends_at__gt=since).select_related("cohort__course", "room").order_by("starts_at")
    cancelled = gone.filter(cancelled_at__gt=since).select_related("cohort__course", "room")
    return calendar_of(found, cancelled, name=str(feed))


def calendar_of(sessions: Iterable[Session], cancelled: Iterable[CancelledSession], *, name: str) -> bytes:
    """Both as one file: the same session always under the same name, each change with the next number."""
    calendar = Calendar()
    calendar.add("prodid", "-//Lectern//timetable//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("%(name)s 的课表") % {"name": name})
    held, gone = list(sessions), list(cancelled)
    for event in (*_events(held, "CONFIRMED"), *_events(gone, "CANCELLED")):
        calendar.add_component(event)
    days = [each.starts_at.date() for each in held] + [each.starts_at.date() for each in gone]
    if days:
        # A year more on both sides: the zone's clock changes that a reader needs, and not those of a century.
        calendar.add_missing_timezones(min(days) - YEAR, max(days) + YEAR)
    return bytes(calendar.to_ical())


def _events(sessions: Iterable[Session | CancelledSession], status: str) -> Iterator[Event]:
    for each in sessions:
        cohort = each.cohort
        event = Event()
        event.add("uid", uid(each.uid))
        event.add("sequence", each.sequence)
        event.add("dtstamp", timezone.now())
        event.add("dtstart", _local(each.starts_at, cohort.zone))
        event.add("dtend", _local(each.ends_at, cohort.zone))
        event.add("summary", _("%(cohort)s 第 %(number)s 场") % {"cohort": cohort.name, "number": each.number})
        event.add("description", cohort.course.title)
        if each.room is not None:
            parts = [each.room.name, each.room.city, each.room.address]
            event.add("location", " · ".join(part for part in parts if part))
        event.add("status", status)
        yield event


def uid(name: UUID) -> str:
    return f"{name}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2].rstrip('>')}"


def _local(moment: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    return moment.astimezone(zone)
