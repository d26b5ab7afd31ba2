"""What admins do with a roster: read a list, enrol the people on it, take a place away and give it back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal
from sessions.models import Cohort, Enrolment
from sessions.roster_rows import ParsedRoster, RosterRow, RowProblem, parse_roster

__all__ = [
    "Enrolled",
    "ParsedRoster",
    "RosterRefusal",
    "RosterRow",
    "RowProblem",
    "enrol",
    "parse_roster",
    "reinstate",
    "withdraw",
]

BATCH = 500  # values in one IN (…)


class RosterRefusal(Refusal):
    """Rows that cannot be enrolled; nothing was written."""

    def __init__(self, problems: Sequence[RowProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__(_("名单里有 %(count)s 处问题，没有导入任何人。请改正后再导入。") % {"count": len(problems)})


@dataclass(slots=True)
class Enrolled:
    """What came of a list: places newly given (to how many newly made people), given back, and there already."""

    new: list[Enrolment] = field(default_factory=list)
    people_created: int = 0
    reinstated: list[Enrolment] = field(default_factory=list)
    already: list[Enrolment] = field(default_factory=list)


def enrol(cohort: Cohort, rows: Sequence[RosterRow], by: User) -> Enrolled:
    """Give each person on the list a place; all of them or, with RosterRefusal, none.

    A person known by phone or e-mail is enrolled as they are; nobody's name, organisation, role or password changes.
    """
    try:
        with transaction.atomic():
            return _enrol(_locked(cohort, by), rows)
    except IntegrityError as error:
        raise Refusal(_("同一时间有人登记了名单上的人，没有导入任何人。请再导入一次。")) from error


def withdraw(enrolment: Enrolment, by: User) -> None:
    """Take the person off the roster; their attendance and work stay, and the place can be given back."""
    _set_state(enrolment, Enrolment.State.WITHDRAWN, by)


def reinstate(enrolment: Enrolment, by: User) -> None:
    _set_state(enrolment, Enrolment.State.ACTIVE, by)


def _set_state(enrolment: Enrolment, state: Enrolment.State, by: User) -> None:
    if not Enrolment.objects.administered_by(by).filter(pk=enrolment.pk).update(state=state):
        raise Refusal(_("只有教务可以改动名单。"))
    enrolment.state = state


def _locked(cohort: Cohort, by: User) -> Cohort:
    found = Cohort.objects.administered_by(by).select_for_update().filter(pk=cohort.pk).first()
    if found is None:
        raise Refusal(_("只有教务可以改动名单。"))
    return found


def _enrol(cohort: Cohort, rows: Sequence[RosterRow]) -> Enrolled:
    people = _known_people(rows)
    problems = list(_conflicts(cohort, rows, people))
    if problems:
        raise RosterRefusal(problems)
    places = {place.user_id: place for place in cohort.enrolments.select_related("user")}
    outcome = Enrolled()
    newcomers: list[tuple[User, RosterRow]] = []
    unknown: list[tuple[User, RosterRow]] = []
    for row in rows:
        person = people.get(str(row.identity))
        place = places.get(person.pk) if person else None
        if person is None:
            unknown.append((_new_person(cohort, row), row))
            newcomers.append(unknown[-1])
        elif place is None:
            newcomers.append((person, row))
        elif place.state == Enrolment.State.ACTIVE:
            outcome.already.append(place)
        else:
            outcome.reinstated.append(_given_back(place, row))
    User.objects.bulk_create([person for person, _row in unknown])
    outcome.people_created = len(unknown)
    outcome.new = _seat(cohort, newcomers)
    Enrolment.objects.bulk_update(outcome.reinstated, ["state", "branch", "post"])
    return outcome


def _known_people(rows: Sequence[RosterRow]) -> dict[str, User]:
    """By phone or e-mail, those of the list who have an account."""
    known: dict[str, User] = {}
    for start in range(0, len(rows), BATCH):
        batch = [row.identity for row in rows[start : start + BATCH]]
        phones = [identity.phone for identity in batch if identity.phone]
        emails = [identity.email for identity in batch if identity.email]
        for person in User.objects.filter(phone__in=phones):
            known[person.phone or ""] = person
        if emails:
            for person in User.objects.filter(email__in=emails):
                known[person.email or ""] = person
    return known


def _conflicts(cohort: Cohort, rows: Sequence[RosterRow], people: dict[str, User]) -> Iterator[RowProblem]:
    first_line: dict[int, int] = {}
    for row in rows:
        person = people.get(str(row.identity))
        if person is None:
            continue
        label, text = _("手机号或邮箱"), ""
        if person.organisation_id != cohort.client_id:
            text = _(
                "%(contact)s 已是另一机构人员的账号，不能编入本班。请核对号码；若此人已换单位，先在“人员”中更改机构。"
            )
        elif not person.is_active:
            text = _("%(contact)s（%(name)s）的账号已停用。请先在“人员”中恢复，再导入。")
        elif person.name != row.name:
            label = _("姓名")
            text = _("%(contact)s 已登记为“%(name)s”，与名单上的姓名不同。请核对号码，或把姓名改成一致。")
        elif person.pk in first_line:
            text = _("%(contact)s 与第 %(line)s 行是同一个人（%(name)s）。请删去一行。")
        if text:
            known = {"contact": str(row.identity), "name": person.name, "line": first_line.get(person.pk, 0)}
            yield RowProblem(row.line, label, text % known)
        first_line.setdefault(person.pk, row.line)


def _new_person(cohort: Cohort, row: RosterRow) -> User:
    return User(name=row.name, organisation_id=cohort.client_id, password=make_password(None), **row.identity.fields)


def _given_back(place: Enrolment, row: RosterRow) -> Enrolment:
    place.state = Enrolment.State.ACTIVE
    place.branch, place.post = row.branch or place.branch, row.post or place.post
    return place


def _seat(cohort: Cohort, newcomers: Sequence[tuple[User, RosterRow]]) -> list[Enrolment]:
    last = cohort.enrolments.aggregate(last=Max("seat"))["last"] or 0
    return Enrolment.objects.bulk_create(
        Enrolment(cohort=cohort, user=person, branch=row.branch, post=row.post, seat=seat)
        for seat, (person, row) in enumerate(newcomers, start=last + 1)
    )
