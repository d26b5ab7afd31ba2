"""A roster's rows checked one by one: what stands in each, and what is wrong with it, named by its cell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from accounts.identities import normalise_email
from accounts.models import User
from accounts.phones import normalise_phone
from sessions.models import Enrolment
from sessions.roster_columns import INHERITED, find_header
from sessions.roster_grid import Grid, GridRow, Mark, place

LABELS = {
    "name": gettext_lazy("姓名"),
    "phone": gettext_lazy("手机号"),
    "email": gettext_lazy("邮箱"),
    "contact": gettext_lazy("手机号或邮箱"),
    "staff_number": gettext_lazy("工号"),
    "branch": gettext_lazy("机构/支行"),
    "department": gettext_lazy("部门"),
    "post": gettext_lazy("岗位"),
    "line": gettext_lazy("条线"),
}
OF_PLACE = ("branch", "department", "post", "line", "staff_number")


def _limit(model: type[User | Enrolment], name: str) -> int:
    return getattr(model._meta.get_field(name), "max_length", 0)  # noqa: SLF001 (Django's public model meta)


LIMITS = {"name": _limit(User, "name"), **{name: _limit(Enrolment, name) for name in OF_PLACE}}
MARKS = {
    "formula": gettext_noop("单元格里是公式，没有读取。请在 Excel 里复制这一列，选择性粘贴为“数值”，再导入。"),
    "error": gettext_noop("单元格里是 Excel 的错误值。请填上正确的内容。"),
    "cut": gettext_noop("数字超过 15 位，Excel 已把末尾改成了 0。请把这一列设为“文本”，重新填写。"),
    "date": gettext_noop("Excel 把它当成了日期（%(text)s）。请把这一列设为“文本”，重新填写。"),
    "identity": gettext_noop("单元格里是身份证号，没有读取也不会保存。请在表格里删掉它。"),
}
_CJK = r"[\u3007\u3400-\u9fff\U00020000-\U0003ffff]"
_INSIDE_NAME = re.compile(rf"(?<={_CJK})\s+(?={_CJK})")
_ROUNDED = re.compile(r"[0-9](?:\.[0-9]+)?E\+[0-9]+", re.IGNORECASE)
_TOTAL = re.compile("(?:合计|总计|共计|小计|制表|填表|审核).*|共.*[人名位]")


@dataclass(frozen=True, slots=True)
class RowProblem:
    """`line` counts from 1 in the file; `cell` is B7 in a table; `field` and `text` are in the reader's language."""

    line: int
    field: str
    text: str
    cell: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One person as the file has them, phone and e-mail as they are stored; `problems` say what to put right."""

    number: int
    values: Mapping[str, str]
    problems: tuple[RowProblem, ...] = ()

    @property
    def name(self) -> str:
        return self.values.get("name", "")

    @property
    def contact(self) -> str:
        return self.values.get("phone") or self.values.get("email") or ""


def entries_of(grid: Grid, columns: Sequence[str]) -> tuple[list[Entry], list[int]]:
    """The people below the header, and the rows passed over: group headings, totals, the header once more."""
    header = find_header(grid)
    entries, passed = [], []
    for row in grid.rows[header.below :]:
        reader = _Reader(row, grid.marks, columns)
        if reader.is_nobody(header.titles):
            passed.append(row.number)
        else:
            entries.append(reader.entry())
    return entries, passed


class _Reader:
    """Reads one row by the columns it was given."""

    def __init__(self, row: GridRow, marks: Mapping[tuple[int, int], Mark], columns: Sequence[str]) -> None:
        self.row = row
        self.marks = marks
        self.columns = columns
        self.problems: list[RowProblem] = []
        self.cells = {field: self._cell(field) for field in dict.fromkeys(columns) if field}

    def _cell(self, field: str) -> tuple[int, str]:
        """Of the columns of a field the first that is filled; what a merged cell says counts for its other rows."""
        own = [column for column, name in enumerate(self.columns) if name == field]
        for column in own:
            if text := self.row.at(column):
                return column, text
        for column in own if field in INHERITED else ():
            mark = self.marks.get((self.row.number, column))
            if mark and mark.kind == "merged":
                return column, mark.text
        return own[0], ""

    def is_nobody(self, titles: Sequence[str]) -> bool:
        filled = {field: text for field, (column, text) in self.cells.items() if self.row.at(column)}
        if "name" in filled:
            column = self.cells["name"][0]
            alone = len(filled) == 1
            return filled["name"] == titles[column] or (alone and bool(_TOTAL.fullmatch(filled["name"])))
        marked = any((self.row.number, column) in self.marks for column, _text in self.cells.values())
        return len(filled) <= 1 and not filled.keys() & {"phone", "email", "contact"} and not (filled and marked)

    def entry(self) -> Entry:
        values = {field: self._value(field) for field in self.cells}
        values |= self._contacts(values)
        values.pop("contact", None)
        if not values.get("name"):
            self._say("name", _("缺姓名。请补上，或删去这一行。"))
        elif normalise_phone(values["name"]) or "@" in values["name"]:
            self._say("name", _("这一栏是号码或邮箱，不是姓名。请在上面改正各列的含义。"))
        for field, limit in LIMITS.items():
            if len(values.get(field, "")) > limit:
                self._say(field, _("超过 %(limit)s 个字。请缩短。") % {"limit": limit})
        if not (values.get("phone") or values.get("email") or self.problems):
            self._say("contact", _("缺手机号或邮箱。学员用它登录。"))
        return Entry(self.row.number, values, tuple(self.problems))

    def _value(self, field: str) -> str:
        column, text = self.cells[field]
        mark = self.marks.get((self.row.number, column))
        if mark and mark.kind in MARKS:
            self._say(field, _(MARKS[mark.kind]) % {"text": mark.text})
            return ""
        if field in {"phone", "contact", "staff_number"}:
            text = re.sub(r"\.0+\Z", "", unicodedata.normalize("NFKC", text))
            if _ROUNDED.fullmatch(text):
                self._say(field, _("号码被写成了科学计数法，后几位已丢失。请把这一列设为“文本”，重新填写。"))
                return ""
        return _INSIDE_NAME.sub("", text) if field == "name" else text

    def _contacts(self, values: Mapping[str, str]) -> dict[str, str]:
        found = {"phone": "", "email": ""}
        for field in ("phone", "email", "contact"):
            text = values.get(field, "")
            if not text:
                continue
            if phone := normalise_phone(text):
                found["phone"] = found["phone"] or phone
            elif email := normalise_email(text):
                found["email"] = found["email"] or email
            else:
                self._say(field, _expected(field, text))
        return found

    def _say(self, field: str, text: str) -> None:
        column = self.cells[field][0] if field in self.cells else None
        if field == "contact" and column is None:
            column = next((self.cells[name][0] for name in ("phone", "email") if name in self.cells), None)
        cell = place(self.row.number, column) if column is not None else ""
        self.problems.append(RowProblem(self.row.number, str(LABELS[field]), text, cell))


def _expected(field: str, text: str) -> str:
    if field == "email":
        return _("“%(text)s”不是邮箱。请改成 name@example.com 的样子。") % {"text": text[:60]}
    if field == "phone":
        wanted = _(
            "“%(text)s”不是手机号。请填 11 位手机号（如 13812345678），境外号码请带国家码（如 +852 9123 4567）。"
        )
        return wanted % {"text": text[:60]}
    wanted = _(
        "“%(text)s”不是手机号或邮箱。请填 11 位手机号（如 13812345678）、带国家码的号码（如 +852 9123 4567）或邮箱。"
    )
    return wanted % {"text": text[:60]}


def columns_missing(columns: Sequence[str]) -> Iterator[str]:
    """What the columns must hold and do not, as a sentence each."""
    if "name" not in columns:
        yield _("还没有指明哪一列是姓名。")
    if not {"phone", "email", "contact"} & set(columns):
        yield _("还没有指明哪一列是手机号或邮箱：学员用它登录。")
