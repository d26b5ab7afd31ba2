"""Course packs: a folder of readable files that becomes a course.

course.yaml    facts of the course          outline.md     the module tree
cases/*.md     a case each, facts on top    materials/*.md a page each, facts on top

Exercises of a pack are read by `exercises.packs`: this room does not know them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal
from courses.authoring import create_course
from courses.importers.cases import CaseText, read_case
from courses.importers.messages import OutlineError
from courses.importers.packs import read_course
from courses.models import Course, Material, Module
from courses.telling import load_case

BUILT_IN = Path(__file__).parent / "data"


@transaction.atomic
def load_pack(folder: Path, *, by: User | None = None) -> Course:
    """Make the course that `folder` describes; its name is the course's slug. A slug in use is refused."""
    slug = folder.name.replace("_", "-")
    if Course.objects.filter(slug=slug).exists():
        raise Refusal(_("课程“%(slug)s”已经存在。") % {"slug": slug})
    try:
        outline = read_course(_read(folder / "course.yaml"), _read(folder / "outline.md"))
    except OutlineError as error:
        raise Refusal(error.render(_)) from error
    course = create_course(outline=outline, by=by, slug=slug)
    modules = {module.title: module for module in course.modules.all()}
    for path in sorted(folder.glob("cases/*.md")):
        text = _case(path)
        load_case(text, course=course, module=_module(modules, {"module": text.module}, path))
    for position, path in enumerate(sorted(folder.glob("materials/*.md"))):
        facts, body = read_page(path)
        Material.objects.create(
            course=course,
            module=_module(modules, facts, path),
            kind=Material.Kind.PAGE,
            audience=Material.Audience(facts.get("audience", Material.Audience.TRAINEES)),
            title=facts["title"],
            body=body,
            position=position,
        )
    return course


def read_page(path: Path) -> tuple[dict[str, Any], str]:
    """Split a page into the facts between its `---` lines and the Markdown below them."""
    _before, _opening, rest = _read(path).partition("---\n")
    top, _closing, body = rest.partition("---\n")
    try:
        facts = yaml.safe_load(top)
    except yaml.YAMLError:
        facts = None
    if not isinstance(facts, dict) or not facts.get("title"):
        raise Refusal(_("%(name)s：开头缺少两行 --- 之间的说明（至少要有 title）。") % {"name": path.name})
    return facts, body.strip()


def _case(path: Path) -> CaseText:
    try:
        return read_case(_read(path))
    except OutlineError as error:
        raise Refusal(f"{path.name}：{error.render(_)}") from error


def _module(modules: dict[str, Module], facts: dict[str, Any], path: Path) -> Module | None:
    title = facts.get("module")
    if not title:
        return None
    if title not in modules:
        raise Refusal(_("%(name)s：大纲里没有模块“%(title)s”。") % {"name": path.name, "title": title})
    return modules[title]


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise Refusal(_("课程包里缺少 %(name)s。") % {"name": path.name}) from error
