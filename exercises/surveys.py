"""A course's feedback forms, all together: what was chosen how often, and what was written, without a name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from exercises.grading import latest_submission
from exercises.models import Exercise, Submission, Worksheet
from exercises.worksheets import EMPTY, Choice, Field, Rating, Value, definition
from sessions.models import Cohort, Enrolment

LEAST = 3  # of fewer forms everybody in the room would know whose they are


@dataclass(frozen=True)
class Bar:
    label: str
    count: int
    share: int  # per cent of those who answered


@dataclass(frozen=True)
class Tally:
    """One question: how many answered it, and what; `mean` of a rating, `texts` and how often, in no one's order."""

    asked: Field
    count: int
    bars: tuple[Bar, ...] = ()
    mean: Decimal | None = None
    texts: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Results:
    returned: int
    trainees: int
    tallies: tuple[Tally, ...]  # none while too few have answered

    @property
    def lacking(self) -> int:
        return max(LEAST - self.returned, 0)


def results(cohort: Cohort, exercise: Exercise) -> Results:
    forms = _forms(cohort, exercise)
    trainees = Enrolment.objects.active().filter(cohort=cohort).count()
    asked = definition(exercise.fields).fields if len(forms) >= LEAST else ()
    return Results(len(forms), trainees, tuple(_tally(field, forms) for field in asked))


def _forms(cohort: Cohort, exercise: Exercise) -> list[Submission]:
    """The newest form of each who has handed one in."""
    sheets = Worksheet.objects.filter(cohort=cohort, exercise=exercise).prefetch_related("submissions")
    return [form for sheet in sheets if (form := latest_submission(sheet)) is not None]


def _tally(asked: Field, forms: Sequence[Submission]) -> Tally:
    answers: list[Value] = [form.answers[asked.key] for form in forms if form.answers.get(asked.key, EMPTY) != EMPTY]
    if isinstance(asked, Rating):
        steps = [(str(step), [value == step for value in answers]) for step in reversed(asked.steps)]
        return Tally(asked, len(answers), _bars(steps, len(answers)), mean=_mean(answers))
    if isinstance(asked, Choice):
        options = [(it.label, [it.value in _several(value) for value in answers]) for it in asked.options]
        return Tally(asked, len(answers), _bars(options, len(answers)))
    return Tally(asked, len(answers), texts=tuple(sorted(Counter(map(str, answers)).items())))


def _bars(found: Sequence[tuple[str, Sequence[bool]]], answered: int) -> tuple[Bar, ...]:
    return tuple(Bar(label, sum(hits), round(100 * sum(hits) / answered) if answered else 0) for label, hits in found)


def _mean(answers: Sequence[Value]) -> Decimal | None:
    if not answers:
        return None
    whole = Decimal(sum(int(str(value)) for value in answers))
    return (whole / len(answers)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _several(value: Value) -> list[str]:
    return value if isinstance(value, list) else [str(value)]
