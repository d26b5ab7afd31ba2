"""The life of a place: taken away, given back, promoted from the waiting list. Its history is only appended."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal
from sessions.models import Cohort, Enrolment, EnrolmentEvent
from sessions.vacancies import Vacancies

Kind = EnrolmentEvent.Kind
State = Enrolment.State
GONE = (State.WITHDRAWN, State.MOVED)


@transaction.atomic
def withdraw(enrolment: Enrolment, by: User) -> None:
    """Take the person off the roster; their attendance and work stay, and the place can be given back."""
    _cohort, place = _locked(enrolment, by)
    if place.state not in {State.ACTIVE, State.WAITING}:
        raise Refusal(_("%(name)s 已不在名单上。请刷新页面看看。") % {"name": place.user})
    _set(enrolment, State.WITHDRAWN, Kind.WITHDRAWN, by)


@transaction.atomic
def reinstate(enrolment: Enrolment, by: User) -> None:
    """Give the place back; on the waiting list if the cohort has filled up meanwhile."""
    cohort, place = _locked(enrolment, by)
    if place.state not in GONE:
        raise Refusal(_("%(name)s 没有退班，不用恢复。请刷新页面看看。") % {"name": place.user})
    free = Vacancies.of(cohort).has(place.branch)
    _set(enrolment, State.ACTIVE if free else State.WAITING, Kind.REINSTATED, by)


@transaction.atomic
def promote(enrolment: Enrolment, by: User) -> None:
    """Give a free place to somebody on the waiting list."""
    cohort, place = _locked(enrolment, by)
    if place.state != State.WAITING:
        raise Refusal(_("%(name)s 不在候补名单上。请刷新页面看看。") % {"name": place.user})
    if not Vacancies.of(cohort).has(place.branch):
        raise Refusal(_("没有空位给 %(name)s。请先增加名额，或等有人退班。") % {"name": place.user})
    _set(enrolment, State.ACTIVE, Kind.PROMOTED, by)


@transaction.atomic
def promote_all(cohort: Cohort, by: User) -> list[Enrolment]:
    """Fill the free places from the waiting list, in its order, as far as the quotas allow."""
    locked = administered(cohort, by)
    vacancies = Vacancies.of(locked)
    waiting = locked.enrolments.filter(state=State.WAITING).order_by("seat")
    promoted = [place for place in waiting if vacancies.take(place.branch)]
    locked.enrolments.filter(pk__in=[place.pk for place in promoted]).update(state=State.ACTIVE)
    EnrolmentEvent.objects.bulk_create(EnrolmentEvent(enrolment=place, kind=Kind.PROMOTED, by=by) for place in promoted)
    return promoted


def administered(cohort: Cohort, by: User) -> Cohort:
    """The cohort, locked: whoever counts its places counts them alone."""
    found = Cohort.objects.administered_by(by).select_for_update().filter(pk=cohort.pk).first()
    if found is None:
        raise Refusal(_("只有教务可以改动名单。"))
    return found


def _locked(enrolment: Enrolment, by: User) -> tuple[Cohort, Enrolment]:
    cohort = administered(enrolment.cohort, by)
    return cohort, cohort.enrolments.select_related("user").get(pk=enrolment.pk)


def _set(enrolment: Enrolment, state: str, kind: str, by: User) -> None:
    Enrolment.objects.filter(pk=enrolment.pk).update(state=state)
    enrolment.state = state
    EnrolmentEvent.objects.create(enrolment=enrolment, kind=kind, by=by)
