"""Reading the roster in an Excel workbook: what its cells show, as text, with a mark on those that cannot be trusted.

The file's directory is looked through before anything is unpacked; formulas are not computed and not read. Pure.
"""

from __future__ import annotations

import datetime as dt
import re
import warnings
from collections.abc import Iterator
from io import BytesIO
from itertools import islice
from typing import Any
from zipfile import BadZipFile

from courses.importers import archives
from courses.importers.messages import OutlineError
from sessions.roster_columns import find_header, ready
from sessions.roster_grid import MAX_COLUMNS, MAX_ROWS, Grid, GridRow, Mark, tidy

# A roster of 10,000 people with forty columns, and no more.
LIMITS = archives.Limits(entries=2_000, unpacked=32 * 1024 * 1024)
_BLANK_ROWS = 200  # so many without anything are the end of the sheet
_MOST_MERGED = 400_000  # cells
_EXACT_DIGITS = 15  # Excel keeps no more
_ABOVE = 40  # rows that may stand above and in the header
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_PADDED = re.compile(r'(?:"([^"]*)"|\\?([A-Za-z]))?(0{2,})')
_TIMES = (dt.datetime, dt.date, dt.time, dt.timedelta)
_BROKEN = (BadZipFile, KeyError, ValueError, TypeError, AttributeError, IndexError, SyntaxError, OSError)


def read_workbook(data: bytes) -> Grid:
    """The sheet that holds a roster. Raises OutlineError with what to do where there is none."""
    archives.refuse_old(data)
    archive = archives.opened(data, LIMITS)
    if archives.main_part(archive)[0] != "xlsx":
        raise OutlineError("word-file")
    grids = [grid for grid in _sheets(data) if grid.rows]
    if not grids:
        raise OutlineError("empty")
    best = max(grids, key=lambda grid: (find_header(grid).count > 0, len(grid.rows)))
    beside = tuple(grid.sheet for grid in grids if grid is not best and find_header(grid).count)
    return ready(Grid(best.rows, best.marks, sheet=best.sheet, beside=beside))


def _sheets(data: bytes) -> Iterator[Grid]:
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl's remarks on extensions concern nobody here
            book = openpyxl.load_workbook(BytesIO(data), read_only=True, keep_links=False)
            for sheet in book.worksheets:
                if sheet.sheet_state == "visible":
                    sheet.reset_dimensions()
                    yield _grid(sheet)
    except _BROKEN as error:
        raise OutlineError("broken-file") from error


def _grid(sheet: Any) -> Grid:
    rows: list[GridRow] = []
    marks: dict[tuple[int, int], Mark] = {}
    blanks = 0
    for number, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS), 1):
        texts = [_read(cell, (number, column), marks) for column, cell in enumerate(cells)]
        while texts and not texts[-1]:
            texts.pop()
        blanks = 0 if texts else blanks + 1
        if blanks > _BLANK_ROWS:
            break
        if texts:
            rows.append(GridRow(number, tuple(texts)))
        if len(rows) > MAX_ROWS + _ABOVE:
            break
    marks.update(_merged(sheet, {row.number: row for row in rows}))
    return Grid(tuple(rows), marks, sheet=sheet.title)


def _read(cell: Any, spot: tuple[int, int], marks: dict[tuple[int, int], Mark]) -> str:
    """The cell as it is shown; "?" stands for what is not read, so that its row is not taken for an empty one."""
    raw = cell.value
    if raw is None or cell.data_type in {"s", "inlineStr"}:
        return tidy(raw or "")
    if cell.data_type in {"e", "f"} or not isinstance(raw, (str, int, float, *_TIMES)):
        marks[spot] = Mark("error" if cell.data_type == "e" else "formula", tidy(str(raw))[:60])
        return "?"
    if isinstance(raw, _TIMES):
        text = raw.date().isoformat() if isinstance(raw, dt.datetime) and raw.time() == dt.time() else str(raw)
        marks[spot] = Mark("date", text)
        return text
    if isinstance(raw, bool | str):
        return tidy(str(raw))
    return _number(raw, cell.number_format or "", spot, marks)


def _number(raw: float, shown: str, spot: tuple[int, int], marks: dict[tuple[int, int], Mark]) -> str:
    """Digits in full, with the zeros that the cell's format puts before them: 7 in 000000 is 000007."""
    if raw != int(raw):
        return repr(raw)
    digits = str(int(raw))
    if len(digits.lstrip("-")) > _EXACT_DIGITS:
        marks[spot] = Mark("cut", digits)
    if padded := _PADDED.fullmatch(shown.partition(";")[0]):
        return (padded[1] or padded[2] or "") + digits.zfill(len(padded[3]))
    return digits


def _merged(sheet: Any, rows: dict[int, GridRow]) -> Iterator[tuple[tuple[int, int], Mark]]:
    """The cells that a merged range covers, with the text of its first one."""
    with sheet._get_source() as part:  # noqa: SLF001 (openpyxl's read-only sheets tell nothing of merged cells)
        ranges = [match.groups() for match in _MERGE.finditer(part.read())]
    yield from islice(_covered(ranges, rows), _MOST_MERGED)


def _covered(ranges: list[tuple[bytes, ...]], rows: dict[int, GridRow]) -> Iterator[tuple[tuple[int, int], Mark]]:
    for left, top, right, bottom in ranges:
        first, last = _column(left), min(_column(right), MAX_COLUMNS - 1)
        mark = Mark("merged", rows[int(top)].at(first) if int(top) in rows else "")
        for number in range(int(top), int(bottom) + 1) if mark.text else ():
            if number > int(top) + MAX_ROWS:
                break
            for column in range(first, last + 1):
                if (number, column) != (int(top), first):
                    yield (number, column), mark


def _column(letters: bytes) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + letter - ord("A") + 1
    return index - 1
