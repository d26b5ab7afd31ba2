"""The trainees' handout: the whole course on paper, with room to write."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.refusals import Refusal
from courses.editions import syllabus_of
from courses.importers.cases import CaseText
from courses.markdown import render_markdown
from courses.models import Module
from courses.trees import TreeNode, tree_of
from documents import confinement, pdf
from documents.certificate_words import days
from documents.models import Job
from documents.progress import Progress, Result
from exercises.models import Exercise
from exercises.worksheets import DefinitionError, Field, Table, definition
from sessions.agenda import agenda_of
from sessions.case_telling import ToldCase, told_cases
from sessions.models import Cohort

BLANK_ROWS = 4  # of a table that grows, at least


@dataclass(frozen=True)
class Asked:
    """A field of a worksheet with the labels of its blank rows, if it is a table."""

    field: Field
    rows: list[str]


@dataclass(frozen=True)
class PrintedStage:
    title: str
    body: SafeString
    questions: tuple[str, ...]


@dataclass(frozen=True)
class PrintedCase:
    """A case as far as its cohort has been told it."""

    pk: int
    case: CaseText
    stages: list[PrintedStage]


@dataclass(frozen=True)
class PrintedExercise:
    exercise: Exercise
    brief: SafeString
    fields: list[Asked]


def make(job: Job, progress: Progress) -> Result:
    content = draw(job.cohort, now=timezone.now(), on_step=lambda step: progress(step - 1, pdf.STEPS))
    return Result(content, _("%(code)s 学员手册") % {"code": job.cohort.code} + ".pdf")


def draw(cohort: Cohort, *, now: dt.datetime, on_step: pdf.OnStep | None = None) -> bytes:
    """now: printed as the date of this edition."""
    agenda = agenda_of(cohort)
    syllabus = syllabus_of(cohort.course, cohort.edition)
    course = syllabus.course
    context: dict[str, Any] = {
        "cohort": cohort,
        "course": course,
        "issuer": settings.PROVIDER_NAME,
        "days": days(agenda.days[0].date, agenda.days[-1].date)
        if agenda.days
        else days(cohort.start_date, cohort.last_day),
        "agenda": agenda,
        "trainers": list(cohort.trainers.all()),
        "parts": [(node, _with_bodies(node)) for node in tree_of(syllabus.modules)],
        "cases": [_case(told) for told in told_cases(cohort, syllabus)],
        "exercises": [_printed(exercise) for exercise in course.exercises.all()],
        "now": now.astimezone(cohort.zone),
        "lines": range(22),
    }
    styles = ["handout.css", "handout_sheets.css"]
    return pdf.render("handout.html", context, styles=styles, on_step=on_step, limits=confinement.LIMITS)


def _case(told: ToldCase) -> PrintedCase:
    stages = [PrintedStage(stage.title, render_markdown(stage.body), stage.questions) for stage in told.stages]
    return PrintedCase(told.pk, told.case, stages)


def _with_bodies(part: TreeNode) -> list[tuple[Module, SafeString]]:
    """What authors wrote at the lines of a part, in reading order."""
    return [(node.module, render_markdown(node.module.body)) for node in part.walk() if node.module.body.strip()]


def _printed(exercise: Exercise) -> PrintedExercise:
    try:
        fields = definition(exercise.fields).fields
    except DefinitionError as error:
        raise Refusal(_("练习“%(title)s”的工作单有误，请先在课程里改正。") % {"title": exercise.title}) from error
    return PrintedExercise(exercise, render_markdown(exercise.brief), [Asked(field, _rows(field)) for field in fields])


def _rows(field: Field) -> list[str]:
    if not isinstance(field, Table):
        return []
    if field.rows:
        return [row.label for row in field.rows]
    return [str(number) for number in range(1, max(field.min_rows, BLANK_ROWS) + 1)]
