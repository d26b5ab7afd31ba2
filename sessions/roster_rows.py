"""A roster's lines checked one by one: rows that can be enrolled, and what is wrong with those that cannot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.identities import Identity, identify
from accounts.models import User
from accounts.phones import normalise_phone
from accounts.refusals import Refusal
from courses.importers.messages import OutlineError
from courses.importers.text import MAX_BYTES, decode
from sessions.models import Enrolment
from sessions.roster_text import RosterLine, read_lines

MAX_ROWS = 5000
UNREADABLE = {
    "empty": gettext_noop("文件是空的。请每行写一位学员：姓名、手机号、机构、岗位。"),
    "too-big": gettext_noop("名单超过 5 MB。请只保留姓名、手机号、机构、岗位四列。"),
    "word-file": gettext_noop(
        "这是 Excel、Word 或压缩文件。请在表格中选中这几列，复制后粘贴到下面；或另存为 CSV 再上传。"
    ),
    "pdf-file": gettext_noop("这是 PDF 文件。请复制其中的名单，粘贴到下面。"),
    "binary": gettext_noop("这不是文本文件。请把名单存为 .txt 或 .csv，或直接粘贴到下面。"),
    "encoding": gettext_noop("认不出文件的编码。请另存为 UTF-8 编码的 .csv，或直接粘贴到下面。"),
}


@dataclass(frozen=True, slots=True)
class RosterRow:
    line: int
    name: str
    identity: Identity
    branch: str = ""
    post: str = ""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """`line` counts the lines of the text from 1; `field` and `text` are for people, in their language."""

    line: int
    field: str
    text: str


@dataclass(frozen=True, slots=True)
class ParsedRoster:
    rows: tuple[RosterRow, ...]
    problems: tuple[RowProblem, ...]


def read_text(source: str | bytes) -> str:
    """The text of a pasted list or of a file (UTF-8, with or without BOM, UTF-16 with BOM, GB 18030)."""
    if isinstance(source, str):
        if len(source.encode(errors="replace")) > MAX_BYTES:
            raise Refusal(_(UNREADABLE["too-big"]))
        return source
    try:
        return decode(source)
    except OutlineError as error:
        raise Refusal(_(UNREADABLE.get(error.code, UNREADABLE["binary"]))) from error


def parse_roster(source: str | bytes) -> ParsedRoster:
    """Check every line; rows hold the good ones, problems say what to do about the others. Writes nothing.

    Raises Refusal if the whole cannot be read, holds nobody or more than 5,000 people.
    """
    lines = read_lines(read_text(source))
    if not lines:
        raise Refusal(_("名单里没有人。请每行写一位学员：姓名、手机号、机构、岗位。"))
    if len(lines) > MAX_ROWS:
        raise Refusal(
            _("名单有 %(count)s 行，一次最多 %(limit)s 行。请分几次导入。") % {"count": len(lines), "limit": MAX_ROWS}
        )
    rows: list[RosterRow] = []
    problems: list[RowProblem] = []
    seen: dict[Identity, int] = {}
    for line in lines:
        identity, found = _checked(line)
        if identity is not None and identity in seen:
            text = _("%(contact)s 与第 %(line)s 行重复。请删去一行，或改正号码。")
            found.append(
                RowProblem(line.number, _("手机号或邮箱"), text % {"contact": identity, "line": seen[identity]})
            )
        if identity is not None:
            seen.setdefault(identity, line.number)
        if found:
            problems += found
        elif identity is not None:
            rows.append(RosterRow(line.number, line.name, identity, line.branch, line.post))
    return ParsedRoster(tuple(rows), tuple(problems))


def _checked(line: RosterLine) -> tuple[Identity | None, list[RowProblem]]:
    problems = [RowProblem(line.number, label, text) for label, text in _mistakes(line)]
    if not line.contact:
        text = _("缺手机号或邮箱。学员用它登录。")
        return None, [*problems, RowProblem(line.number, _("手机号或邮箱"), text)]
    try:
        return identify(line.contact), problems
    except Refusal as refusal:
        return None, [*problems, RowProblem(line.number, _("手机号或邮箱"), str(refusal))]


def _mistakes(line: RosterLine) -> Iterator[tuple[str, str]]:
    if not line.name:
        yield _("姓名"), _("缺姓名。请补上，或删去这一行。")
    elif normalise_phone(line.name) or "@" in line.name:
        yield _("姓名"), _("这一栏是号码或邮箱，不是姓名。请把各列排成：姓名、手机号、机构、岗位，或在第一行写上列名。")
    for label, value, limit in (
        (_("姓名"), line.name, _limit(User, "name")),
        (_("机构/支行"), line.branch, _limit(Enrolment, "branch")),
        (_("岗位"), line.post, _limit(Enrolment, "post")),
    ):
        if len(value) > limit:
            yield label, _("超过 %(limit)s 个字。请缩短。") % {"limit": limit}
    if line.excess:
        text = _("多出一栏“%(cell)s”。每行最多四栏：姓名、手机号、机构、岗位。")
        yield _("列数"), text % {"cell": line.excess[0][:30]}


def _limit(model: type[User | Enrolment], name: str) -> int:
    return getattr(model._meta.get_field(name), "max_length", 0)  # noqa: SLF001 (Django's public model meta)
