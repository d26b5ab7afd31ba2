"""A trainer's front page: today in the room, who is missing, whose work waits for a mark."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, IntegerField, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from exercises.models import Review, Submission
from sessions.models import Attendance, Cohort, Enrolment, Session
from sessions.presence import missing_by_group

REACH = dt.timedelta(hours=36)  # any local day of any time zone around now
COHORTS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Today:
    session: Session
    arrived: int
    excused: int
    total: int
    state: str  # "over", "running" or "ahead"
    check_in_open: bool

    @property
    def missing(self) -> int:
        return self.total - self.arrived - self.excused


@dataclass(frozen=True, slots=True)
class Waiting:
    """Worksheets of one exercise in one cohort whose last submission has no mark."""

    cohort_code: str
    cohort_name: str
    slug: str
    title: str
    count: int


@dataclass(frozen=True, slots=True)
class TrainerFront:
    today: tuple[Today, ...]
    current: Today | None  # the one that is on, or the next of today
    missing: tuple[tuple[str, list[str]], ...]  # group, names; while the current one is on or takes check-in
    following: Session | None  # the next after today
    waiting: tuple[Waiting, ...]
    cohorts: Sequence[Cohort]


def trainer_front(user: User, now: dt.datetime) -> TrainerFront:
    near = [_today(session, now) for session in _near(user, now) if _is_today(session, now)]
    current = next((today for today in near if today.state != "over"), None)
    calling = current is not None and (current.state == "running" or current.check_in_open)
    return TrainerFront(
        today=tuple(near),
        current=current,
        missing=tuple(missing_by_group(current.session).items()) if current and calling else (),
        following=_following(user, now, near),
        waiting=_waiting(user),
        cohorts=_cohorts(user),
    )


def _near(user: User, now: dt.datetime) -> QuerySet[Session]:
    roster = Enrolment.objects.active().filter(cohort=OuterRef("cohort")).order_by().values("cohort")
    on_roster = Q(attendances__enrolment__state=Enrolment.State.ACTIVE)
    return (
        Session.objects.filter(cohort__trainers=user, starts_at__lt=now + REACH, ends_at__gt=now - REACH)
        .select_related("cohort__room", "cohort__client", "room")
        .annotate(
            arrived=Count("attendances", on_roster & Q(attendances__status__in=Attendance.ARRIVED)),
            excused=Count("attendances", on_roster & Q(attendances__status=Attendance.Status.EXCUSED)),
            total=Coalesce(Subquery(roster.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0),
        )
        .order_by("starts_at", "pk")
    )


def _is_today(session: Session, now: dt.datetime) -> bool:
    return session.local_start.date() == now.astimezone(session.local_start.tzinfo).date()


def _today(session: Session, now: dt.datetime) -> Today:
    state = "over" if session.ends_at <= now else "running" if session.starts_at <= now else "ahead"
    counts = {name: getattr(session, name) for name in ("arrived", "excused", "total")}
    return Today(session=session, state=state, check_in_open=session.takes_check_in(now), **counts)


def _following(user: User, now: dt.datetime, today: list[Today]) -> Session | None:
    ahead = Session.objects.filter(cohort__trainers=user, starts_at__gt=now)
    ahead = ahead.exclude(pk__in=[entry.session.pk for entry in today])
    return ahead.select_related("cohort__client", "cohort__room", "room").order_by("starts_at", "pk").first()


def _waiting(user: User) -> tuple[Waiting, ...]:
    newer = Submission.objects.filter(worksheet=OuterRef("worksheet"), number__gt=OuterRef("number"))
    last = Submission.objects.filter(
        ~Exists(newer), worksheet__cohort__trainers=user, worksheet__exercise__survey=False
    )
    unmarked = last.filter(~Exists(Review.objects.filter(submission=OuterRef("pk"))))
    rows = unmarked.values_list(
        "worksheet__cohort__code",
        "worksheet__cohort__name",
        "worksheet__exercise__slug",
        "worksheet__exercise__title",
    ).annotate(count=Count("pk"), oldest=Min("submitted_at"))
    return tuple(Waiting(*row[:5]) for row in rows.order_by("oldest"))


def _cohorts(user: User) -> list[Cohort]:
    taught = Cohort.objects.filter(trainers=user).with_counts().select_related("client")
    return list(taught.order_by("-start_date", "code")[:COHORTS_SHOWN])
