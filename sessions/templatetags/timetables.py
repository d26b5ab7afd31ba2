from typing import Any

from django import template

from sessions.models import TimetableNotice
from sessions.publishing import told

register = template.Library()


@register.filter
def size_classes(minutes: int) -> str:
    """Class names that static/css/timetable.css turns into a height: a page may not carry styles of its own."""
    hours, rest = divmod(minutes, 60)
    return f"hours-{min(hours, 9)} minutes-{rest // 5 * 5}"


@register.inclusion_tag("sessions/partials/timetable_notices.html", takes_context=True)
def timetable_notices(context: dict[str, Any]) -> dict[str, Any]:
    """What the reader has not been told yet about changed timetables; one query."""
    request = context["request"]
    unread = TimetableNotice.objects.filter(user=request.user, read_at=None).select_related("version__cohort")
    notices = [
        (each, [told(change, each.version.cohort) for change in each.version.changes])
        for each in unread.order_by("-version__at")[:5]
    ]
    return {"notices": notices, "next": request.path, "csrf_token": context.get("csrf_token")}
