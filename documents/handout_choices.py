"""What a handout is to hold: its edition, its parts, what else. Kept in the job, so that the next starts there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.models import Module
from documents.models import Job
from sessions.models import Cohort


class Extra(TextChoices):
    ABOUT = "about", _("课程简介")
    AGENDA = "agenda", _("课程安排")
    CASES = "cases", pgettext_lazy("many", "案例")
    WORKSHEETS = "worksheets", _("练习工作单")
    NOTES = "notes", _("笔记页")


EDITIONS = {False: Job.Kind.HANDOUT, True: Job.Kind.TRAINER_HANDOUT}


@dataclass(frozen=True)
class Choice:
    """parts: ids of the course's top lines; None is all of them, also those that come later."""

    for_trainers: bool = False
    parts: tuple[int, ...] | None = None
    extras: tuple[str, ...] = tuple(Extra.values)

    @property
    def kind(self) -> Job.Kind:
        return EDITIONS[self.for_trainers]

    @classmethod
    def of(cls, job: Job) -> Self:
        parts = job.params.get("parts")
        return cls(
            for_trainers=job.kind == Job.Kind.TRAINER_HANDOUT,
            parts=None if parts is None else tuple(parts),
            extras=tuple(job.params.get("extras", Extra.values)),
        )

    def as_params(self) -> dict[str, Any]:
        return {"parts": None if self.parts is None else list(self.parts), "extras": list(self.extras)}

    def has(self, extra: str) -> bool:
        return extra in self.extras

    def picked(self, parts: Sequence[Module]) -> list[Module]:
        """Those of `parts` that were chosen and still stand in the outline."""
        return [part for part in parts if self.parts is None or part.pk in self.parts]


def last_choice(cohort: Cohort) -> tuple[Choice, str] | None:
    """What was ordered for this cohort last, and in which language."""
    job = cohort.jobs.filter(kind__in=EDITIONS.values()).order_by("-created_at", "-pk").first()
    return (Choice.of(job), job.language) if job is not None else None


def chosen(facts: Mapping[str, Any], parts: Sequence[Module]) -> Choice:
    """From the form: every part ticked means all, whatever is added later."""
    ticked = tuple(sorted(int(pk) for pk in facts["parts"]))
    everything = set(ticked) == {part.pk for part in parts}
    extras = tuple(extra for extra in Extra.values if extra in facts["extras"])
    return Choice(facts["edition"] == "trainer", None if everything else ticked, extras)
