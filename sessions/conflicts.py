"""What stands in the way of a cohort's sessions, across all cohorts: seven queries for any number of sessions."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from sessions.agenda import hours
from sessions.clashes import BLOCK, IGNORE, SEVERITY, Stay, clashes
from sessions.models import Booking, Cohort, Enrolment, Room, Session, Waiver
from sessions.models.bookings import LONGEST

NAMES_TOLD = 3


@dataclass(frozen=True, slots=True)
class Proposal:
    """A session as it stands or as somebody wants it. pk: of the session it replaces; negative for one not made yet."""

    pk: int
    number: int
    starts_at: dt.datetime
    ends_at: dt.datetime
    room: Room | None


@dataclass(frozen=True, slots=True)
class Conflict:
    """One thing two sessions want at once. `who` is named in the reader's words; `other` is the session in the way."""

    kind: str
    severity: str
    who: str
    mine: Proposal
    other: Proposal
    other_cohort: Cohort
    reason: str = ""

    @property
    def blocks(self) -> bool:
        return self.severity == BLOCK

    @property
    def may_be_waived(self) -> bool:
        return not self.blocks and min(self.mine.pk, self.other.pk) > 0

    @property
    def name(self) -> str:
        """What a form calls it."""
        return f"{self.kind}-{self.mine.pk}-{self.other.pk}"

    @property
    def told(self) -> str:
        start, end = (
            moment.astimezone(self.other_cohort.zone) for moment in (self.other.starts_at, self.other.ends_at)
        )
        values = {"number": self.mine.number, "who": self.who, "cohort": self.other_cohort.name}
        values |= {"other": self.other.number, "day": f"{start:%Y-%m-%d}", "hours": hours(start, end)}
        return _sentences()[self.kind] % values


def _sentences() -> dict[str, str]:
    taken = _("第 %(number)s 场：教室“%(who)s”在 %(day)s %(hours)s 已经给了班级“%(cohort)s”第 %(other)s 场。")
    return {
        "room": taken,
        "trainer": _("第 %(number)s 场：讲师%(who)s在 %(day)s %(hours)s 要给班级“%(cohort)s”上第 %(other)s 场。"),
        "cohort": _("第 %(number)s 场与本班第 %(other)s 场（%(day)s %(hours)s）的时间重叠。"),
        "travel": _(
            "第 %(number)s 场：讲师%(who)s在 %(day)s %(hours)s 于另一城市给班级“%(cohort)s”上课，路上时间不够。"
        ),
        "trainee": _("第 %(number)s 场：学员%(who)s在 %(day)s %(hours)s 同时在班级“%(cohort)s”上课。"),
    }


def standing(sessions: Iterable[Session]) -> list[Proposal]:
    """Sessions as they are."""
    return [Proposal(each.pk, each.number, each.starts_at, each.ends_at, each.room) for each in sessions]


def conflicts_of(cohort: Cohort, proposals: Sequence[Proposal] | None = None) -> list[Conflict]:
    """Of the cohort's sessions, or of what somebody proposes in their stead; what cannot be comes first."""
    if proposals is None:
        proposals = standing(cohort.sessions.select_related("room").order_by("number"))
    if not proposals:
        return []
    trainers = dict(cohort.trainers.values_list("pk", "name"))
    others, shared = _others(cohort, proposals, set(trainers))
    names = trainers | dict(User.objects.get_queryset().filter(pk__in=shared).values_list("pk", "name"))
    mine = [(each, _stay(each, cohort.pk, set(trainers), shared)) for each in proposals]
    near = [*others, *((each, cohort, stay) for each, stay in mine)]
    found = [conflict for each in mine for other in near for conflict in _between(each, other, cohort, names)]
    return sorted(_waived(found), key=lambda each: (SEVERITY[each.kind], each.severity, each.mine.number, each.kind))


def _between(
    one: tuple[Proposal, Stay], other: tuple[Proposal, Cohort, Stay], cohort: Cohort, names: dict[int, str]
) -> Iterator[Conflict]:
    mine, stay = one
    theirs, other_cohort, other_stay = other
    if other_cohort == cohort and theirs.number <= mine.number:
        return  # a pair of one cohort is told once
    keys: dict[str, list[int]] = defaultdict(list)
    own = other_cohort == cohort
    for kind, key in clashes(stay, other_stay, settings.TRAVEL_HOURS * 3600):
        if not own or kind == "cohort":
            keys[kind].append(key)
    for kind, found in keys.items():
        who = str(mine.room) if kind == "room" else _listed([names[key] for key in sorted(found) if key in names])
        yield Conflict(kind, SEVERITY[kind], who, mine, theirs, other_cohort)


def _listed(names: list[str]) -> str:
    told = "、".join(names[:NAMES_TOLD])
    if len(names) <= NAMES_TOLD:
        return told
    return _("%(names)s 等 %(count)s 人") % {"names": told, "count": len(names)}


def _stay(each: Proposal, cohort: int, trainers: set[int], trainees: set[int]) -> Stay:
    return Stay(
        each.pk,
        cohort,
        int(each.starts_at.timestamp()),
        int(each.ends_at.timestamp()),
        each.room.pk if each.room else None,
        each.room.city.strip() if each.room else "",
        frozenset(trainers),
        frozenset(trainees),
    )


def bookings_near(cohort: Cohort, proposals: Sequence[Proposal], trainers: Iterable[int]) -> QuerySet[Booking]:
    """Of the same rooms and trainers, from a journey before the first session to a journey after the last."""
    travel = settings.TRAVEL_HOURS * 3600
    first = int(min(each.starts_at for each in proposals).timestamp()) - travel
    last = int(max(each.ends_at for each in proposals).timestamp()) + travel
    taken = Q(kind=Booking.Kind.TRAINER, ref__in=sorted(trainers))
    taken |= Q(kind=Booking.Kind.ROOM, ref__in=sorted({each.room.pk for each in proposals if each.room}))
    near = Booking.objects.filter(taken, starts__gt=first - LONGEST, starts__lt=last, ends__gt=first)
    return near.exclude(session__cohort=cohort)


def _others(
    cohort: Cohort, proposals: Sequence[Proposal], trainers: set[int]
) -> tuple[list[tuple[Proposal, Cohort, Stay]], set[int]]:
    """The sessions of other cohorts that may be in the way, and the trainees who are in both."""
    teaching: dict[int, set[int]] = defaultdict(set)
    for booking in bookings_near(cohort, proposals, trainers):
        teaching[booking.session_id] |= {booking.ref} if booking.kind == Booking.Kind.TRAINER else set()
    studying = _studying(cohort, proposals)
    attended = Session.objects.filter(
        cohort__in=list(studying),
        starts_at__lt=max(each.ends_at for each in proposals),
        starts_at__gt=min(each.starts_at for each in proposals) - dt.timedelta(seconds=LONGEST),
    )
    near = {
        *teaching,
        *attended.order_by().values_list("pk", flat=True),
    }  # read first: an OR of the two would scan the table
    found = []
    for session in Session.objects.filter(pk__in=near).order_by("starts_at", "pk").select_related("cohort", "room"):
        each = Proposal(session.pk, session.number, session.starts_at, session.ends_at, session.room)
        people = studying.get(session.cohort_id, set())
        found.append((each, session.cohort, _stay(each, session.cohort_id, teaching[session.pk], people)))
    return found, set().union(*studying.values())


def _studying(cohort: Cohort, proposals: Sequence[Proposal]) -> dict[int, set[int]]:
    """Other cohorts with sessions at that time that people of this one attend too, and who they are."""
    first = min(each.starts_at for each in proposals).date()
    last = max(each.ends_at for each in proposals).date()
    mine = cohort.enrolments.active().values("user")
    month = dt.timedelta(days=31)  # a course is days long: a cohort that began a month ago is over
    near = Enrolment.objects.active().filter(user__in=mine, cohort__start_date__range=(first - month, last + month))
    studying: dict[int, set[int]] = defaultdict(set)
    for other, user in near.exclude(cohort=cohort).order_by().values_list("cohort", "user"):
        studying[other].add(user)
    return studying


def _waived(found: list[Conflict]) -> list[Conflict]:
    """Those that somebody decided to live with, marked so; a session that has moved since is asked about again."""
    pairs = [each.mine.pk for each in found if each.may_be_waived]
    if not pairs:
        return found
    reasons = {
        (each.kind, each.first_id, each.second_id, each.first_starts_at, each.second_starts_at): each.reason
        for each in Waiver.objects.filter(Q(first__in=pairs) | Q(second__in=pairs))
    }
    return [_marked(each, reasons.get((each.kind, *ordered(each)))) for each in found]


def ordered(conflict: Conflict) -> tuple[int, int, dt.datetime, dt.datetime]:
    """The two sessions and their times, the older row first."""
    first, second = sorted((conflict.mine, conflict.other), key=lambda each: each.pk)
    return first.pk, second.pk, first.starts_at, second.starts_at


def _marked(conflict: Conflict, reason: str | None) -> Conflict:
    if reason is None or not conflict.may_be_waived:
        return conflict
    parts = (conflict.kind, IGNORE, conflict.who, conflict.mine, conflict.other, conflict.other_cohort, reason)
    return Conflict(*parts)
