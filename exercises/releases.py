"""The materials of a cohort and to whom they are released: every way in which a trainee meets one asks here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import F, Min, Q, QuerySet

from courses.models import Material, Module
from exercises.models import Exercise, Submission
from exercises.release_rules import Facts, Rule, Verdict, Word, decide
from sessions.models import AgendaItem, Attendance, Cohort, Enrolment, MaterialRuling

Key = TypeVar("Key")
Moments = Mapping[int, dt.datetime]
_LINKED = (
    *("title", "kind", "audience", "course", "module", "release", "release_session"),
    *("release_exercise", "position"),
)
_SESSION_RULES = {Material.Release.SESSION, Material.Release.CHECK_IN}


@dataclass(frozen=True)
class Shelf:
    """A cohort's materials in their order, with all that decides on their release. Trainers' ones are among them.

    arrived, submitted: by session number and by slug, then by enrolment.
    """

    cohort: Cohort
    now: dt.datetime
    materials: tuple[Material, ...]
    rulings: Mapping[int, MaterialRuling]
    starts: Mapping[int, dt.datetime]
    taught_in: Mapping[int, int]
    exercises: Mapping[str, str]  # titles
    arrived: Mapping[int, Mapping[int, dt.datetime]]
    submitted: Mapping[str, Mapping[int, dt.datetime]]

    def for_trainees(self) -> list[Material]:
        return [material for material in self.materials if material.audience == Material.Audience.TRAINEES]

    def rule_of(self, material: Material) -> Rule:
        session = material.release_session
        if session is None and material.module_id is not None:
            session = self.taught_in.get(material.module_id)
        return Rule(material.release, session, material.release_exercise)

    def verdict(self, material: Material, reader: int | None) -> Verdict:
        """For the enrolment `reader`; None: for somebody who takes part in nothing, as a client's contact."""
        ruling = self.rulings.get(material.pk)
        word = Word(ruling.says == MaterialRuling.Says.RELEASED, ruling.at) if ruling else None
        return decide(self.rule_of(material), word, self._facts(reader))

    def _facts(self, reader: int | None) -> Facts:
        return Facts(
            now=self.now,
            starts=self.starts,
            exercises=frozenset(self.exercises),
            arrived=_of(reader, self.arrived),
            submitted=_of(reader, self.submitted),
        )


def _of(reader: int | None, rows: Mapping[Key, Mapping[int, dt.datetime]]) -> dict[Key, dt.datetime]:
    return {key: by[reader] for key, by in rows.items() if reader is not None and reader in by}


def shelf_of(cohort: Cohort, *, now: dt.datetime, enrolment: Enrolment | None = None, only: int | None = None) -> Shelf:
    """At most nine queries. enrolment: read the doings of this trainee alone. only: one material instead of all."""
    found = _in_order(cohort).select_related("module").defer("module__body", "module__trainer_notes")
    return _shelf(cohort, tuple(found.filter(pk=only) if only is not None else found.defer("body")), now, enrolment)


def released_to(
    enrolment: Enrolment, now: dt.datetime, *, starts: Moments | None = None, arrived: Moments | None = None
) -> list[Material]:
    """What one trainee may read now, as far as a link needs it.

    starts, arrived: by session number, from a page that has read the trainee's sessions already.
    """
    found = _in_order(enrolment.cohort).filter(audience=Material.Audience.TRAINEES).only(*_LINKED)
    known = {number: {enrolment.pk: at} for number, at in arrived.items()} if arrived is not None else None
    shelf = _shelf(enrolment.cohort, tuple(found), now, enrolment, starts, known)
    return [material for material in shelf.materials if shelf.verdict(material, enrolment.pk).is_open]


def _in_order(cohort: Cohort) -> QuerySet[Material]:
    found: QuerySet[Material] = Material.objects.filter(course=cohort.course_id)
    return found.order_by(F("module__position").asc(nulls_first=True), "position", "pk")


def _shelf(
    cohort: Cohort,
    materials: tuple[Material, ...],
    now: dt.datetime,
    enrolment: Enrolment | None,
    starts: Moments | None = None,
    arrived: Mapping[int, Moments] | None = None,
) -> Shelf:
    """With what the rules of these materials ask for, and nothing else."""
    rules = {material.release for material in materials}
    names_exercise = Material.Release.EXERCISE in rules
    if starts is None:
        starts = _starts(cohort) if rules & _SESSION_RULES else {}
    if arrived is None:
        arrived = _arrived(cohort, enrolment) if Material.Release.CHECK_IN in rules else {}
    return Shelf(
        cohort=cohort,
        now=now,
        materials=materials,
        rulings=_rulings(cohort) if materials else {},
        starts=starts,
        taught_in=_taught_in(cohort, materials),
        exercises=_titles(cohort) if names_exercise else {},
        arrived=arrived,
        submitted=_submitted(cohort, enrolment) if names_exercise else {},
    )


def _rulings(cohort: Cohort) -> dict[int, MaterialRuling]:
    """The newest that stands, by material."""
    standing = MaterialRuling.objects.filter(cohort=cohort, undone_at=None).select_related("by").order_by("pk")
    return {ruling.material_id: ruling for ruling in standing}


def _starts(cohort: Cohort) -> dict[int, dt.datetime]:
    return dict(cohort.sessions.order_by("number").values_list("number", "starts_at"))


def _titles(cohort: Cohort) -> dict[str, str]:
    return dict(Exercise.objects.filter(course=cohort.course_id).values_list("slug", "title"))


def _taught_in(cohort: Cohort, materials: tuple[Material, ...]) -> dict[int, int]:
    """The first session that teaches each line: the line itself, what it stands under, or what stands under it."""
    asked = [m for m in materials if m.release in _SESSION_RULES and m.release_session is None and m.module_id]
    if not asked:
        return {}
    items = AgendaItem.objects.filter(session__cohort=cohort, module__isnull=False).order_by()
    taught = dict(items.values_list("module").annotate(first=Min("session__number")))
    if all(material.module_id in taught for material in asked):
        return taught
    parents: dict[int, int | None] = dict(
        Module.objects.filter(course=cohort.course_id).order_by().values_list("pk", "parent")
    )
    inside: dict[int, int] = {}
    for module, number in taught.items():
        for line in _upwards(module, parents):
            inside[line] = min(number, inside.get(line, number))
    found = {}
    for material in asked:
        above = (taught[line] for line in _upwards(material.module_id, parents) if line in taught)
        number = next(above, None) or inside.get(material.module_id or 0)
        if number is not None:
            found[material.module_id or 0] = number
    return found


def _upwards(module: int | None, parents: Mapping[int, int | None]) -> list[int]:
    lines: list[int] = []
    while module is not None and module not in lines:
        lines.append(module)
        module = parents.get(module)
    return lines


def _arrived(cohort: Cohort, enrolment: Enrolment | None) -> dict[int, dict[int, dt.datetime]]:
    rows = Attendance.objects.arrived().filter(session__cohort=cohort)
    if enrolment is not None:
        rows = rows.filter(enrolment=enrolment)
    found: dict[int, dict[int, dt.datetime]] = {}
    told = rows.values_list("session__number", "enrolment", "checked_in_at", "marked_at")
    for number, reader, checked_in_at, marked_at in told:
        found.setdefault(number, {})[reader] = checked_in_at or marked_at
    return found


def _submitted(cohort: Cohort, enrolment: Enrolment | None) -> dict[str, dict[int, dt.datetime]]:
    """First submissions: of one's own sheet, or of the sheet of the group one sits in."""
    rows = Submission.objects.filter(worksheet__cohort=cohort, number=1)
    if enrolment is not None:
        rows = rows.filter(Q(worksheet__enrolment=enrolment) | Q(worksheet__group__members__enrolment=enrolment))
    found: dict[str, dict[int, dt.datetime]] = {}
    told = rows.values_list(
        *("worksheet__exercise__slug", "worksheet__enrolment", "worksheet__group__members__enrolment", "submitted_at")
    )
    for slug, own, member, at in told:
        if (reader := own or member) is not None:
            found.setdefault(slug, {})[reader] = at
    return found
