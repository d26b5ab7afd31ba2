"""The life of a place: taken away, given back, promoted from the waiting list, moved. Its history is only appended."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal
from sessions.models import Cohort, Enrolment, EnrolmentEvent
from sessions.roster_rows import OF_PLACE
from sessions.vacancies import Vacancies

Kind = EnrolmentEvent.Kind
State = Enrolment.State
GONE = (State.WITHDRAWN, State.MOVED)


@transaction.atomic
def withdraw(enrolment: Enrolment, by: User) -> None:
    """Take the person off the roster; their attendance and work stay, and the place can be given back."""
    _cohort, place = locked_place(enrolment, by)
    if place.state not in {State.ACTIVE, State.WAITING}:
        raise Refusal(_("%(name)s 已不在名单上。请刷新页面看看。") % {"name": place.user})
    set_state(enrolment, State.WITHDRAWN, Kind.WITHDRAWN, by)


@transaction.atomic
def reinstate(enrolment: Enrolment, by: User) -> None:
    """Give the place back; on the waiting list if the cohort has filled up meanwhile."""
    cohort, place = locked_place(enrolment, by)
    if place.state not in GONE:
        raise Refusal(_("%(name)s 没有退班，不用恢复。请刷新页面看看。") % {"name": place.user})
    free = Vacancies.of(cohort).has(place.branch)
    set_state(enrolment, State.ACTIVE if free else State.WAITING, Kind.REINSTATED, by)


@transaction.atomic
def promote(enrolment: Enrolment, by: User) -> None:
    """Give a free place to somebody on the waiting list."""
    cohort, place = locked_place(enrolment, by)
    if place.state != State.WAITING:
        raise Refusal(_("%(name)s 不在候补名单上。请刷新页面看看。") % {"name": place.user})
    if not Vacancies.of(cohort).has(place.branch):
        raise Refusal(_("没有空位给 %(name)s。请先增加名额，或等有人退班。") % {"name": place.user})
    set_state(enrolment, State.ACTIVE, Kind.PROMOTED, by)


@transaction.atomic
def promote_all(cohort: Cohort, by: User) -> list[Enrolment]:
    """Fill the free places from the waiting list, in its order, as far as the quotas allow."""
    (locked,) = administered([cohort], by)
    vacancies = Vacancies.of(locked)
    waiting = locked.enrolments.filter(state=State.WAITING).order_by("seat")
    promoted = [place for place in waiting if vacancies.take(place.branch)]
    locked.enrolments.filter(pk__in=[place.pk for place in promoted]).update(state=State.ACTIVE)
    EnrolmentEvent.objects.bulk_create(EnrolmentEvent(enrolment=place, kind=Kind.PROMOTED, by=by) for place in promoted)
    return promoted


@transaction.atomic
def transfer(enrolment: Enrolment, to: Cohort, by: User) -> Enrolment:
    """Move a person to another cohort of the same client. What they did here stays here; both places tell of it."""
    cohorts = {cohort.pk: cohort for cohort in administered([enrolment.cohort, to], by)}
    here, there = cohorts[enrolment.cohort_id], cohorts[to.pk]
    place = here.enrolments.select_related("user").get(pk=enrolment.pk)
    if here == there or here.client_id != there.client_id:
        raise Refusal(_("只能转到同一客户机构的另一个班级。"))
    if place.state not in {State.ACTIVE, State.WAITING}:
        raise Refusal(_("%(name)s 已不在名单上。请刷新页面看看。") % {"name": place.user})
    new = _arrival(place, there)
    set_state(enrolment, State.MOVED, Kind.MOVED_OUT, by, other=new)
    EnrolmentEvent.objects.create(enrolment=new, kind=Kind.MOVED_IN, by=by, other=place)
    return new


def _arrival(place: Enrolment, there: Cohort) -> Enrolment:
    """The active place in the other cohort: a new one, or the one that the person once had there."""
    old = there.enrolments.filter(user=place.user_id).first()
    if old is not None and old.state not in GONE:
        raise Refusal(_("%(name)s 已在“%(cohort)s”的名单上。") % {"name": place.user, "cohort": there})
    if not Vacancies.of(there).has(place.branch):
        raise Refusal(_("“%(cohort)s”没有空位了。请先增加名额，或等有人退班。") % {"cohort": there})
    if old is not None:
        old.state = State.ACTIVE
        old.save(update_fields=["state"])
        return old
    facts = {name: getattr(place, name) for name in OF_PLACE}
    return Enrolment.objects.create(cohort=there, user=place.user, seat=next_seat(there), **facts)


def next_seat(cohort: Cohort) -> int:
    return (cohort.enrolments.aggregate(last=Max("seat"))["last"] or 0) + 1


def administered(cohorts: Sequence[Cohort], by: User) -> list[Cohort]:
    """The cohorts, locked in one order for everybody: whoever counts their places counts them alone."""
    wanted = {cohort.pk for cohort in cohorts}
    found = list(Cohort.objects.administered_by(by).select_for_update().filter(pk__in=wanted).order_by("pk"))
    if len(found) < len(wanted):
        raise Refusal(_("只有教务可以改动名单。"))
    return found


def locked_place(enrolment: Enrolment, by: User) -> tuple[Cohort, Enrolment]:
    (cohort,) = administered([enrolment.cohort], by)
    return cohort, cohort.enrolments.select_related("user").get(pk=enrolment.pk)


def set_state(enrolment: Enrolment, state: str, kind: str, by: User, *, other: Enrolment | None = None) -> None:
    Enrolment.objects.filter(pk=enrolment.pk).update(state=state)
    enrolment.state = state
    EnrolmentEvent.objects.create(enrolment=enrolment, kind=kind, by=by, other=other)
