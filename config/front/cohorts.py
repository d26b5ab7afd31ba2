"""Cohorts at a glance: their figures, and the next thing that somebody has to do."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from documents.models import Certificate
from sessions.models import Attendance, Cohort, Enrolment, Session, TimetableDraft

OPEN_SHOWN = 24
FINISHED_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Step:
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Glance:
    cohort: Cohort
    state: str  # "ahead", "running" or "finished"
    trainees: int
    sessions: int
    sessions_over: int
    arrived: int  # arrivals in sessions that are over, of `trainees` × `sessions_over`
    certificates: int
    step: Step | None

    @property
    def attendance_percent(self) -> int | None:
        possible = self.trainees * self.sessions_over
        return min(100, self.arrived * 100 // possible) if possible else None


@dataclass(frozen=True, slots=True)
class Board:
    running: tuple[Glance, ...]
    ahead: tuple[Glance, ...]
    finished: tuple[Glance, ...]

    def __bool__(self) -> bool:
        return bool(self.running or self.ahead or self.finished)


def admin_board(now: dt.datetime) -> Board:
    """All cohorts that are not over, and the last ones that are; two queries."""
    return _board(Cohort.objects.all(), now)


def contact_board(user: User, now: dt.datetime) -> Board:
    """The same of the clients a person speaks for."""
    return _board(Cohort.objects.filter(client__in=user.speaks_for.all()), now)


def _board(cohorts: QuerySet[Cohort], now: dt.datetime) -> Board:
    counted = _with_figures(cohorts, now).select_related("client", "room")
    open_ones = counted.filter(Q(over_at__isnull=True) | Q(over_at__gt=now)).order_by("start_date", "code")
    still_open = [_glance(cohort, now) for cohort in open_ones[:OPEN_SHOWN]]
    return Board(
        running=tuple(glance for glance in still_open if glance.state == "running"),
        ahead=tuple(glance for glance in still_open if glance.state == "ahead"),
        finished=tuple(_glance(cohort, now) for cohort in counted.filter(Q(over_at__lte=now))[:FINISHED_SHOWN]),
    )


def _with_figures(cohorts: QuerySet[Cohort], now: dt.datetime) -> QuerySet[Cohort]:
    """Sub-queries throughout: joins would multiply trainees by sessions by certificates."""
    sessions = Session.objects.filter(cohort=OuterRef("pk"))
    trainees = Enrolment.objects.active().filter(cohort=OuterRef("pk"))
    arrived = Attendance.objects.arrived().filter(session__cohort=OuterRef("pk"), session__ends_at__lte=now)
    arrived = arrived.filter(enrolment__state=Enrolment.State.ACTIVE)
    valid = Certificate.objects.filter(enrolment__cohort=OuterRef("pk"), state=Certificate.State.VALID)
    return cohorts.annotate(
        begins_at=Subquery(sessions.order_by("starts_at").values("starts_at")[:1]),
        over_at=Subquery(sessions.order_by("-ends_at").values("ends_at")[:1]),
        session_count=_count(sessions, "cohort"),
        sessions_over=_count(sessions.filter(ends_at__lte=now), "cohort"),
        trainee_count=_count(trainees, "cohort"),
        arrived_count=_count(arrived, "session__cohort"),
        certificate_count=_count(valid, "enrolment__cohort"),
        has_draft=Exists(TimetableDraft.objects.filter(cohort=OuterRef("pk"))),
        has_trainer=Exists(Cohort.trainers.through.objects.filter(cohort=OuterRef("pk"))),
    )


def _count(rows: QuerySet[Any], by: str) -> Coalesce:
    counted = rows.order_by().values(by).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _glance(cohort: Cohort, now: dt.datetime) -> Glance:
    figures: Any = cohort  # annotated above
    state = "finished" if figures.over_at and figures.over_at <= now else "ahead"
    if state == "ahead" and figures.begins_at and figures.begins_at <= now:
        state = "running"
    return Glance(
        cohort=cohort,
        state=state,
        trainees=figures.trainee_count,
        sessions=figures.session_count,
        sessions_over=figures.sessions_over,
        arrived=figures.arrived_count,
        certificates=figures.certificate_count,
        step=_next_step(figures, finished=state == "finished"),
    )


def _next_step(cohort: Any, *, finished: bool) -> Step | None:
    """The first thing that is still missing, in the order in which an admin sets a cohort up."""
    if not cohort.session_count:
        return Step(_("还没有课表：去排课"), reverse("sessions:timetable", args=[cohort.code]))
    if cohort.has_draft:
        return Step(_("课表草稿还没发布：去发布"), reverse("sessions:publish_preview", args=[cohort.code]))
    if not cohort.has_trainer:
        return Step(_("还没有讲师：去指定"), reverse("sessions:cohort_edit", args=[cohort.code]))
    if not cohort.trainee_count:
        return Step(_("名单是空的：去导入"), reverse("sessions:enrol", args=[cohort.code]))
    if finished and not cohort.certificate_count:
        return Step(_("已结课：去颁发证书"), reverse("documents:certificates", args=[cohort.code]))
    return None
