"""Publishing freezes a course into an edition; a syllabus is what a cohort is taught from, frozen or still a draft."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.refusals import Refusal
from courses.differences import Difference, Line, compare
from courses.importers.cases import CaseText
from courses.models import Course, Edition, Module
from courses.telling import as_json, from_json, text_of, uses_of

FACT_NAMES = {
    "title": gettext_lazy("课程名称"),
    "background": gettext_lazy("课程背景"),
    "objectives": gettext_lazy("课程收益"),
    "audience": gettext_lazy("课程对象"),
    "delivery": gettext_lazy("课程形式"),
    "days": gettext_lazy("天数"),
    "hours": gettext_lazy("课时"),
    "blocks": gettext_lazy("每日时段"),
}
FACTS = tuple(FACT_NAMES)
LINE = (
    *("id", "parent_id", "position", "depth", "marker", "title"),
    *("kind", "minutes", "delivery", "body", "trainer_notes"),
)


@dataclass(frozen=True)
class SyllabusCase:
    """A case as this syllabus tells it. `pk` is the library's case, which reveals refer to."""

    pk: int
    module_id: int | None
    text: CaseText


@dataclass(frozen=True)
class Syllabus:
    """A course as a reader sees it: `course` and `modules` carry the facts of the edition and are never saved."""

    course: Course
    edition: Edition | None
    modules: tuple[Module, ...]
    cases: tuple[SyllabusCase, ...]

    def case(self, slug: str) -> SyllabusCase | None:
        return next((case for case in self.cases if case.text.slug == slug), None)


@transaction.atomic
def publish(*, course: Course, by: User | None, note: str = "") -> Edition:
    """Freeze the course as it stands into its next edition; refused if nothing changed since the last."""
    locked = Course.objects.select_for_update().get(pk=course.pk)
    if not locked.modules.exists():
        raise Refusal(_("大纲还是空的。请先写好大纲再发布。"))
    content, latest = content_of(locked), locked.editions.first()
    if latest is not None and latest.content == content:
        raise Refusal(_("和第 %(number)s 版相比没有变化，不需要再发布。") % {"number": latest.number})
    number = latest.number + 1 if latest is not None else 1
    return Edition.objects.create(course=locked, number=number, note=note, content=content, published_by=by)


def content_of(course: Course) -> dict[str, Any]:
    """The course as plain JSON: facts, lines in reading order, cases with their stages."""
    return {
        "facts": {name: getattr(course, name) for name in FACTS},
        "modules": list(course.modules.order_by("position").values(*LINE)),
        "cases": [
            {"pk": use.case_id, "module_id": use.module_id, "text": as_json(text_of(use.case))}
            for use in uses_of(course)
        ],
    }


def syllabus_of(course: Course, edition: Edition | None, *, for_trainers: bool = False) -> Syllabus:
    """What `edition` says, or the draft if there is none. Without `for_trainers` no note of the trainers is in it."""
    content = edition.content if edition is not None else content_of(course)
    read = copy.copy(course)
    for name in FACTS:
        setattr(read, name, content["facts"][name])
    modules = tuple(Module(course=course, **line) for line in content["modules"])
    cases = tuple(SyllabusCase(case["pk"], case["module_id"], from_json(case["text"])) for case in content["cases"])
    if not for_trainers:
        modules = tuple(_without_notes(modules))
        cases = tuple(SyllabusCase(case.pk, case.module_id, _without_note(case.text)) for case in cases)
    return Syllabus(read, edition, modules, cases)


def _without_notes(modules: Iterable[Module]) -> Iterable[Module]:
    for module in modules:
        module.trainer_notes = ""
        yield module


def _without_note(text: CaseText) -> CaseText:
    return replace(text, teaching_note="")


@dataclass(frozen=True)
class Changes:
    """How one content differs from another: its facts by name, its outline, its cases by title."""

    facts: tuple[str, ...]
    outline: Difference
    cases_added: tuple[str, ...]
    cases_removed: tuple[str, ...]
    cases_edited: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.facts or self.outline or self.cases_added or self.cases_removed or self.cases_edited)


def changes_between(before: dict[str, Any], after: dict[str, Any]) -> Changes:
    """before, after: contents as `content_of` gives them."""
    old = {case["pk"]: case for case in before["cases"]}
    new = {case["pk"]: case for case in after["cases"]}
    return Changes(
        facts=tuple(str(FACT_NAMES[name]) for name in FACTS if before["facts"][name] != after["facts"][name]),
        outline=compare(_lines(before), _lines(after)),
        cases_added=tuple(new[pk]["text"]["title"] for pk in new if pk not in old),
        cases_removed=tuple(old[pk]["text"]["title"] for pk in old if pk not in new),
        cases_edited=tuple(new[pk]["text"]["title"] for pk in new if pk in old and new[pk] != old[pk]),
    )


def _lines(content: dict[str, Any]) -> list[Line]:
    edited = ("kind", "minutes", "delivery", "body", "trainer_notes")
    return [
        Line(
            line["id"],
            line["parent_id"],
            f"{line['marker']} {line['title']}".strip(),
            tuple(line[name] for name in edited),
        )
        for line in content["modules"]
    ]
