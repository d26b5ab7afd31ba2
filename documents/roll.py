"""A cohort's trainees as what is printed for the room needs them; one query."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from unicodedata import east_asian_width

from django.utils.translation import gettext as _

from accounts.refusals import Refusal
from exercises.models import Group
from sessions.models import Cohort, Enrolment


@dataclass(frozen=True)
class Person:
    seat: int
    name: str
    branch: str
    post: str
    group: str  # empty where nobody has been seated in groups
    group_number: int

    @property
    def place(self) -> str:
        """Branch and post, as far as they are known."""
        return " · ".join(part for part in (self.branch, self.post) if part)


@dataclass(frozen=True)
class Table:
    """A group's table; `name` is empty for those who have none."""

    name: str
    people: tuple[Person, ...]


def people_of(cohort: Cohort) -> list[Person]:
    """In the order of the roster. Raises Refusal for a cohort without anybody."""
    active = cohort.enrolments.active().select_related("user", "group_member__group").order_by("seat")
    people = [_person(enrolment) for enrolment in active]
    if not people:
        raise Refusal(_("班里还没有学员。请先录入名单，再生成。"))
    return people


def tables_of(people: Sequence[Person]) -> list[Table]:
    """By group, and those without one at the end."""
    seated = sorted(people, key=lambda person: (not person.group_number, person.group_number, person.seat))
    tables = groupby(seated, key=lambda person: (person.group_number, person.group))
    return [Table(name, tuple(own)) for (_number, name), own in tables]


def width_of(text: str) -> float:
    """In Chinese characters; Latin letters take about half."""
    return sum(1 if east_asian_width(character) in "WF" else 0.55 for character in text)


def _person(enrolment: Enrolment) -> Person:
    group: Group | None = enrolment.group_member.group if hasattr(enrolment, "group_member") else None
    return Person(
        seat=enrolment.seat,
        name=enrolment.user.name,
        branch=enrolment.branch,
        post=enrolment.post,
        group=str(group or ""),
        group_number=group.number if group else 0,
    )
