"""The workbooks an admin downloads: an empty one to fill in, and the rows that are to be put right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from sessions.models import RosterImport
from sessions.roster_columns import find_header
from sessions.roster_grid import Grid
from sessions.roster_preview import Preview, PreviewRow
from sessions.roster_rows import LABELS

TEMPLATE = ("name", "phone", "email", "staff_number", "branch", "department", "post", "line")
LANGUAGES = {"zh-hans": "学员名单模板.xlsx", "en": "roster-template.xlsx"}
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_AS_TEXT = "@"
_HEAD = PatternFill("solid", fgColor="F3EFE6")
_WRONG = PatternFill("solid", fgColor="FBE3DD")
_RULE = Border(bottom=Side("thin", color="1F1B16"))
_CAUTION = ("=", "+", "-", "@", "\t", "\r")


def template(language: str) -> bytes:
    """Titles in one of the two languages; every column is text, so that Excel leaves numbers as they are typed."""
    with override(language):
        book = Workbook()
        sheet = book.active
        sheet.title = _("学员名单")
        _head(sheet, [str(LABELS[field]) for field in TEMPLATE])
        notes = book.create_sheet(_("填写说明"))
        for line in _notes():
            _append(notes, [line])
        notes.column_dimensions["A"].width = 90
        for row in notes.iter_rows():
            row[0].alignment = Alignment(wrap_text=True, vertical="top")
    return _bytes(book)


def _notes() -> list[str]:
    return [
        _("每行写一位学员。姓名必填；手机号和邮箱至少填一项，学员用它登录。其余各列可以不填。"),
        _("各列的顺序可以改，不用的列可以删。"),
        _("各列已设为“文本”，工号前面的 0 和长号码会原样保留。请直接写内容，不要写公式。"),
        _("不要填身份证号：讲台不读取也不保存它。"),
        _("填好后保存为 .xlsx，在班级的“导入学员”页上传；写入之前会先让你逐行核对。"),
    ]


def corrections(roster: RosterImport, preview: Preview) -> bytes:
    """The rows that were not taken in, as they stood, the wrong cells coloured and the reason in the last column."""
    grid = Grid.of_json(roster.grid)
    header = find_header(grid)
    width = max(grid.width, len(roster.columns))
    titles = [
        header.titles[column] if header.count else str(LABELS.get(field, ""))
        for column, field in enumerate(roster.columns)
    ]
    book = Workbook()
    sheet = book.active
    sheet.title = _("要改正的行")
    _head(sheet, [*titles, *[""] * (width - len(titles)), _("问题（导入时不读这一列）")])
    by_number = {row.entry.number: row for row in preview.rows if row.corrects}
    for line in grid.rows[header.below :]:
        if line.number in by_number:
            cells = [line.at(column) for column in range(width)]
            _append(sheet, [*cells, _reasons(by_number[line.number])])
            _colour(sheet, roster.columns, by_number[line.number])
    sheet.column_dimensions[get_column_letter(width + 1)].width = 60
    return _bytes(book)


def _reasons(row: PreviewRow) -> str:
    return "\n".join(f"{problem.field}：{problem.text}" for problem in row.problems)


def _colour(sheet: Any, columns: Sequence[str], row: PreviewRow) -> None:
    wrong = {problem.field for problem in row.problems}
    labels: Mapping[str, str] = {name: str(label) for name, label in LABELS.items()}
    for column, field in enumerate(columns, start=1):
        either = field in {"phone", "email"} and labels["contact"] in wrong
        if field and (labels[field] in wrong or either):
            sheet.cell(sheet.max_row, column).fill = _WRONG


def _head(sheet: Any, titles: Sequence[str]) -> None:
    _append(sheet, titles)
    for cell in sheet[1]:
        cell.font, cell.fill, cell.border = Font(bold=True), _HEAD, _RULE
    for column in range(1, len(titles) + 1):
        dimension = sheet.column_dimensions[get_column_letter(column)]
        dimension.width, dimension.number_format = 18, _AS_TEXT
    sheet.freeze_panes = "A2"


def _append(sheet: Any, texts: Sequence[str]) -> None:
    """Texts as texts: a name that begins with = is no formula, neither here nor when the sheet is saved as CSV."""
    row = sheet.max_row + 1 if sheet.max_row > 1 or sheet["A1"].value is not None else 1
    for column, text in enumerate(texts, start=1):
        cell = sheet.cell(row, column)
        cell.value = text
        cell.data_type = "s"
        cell.number_format = _AS_TEXT
        if text.startswith(_CAUTION):
            cell.quotePrefix = True


def _bytes(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()
