"""A roster as a table of texts, whether it was pasted, a CSV file or a sheet of a workbook. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

MAX_ROWS = 10_000
MAX_COLUMNS = 40
MAX_CELL = 500  # characters of one cell that are kept

_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060\ufeff\ufffd\ud800-\udfff]")
_FULL_WIDTH = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_IDENTITY = re.compile(r"(?<!\d)[1-9]\d{5}(?:19|20)\d{9}[\dXx](?!\d)")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_LETTERS = 26


@dataclass(frozen=True, slots=True)
class GridRow:
    """`number` is the line of the text or the row of the sheet, from 1; cells count from 0."""

    number: int
    cells: tuple[str, ...]

    def at(self, column: int) -> str:
        return self.cells[column] if column < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something about a cell: formula, error, date, cut (digits lost), merged (text of its range), identity."""

    kind: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """`left_out`: columns of identity numbers by their title; their cells are gone. `beside`: sheets not read."""

    rows: tuple[GridRow, ...]
    marks: Mapping[tuple[int, int], Mark] = field(default_factory=dict)
    left_out: Mapping[int, str] = field(default_factory=dict)
    sheet: str = ""
    beside: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        return max((len(row.cells) for row in self.rows), default=0)

    def as_json(self) -> dict[str, Any]:
        return {
            "rows": [[row.number, *row.cells] for row in self.rows],
            "marks": [[number, column, mark.kind, mark.text] for (number, column), mark in self.marks.items()],
            "left_out": [[column, title] for column, title in self.left_out.items()],
            "sheet": self.sheet,
            "beside": list(self.beside),
        }

    @classmethod
    def of_json(cls, data: Mapping[str, Any]) -> Grid:
        return cls(
            tuple(GridRow(row[0], tuple(row[1:])) for row in data["rows"]),
            {(number, column): Mark(kind, text) for number, column, kind, text in data["marks"]},
            dict(data["left_out"]),
            data["sheet"],
            tuple(data["beside"]),
        )


def place(number: int, column: int) -> str:
    """The cell as Excel calls it: B7."""
    letters, rest = "", column + 1
    while rest:
        rest, letter = divmod(rest - 1, _LETTERS)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{number}"


def tidy(text: str) -> str:
    """One line, without what cannot be seen, full-width digits and letters folded."""
    return " ".join(_INVISIBLE.sub("", text).translate(_FULL_WIDTH).split())[:MAX_CELL]


def is_identity_number(text: str) -> bool:
    """Whether the text holds a resident identity number: 18 places whose last one checks the others."""
    return any(map(_checks, _IDENTITY.findall(unicodedata.normalize("NFKC", text))))


def _checks(number: str) -> bool:
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=False))
    return _CHECK[total % 11] == number[-1].upper()


def without_identity_numbers(grid: Grid, titled: Mapping[int, str], body: Sequence[GridRow]) -> Grid:
    """The grid as it may be kept: no column of identity numbers, and no single one in any other cell.

    titled: columns that say in their title what they hold. body: the rows below the header.
    """
    held = {(row.number, column) for row in body for column in _holding(row)}
    left_out = dict(titled)
    for column in {column for _number, column in held}:
        filled = sum(bool(row.at(column)) for row in body)
        if sum(held_column == column for _number, held_column in held) * 2 >= filled:
            left_out.setdefault(column, "")
    marks = {spot: mark for spot, mark in grid.marks.items() if spot[1] not in left_out}
    marks |= {spot: Mark("identity") for spot in held if spot[1] not in left_out}
    first = body[0].number if body else 0
    rows = tuple(
        row if row.number < first else replace(row, cells=tuple(_kept(row, left_out, held))) for row in grid.rows
    )
    return replace(grid, rows=rows, marks=marks, left_out=left_out)


def _holding(row: GridRow) -> Iterator[int]:
    for column, cell in enumerate(row.cells):
        if len(cell) >= 18 and is_identity_number(cell):  # noqa: PLR2004 (places of an identity number)
            yield column


def _kept(row: GridRow, left_out: Mapping[int, str], held: set[tuple[int, int]]) -> Iterator[str]:
    for column, cell in enumerate(row.cells):
        yield "" if column in left_out or (row.number, column) in held else cell
