"""A trainee's front page: what is now or next, what I have done, what I still have to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, FilteredRelation, Max, OuterRef, Q
from django.urls import reverse
from django.utils.translation import ngettext

from accounts.models import User
from config.front.agenda import taught_at
from documents.models import Certificate, CertificateEvent, CertificateRule
from exercises.models import Answer, Exercise
from exercises.releases import released_to
from sessions.agenda import hours
from sessions.models import Attendance, Cohort, Enrolment, Session
from sessions.register import Cell, record_of

# This is the page that a whole class opens in the same minute. Rows are read as plain values where a model would cost
# more than it gives: it keeps the page within 15 ms of processor time.
MATERIALS_SHOWN = 4
SHOWN_OF_PLACE = (
    *("id", "user", "cohort__code", "cohort__name", "cohort__course", "cohort__timezone", "cohort__start_date"),
    *("cohort__late_after_minutes", "cohort__certificate_percent", "cohort__room__name"),
    *("cohort__certificate_rule__cohort", "cohort__certificate_rule__least_minutes"),
    *("group_member__enrolment", "group_member__group__number", "group_member__group__name"),
)


@dataclass(frozen=True, slots=True)
class Attended:
    """One session and where I stand in it."""

    session: Session
    cell: Cell
    over: bool
    running: bool

    @property
    def hours(self) -> str:
        return hours(self.session.local_start, self.session.local_end)


@dataclass(frozen=True, slots=True)
class Task:
    title: str
    url: str
    worked_by: str
    minutes: int | None
    state: str  # "open", "begun", "submitted" or "marked"
    mark: Decimal | None
    max_mark: int

    @property
    def length(self) -> str:
        minutes = self.minutes or 0
        told = ngettext("约 %(minutes)s 分钟", "约 %(minutes)s 分钟", minutes) if minutes else ""
        return told % {"minutes": minutes} if told else ""


@dataclass(frozen=True, slots=True)
class Link:
    title: str
    url: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A cohort one attends, with the certificate for it once there is a file to download."""

    enrolment: Enrolment  # with its cohort, room and group
    course_slug: str
    certificate: Link | None
    certificate_news: bool  # issued, corrected or revoked, and not looked at since

    @property
    def cohort(self) -> Cohort:
        return self.enrolment.cohort


@dataclass(frozen=True, slots=True)
class TraineeFront:
    place: Place
    sessions: tuple[Attended, ...]
    upcoming: Attended | None  # the session that is on, or the next one
    check_in_open: bool
    now_taught: str
    credited_minutes: int
    session_minutes: int
    materials: Sequence[Link]
    material_count: int
    tasks: tuple[Task, ...]
    others: tuple[Place, ...]

    @property
    def cohort(self) -> Cohort:
        return self.place.cohort

    @property
    def course_url(self) -> str:
        return reverse("courses:course", args=[self.place.course_slug])

    @property
    def materials_url(self) -> str:
        return reverse("materials:cohort", args=[self.cohort.code])

    @property
    def credited_hours(self) -> float:
        return round(self.credited_minutes / 60, 1)

    @property
    def session_hours(self) -> float:
        return round(self.session_minutes / 60, 1)

    @property
    def needed_hours(self) -> float:
        rule: CertificateRule | None = getattr(self.cohort, "certificate_rule", None)
        if rule is not None and rule.least_minutes is not None:
            return round(rule.least_minutes / 60, 1)
        return round(self.session_minutes * self.cohort.certificate_percent / 6000, 1)

    @property
    def certificate_news(self) -> bool:
        return any(place.certificate_news for place in (self.place, *self.others))

    @property
    def tasks_open(self) -> int:
        return sum(task.state in {"open", "begun"} for task in self.tasks)


def trainee_front(user: User, now: dt.datetime) -> TraineeFront | None:
    """The page of the cohort that is on or comes next, else of the last one; None for who attends none."""
    places = _places(user)
    if not places:
        return None
    current = _current(places, now)
    taught, record = record_of(current.enrolment)
    sessions = tuple(_attended(*pair, now) for pair in zip(taught, record.cells, strict=True))
    upcoming = next((attended for attended in sessions if not attended.over), None)
    materials = _materials(current, sessions, now)
    return TraineeFront(
        place=current,
        sessions=sessions,
        upcoming=upcoming,
        check_in_open=upcoming is not None and upcoming.session.takes_check_in(now),
        now_taught=taught_at(upcoming.session, now) if upcoming and upcoming.running else "",
        credited_minutes=record.credited_minutes,
        session_minutes=sum(session.minutes for session in taught),
        materials=materials[:MATERIALS_SHOWN],
        material_count=len(materials),
        tasks=_tasks(current.enrolment),
        others=tuple(place for place in places if place is not current),
    )


def _attended(session: Session, cell: Cell, now: dt.datetime) -> Attended:
    over = session.ends_at <= now
    return Attended(session, cell, over=over, running=not over and session.starts_at <= now)


def _places(user: User) -> list[Place]:
    certificates, news = _certificates(user)
    enrolments = Enrolment.objects.active().filter(user=user)
    enrolments = enrolments.select_related("cohort__room", "cohort__certificate_rule", "group_member__group")
    enrolments = enrolments.only(*SHOWN_OF_PLACE)
    attended = enrolments.annotate(course_slug=F("cohort__course__slug")).order_by("-cohort__start_date", "-pk")
    return [
        Place(found, found.course_slug, certificates.get(found.pk), found.pk in news)  # type: ignore[attr-defined]
        for found in attended
    ]


def _certificates(user: User) -> tuple[dict[int, Link], set[int]]:
    """By enrolment: what can be downloaded, and where something happened that the holder has not seen."""
    unseen = Exists(CertificateEvent.objects.filter(certificate=OuterRef("pk"), seen_at=None))
    given = Certificate.objects.filter(enrolment__user=user).values_list("enrolment", "number", "pk", "state", "file")
    links, news = {}, set()
    for enrolment, number, pk, state, file, is_new in given.annotate(unseen=unseen).order_by():
        if state == Certificate.State.VALID and file:
            links[enrolment] = Link(number, reverse("documents:certificate", args=[pk]))
        if is_new:
            news.add(enrolment)
    return links, news


def _current(places: list[Place], now: dt.datetime) -> Place:
    """The earliest cohort that is not over; a cohort without a timetable counts by its date alone."""
    if len(places) == 1:
        return places[0]
    last_sessions = Session.objects.filter(cohort__in=[place.cohort.pk for place in places])
    over_at = dict(last_sessions.order_by().values_list("cohort").annotate(Max("ends_at")))

    def is_ahead(place: Place) -> bool:
        today = now.astimezone(ZoneInfo(place.cohort.timezone)).date()
        end = over_at.get(place.cohort.pk)
        return end > now if end else place.cohort.start_date >= today

    ahead = [place for place in places if is_ahead(place)]
    return ahead[-1] if ahead else places[0]


def _materials(place: Place, sessions: Sequence[Attended], now: dt.datetime) -> list[Link]:
    """What is released to me; the sessions of the page already know when they start and whether I came."""
    starts = {each.session.number: each.session.starts_at for each in sessions}
    came = [each for each in sessions if each.cell.status in Attendance.ARRIVED]
    arrived = {each.session.number: each.cell.checked_in_at or each.session.starts_at for each in came}
    code = place.cohort.code
    return [
        Link(material.title, reverse("materials:material", args=[code, material.pk]), material.get_kind_display())
        for material in released_to(place.enrolment, now, starts=starts, arrived=arrived)
    ]


def _tasks(enrolment: Enrolment) -> tuple[Task, ...]:
    """The course's exercises and how far my group or I have come with each; the newest released mark counts."""
    cohort = enrolment.cohort
    member = getattr(enrolment, "group_member", None)
    owner = Q(worksheets__group=member.group_id) if member else Q()
    own = Q(worksheets__cohort=cohort) & (owner | Q(worksheets__enrolment=enrolment))
    history = (
        Exercise.objects.filter(course=cohort.course_id)
        .annotate(sheet=FilteredRelation("worksheets", condition=own))
        .annotate(begun=Exists(Answer.objects.filter(worksheet=OuterRef("sheet"))))
        .order_by("position", "pk", "sheet__submissions__reviews__reviewed_at", "sheet__submissions__reviews__pk")
        .values(
            *("slug", "title", "worked_by", "minutes", "max_mark", "begun"),
            submission=F("sheet__submissions__number"),
            mark=F("sheet__submissions__reviews__mark"),
            released_at=F("sheet__submissions__reviews__released_at"),
        )
    )
    tasks: dict[str, Task] = {}
    for row in history:
        tasks[row["slug"]] = _task(cohort.code, row, tasks.get(row["slug"]))
    return tuple(tasks.values())


def _task(code: str, row: Mapping[str, Any], before: Task | None) -> Task:
    """`row` joins the exercise to one review, or submission, or sheet; `before` is what earlier rows have shown."""
    state, mark = (before.state, before.mark) if before else ("open", None)
    if row["released_at"]:
        state, mark = "marked", row["mark"]
    elif state != "marked" and row["submission"]:
        state = "submitted"
    elif state == "open" and row["begun"]:
        state = "begun"
    return Task(
        title=row["title"],
        url=reverse("exercises:worksheet", args=[code, row["slug"]]),
        worked_by=str(Exercise.WorkedBy(row["worked_by"]).label),
        minutes=row["minutes"],
        max_mark=row["max_mark"],
        state=state,
        mark=mark,
    )
