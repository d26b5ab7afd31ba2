"""Reading a roster as people paste it: one trainee a line, or cells copied from a spreadsheet. Pure."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

FIELDS = ("name", "contact", "branch", "post")
TITLES = {
    "name": ("姓名", "名字", "学员", "学员姓名", "name"),
    "contact": (
        *(
            "手机",
            "手机号",
            "手机号码",
            "电话",
            "电话号码",
            "联系电话",
            "联系方式",
            "移动电话",
            "手机号或邮箱",
            "手机或邮箱",
        ),
        *("邮箱", "电子邮箱", "邮件", "电子邮件", "phone", "mobile", "e-mail", "email", "phone or e-mail"),
    ),
    "branch": (
        "机构",
        "支行",
        "单位",
        "网点",
        "分行",
        "部门",
        "所在机构",
        "所在单位",
        "机构/支行",
        "分支机构",
        "branch",
    ),
    "post": ("岗位", "职务", "职位", "岗位/职务", "条线", "post", "position", "title"),
}

_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060\ufeff\ufffd]")
_CJK = r"[\u3007\u3400-\u9fff\U00020000-\U0003ffff]"
_INSIDE_NAME = re.compile(rf"(?<={_CJK})\s+(?={_CJK})")
_LOOKS_LIKE_CONTACT = re.compile(r".*@.*|\+?[0-9()\-]{7,}")
_ORDINAL = re.compile(r"[0-9０-９]{1,4}[.．、]?")
_ORDINAL_BEFORE = re.compile(r"^[0-9０-９]{1,4}[.．、\s]\s*")


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One trainee as written; `number` counts the lines of the text from 1. `excess`: cells that belong nowhere."""

    number: int
    name: str = ""
    contact: str = ""
    branch: str = ""
    post: str = ""
    excess: tuple[str, ...] = ()


def read_lines(text: str) -> list[RosterLine]:
    """The lines that hold anything, without a header. Cells stand apart by a tab, a comma or several spaces.

    Without a header the order is name, phone or e-mail, branch, post; with one, the header's.
    """
    rows = [(number, cells) for number, line in _lines(text) if any(cells := _cells(line))]
    columns = _columns(rows[0][1]) if rows else None
    if columns is None:
        return [_in_order(number, cells) for number, cells in rows]
    return [_by_header(number, cells, columns) for number, cells in rows[1:]]


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(re.split(r"\r\n?|\n", text), start=1):
        yield number, _INVISIBLE.sub("", line)


def _cells(line: str) -> list[str]:
    if "\t" in line:
        cells = line.split("\t")
    elif '"' in line and "," in line:
        cells = next(csv.reader([line]))
    elif re.search("[,，]", line):
        cells = re.split("[,，]", line)
    elif re.search(r"\s{2,}|\u3000", line.strip()):
        cells = re.split(r"\s{2,}|\u3000+", line.strip())
    else:
        cells = _by_single_spaces(line.split())
    return [_tidy(cell) for cell in cells]


def _by_single_spaces(words: list[str]) -> list[str]:
    """Single spaces may stand inside a name: what comes before the phone or e-mail is the name."""
    for index, word in enumerate(words):
        if index and _LOOKS_LIKE_CONTACT.fullmatch(unicodedata.normalize("NFKC", word)):
            return [" ".join(words[:index]), *words[index:]]
    return words


def _tidy(cell: str) -> str:
    return re.sub(r"\s+", " ", cell).strip()


def _columns(cells: Sequence[str]) -> list[str | None] | None:
    """The field of each column, if these cells are a header: one of them says "name". Unknown columns are None."""
    known = {title: field for field, titles in TITLES.items() for title in titles}
    fields = [known.get(_title(cell)) for cell in cells]
    return fields if "name" in fields else None


def _title(cell: str) -> str:
    return unicodedata.normalize("NFKC", cell).strip(" *:").lower()


def _in_order(number: int, cells: list[str]) -> RosterLine:
    cells = _without_ordinal(cells)
    while cells and not cells[-1]:
        cells.pop()
    return _line(number, dict(zip(FIELDS, cells, strict=False)), tuple(cells[len(FIELDS) :]))


def _by_header(number: int, cells: list[str], columns: list[str | None]) -> RosterLine:
    values: dict[str, str] = {}
    for field, cell in zip(columns, cells, strict=False):
        if field is not None and not values.get(field):  # of a phone and an e-mail column, the first that is filled
            values[field] = cell
    return _line(number, values, tuple(cell for cell in cells[len(columns) :] if cell))


def _line(number: int, values: dict[str, str], excess: tuple[str, ...]) -> RosterLine:
    name = _INSIDE_NAME.sub("", values.get("name", ""))
    contact = unicodedata.normalize("NFKC", values.get("contact", ""))
    return RosterLine(number, name, contact, values.get("branch", ""), values.get("post", ""), excess)


def _without_ordinal(cells: list[str]) -> list[str]:
    """A running number is no name, be it in a cell of its own or before the name as in "1、李明"."""
    if len(cells) > 1 and _ORDINAL.fullmatch(cells[0]):
        return cells[1:]
    return [_ORDINAL_BEFORE.sub("", cells[0]), *cells[1:]] if cells else []
