"""Whole course packs: the course with the exercises that belong to it, one YAML file each, in and out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal
from courses import packs
from courses.importers.messages import OutlineError
from courses.importers.pack_files import MAX_BYTES, PackFiles, from_folder, from_zip
from courses.importers.pages import write_yaml
from courses.models import Course, Module
from exercises.models import Exercise
from exercises.wording import of_definition
from exercises.worksheets import DefinitionError, ExerciseFile, read_exercise

TAKEN_BY_PAGES = {"groups"}  # steps of our own addresses behind a cohort's code, free for no exercise
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the same course gives the same bytes, so that version control sees no change
_PACKED = {".pdf", ".docx", ".pptx", ".xlsx", ".png", ".jpg", ".jpeg", ".webp", ".mp4", ".webm", ".mp3", ".m4a"}


@transaction.atomic
def import_pack(data: bytes, *, by: User | None) -> Course:
    """Make a new course of a zipped pack. Raises Refusal; then nothing was saved."""
    try:
        files = from_zip(data)
    except OutlineError as error:
        raise Refusal(error.render(_)) from error
    course = packs.load_files(files, by=by)
    try:
        _load(course, files, "exercises")
    except Refusal:
        packs.drop_files(course)
        raise
    return course


def export_pack(course: Course) -> bytes:
    """The course's pack as a zip; `import_pack` makes the same course of it. Raises Refusal where it could not."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in [*packs.course_files(course), *exercise_files(course)]:
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_STORED if Path(name).suffix.lower() in _PACKED else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, content)
            if stream.tell() > MAX_BYTES:
                raise Refusal(_("课程包会超过 60 MB，导入不回来。请把视频等大文件改成链接，再下载。"))
    return stream.getvalue()


@transaction.atomic
def load_exercises(course: Course, directory: Path) -> list[Exercise]:
    """Create or bring up to date the exercises of `directory`, by slug; answers already given stay.

    Raises Refusal naming the file that cannot be read or that belongs to no module of the course.
    """
    return _load(course, from_folder(directory), "")


def exercise_files(course: Course) -> Iterator[tuple[str, bytes]]:
    """Name and content of each exercise's file."""
    names = {module.pk: name for name, module in packs.named_modules(course).items()}
    for number, exercise in enumerate(course.exercises.order_by("position", "pk"), start=1):
        told = {name: getattr(exercise, name) for name in ExerciseFile.model_fields if name not in ("module", "fields")}
        facts = {
            **{name: value for name, value in told.items() if value not in (None, "") and value is not False},
            "module": names.get(exercise.module_id or 0, ""),
            "fields": exercise.fields,
        }
        yield f"exercises/{number:03}-{exercise.slug}.yaml", write_yaml(facts).encode()


def _load(course: Course, files: PackFiles, folder: str) -> list[Exercise]:
    read = [(name, _read(files, name)) for name in files.below(folder, ".yaml")]
    modules = packs.named_modules(course)
    return [_store(course, modules, name, content) for name, content in read]


def _read(files: PackFiles, name: str) -> ExerciseFile:
    short = name.rpartition("/")[2]
    try:
        return read_exercise(files.text(name))
    except OutlineError as error:
        raise Refusal(_("%(file)s 不是 UTF-8 文本。") % {"file": short}) from error
    except DefinitionError as error:
        problems = " ".join(of_definition(error))
        raise Refusal(_("%(file)s：%(problems)s") % {"file": short, "problems": problems}) from error


def _store(course: Course, modules: dict[str, Module], name: str, content: ExerciseFile) -> Exercise:
    if content.slug in TAKEN_BY_PAGES:
        shown = {"file": name.rpartition("/")[2], "slug": content.slug}
        raise Refusal(_("%(file)s：“%(slug)s”是网页自己的地址，请给练习换一个网址名。") % shown)
    if content.module and content.module not in modules:
        shown = {"file": name.rpartition("/")[2], "module": content.module}
        raise Refusal(_("%(file)s：课程里没有模块“%(module)s”。") % shown)
    facts = content.model_dump(exclude={"slug", "module"})
    facts["module"] = modules.get(content.module)
    exercise, _created = Exercise.objects.update_or_create(course=course, slug=content.slug, defaults=facts)
    return exercise
