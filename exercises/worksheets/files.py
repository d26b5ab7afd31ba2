"""One exercise as a YAML file."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import BeforeValidator, ConfigDict, StringConstraints, ValidationError, model_validator
from pydantic import Field as Limits
from pydantic_core import ErrorDetails

from exercises.worksheets.definitions import definition
from exercises.worksheets.errors import DefinitionError, Problem
from exercises.worksheets.fields import Part

MAX_CHARACTERS = 200_000
COUNTED = {"rating", "choice", "multiple_choice", "short_text", "long_text"}


def _checked(fields: Any) -> Any:
    definition(fields)
    return fields


class ExerciseFile(Part):
    """What a file says; `module` is the title of the course module it belongs to."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    slug: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
    title: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    title_en: Annotated[str, StringConstraints(max_length=200)] = ""
    module: str = ""
    worked_by: Literal["group", "individual"] = "group"
    minutes: Annotated[int, Limits(ge=1, le=600)] | None = None
    survey: bool = False
    max_mark: Annotated[int, Limits(ge=1, le=1000)] = 100
    position: Annotated[int, Limits(ge=0, le=1000)] = 0
    brief: Annotated[str, StringConstraints(max_length=20_000)] = ""
    fields: Annotated[list[dict[str, Any]], BeforeValidator(_checked)]

    @model_validator(mode="after")
    def can_be_counted(self) -> Self:
        """A survey is answered alone, and each of its fields can be shown for all together."""
        if self.survey and self.worked_by != "individual":
            raise ValueError("survey_of_group")
        if self.survey and any(field["type"] not in COUNTED for field in self.fields):
            raise ValueError("survey_field")
        return self


def read_exercise(text: str) -> ExerciseFile:
    """Read one exercise; raises DefinitionError when it is not YAML, lacks something or asks for the impossible."""
    if len(text) > MAX_CHARACTERS:
        raise DefinitionError([Problem("", "", "definition_too_large", {"limit": MAX_CHARACTERS})])
    try:
        # An alias can unfold a few lines into gigabytes; a worksheet needs none.
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text)):
            raise DefinitionError([Problem("", "", "alias")])
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise DefinitionError([Problem("", "", "not_yaml", {"line": mark.line + 1 if mark else 1})]) from error
    try:
        return ExerciseFile.model_validate(data)
    except ValidationError as error:
        raise DefinitionError([problem for fault in error.errors() for problem in _problems(fault)]) from error


def _problems(fault: ErrorDetails) -> list[Problem]:
    cause = fault.get("ctx", {}).get("error")
    if isinstance(cause, DefinitionError):
        return cause.problems
    if fault["type"] == "value_error":
        return [Problem("", "survey", str(cause))]
    return [Problem("", ".".join(map(str, fault["loc"])), fault["type"])]
