"""The cells of an Excel file, straight from its parts.

openpyxl makes several objects a cell, also when it only reads: of the 0.5 s that 2,000 lines took, most went there.
What it knows of dates is still asked.
"""

from __future__ import annotations

import datetime as dt
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from courses.importers import archives
from courses.importers.messages import OutlineError
from courses.importers.xml_parts import attribute, child, children, name_of, root_of

Value = str | int | float | dt.datetime | dt.date | dt.time | dt.timedelta

_COORDINATE = re.compile("([A-Z]{1,3})([0-9]{1,7})")
_PLAIN: tuple[bool, int] = (False, 0)


@dataclass(frozen=True, slots=True)
class Filled:
    """A cell that holds something. row and column count from 1; indent is that of its format."""

    row: int
    column: int
    place: str
    value: Value
    indent: int = 0


class Workbook:
    """The visible sheets of an archive whose part `main` is a workbook. Raises OutlineError for a broken one."""

    def __init__(self, archive: zipfile.ZipFile, main: str) -> None:
        self._archive = archive
        folder, name = posixpath.split(main)
        related = root_of(archives.part(archive, f"{folder}/_rels/{name}.rels".lstrip("/")))
        links = list(related) if related is not None else []
        self._targets = {attribute(link, "Id"): _target(folder, attribute(link, "Target")) for link in links}
        by_kind = {attribute(link, "Type").rpartition("/")[2]: attribute(link, "Id") for link in links}
        root = root_of(archives.part(archive, main))
        self.sheets = [
            (attribute(sheet, "name"), self._targets.get(attribute(sheet, "id"), ""))
            for sheet in children(child(root, "sheets"), "sheet")
            if attribute(sheet, "state") in ("", "visible")
        ]
        self._since_1904 = attribute(child(root, "workbookPr"), "date1904") in ("1", "true")
        self._texts = [_text(item) for item in self._related(by_kind.get("sharedStrings", "")) or ()]
        self._formats = _formats(self._related(by_kind.get("styles", "")))

    def rows(self, part: str) -> Iterator[tuple[int, list[Filled]]]:
        """Number and cells of each row that the sheet writes down, from top to bottom."""
        number = 0
        for row in _rows(archives.part(self._archive, part)):
            told = attribute(row, "r")
            number = int(told) if told.isdecimal() else number + 1
            yield number, list(self._cells(row, number))

    def _related(self, link: str) -> Element | None:
        return root_of(archives.part(self._archive, self._targets.get(link, "")))

    def _cells(self, row: Element, number: int) -> Iterator[Filled]:
        column = 0
        for cell in row:
            place = cell.get("r", "")
            told = _COORDINATE.fullmatch(place)
            column = _column(told[1]) if told else column + 1
            is_date, indent = self._format(cell.get("s", ""))
            if (value := self._value(cell, is_date=is_date)) is not None:
                yield Filled(number, column, place or f"{_letters(column)}{number}", value, indent)

    def _format(self, told: str) -> tuple[bool, int]:
        index = int(told) if told.isdecimal() else 0
        return self._formats[index] if index < len(self._formats) else _PLAIN

    def _value(self, cell: Element, *, is_date: bool) -> Value | None:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return _text(inline) if (inline := _part(cell, "}is")) is not None else None
        told = _part(cell, "}v")
        text = told.text if told is not None else None
        if not text or kind in ("b", "e"):
            return None
        if kind == "s":
            return self._texts[int(text)] if text.isdecimal() and int(text) < len(self._texts) else None
        if kind == "d":
            return _day(text)
        return text if kind == "str" else self._number(text, is_date=is_date)

    def _number(self, text: str, *, is_date: bool) -> Value | None:
        from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

        try:
            number = float(text)
            if is_date:
                day: Value | None = from_excel(number, CALENDAR_MAC_1904 if self._since_1904 else CALENDAR_WINDOWS_1900)
                return day
            return int(number) if number.is_integer() else number
        except (ValueError, OverflowError):
            return None


def _rows(part: bytes) -> Iterator[Element]:
    """One row at a time, so that a sheet of a million cells is not in memory at once."""
    if not part:
        return
    try:
        for _event, element in iterparse(BytesIO(part), ("end",), forbid_dtd=True):
            if element.tag.endswith("}row"):
                yield element
                element.clear()
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise OutlineError("broken-file") from error


def _target(folder: str, told: str) -> str:
    return told.lstrip("/") if told.startswith("/") else posixpath.normpath(posixpath.join(folder, told))


def _part(cell: Element, end: str) -> Element | None:
    """The child whose tag has this end. A cell has one or two; a sheet has thousands of cells."""
    for part in cell:
        if part.tag.endswith(end):
            return part
    return None


def _text(item: Element) -> str:
    """The runs of a text, without what it says on its pronunciation."""
    if len(item) == 1 and item[0].tag.endswith("}t"):
        return item[0].text or ""
    parts = [part for part in item if name_of(part) in ("t", "r")]
    return "".join((part.text if name_of(part) == "t" else _text(part)) or "" for part in parts)


def _formats(styles: Element | None) -> list[tuple[bool, int]]:
    """For each cell format: whether it shows a date or time, and its indent."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

    codes = {str(number): code for number, code in BUILTIN_FORMATS.items()}
    for told in children(child(styles, "numFmts"), "numFmt"):
        codes[attribute(told, "numFmtId")] = attribute(told, "formatCode")
    found = []
    for form in children(child(styles, "cellXfs"), "xf"):
        indent = attribute(child(form, "alignment"), "indent")
        is_date = bool(is_date_format(codes.get(attribute(form, "numFmtId"), "General")))
        found.append((is_date, int(indent) if indent.isdecimal() else 0))
    return found


def _day(text: str) -> Value:
    try:
        return dt.datetime.fromisoformat(text.removesuffix("Z"))
    except ValueError:
        return text


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _letters(column: int) -> str:
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text
