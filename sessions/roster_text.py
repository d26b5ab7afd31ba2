"""Reading a roster as people paste it: one trainee a line, or cells copied from a spreadsheet; and CSV files. Pure."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator

from sessions.roster_columns import find_header, ready
from sessions.roster_grid import MAX_COLUMNS, Grid, GridRow, tidy

_LOOKS_LIKE_CONTACT = re.compile(r".*@.*|\+?[0-9()\-]{7,}")
_ORDINAL = re.compile(r"[0-9]{1,4}[.．、]?")
_ORDINAL_BEFORE = re.compile(r"^[0-9]{1,4}[.．、\s]\s*")
_LONGEST_FIELD = 1_000_000


def read_lines(text: str) -> Grid:
    """The lines that hold anything. Cells stand apart by a tab, a comma or several spaces; quotes may hold both."""
    rows = [
        GridRow(number, tuple(cells[:MAX_COLUMNS]))
        for number, line in _lines(text)
        if any(cells := [tidy(cell) for cell in line])
    ]
    grid = Grid(tuple(rows))
    if rows and not find_header(grid).count:
        grid = Grid(tuple(GridRow(row.number, _without_ordinal(row.cells)) for row in rows))
    return ready(grid)


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    text = text.removeprefix("\ufeff")
    if '"' in text and (delimiter := next((mark for mark in "\t,;" if mark in text), "")):
        yield from _quoted(text, delimiter)
        return
    for number, line in enumerate(re.split(r"\r\n?|\n", text), start=1):
        yield number, _cells(line)


def _quoted(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """A line's number is that of its first line: a quoted cell may hold several."""
    csv.field_size_limit(_LONGEST_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    start = 1
    try:
        for cells in reader:
            yield start, cells if len(cells) > 1 else _cells(cells[0] if cells else "")
            start = reader.line_num + 1
    except csv.Error:  # a quote that never ends: read on as plain lines
        for number, line in enumerate(re.split(r"\r\n?|\n", text)[start - 1 :], start=start):
            yield number, _cells(line.replace('"', ""))


def _cells(line: str) -> list[str]:
    if "\t" in line:
        return line.split("\t")
    if re.search("[,，]", line):
        return re.split("[,，]", line)
    if line.count(";") > 1:
        return line.split(";")
    if re.search(r"\s{2,}|\u3000", line.strip()):
        return re.split(r"\s{2,}|\u3000+", line.strip())
    return _by_single_spaces(line.split())


def _by_single_spaces(words: list[str]) -> list[str]:
    """Single spaces may stand inside a name: what comes before the phone or e-mail is the name."""
    for index, word in enumerate(words):
        if index and _LOOKS_LIKE_CONTACT.fullmatch(unicodedata.normalize("NFKC", word)):
            return [" ".join(words[:index]), *words[index:]]
    return words


def _without_ordinal(cells: tuple[str, ...]) -> tuple[str, ...]:
    """A running number is no name, be it in a cell of its own or before the name as in "1、李明"."""
    if len(cells) > 1 and _ORDINAL.fullmatch(cells[0]):
        return cells[1:]
    return (_ORDINAL_BEFORE.sub("", cells[0]), *cells[1:]) if cells else cells
