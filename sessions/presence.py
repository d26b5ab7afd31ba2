"""Who is in the room now: the counts of the wall and the list of the roll call. A constant number of queries."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, FilteredRelation, Q

from sessions.models import Attendance, Enrolment, Session


@dataclass(frozen=True, slots=True)
class HeadCount:
    arrived: int  # present, late or left early
    excused: int
    total: int

    @property
    def missing(self) -> int:
        return self.total - self.arrived - self.excused


@dataclass(frozen=True, slots=True)
class Place:
    """One trainee on the roll call; `status` is "" while nothing is recorded."""

    enrolment: Enrolment  # with its user
    status: str
    checked_in_at: dt.datetime | None

    @classmethod
    def of(cls, enrolment: Enrolment, attendance: Attendance | None) -> Place:
        if attendance is None:
            return cls(enrolment=enrolment, status="", checked_in_at=None)
        return cls(enrolment=enrolment, status=attendance.status, checked_in_at=attendance.checked_in_at)

    @property
    def label(self) -> str:
        return str(Attendance.Status(self.status).label) if self.status else ""

    @property
    def is_accounted(self) -> bool:
        """Nobody need look for this person: they came, or they have leave."""
        return self.status in Attendance.ARRIVED or self.status == Attendance.Status.EXCUSED

    @property
    def search_text(self) -> str:
        """What the search box looks through: name, branch and seat."""
        return f"{self.enrolment.user.name} {self.enrolment.branch} {self.enrolment.seat}".lower()


def head_count(session: Session) -> HeadCount:
    here = FilteredRelation("attendances", condition=Q(attendances__session=session))
    roster = Enrolment.objects.active().filter(cohort=session.cohort_id).annotate(here=here)
    return HeadCount(
        **roster.aggregate(
            arrived=Count("pk", filter=Q(here__status__in=Attendance.ARRIVED)),
            excused=Count("pk", filter=Q(here__status=Attendance.Status.EXCUSED)),
            total=Count("pk"),
        )
    )


def roll(session: Session, *, since: dt.datetime | None = None) -> list[Place]:
    """The roster with each one's status; with `since`, those alone whose status was written from then on."""
    recorded = Attendance.objects.filter(session=session)
    roster = Enrolment.objects.active().filter(cohort=session.cohort_id).select_related("user").order_by("seat")
    if since is not None:
        recorded = recorded.filter(marked_at__gte=since)
        roster = roster.filter(attendances__in=recorded)
    by_enrolment = {attendance.enrolment_id: attendance for attendance in recorded}
    return [Place.of(enrolment, by_enrolment.get(enrolment.pk)) for enrolment in roster]


def missing_by_group(session: Session) -> dict[str, list[str]]:
    """Names of those who have neither arrived nor leave, by the name of their group; "" for those without one."""
    accounted = Attendance.objects.filter(session=session).filter(
        Q(status__in=Attendance.ARRIVED) | Q(status=Attendance.Status.EXCUSED)
    )
    missing = Enrolment.objects.active().filter(cohort=session.cohort_id).exclude(attendances__in=accounted)
    groups: dict[str, list[str]] = {}
    for enrolment in missing.select_related("user", "group_member__group").order_by(
        "group_member__group__number", "seat"
    ):
        groups.setdefault(group_of(enrolment), []).append(enrolment.user.name)
    return groups


def group_of(enrolment: Enrolment) -> str:
    """Groups belong to the exercises, a room above this one: only the relation is known here, not the model."""
    member = getattr(enrolment, "group_member", None)
    return str(member.group) if member else ""
