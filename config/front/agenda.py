from __future__ import annotations

import datetime as dt

from sessions.models import AgendaItem, Session


def item_at(session: Session, now: dt.datetime) -> AgendaItem | None:
    """What stands in the timetable at this minute; one query."""
    passed = (now - session.starts_at).total_seconds() / 60
    for item in session.agenda.select_related("module"):
        passed -= item.minutes
        if passed < 0:
            return item
    return None
