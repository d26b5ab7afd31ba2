"""Which column of a roster holds what: by its title under any of the usual names, else by what stands in it. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sessions.roster_grid import Grid, GridRow, Mark, without_identity_numbers

FIELDS = ("name", "phone", "email", "contact", "staff_number", "branch", "department", "post", "line")
CONTACTS = frozenset({"phone", "email", "contact"})
INHERITED = frozenset({"branch", "department", "post", "line"})  # a merged cell says it for all its rows

_TITLES = {
    "name": "姓名 名字 学员 学员姓名 员工姓名 人员姓名 参训人员 参训学员 参加人员 name fullname 姓名全称",
    "phone": "手机 手机号 手机号码 电话 电话号码 联系电话 移动电话 联系手机 phone mobile mobilephone phonenumber tel",
    "email": "邮箱 电子邮箱 邮件 电子邮件 邮箱地址 邮件地址 email e-mail mail 邮箱号",
    "contact": "联系方式 手机号或邮箱 手机或邮箱 phoneore-mail phoneoremail contact",
    "staff_number": "工号 员工号 员工编号 人员编号 柜员号 职工号 工牌号 staffnumber staffno employeeid employeenumber",
    "branch": "机构 支行 单位 网点 分行 所在机构 所在单位 所属机构 所属单位 单位名称 机构名称 分支机构 支行名称 "
    "工作单位 branch organisation",
    "department": "部门 所在部门 所属部门 部门名称 科室 处室 department dept",
    "post": "岗位 职务 职位 岗位名称 职务名称 职级 post position jobtitle title",
    "line": "条线 业务条线 所属条线 条线名称 businessline line",
    "": "序号 编号 no no. # 性别 年龄 备注 备注说明 学历 民族 签名 签到 房号 住宿 日期 入职日期",
}
_KNOWN = {title: field for field, titles in _TITLES.items() for title in titles.split()}
_PARTS = (
    ("name", "姓名"),
    ("email", "邮箱|邮件|e-?mail"),
    ("phone", "手机|电话|mobile|phone"),
    ("staff_number", "工号|员工号|员工编号|staff(?:no|number)|employee(?:id|no|number)"),
    ("line", "条线"),
    ("department", "部门|科室|处室|department"),
    ("branch", "支行|网点|机构|单位|分行|branch"),
    ("post", "岗位|职务|职位|position"),
)
_SOMEBODY_ELSE = re.compile("紧急|领导|上级|主管|推荐人|联系人|家属|emergency|manager|supervisor")
_IDENTITY_TITLE = re.compile("身份证|证件号|证件号码|银行卡|护照|idcard|idnumber|identity|passport|bankcard")
_BRACKETS = re.compile(r"[(\[【〔].*?[)\]】〕]")
_SPECIFIC = re.compile("支行|网点")
_PHONE = re.compile(r"\+?[0-9][0-9 .()\-]{5,}")
_ORDINAL = re.compile(r"[0-9]{1,5}[.、]?")
_HEADER_WITHIN = 30  # rows from the top
_MOST = 0.5


@dataclass(frozen=True, slots=True)
class Header:
    """`first` is the index of its first row in the grid's rows, `count` 0, 1 or 2; `titles` one a column."""

    first: int
    count: int
    titles: tuple[str, ...]

    @property
    def below(self) -> int:
        return self.first + self.count


def ready(grid: Grid) -> Grid:
    """The grid as it may be stored: what counts as an identity number by title or by itself is gone."""
    header = find_header(grid)
    titled = {column: title for column, title in enumerate(header.titles) if _IDENTITY_TITLE.search(_normal(title))}
    return without_identity_numbers(grid, titled, grid.rows[header.below :])


def find_header(grid: Grid) -> Header:
    """The row that names the columns, below any title rows; with a second one if titles stand in two rows."""
    for index, row in enumerate(grid.rows[:_HEADER_WITHIN]):
        if "name" not in map(_field, row.cells):
            continue
        under = grid.rows[index + 1] if index + 1 < len(grid.rows) else None
        two = under is not None and _names_columns(under)
        return Header(index, 1 + two, _titles(grid.marks, row, under if two else None, grid.width))
    return Header(0, 0, ("",) * grid.width)


def guess(grid: Grid, header: Header) -> tuple[str, ...]:
    """The field of each column, "" for those that are left out."""
    if not header.count:
        return _by_content(grid)
    fields = [
        "" if column in grid.left_out else _field(title) or _field(title.rpartition(" ")[0])
        for column, title in enumerate(header.titles)
    ]
    if "branch" not in fields and "department" in fields:
        fields[fields.index("department")] = "branch"
    return tuple(_once(fields, header.titles))


def _once(fields: Sequence[str], titles: Sequence[str]) -> list[str]:
    """Of two columns for the same thing the first counts, of 单位 and 支行 the branch; contacts fill each other in."""
    chosen: dict[str, int] = {}
    for column, name in enumerate(fields):
        better = name == "branch" and name in chosen and _SPECIFIC.search(titles[column])
        if name and (name not in chosen or (better and not _SPECIFIC.search(titles[chosen[name]]))):
            chosen[name] = column
    return [name if name in CONTACTS or chosen.get(name) == column else "" for column, name in enumerate(fields)]


def _normal(title: str) -> str:
    text = unicodedata.normalize("NFKC", title).lower()
    return re.sub(r"[\s*:：]", "", _BRACKETS.sub("", text))


def _field(title: str) -> str:
    name = _normal(title)
    if not name or len(name) > 24 or _SOMEBODY_ELSE.search(name) or _IDENTITY_TITLE.search(name):  # noqa: PLR2004
        return ""
    if name in _KNOWN:
        return _KNOWN[name]
    parts = {_KNOWN.get(part, "") for part in re.split("[/、,|]|或", name)}
    if "phone" in parts and "email" in parts:
        return "contact"
    known = [_KNOWN[part] for part in re.split("[/、,|]|或", name) if _KNOWN.get(part)]
    if known:
        return known[0]
    return next((field for field, words in _PARTS if re.search(words, name)), "") if len(name) <= 12 else ""  # noqa: PLR2004


def _names_columns(row: GridRow) -> bool:
    """Whether this row under the header belongs to it: it names a column and holds nobody's number."""
    return any(_KNOWN.get(_normal(cell)) for cell in row.cells) and not any(map(_is_contact, row.cells))


def _titles(
    marks: Mapping[tuple[int, int], Mark], upper: GridRow, under: GridRow | None, width: int
) -> tuple[str, ...]:
    titles = []
    for column in range(width):
        mark = marks.get((upper.number, column))
        title = upper.at(column) or (mark.text if mark and mark.kind == "merged" else "")
        below = under.at(column) if under else ""
        titles.append(" ".join(filter(None, (title, below))) if below != title else title)
    return tuple(titles)


def _by_content(grid: Grid) -> tuple[str, ...]:
    """Without a header: numbers and addresses are known by their looks, the rest is name, branch, post in order."""
    rest = iter(("name", "branch", "post", "department", "line"))
    fields: list[str] = []
    contact = False
    for column in range(grid.width):
        cells = [cell for row in grid.rows if (cell := row.at(column))]
        if not cells or column in grid.left_out or (not fields and _share(cells, _is_ordinal) > _MOST):
            fields.append("")
        elif _share(cells, _is_contact) >= _MOST or (fields and not contact and any(map(_is_contact, cells))):
            fields.append("contact")
            contact = True
        else:
            fields.append(next(rest, ""))
    return tuple(fields)


def _share(cells: Sequence[str], test: Callable[[str], bool]) -> float:
    return sum(map(test, cells)) / len(cells)


def _is_ordinal(cell: str) -> bool:
    return bool(_ORDINAL.fullmatch(cell))


def _is_contact(cell: str) -> bool:
    return "@" in cell or bool(_PHONE.fullmatch(unicodedata.normalize("NFKC", cell)))
