from __future__ import annotations

import datetime as dt

from sessions.models import Session


def taught_at(session: Session, now: dt.datetime) -> str:
    """Title of what the timetable teaches at this minute, "" between or after the items; one query."""
    passed = (now - session.starts_at).total_seconds() / 60
    for title, minutes in session.agenda.order_by("position").values_list("title", "minutes"):
        passed -= minutes
        if passed < 0:
            return title
    return ""
