"""A cohort in the room: two groups of two, a trainer, an exercise; and the addresses of its pages."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.models import User
from exercises.models import Exercise, Group, Worksheet
from exercises.working import own_worksheet, token_of
from sessions.models import Cohort, Enrolment
from tests.factories import (
    CohortFactory,
    EnrolmentFactory,
    ExerciseFactory,
    GroupFactory,
    GroupMemberFactory,
    UserFactory,
)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@dataclass
class World:
    cohort: Cohort
    exercise: Exercise
    trainer: User
    groups: list[Group]
    enrolments: list[Enrolment] = field(default_factory=list)

    @property
    def trainees(self) -> list[User]:
        """Two of group 1, then two of group 2."""
        return [enrolment.user for enrolment in self.enrolments]

    def sheet(self, user: User | None = None) -> Worksheet:
        sheet = own_worksheet(exercise=self.exercise, cohort=self.cohort, user=user or self.trainees[0])
        assert sheet is not None
        return sheet

    def url(self, name: str, *args: Any) -> str:
        if name in {"exercises", "groups", "deal_groups", "move_member"}:
            return reverse(f"exercises:{name}", args=[self.cohort.code])
        return reverse(f"exercises:{name}", args=[self.cohort.code, self.exercise.slug, *args])


def make_world(groups: int = 2, size: int = 2, **exercise: Any) -> World:
    trainer = UserFactory(trainer=True, name="何老师")
    cohort = CohortFactory(trainers=[trainer])
    world = World(cohort, ExerciseFactory(course=cohort.course, **exercise), trainer, [])
    for number in range(1, groups + 1):
        group = GroupFactory(cohort=cohort, number=number)
        world.groups.append(group)
        for _ in range(size):
            enrolment = EnrolmentFactory(cohort=cohort, seat=len(world.enrolments) + 1)
            world.enrolments.append(enrolment)
            GroupMemberFactory(group=group, enrolment=enrolment)
    return world


def save(world: World, user: User, key: str, value: Any, *, sheet: Worksheet | None = None, **more: Any):
    """What worksheet.js sends for one field; the token is that of a page opened now unless given."""
    sheet = sheet or world.sheet(user)
    more.setdefault("token", token_of(sheet.answers.filter(key=key).first()))
    return signed_in(user).post(world.url("save_field", sheet.pk, key), {"value": value, **more})


def stored(sheet: Worksheet) -> dict[str, Any]:
    return dict(sheet.answers.values_list("key", "value"))


def whole_form(response: Any) -> dict[str, Any]:
    """What a browser without scripts would send back from a worksheet page just as it came."""
    form: dict[str, Any] = {"page": "p1"}
    for section in response.context["sections"]:
        for block in section.blocks:
            cells = [block.cell] if block.cell else [cell for row in block.rows for cell in row.cells]
            for cell in cells:
                form[f"was:{cell.address}"] = cell.entry.token
                if cell.entry.value != "":
                    form[cell.address] = json.loads(json.dumps(cell.entry.value))
    return form
