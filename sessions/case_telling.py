"""Telling a case in the room: the trainer shows one stage after another, and a cohort knows only what it was shown."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal
from courses.editions import Syllabus, SyllabusCase, syllabus_of
from courses.importers.cases import CaseText, StageText
from sessions.models import Cohort, StageReveal


@dataclass(frozen=True)
class ToldCase:
    """A case as far as a cohort was told it: stages not shown, sources before the end and the note are not in it."""

    pk: int
    case: CaseText
    total: int  # stages the case has

    @property
    def stages(self) -> tuple[StageText, ...]:
        return self.case.stages

    @property
    def is_complete(self) -> bool:
        return len(self.case.stages) == self.total


@transaction.atomic
def reveal(*, cohort: Cohort, slug: str, stage: int, by: User) -> None:
    """Show the cohort a stage, counted from 1; the one before must be shown already. Showing twice changes nothing."""
    cohort, case = _locked(cohort, slug, by)
    shown = StageReveal.objects.filter(cohort=cohort, case_id=case.pk).count()
    if stage <= shown:
        return
    if stage != shown + 1 or stage > len(case.text.stages):
        raise Refusal(_("请按顺序公布：下一个是第 %(number)s 阶段。") % {"number": shown + 1})
    StageReveal.objects.create(cohort=cohort, case_id=case.pk, stage=stage, by=by)


@transaction.atomic
def take_back(*, cohort: Cohort, slug: str, stage: int, by: User) -> None:
    """Hide the stage shown last, pressed too early; phones and the wall follow."""
    cohort, case = _locked(cohort, slug, by)
    shown = StageReveal.objects.filter(cohort=cohort, case_id=case.pk)
    if stage != shown.count():
        raise Refusal(_("只能收回最后公布的阶段。请看最新的页面再操作。"))
    shown.filter(stage=stage).delete()


def _locked(cohort: Cohort, slug: str, by: User) -> tuple[Cohort, SyllabusCase]:
    """The cohort while nobody else reveals in it, and its case as its trainers know it."""
    managed = Cohort.objects.managed_by(by).select_related("course", "edition")
    found = managed.select_for_update(of=("self",)).filter(pk=cohort.pk).first()
    if found is None:
        raise Refusal(_("只有教务和本班讲师可以公布案例。"))
    case = syllabus_of(found.course, found.edition, for_trainers=True).case(slug)
    if case is None:
        raise Refusal(_("本班的课程里没有这个案例。"))
    return found, case


def told_cases(cohort: Cohort, syllabus: Syllabus) -> list[ToldCase]:
    """Every case of the syllabus as far as the cohort was told it: one query."""
    shown: dict[int, set[int]] = {}
    for case_pk, stage in StageReveal.objects.filter(cohort=cohort).values_list("case_id", "stage"):
        shown.setdefault(case_pk, set()).add(stage)
    return [told(case, shown.get(case.pk, set())) for case in syllabus.cases]


def told(case: SyllabusCase, shown: set[int]) -> ToldCase:
    """Sources come with the last stage: a citation's title can give away what happened."""
    stages = tuple(stage for number, stage in enumerate(case.text.stages, start=1) if number in shown)
    total = len(case.text.stages)
    sources = case.text.sources if len(stages) == total else ()
    return ToldCase(case.pk, replace(case.text, stages=stages, sources=sources, teaching_note=""), total)


def told_case(cohort: Cohort, slug: str) -> ToldCase | None:
    """One case of the cohort's syllabus as far as it was told, None if the course has none such."""
    case = syllabus_of(cohort.course, cohort.edition).case(slug)
    if case is None:
        return None
    stages = StageReveal.objects.filter(cohort=cohort, case_id=case.pk).values_list("stage", flat=True)
    return told(case, set(stages))
