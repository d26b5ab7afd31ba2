"""Where each group, or each trainee, stands with an exercise; in a constant number of queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, Q, TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from exercises.access import exercises_of
from exercises.grading import latest_review, latest_submission, released_review
from exercises.models import Answer, Exercise, Group, GroupMember, Review, Submission, Worksheet
from exercises.worksheets import Definition, definition
from sessions.models import Cohort, Enrolment


class State(TextChoices):
    NOT_STARTED = "not_started", _("未开始")
    WORKING = "working", _("填写中")
    SUBMITTED = "submitted", _("已提交")
    CHANGED = "changed", _("提交后有改动")
    MARKED = "marked", _("已评分，未公布")
    RELEASED = "released", _("已公布")

    @property
    def pill(self) -> str:
        looks = {"working": "pill-info", "submitted": "pill-warn", "changed": "pill-warn", "released": "pill-ok"}
        return looks.get(self.value, "pill-muted")


@dataclass(frozen=True)
class Standing:
    state: State
    done: int
    total: int
    last: Answer | None = None
    submission: Submission | None = None
    review: Review | None = None


def standing(worksheet: Worksheet | None, sheet: Definition, *, for_trainee: bool) -> Standing:
    """What one sheet has come to. A trainee's standing carries no review, and no hint of one, before its release."""
    if worksheet is None:
        return Standing(State.NOT_STARTED, *sheet.filled({}))
    answers = list(worksheet.answers.all())
    done, total = sheet.filled({answer.key: answer.value for answer in answers})
    last = max(answers, key=lambda answer: answer.updated_at, default=None)
    submission = latest_submission(worksheet)
    review = released_review(worksheet) if for_trainee else latest_review(worksheet)
    return Standing(_state(last, submission, review), done, total, last, submission, review)


def _state(last: Answer | None, submission: Submission | None, review: Review | None) -> State:
    if review is not None:
        return State.MARKED if review.released_at is None else State.RELEASED
    if submission is None:
        return State.WORKING if last else State.NOT_STARTED
    return State.CHANGED if last and last.updated_at > submission.submitted_at else State.SUBMITTED


@dataclass(frozen=True)
class OwnExercise:
    exercise: Exercise
    standing: Standing


def own_exercises(cohort: Cohort, user: User) -> list[OwnExercise]:
    """The exercises of a cohort as one of its trainees finds them."""
    sheets = Worksheet.objects.worked_on_by(user).filter(cohort=cohort).with_work()
    by_exercise = {sheet.exercise_id: sheet for sheet in sheets}
    return [
        OwnExercise(exercise, standing(by_exercise.get(exercise.pk), definition(exercise.fields), for_trainee=True))
        for exercise in exercises_of(cohort)
    ]


@dataclass(frozen=True)
class Overview:
    """How far a cohort is with one exercise, counted in sheets."""

    exercise: Exercise
    units: int
    started: int
    submitted: int
    marked: int
    released: int


def overview(cohort: Cohort) -> list[Overview]:
    units = {
        Exercise.WorkedBy.GROUP.value: Group.objects.filter(cohort=cohort).count(),
        Exercise.WorkedBy.INDIVIDUAL.value: Enrolment.objects.active().filter(cohort=cohort).count(),
    }
    started = set(Answer.objects.filter(worksheet__cohort=cohort).values_list("worksheet", flat=True).distinct())
    sheets = Worksheet.objects.filter(cohort=cohort).prefetch_related("submissions__reviews")
    counts: dict[int, Counter[str]] = {}
    for sheet in sheets:
        counts.setdefault(sheet.exercise_id, Counter()).update(_steps(sheet, started=sheet.pk in started))
    return [
        Overview(
            exercise,
            units[exercise.worked_by],
            *(counts.get(exercise.pk, Counter())[step] for step in ("started", "submitted", "marked", "released")),
        )
        for exercise in exercises_of(cohort)
    ]


def _steps(sheet: Worksheet, *, started: bool) -> Iterable[str]:
    review = latest_review(sheet)
    reached = {
        "started": started,
        "submitted": latest_submission(sheet) is not None,
        "marked": review is not None,
        "released": review is not None and review.released_at is not None,
    }
    return [step for step, done in reached.items() if done]


@dataclass(frozen=True)
class Unit:
    """A group, or a trainee, and its sheet."""

    name: str
    members: str
    worksheet: Worksheet | None
    standing: Standing
    withdrawn: bool = False


def units_of(cohort: Cohort, exercise: Exercise) -> list[Unit]:
    sheet = definition(exercise.fields)
    worksheets = Worksheet.objects.filter(cohort=cohort, exercise=exercise).with_work()
    if exercise.worked_by == Exercise.WorkedBy.GROUP:
        by_group = {worksheet.group_id: worksheet for worksheet in worksheets}
        return [
            _unit(str(group), gettext("、").join(seated_names(group)), by_group.get(group.pk), sheet)
            for group in groups_of(cohort)
        ]
    by_trainee = {worksheet.enrolment_id: worksheet for worksheet in worksheets}
    kept = Q(state=Enrolment.State.ACTIVE) | Q(pk__in=[pk for pk in by_trainee if pk])
    enrolments = Enrolment.objects.filter(kept, cohort=cohort).select_related("user").order_by("seat")
    return [_unit(e.user.name, e.branch, by_trainee.get(e.pk), sheet, e.state) for e in enrolments]


def _unit(name: str, members: str, worksheet: Worksheet | None, sheet: Definition, state: str = "active") -> Unit:
    withdrawn = state != Enrolment.State.ACTIVE
    return Unit(name, members, worksheet, standing(worksheet, sheet, for_trainee=False), withdrawn)


def groups_of(cohort: Cohort) -> list[Group]:
    """The cohort's groups, each with `seated`: its members on the roster, in roster order."""
    active = GroupMember.objects.filter(enrolment__state=Enrolment.State.ACTIVE)
    seated = active.select_related("enrolment__user").order_by("enrolment__seat")
    return list(Group.objects.filter(cohort=cohort).prefetch_related(Prefetch("members", seated, to_attr="seated")))


def seated_names(group: Group) -> list[str]:
    return [member.enrolment.user.name for member in group.seated]  # type: ignore[attr-defined]


def last_change(units: Iterable[Unit]) -> datetime | None:
    return max((unit.standing.last.updated_at for unit in units if unit.standing.last), default=None)
