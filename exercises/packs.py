"""The exercises of a course pack: one YAML file each, loaded as often as one likes."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.refusals import Refusal
from courses.models import Course, Module
from exercises.models import Exercise
from exercises.wording import of_definition
from exercises.worksheets import DefinitionError, ExerciseFile, read_exercise


@transaction.atomic
def load_exercises(course: Course, directory: Path) -> list[Exercise]:
    """Create or bring up to date the exercises of `directory`, by slug; answers already given stay.

    Raises Refusal naming the file that cannot be read or that belongs to no module of the course.
    """
    files = [(path, _read(path)) for path in sorted(directory.glob("*.yaml"))]
    modules: dict[str, Module] = {}
    for module in course.modules.order_by("-position"):
        modules[module.title] = module  # of two with one title the first in the outline wins
    return [_store(course, modules, path, content) for path, content in files]


def _read(path: Path) -> ExerciseFile:
    try:
        return read_exercise(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise Refusal(_("%(file)s 不是 UTF-8 文本。") % {"file": path.name}) from error
    except DefinitionError as error:
        problems = " ".join(of_definition(error))
        raise Refusal(_("%(file)s：%(problems)s") % {"file": path.name, "problems": problems}) from error


def _store(course: Course, modules: dict[str, Module], path: Path, content: ExerciseFile) -> Exercise:
    if content.module and content.module not in modules:
        raise Refusal(_("%(file)s：课程里没有模块“%(module)s”。") % {"file": path.name, "module": content.module})
    facts = content.model_dump(exclude={"slug", "module"})
    facts["module"] = modules.get(content.module)
    exercise, _created = Exercise.objects.update_or_create(course=course, slug=content.slug, defaults=facts)
    return exercise
