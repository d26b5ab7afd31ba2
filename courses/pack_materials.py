"""Materials in a course pack: a page of facts each, and the file beside it where there is one."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.refusals import Refusal
from courses.importers.messages import OutlineError
from courses.importers.pack_files import PackFiles
from courses.importers.pages import read_page, write_page
from courses.materials import hold
from courses.models import Course, Material, Module
from courses.uploads.problems import UploadError
from courses.uploads.taking import Taken, take


def load_material(
    files: PackFiles, name: str, course: Course, module_of: Callable[[object], Module | None], position: int
) -> None:
    """Hang the material that the file `name` tells on its course. Raises OutlineError."""
    facts, body = read_page(files.text(name), name)
    told = {field: facts.get(field, "") for field in ("title", "url")}
    told |= {fact: facts[fact] for fact in ("kind", "audience", "release") if fact in facts}
    kind = told.pop("kind", Material.Kind.PAGE)
    material = Material(course=course, kind=kind, body=body, **told)
    material.release_session, material.release_exercise = facts.get("session"), facts.get("exercise", "")
    material.module = module_of(facts.get("module"))
    material.position = position
    check(material, name, ("course", "module"))
    if kind == Material.Kind.FILE:
        held = f"materials/files/{facts.get('file', '')}"
        hold(material, _taken(files, held))
    material.save()


def _taken(files: PackFiles, name: str) -> Taken:
    if name not in files.names:
        raise OutlineError("pack-missing", name=name)
    content = files.read(name)
    try:
        return take(io.BytesIO(content), PurePosixPath(name).name, len(content), keep_plain=True)
    except UploadError as error:
        raise OutlineError("pack-file", name=name, problem=error.render(_)) from error


def check(row: Module | Material, name: str, related: tuple[str, ...]) -> None:
    """Ask the model whether what a file says can be kept. Raises OutlineError that names the field."""
    try:
        row.clean_fields(exclude=related)
        row.clean()
    except ValidationError as error:
        raise OutlineError("pack-value", name=name, field=next(iter(error.message_dict))) from error


def material_files(material: Material, number: int, names: Mapping[int, str]) -> Iterator[tuple[str, bytes]]:
    """Name and content of what a pack says of one material. names: of the outline's lines. Raises Refusal."""
    facts: dict[str, Any] = {
        "title": material.title,
        "kind": material.kind,
        "audience": material.audience,
        "module": names.get(material.module_id or 0, ""),
        "url": material.url,
    }
    facts |= _rule_facts(material)
    if material.file:
        held = f"{number:03}-{_file_stem(material)}{material.suffix}"
        facts["file"] = held
        try:
            with material.file.open("rb") as stream:
                content = stream.read()
        except FileNotFoundError as error:
            text = _("资料“%(title)s”的文件不见了，课程包没有做成。请重新上传这个文件，或删去这条资料。")
            raise Refusal(text % {"title": material.title}) from error
        yield f"materials/files/{held}", content
    yield f"materials/{number:03}.md", write_page(facts, material.body).encode()


def _file_stem(material: Material) -> str:
    """The title, as far as every system takes it for a file's name."""
    return re.sub(r"[^\w-]+", "-", material.title)[:40].strip("-_") or "file"


def _rule_facts(material: Material) -> dict[str, Any]:
    """When it is released, as far as a file has to say it."""
    told = {
        "release": material.release if material.release != Material.Release.BEFORE else None,
        "session": material.release_session,
        "exercise": material.release_exercise or None,
    }
    return {name: value for name, value in told.items() if value is not None}
