"""What a handout tells: the chapters of a course with their texts, cases and worksheets, as far as an edition may."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.qr import qr_svg
from accounts.refusals import Refusal
from courses.editions import Syllabus, SyllabusCase
from courses.importers.cases import CaseText
from courses.markdown import render_markdown
from courses.models import Module
from courses.trees import TreeNode, tree_of
from exercises.models import Exercise
from exercises.worksheets import DefinitionError, Field, Table, definition
from sessions.case_telling import told
from sessions.models import Cohort, StageReveal

QR_MASK = 4  # a fixed one: trying all takes 40 ms a code
# Millimetres of a page below its chapter's title, a line of the outline, a line to write on.
PAGE, LINE, RULED = 190, 8, 8.5
FEWEST = 6  # ruled lines that are worth a heading
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
    """A case as far as this edition tells it: trainees read what their cohort was told, trainers all and the note."""

    case: CaseText
    stages: list[PrintedStage]
    note: SafeString


@dataclass(frozen=True)
class PrintedExercise:
    exercise: Exercise
    brief: SafeString
    fields: list[Asked]


@dataclass(frozen=True)
class PrintedLine:
    """What is written at a line of the outline; `notes` is empty in the trainees' edition."""

    module: Module
    body: SafeString
    notes: SafeString


@dataclass(frozen=True)
class Chapter:
    """A part of the course, or, without a part, what hangs on none."""

    title: str
    part: TreeNode | None = None
    qr: SafeString | None = None
    lines: list[PrintedLine] = field(default_factory=list)
    cases: list[PrintedCase] = field(default_factory=list)
    exercises: list[PrintedExercise] = field(default_factory=list)

    def __bool__(self) -> bool:
        return self.part is not None or bool(self.cases or self.exercises)

    @property
    def room(self) -> range:
        """Lines to write on below an outline that leaves most of its page empty."""
        if self.part is None or self.lines or self.cases:
            return range(0)
        left = int((PAGE - LINE * self.part.size) / RULED)
        return range(left if left >= FEWEST else 0)


@dataclass(frozen=True)
class Source:
    """All that chapters are made of; `syllabus` has the trainers' notes only when the edition is theirs."""

    cohort: Cohort
    syllabus: Syllabus
    for_trainers: bool
    base_url: str
    figures: Mapping[str, str]
    cases: tuple[SyllabusCase, ...]
    exercises: tuple[Exercise, ...]

    def chapters(self, picked: Iterable[Module]) -> list[Chapter]:
        """One for each chosen part; what hangs on no part at all comes last."""
        roots = {node.module.pk: node for node in tree_of(self.syllabus.modules)}
        home = {node.module.pk: pk for pk, root in roots.items() for node in root.walk()}
        reveals = self._reveals()
        chapters = [self._chapter(roots[part.pk], home, reveals) for part in picked]
        loose = Chapter(
            title=_("更多案例和练习"),
            cases=[self._case(case, reveals) for case in self.cases if case.module_id not in home],
            exercises=[self._exercise(exercise) for exercise in self.exercises if exercise.module_id not in home],
        )
        return [*chapters, loose] if loose else chapters

    def _chapter(self, part: TreeNode, home: Mapping[int, int], reveals: Mapping[int, set[int]]) -> Chapter:
        pk = part.module.pk
        address = self.base_url + reverse("sessions:cohort_module", args=[self.cohort.code, pk])
        return Chapter(
            title=str(part.module),
            part=part,
            qr=qr_svg(address, mask=QR_MASK),
            lines=[self._line(node.module) for node in part.walk() if node.module.body or node.module.trainer_notes],
            cases=[self._case(case, reveals) for case in self.cases if home.get(case.module_id or 0) == pk],
            exercises=[self._exercise(each) for each in self.exercises if home.get(each.module_id or 0) == pk],
        )

    def _reveals(self) -> dict[int, set[int]]:
        shown: dict[int, set[int]] = {}
        for case_pk, stage in StageReveal.objects.filter(cohort=self.cohort).values_list("case_id", "stage"):
            shown.setdefault(case_pk, set()).add(stage)
        return shown

    def _prose(self, text: str) -> SafeString:
        return render_markdown(text, self.figures)

    def _line(self, module: Module) -> PrintedLine:
        return PrintedLine(module, self._prose(module.body), self._prose(module.trainer_notes))

    def _case(self, case: SyllabusCase, reveals: Mapping[int, set[int]]) -> PrintedCase:
        text = case.text if self.for_trainers else told(case, reveals.get(case.pk, set())).case
        stages = [PrintedStage(stage.title, self._prose(stage.body), stage.questions) for stage in text.stages]
        return PrintedCase(text, stages, self._prose(text.teaching_note))

    def _exercise(self, exercise: Exercise) -> PrintedExercise:
        try:
            fields = definition(exercise.fields).fields
        except DefinitionError as error:
            raise Refusal(_("练习“%(title)s”的工作单有误，请先在课程里改正。") % {"title": exercise.title}) from error
        return PrintedExercise(exercise, self._prose(exercise.brief), [Asked(each, _rows(each)) for each in fields])


def _rows(field: Field) -> list[str]:
    if not isinstance(field, Table):
        return []
    if field.rows:
        return [row.label for row in field.rows]
    return [str(number) for number in range(1, max(field.min_rows, BLANK_ROWS) + 1)]
