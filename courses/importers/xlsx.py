"""Excel sheets: a column of numbers beside the titles, a column a level, or one indented column."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Iterable, Sequence

from courses.importers import grids
from courses.importers.grids import Cell
from courses.importers.layout import Line
from courses.importers.messages import OutlineError, OutlineWarning
from courses.importers.workbook import Filled, Value, Workbook

MAX_ROWS = 5_000
_MAX_COLUMNS = 40
_BLANK_ROWS = 200  # so many without anything are the end of the sheet
_SPACES = 2
_EMPTY = Cell()
_SAYS = re.compile(r"[^\W_]")  # a letter or a digit


def read(archive: zipfile.ZipFile, main: str) -> tuple[list[Line], list[OutlineWarning], dict[int, str]]:
    """The lines of the fullest sheet, what was left out, and the cell each line came from."""
    book = Workbook(archive, main)
    sheets = [(name, rows) for name, part in book.sheets if (rows := _rows(book.rows(part)))]
    if not sheets:
        raise OutlineError("empty")
    name, rows = max(sheets, key=lambda sheet: sum(bool(cell.texts) for row in sheet[1] for cell in row))
    rows = _mended(_numbered(rows))
    table = grids.read(rows, known=True)
    lines = table.lines
    if table.header >= 0 and lines:
        start = min(cell.number for cell in rows[table.header] if cell.number)
        at = next((i for i, line in enumerate(lines) if line.number > start), len(lines))
        lines = [*lines[:at], Line(start, "课程大纲"), *lines[at:]]
    elif lines and any(line.heading for line in lines):
        lines = [Line(lines[0].number, "课程大纲"), *lines]
    first = lines[0].number if lines else 1
    notes = [OutlineWarning("left-column", {"heading": heading}, first) for heading in table.left]
    if len(sheets) > 1:
        notes.append(OutlineWarning("other-sheets", {"sheet": name, "count": len(sheets) - 1}, first))
    places = {c.number + step: c.place for row in rows for c in row for step in range(len(c.texts))}
    return lines, notes, places


def _rows(rows: Iterable[tuple[int, Sequence[Filled]]]) -> list[list[Cell]]:
    """The sheet's cells without trailing blanks. A row is counted by its place in the sheet."""
    table: list[list[Cell]] = []
    for number, filled in rows:
        cells: list[Cell] = []
        for cell in filled:
            if cell.column <= _MAX_COLUMNS and (read := _cell(cell)).texts:
                cells += [_EMPTY] * (cell.column - 1 - len(cells))
                cells.append(read)
        if not cells:
            continue
        if number - len(table) > _BLANK_ROWS:
            break
        if number > MAX_ROWS:
            raise OutlineError("too-long", limit=MAX_ROWS)
        table += [[] for _ in range(number - 1 - len(table))]
        table.append(cells)
    return table


def _cell(cell: Filled) -> Cell:
    text = _shown(cell.value)
    lines = text.split("\n") if "\n" in text else [text]
    texts = tuple([line.strip() for line in lines if _SAYS.search(line)])
    if not texts:
        return _EMPTY
    spaces = len(text) - len(text.lstrip(" \u3000"))
    return Cell(texts, 0, cell.place, spaces + cell.indent * _SPACES)


def _shown(raw: Value) -> str:
    """A value as its author meant it: Excel takes 1-2 for a date."""
    return f"{raw.month}.{raw.day}" if isinstance(raw, dt.datetime | dt.date) else str(raw)


def _numbered(rows: Sequence[Sequence[Cell]]) -> list[list[Cell]]:
    count = 0
    numbered = []
    for row in rows:
        cells = []
        for cell in row:
            cells.append(Cell(cell.texts, count + 1, cell.place, cell.width) if cell.texts else _EMPTY)
            count += len(cell.texts)
        numbered.append(cells)
    return numbered


def _mended(rows: list[list[Cell]]) -> list[list[Cell]]:
    """Excel cuts 1.10 to 1.1; right after 1.9 it was 1.10."""
    before = ""
    for row in rows:
        index = next((i for i, cell in enumerate(row) if cell.texts), None)
        if index is None:
            continue
        cell = row[index]
        text = cell.texts[0]
        head, _point, tail = before.rpartition(".")
        expected = f"{head}.{int(tail) + 1}" if head.isdecimal() and tail.isdecimal() else ""
        if expected.endswith("0") and text == expected.rstrip("0"):
            text = expected
            row[index] = Cell((text, *cell.texts[1:]), cell.number, cell.place, cell.width)
        before = text if grids.is_number(text) else before
    return rows
