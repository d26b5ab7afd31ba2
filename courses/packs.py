"""Course packs: a folder or zip of readable files that becomes a course, and a course as such files again.

docs/course-pack.md describes the format. The exercises of a pack are read and written by `exercises.packs`: this room
does not know them.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal
from courses.authoring import create_course
from courses.forms import MAX_MARKER, MAX_TITLE
from courses.importers.cases import CaseText, read_case, write_case
from courses.importers.messages import OutlineError
from courses.importers.nodes import Node, NodeKind, Outline
from courses.importers.pack_files import PackFiles, from_folder
from courses.importers.packs import read_course, write_course, write_outline_md
from courses.importers.pages import read_page, read_yaml, write_page, write_yaml
from courses.models import Course, Module
from courses.pack_materials import check, load_material, material_files
from courses.telling import load_case, text_of
from courses.trees import TreeNode, tree_of

BUILT_IN = Path(__file__).parent / "data"
FORMAT = 1
TAKEN_BY_PAGES = {"import", "cases", "line-preview"}  # first steps of our own addresses, free for no course
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DETAILS = ("minutes", "delivery", "trainer_notes")
_LONGEST = {"title": 200, "slug": 60, "institution": 100, "industry": 100, "facts_as_of": 60}
_MOST_DAYS = 30


def load_pack(folder: Path, *, by: User | None = None) -> Course:
    """Make the course that `folder` describes; its name is the course's slug. A slug in use is refused."""
    slug = folder.name.replace("_", "-")
    if slug in TAKEN_BY_PAGES:
        raise Refusal(_("“%(slug)s”是网页自己的地址，课程不能用。请给文件夹换个名字。") % {"slug": slug})
    if Course.objects.filter(slug=slug).exists():
        raise Refusal(_("课程“%(slug)s”已经存在。") % {"slug": slug})
    try:
        files = from_folder(folder)
    except OutlineError as error:
        raise Refusal(error.render(_)) from error
    return load_files(files, by=by, slug=slug)


@transaction.atomic
def load_files(files: PackFiles, *, by: User | None = None, slug: str = "") -> Course:
    """Make a new course of a pack, under the pack's own slug or, where that is taken, one like it."""
    try:
        outline, told = _outline(files)
        course = create_course(outline=outline, by=by, slug=slug or _free_slug(told))
    except OutlineError as error:
        raise Refusal(error.render(_)) from error
    try:
        modules = named_modules(course)
        _load_details(files, course)
        for name in files.below("cases", ".md"):
            case = _case(files, name)
            load_case(case, course=course, module=module_named(modules, case.module, name), by=by)
        for position, name in enumerate(files.below("materials", ".md")):
            load_material(files, name, course, partial(module_named, modules, name=name), position)
    except OutlineError as error:
        drop_files(course)
        raise Refusal(error.render(_)) from error
    return course


def drop_files(course: Course) -> None:
    """Take back the stored files of a course that is not to be, while its rows can still be asked for."""
    for material in course.materials.exclude(file=""):
        material.file.delete(save=False)


def _outline(files: PackFiles) -> tuple[Outline, object]:
    """The outline and the slug that the pack tells."""
    facts = files.text("course.yaml")
    told = read_yaml(facts, "course.yaml")
    known = told.get("format", FORMAT)
    if not isinstance(known, int) or known > FORMAT:
        raise OutlineError("pack-newer", format=str(known)[:20], known=FORMAT)
    outline = read_course(facts, files.text("outline.md"))
    if len(outline.title) > _LONGEST["title"] or not 1 <= (outline.days or 1) <= _MOST_DAYS:
        raise OutlineError("pack-field", field="title, days")
    for _depth, node in outline.walk():
        if len(node.title) > MAX_TITLE or len(node.marker) > MAX_MARKER:
            raise OutlineError("pack-line", line=node.line, text=node.title[:40])
    return outline, told.get("slug")


def _case(files: PackFiles, name: str) -> CaseText:
    text = files.text(name)
    read_page(text, name)
    case = read_case(text)
    long = [field for field, most in _LONGEST.items() if len(getattr(case, field)) > most]
    long += ["stages" for stage in case.stages if len(stage.title) > _LONGEST["facts_as_of"]]
    if long or not _SLUG.fullmatch(case.slug):
        raise OutlineError("pack-value", name=name, field=(long or ["slug"])[0])
    return case


def named_modules(course: Course) -> dict[str, Module]:
    """The lines of the outline by the names that a pack's other files call them: the title, "title #2" for a second."""
    modules = list(course.modules.order_by("position"))
    titles = {module.title for module in modules}
    named: dict[str, Module] = {}
    for module in modules:
        name, count = module.title, 1
        while name in named or (count > 1 and name in titles):
            count += 1
            name = f"{module.title} #{count}"
        named[name] = module
    return named


def module_named(modules: Mapping[str, Module], title: object, name: str) -> Module | None:
    if not title:
        return None
    if not isinstance(title, str) or title not in modules:
        raise OutlineError("pack-module", name=name, title=str(title)[:40])
    return modules[title]


def course_files(course: Course) -> Iterator[tuple[str, bytes]]:
    """Name and content of each file of the course's pack, but for its exercises."""
    modules = list(course.modules.order_by("position"))
    names = {module.pk: name for name, module in named_modules(course).items()}
    outline = _outline_of(course, tree_of(modules))
    facts = read_yaml(write_course(outline), "course.yaml")
    yield "course.yaml", write_yaml({"format": FORMAT, "slug": course.slug, **facts}).encode()
    yield "outline.md", write_outline_md(outline.modules).encode()
    for number, module in enumerate(modules, start=1):
        details = {name: getattr(module, name) for name in _DETAILS}
        if module.body or any(details.values()):
            told = {"line": number, "title": module.title, **details}
            yield f"modules/{number:04}.md", write_page(told, module.body).encode()
    uses = course.case_uses.select_related("case", "module").prefetch_related("case__stages").order_by("position", "pk")
    for number, use in enumerate(uses, start=1):
        text = write_case(text_of(use.case, module=names.get(use.module_id or 0, "")))
        yield f"cases/{number:03}-{use.case.slug}.md", text.encode()
    for number, material in enumerate(course.materials.order_by("position", "pk"), start=1):
        yield from material_files(material, number, names)


def _outline_of(course: Course, tree: Iterable[TreeNode]) -> Outline:
    return Outline(
        title=course.title,
        background=tuple(course.background),
        objectives=tuple(course.objectives),
        audience=course.audience,
        delivery=tuple(course.delivery),
        days=course.days,
        hours=course.hours,
        blocks=tuple(course.day_blocks),
        modules=tuple(_node(node) for node in tree),
    )


def _node(node: TreeNode) -> Node:
    module = node.module
    return Node(module.marker, module.title, NodeKind(module.kind), 0, tuple(_node(child) for child in node.children))


def _load_details(files: PackFiles, course: Course) -> None:
    """Minutes, texts and notes of single lines, each in a file that names its line and its title."""
    modules = list(course.modules.order_by("position"))
    changed = []
    for name in files.below("modules", ".md"):
        facts, body = read_page(files.text(name), name)
        line = facts.get("line")
        if not isinstance(line, int) or not 0 < line <= len(modules) or modules[line - 1].title != facts.get("title"):
            raise OutlineError("pack-module", name=name, title=str(facts.get("title", ""))[:40])
        module = modules[line - 1]
        for field in _DETAILS:
            setattr(module, field, facts.get(field, getattr(module, field)))
        module.body = body
        check(module, name, ("course", "parent"))
        changed.append(module)
    Module.objects.bulk_update(changed, ["body", *_DETAILS])


def _free_slug(told: object) -> str:
    slug = told if isinstance(told, str) and _SLUG.fullmatch(told) else "course"
    if slug in {"course", *TAKEN_BY_PAGES} or len(slug) > 60 or Course.objects.filter(slug=slug).exists():  # noqa: PLR2004 (the column's width)
        return f"{slug[:50].rstrip('-')}-{secrets.token_hex(3)}"
    return slug
