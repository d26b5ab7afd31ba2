"""Excel sheets: a column of numbers beside the titles, a column a level, or one indented column."""

from __future__ import annotations

import datetime as dt
import warnings
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any
from zipfile import BadZipFile

from courses.importers import grids
from courses.importers.grids import Cell
from courses.importers.layout import Line
from courses.importers.messages import OutlineError, OutlineWarning

MAX_ROWS = 5_000
_MAX_COLUMNS = 40
_BLANK_ROWS = 200  # so many without anything are the end of the sheet
_SPACES = 2
_EMPTY = Cell()


def read(data: bytes) -> tuple[list[Line], list[OutlineWarning], dict[int, str]]:
    """The lines of the fullest sheet, what was left out, and the cell each line came from."""
    sheets = [(name, rows) for name, rows in _sheets(data) if rows]
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


def _sheets(data: bytes) -> Iterator[tuple[str, list[list[Cell]]]]:
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl's remarks on extensions concern nobody here
            book = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
            for sheet in book.worksheets:
                if sheet.sheet_state == "visible":
                    sheet.reset_dimensions()
                    yield sheet.title, _rows(sheet)
    except OutlineError:
        raise
    except (BadZipFile, KeyError, ValueError, TypeError, AttributeError, IndexError, SyntaxError, OSError) as error:
        raise OutlineError("broken-file") from error


def _rows(sheet: Any) -> list[list[Cell]]:
    """The sheet's cells without trailing blanks. A row is counted by its place in the sheet."""
    rows: list[list[Cell]] = []
    blanks = 0
    for number, row in enumerate(sheet.iter_rows(max_row=MAX_ROWS + 1, max_col=_MAX_COLUMNS), 1):
        cells = [_cell(cell) if cell.value is not None else _EMPTY for cell in row]
        while cells and not cells[-1].texts:
            cells.pop()
        blanks = 0 if cells else blanks + 1
        if blanks > _BLANK_ROWS:
            break
        if not blanks:
            if number > MAX_ROWS:
                raise OutlineError("too-long", limit=MAX_ROWS)
            rows.append(cells)
    return rows


def _cell(cell: Any) -> Cell:
    raw = cell.value
    text = _shown(raw)
    texts = tuple(line.strip() for line in text.split("\n") if any(map(str.isalnum, line)))
    if not texts:
        return _EMPTY
    spaces = len(text) - len(text.lstrip(" \u3000"))
    indent = int(getattr(cell.alignment, "indent", 0) or 0) if cell.has_style else 0
    return Cell(texts, 0, cell.coordinate, spaces + indent * _SPACES)


def _shown(raw: object) -> str:
    """A value as its author meant it: Excel takes 1-2 for a date and 3 for 3.0."""
    if raw is None or isinstance(raw, bool):
        return ""
    if isinstance(raw, dt.datetime | dt.date):
        return f"{raw.month}.{raw.day}"
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    return str(raw)


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
