"""What authors do with cases: write one, change it, use it in a course."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal
from courses.importers.cases import CaseText, StageText
from courses.models import Case, CaseStage, CaseUse, CaseVersion, Course, Module

TAKEN_BY_PAGE = "new"  # the address where a case is written
FACTS = ("title", "institution", "industry", "facts_as_of", "teaching_note")


@transaction.atomic
def write_case(text: CaseText, *, by: User | None = None) -> Case:
    """Put a new case into the library. A slug in use is refused."""
    if Case.objects.filter(slug=text.slug).exists():
        raise Refusal(_("案例库里已有案例“%(slug)s”。请换一个网址名。") % {"slug": text.slug})
    case = Case(slug=text.slug)
    _store(case, text, by)
    return case


@transaction.atomic
def rewrite_case(case: Case, text: CaseText, *, seen: int, by: User) -> Case:
    """Change a case. seen: the revision the author was looking at; another's newer one is not overwritten unseen."""
    locked = Case.objects.select_for_update().get(pk=case.pk)
    if locked.revision != seen:
        raise Refusal(_("您打开之后，有人改过这个案例。您写的还在下面，请和最新的内容对照后再保存。"))
    if not same_words(text_of(locked), text):
        _store(locked, text, by)
    return locked


def _store(case: Case, text: CaseText, by: User | None) -> None:
    for name in FACTS:
        setattr(case, name, getattr(text, name))
    case.tags, case.sources = list(text.tags), list(text.sources)
    case.revision += 1
    case.save()
    case.stages.all().delete()
    CaseStage.objects.bulk_create(
        CaseStage(case=case, number=number, title=stage.title, body=stage.body, questions=list(stage.questions))
        for number, stage in enumerate(text.stages, start=1)
    )
    CaseVersion.objects.create(case=case, revision=case.revision, content=as_json(text), by=by)


def as_json(text: CaseText) -> dict[str, Any]:
    """With lists for tuples, as the database gives them back, so that contents can be compared."""
    told = asdict(text) | {"tags": list(text.tags), "sources": list(text.sources)}
    told["stages"] = [asdict(stage) | {"questions": list(stage.questions)} for stage in text.stages]
    return told


def from_json(told: Mapping[str, Any]) -> CaseText:
    stages = tuple(StageText(**{**stage, "questions": tuple(stage["questions"])}) for stage in told["stages"])
    words = {"stages": stages, "tags": tuple(told["tags"]), "sources": tuple(told["sources"])}
    return CaseText(**{**told, **words})


@transaction.atomic
def use_case(*, case: Case, course: Course, module: Module | None = None) -> CaseUse:
    """Tell a case in a course, at one of its modules; telling it elsewhere in the same course moves it."""
    if module is not None and module.course_id != course.pk:
        raise Refusal(_("这个模块不属于所选的课程。"))
    Course.objects.select_for_update().get(pk=course.pk)
    use, _created = CaseUse.objects.update_or_create(
        case=case,
        course=course,
        defaults={"module": module},
        create_defaults={"module": module, "position": course.case_uses.count()},
    )
    return use


def drop_use(use: CaseUse) -> None:
    use.delete()


def load_case(text: CaseText, *, course: Course, module: Module | None, by: User | None = None) -> CaseUse:
    """A case of a pack: the library's own if it says the same, else a new one, under a new name where one is taken."""
    kept = Case.objects.filter(slug=text.slug).first()
    if kept is None or not same_words(text_of(kept), text):
        is_free = kept is None and text.slug != TAKEN_BY_PAGE
        slug = text.slug if is_free else f"{text.slug[:50]}-{secrets.token_hex(3)}"
        kept = write_case(_with_slug(text, slug), by=by)
    return use_case(case=kept, course=course, module=module)


def text_of(case: Case, *, module: str = "") -> CaseText:
    """The case as plain words: what its file holds, what an edition keeps."""
    return CaseText(
        slug=case.slug,
        **{name: getattr(case, name) for name in FACTS},
        module=module,
        tags=tuple(case.tags),
        sources=tuple(case.sources),
        stages=tuple(StageText(stage.title, stage.body, tuple(stage.questions)) for stage in case.stages.all()),
    )


def uses_of(course: Course) -> list[CaseUse]:
    """The course's cases in order, each with its module and stages: two queries."""
    uses = course.case_uses.select_related("case", "module").prefetch_related("case__stages")
    return list(uses.order_by(F("module__position").asc(nulls_last=True), "position", "pk"))


def same_words(one: CaseText, other: CaseText) -> bool:
    """Whether two cases say the same, wherever they are told and whatever they are called in an address."""
    return _with_slug(one, "") == _with_slug(other, "")


def _with_slug(text: CaseText, slug: str) -> CaseText:
    return replace(text, slug=slug, module="")


def free_slug(title: str) -> str:
    """An address for a new case: its Latin words, if it has any, and something no other has."""
    words = "-".join(re.findall(r"[a-z0-9]+", title.lower()))[:40]
    return f"{words or 'case'}-{secrets.token_hex(3)}"
