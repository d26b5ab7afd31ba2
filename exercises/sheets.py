"""A worksheet laid out for a page: sections of fields, each answer with what the page has to know of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from exercises.models import Submission, Worksheet
from exercises.working import token_of
from exercises.worksheets import EMPTY, AnswerError, Definition, Field, Row, Scalar, Table, Value, definition, rows_of

# Where a page's script finds the row it copies for "one more row"; no row of people's can be called so.
PATTERN_ROW = "__row__"


@dataclass(frozen=True)
class Entry:
    """One answer as it stands; `error` and `theirs` are set when what was just sent could not be stored."""

    value: Value = EMPTY
    token: str = field(default_factory=lambda: token_of(None))
    by: str = ""
    at: datetime | None = None
    error: str = ""
    theirs: str | None = None
    theirs_by: str = ""


@dataclass(frozen=True)
class Cell:
    address: str
    scalar: Scalar
    entry: Entry
    label: str  # what a screen reader says: for a cell, its row and its column

    @property
    def id(self) -> str:
        return "f-" + self.address.replace(".", "-")

    @property
    def chosen(self) -> list[str]:
        value = self.entry.value
        return value if isinstance(value, list) else [str(value)]

    @property
    def shown(self) -> str:
        return self.scalar.show(self.entry.value) if self.entry.value != EMPTY else ""

    @property
    def in_table(self) -> bool:
        return "." in self.address


@dataclass(frozen=True)
class SheetRow:
    row: Row
    cells: list[Cell]


@dataclass(frozen=True)
class Block:
    """One field: a `cell` of its own, or a table's `rows` (and, when it grows, the `pattern` for one more)."""

    asked: Field
    cell: Cell | None = None
    rows: list[SheetRow] = field(default_factory=list)
    pattern: SheetRow | None = None


@dataclass(frozen=True)
class Section:
    title: str
    blocks: list[Block]


def lay_out(
    sheet: Definition, entries: Mapping[str, Entry], more_rows: Mapping[str, str] | None = None
) -> list[Section]:
    """The sheet's sections in order. `more_rows` gives a table (by key) the key of one more empty row."""
    sections: list[Section] = []
    for asked in sheet.fields:
        if asked.section or not sections:
            sections.append(Section(asked.section, []))
        extra = (more_rows or {}).get(asked.key)
        sections[-1].blocks.append(_block(asked, entries, extra))
    return sections


def shown(sheet: Definition, address: str, value: Value) -> str:
    """A stored value as people read it; as it is when the sheet no longer asks for it."""
    if value == EMPTY:
        return ""
    try:
        return sheet.slot(address).scalar.show(value)
    except AnswerError:
        return str(value)


def working_entries(worksheet: Worksheet) -> dict[str, Entry]:
    """What stands in a sheet fetched `with_work`, cleared fields with their revision included."""
    return {a.key: Entry(a.value, token_of(a), a.updated_by.name, a.updated_at) for a in worksheet.answers.all()}


def lay_out_submission(submission: Submission) -> list[Section]:
    return lay_out(definition(submission.fields), {key: Entry(value) for key, value in submission.answers.items()})


def _block(asked: Field, entries: Mapping[str, Entry], extra: str | None) -> Block:
    if not isinstance(asked, Table):
        return Block(asked, Cell(asked.key, asked, entries.get(asked.key, Entry()), asked.label))
    filled = [address for address, entry in entries.items() if entry.value != EMPTY]
    if extra is not None:
        filled.append(f"{asked.key}.{extra}.{asked.columns[0].key}")
    rows = [_row(asked, row, entries) for row in rows_of(asked, filled)]
    pattern = _row(asked, Row.model_construct(key=PATTERN_ROW, label=asked.row_label), {}) if asked.grows else None
    return Block(asked, rows=rows, pattern=pattern)


def _row(table: Table, row: Row, entries: Mapping[str, Entry]) -> SheetRow:
    cells = []
    for column in table.columns:
        address = f"{table.key}.{row.key}.{column.key}"
        cells.append(Cell(address, column, entries.get(address, Entry()), f"{row.label} · {column.label}"))
    return SheetRow(row, cells)
