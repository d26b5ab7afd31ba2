from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from exercises.worksheets.errors import AnswerError, DefinitionError, Problem
from exercises.worksheets.fields import EMPTY, Scalar, Value
from exercises.worksheets.tables import Field, Row, Table

MAX_FIELDS = 60
MAX_CHARACTERS = 100_000
ROW_KEY = re.compile(r"[a-z][a-z0-9_]{0,29}")
Answers = Mapping[str, Value]
_field: TypeAdapter[Field] = TypeAdapter(Field)
# pydantic names the chosen member of a union among the steps to a fault; the reader never wrote that step.
_TYPES = set("short_text long_text number money percent date choice multiple_choice rating table".split())


@dataclass(frozen=True)
class Slot:
    """A place for one answer: a field's own (`address` is its key), or a table's cell (`table.row.column`)."""

    address: str
    field: Field
    scalar: Scalar
    row: str = ""


@dataclass(frozen=True)
class Missing:
    """A required field without its answer; for a table `cells` counts the empty cells (or, growing, rows) it needs."""

    key: str
    label: str
    cells: int = 0


@dataclass(frozen=True)
class Definition:
    fields: tuple[Field, ...]

    def field(self, key: str) -> Field | None:
        return next((field for field in self.fields if field.key == key), None)

    def slot(self, address: str) -> Slot:
        """Where an address points; raises AnswerError("unknown_field") when nowhere."""
        key, *cell = address.split(".")
        field = self.field(key)
        if field is None or isinstance(field, Table) != (len(cell) == 2):  # noqa: PLR2004 (a row and a column)
            raise AnswerError("unknown_field")
        if not isinstance(field, Table):
            return Slot(address, field, field)
        column = field.column(cell[1])
        known = ROW_KEY.fullmatch(cell[0]) if field.grows else cell[0] in field.first_rows
        if column is None or not known:
            raise AnswerError("unknown_field")
        return Slot(address, field, column, cell[0])

    def clean(self, address: str, raw: object) -> Value:
        """The value to store for what was typed at `address`; EMPTY when it was cleared. Raises AnswerError."""
        return self.slot(address).scalar.clean(raw)

    def missing(self, answers: Answers) -> list[Missing]:
        """Required fields still open, in the order of the sheet."""
        return [gap for field in self.fields if (gap := _gap(field, answers)) is not None]

    def filled(self, answers: Answers) -> tuple[int, int]:
        """(answered, asked): a field counts one, a fixed table its cells, a growing one its started rows."""
        counts = [_count(field, answers) for field in self.fields]
        return sum(done for done, _ in counts), sum(total for _, total in counts)


def definition(fields: object) -> Definition:
    """Build a worksheet from its data; raises DefinitionError naming every fault."""
    if not isinstance(fields, list) or not fields:
        raise DefinitionError([Problem("", "", "no_fields")])
    if len(fields) > MAX_FIELDS:
        raise DefinitionError([Problem("", "", "too_many_fields", {"limit": MAX_FIELDS})])
    if len(json.dumps(fields, ensure_ascii=False, default=str)) > MAX_CHARACTERS:
        raise DefinitionError([Problem("", "", "definition_too_large", {"limit": MAX_CHARACTERS})])
    built: list[Field] = []
    problems: list[Problem] = []
    for number, data in enumerate(fields, 1):
        try:
            built.append(_field.validate_python(data))
        except ValidationError as error:
            problems += _problems(error, _name(data, number))
    keys = [field.key for field in built]
    problems += [Problem(key, "key", "fields_repeat") for key in sorted({key for key in keys if keys.count(key) > 1})]
    if problems:
        raise DefinitionError(problems)
    return Definition(tuple(built))


def rows_of(table: Table, addresses: Sequence[str] | Answers) -> list[Row]:
    """The rows a table shows: those it starts with, then those people added, oldest first."""
    if not table.grows:
        return list(table.rows)
    added = {parts[1] for address in addresses if (parts := address.split("."))[0] == table.key and len(parts) > 1}
    keys = table.first_rows + sorted(added - set(table.first_rows))
    return [Row(key=key, label=f"{table.row_label} {number}") for number, key in enumerate(keys, 1)]


def _answered(answers: Answers) -> dict[str, Value]:
    return {address: value for address, value in answers.items() if value not in (EMPTY, [])}


def _started_rows(table: Table, answers: Answers) -> list[list[str]]:
    """Columns that are answered, for each row that has any."""
    filled = _answered(answers)
    rows = [
        [column.key for column in table.columns if f"{table.key}.{row.key}.{column.key}" in filled]
        for row in rows_of(table, filled)
    ]
    return [row for row in rows if row]


def _gap(field: Field, answers: Answers) -> Missing | None:
    if not isinstance(field, Table):
        return Missing(field.key, field.label) if field.required and answers.get(field.key, EMPTY) == EMPTY else None
    needed = {column.key for column in field.columns if column.required}
    rows = _started_rows(field, answers)
    if field.grows:
        open_cells = sum(len(needed - set(row)) for row in rows)
        open_rows = max(field.min_rows - len(rows), 0) if field.required else 0
        return Missing(field.key, field.label, open_cells + open_rows) if open_cells + open_rows else None
    if not field.required:
        return None
    needed = needed or {column.key for column in field.columns}
    open_cells = len(needed) * len(field.rows) - sum(len(needed & set(row)) for row in rows)
    return Missing(field.key, field.label, open_cells) if open_cells else None


def _count(field: Field, answers: Answers) -> tuple[int, int]:
    if not isinstance(field, Table):
        return int(answers.get(field.key, EMPTY) != EMPTY), 1
    rows = _started_rows(field, answers)
    if field.grows:
        return len(rows), max(len(rows), field.min_rows)
    return sum(map(len, rows)), len(field.rows) * len(field.columns)


def _name(data: Any, number: int) -> str:
    key = data.get("key") if isinstance(data, dict) else None
    return key if isinstance(key, str) and key else str(number)


def _problems(error: ValidationError, name: str) -> list[Problem]:
    found = []
    for fault in error.errors(include_url=False, include_input=False):
        context = fault.get("ctx", {})
        code = str(context["error"]) if fault["type"] == "value_error" else fault["type"]
        place = ".".join(str(step) for step in fault["loc"] if step not in _TYPES)
        limits: dict[str, object] = {key: value for key, value in context.items() if isinstance(value, int | str)}
        found.append(Problem(name, place, code, limits))
    return found
