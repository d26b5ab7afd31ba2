"""What admins do with a list of people: upload it, say what its columns and rows mean, import it, take that back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from accounts.refusals import Refusal
from courses.importers import archives
from courses.importers.messages import OutlineError
from courses.importers.text import MAX_BYTES, decode
from sessions import roster_writing
from sessions.models import Cohort, RosterImport
from sessions.roster_columns import FIELDS, find_header, guess
from sessions.roster_grid import MAX_ROWS, Grid
from sessions.roster_preview import Preview, preview_of
from sessions.roster_sheets import read_workbook
from sessions.roster_text import read_lines

KEPT = dt.timedelta(days=7)
UNREADABLE = {
    "empty": gettext_noop("文件是空的。请每行写一位学员：姓名、手机号、机构、岗位。"),
    "too-big": gettext_noop("名单超过 5 MB。请只保留姓名、手机号、机构、岗位等几列。"),
    "word-file": gettext_noop("这不是表格文件。请把名单存为 .xlsx 或 .csv，或复制后粘贴到下面。"),
    "old-word": gettext_noop("这是 Word 文件。请复制其中的表格，粘贴到下面。"),
    "old-excel": gettext_noop("这是旧格式的 Excel 文件（.xls）。请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传。"),
    "encrypted": gettext_noop("文件设了打开密码。请在 Excel 里去掉密码，保存后再上传。"),
    "archive": gettext_noop("这是压缩文件。请先解压，再上传里面的 .xlsx 或 .csv。"),
    "slides-file": gettext_noop("这是演示文稿。请复制其中的名单，粘贴到下面。"),
    "broken-file": gettext_noop("文件已损坏，打不开。请在 Excel 里重新保存一次，再上传。"),
    "bomb": gettext_noop("文件解开后大得不合常理，没有读取。请把名单复制到新的工作簿里再上传。"),
    "pdf-file": gettext_noop("这是 PDF 文件。请复制其中的名单，粘贴到下面。"),
    "binary": gettext_noop("这不是名单文件。请把名单存为 .xlsx 或 .csv，或直接粘贴到下面。"),
    "encoding": gettext_noop("认不出文件的编码。请另存为 UTF-8 编码的 .csv，或直接粘贴到下面。"),
}


def read_grid(source: str | bytes) -> Grid:
    """The table in a pasted text or a file, told apart by its content. Raises Refusal."""
    if len(source if isinstance(source, bytes) else source.encode(errors="replace")) > MAX_BYTES:
        raise Refusal(_(UNREADABLE["too-big"]))
    try:
        grid = _read(source)
    except OutlineError as error:
        raise Refusal(_(UNREADABLE.get(error.code, UNREADABLE["binary"]))) from error
    people = len(grid.rows) - find_header(grid).below
    if people < 1:
        raise Refusal(_("名单里没有人。请每行写一位学员：姓名、手机号、机构、岗位。"))
    if people > MAX_ROWS:
        count = people if not grid.sheet else f"{MAX_ROWS}+"
        text = _("名单有 %(count)s 行，一次最多 %(limit)s 行。请分几次导入。")
        raise Refusal(text % {"count": count, "limit": MAX_ROWS})
    return grid


def _read(source: str | bytes) -> Grid:
    if isinstance(source, str):
        return read_lines(source)
    if archives.is_packed(source):
        return read_workbook(source)
    archives.refuse_old(source)
    return read_lines(decode(source))


@transaction.atomic
def begin(cohort: Cohort, source: str | bytes, by: User, *, name: str = "") -> RosterImport:
    """Put a list where it can be looked at. It takes the place of one this admin had not confirmed."""
    _administered(cohort, by)
    grid = read_grid(source)
    forget_old()
    RosterImport.objects.filter(cohort=cohort, by=by, state=RosterImport.State.PENDING).delete()
    columns = list(guess(grid, find_header(grid)))
    return RosterImport.objects.create(cohort=cohort, by=by, source=name[-200:], grid=grid.as_json(), columns=columns)


def forget_old(now: dt.datetime | None = None) -> None:
    """What was uploaded a week ago holds people's names for no purpose any more."""
    old = RosterImport.objects.filter(created_at__lt=(now or timezone.now()) - KEPT)
    old.filter(state=RosterImport.State.PENDING).delete()
    old.exclude(grid={}, written={}, choices={}).update(grid={}, written={}, choices={})


def name_columns(roster: RosterImport, columns: Sequence[str], by: User) -> None:
    """Say which column holds what; the choices about rows stay."""
    with transaction.atomic():
        locked = _pending(roster, by)
        if len(columns) != len(locked.columns) or any(column and column not in FIELDS for column in columns):
            raise Refusal(_("各列的含义没有填全。请刷新页面再选一次。"))
        locked.columns = list(columns)
        locked.save(update_fields=["columns"])


def choose(roster: RosterImport, by: User, *, rows: Mapping[str, Any], fields: Mapping[str, bool]) -> None:
    """Keep what was chosen about rows, and which fields to take from the file wherever nothing else was chosen."""
    with transaction.atomic():
        locked = _pending(roster, by)
        before = dict(locked.choices.get("rows", {}))
        for field in fields:  # "all of this field" overrules what single rows said
            for choice in before.values():
                choice.get("take", {}).pop(field, None)
        locked.choices = {
            "fields": locked.choices.get("fields", {}) | dict(fields),
            "rows": before | dict(rows),
        }
        locked.save(update_fields=["choices"])


def confirm(roster: RosterImport, by: User, *, seen: str = "") -> roster_writing.Written:
    """Write every row that can be; all of them or, with Refusal, none. `seen`: the digest of the preview looked at."""
    try:
        with transaction.atomic():
            cohort = _administered(roster.cohort, by)
            locked = _pending(roster, by)
            preview = preview_of(locked, cohort)
            _refuse(preview, seen)
            written = roster_writing.write(cohort, preview, by)
            locked.grid = _left_over(locked, preview)
            locked.written = written.as_json()
            locked.state, locked.confirmed_at = RosterImport.State.CONFIRMED, timezone.now()
            locked.save()
            return written
    except IntegrityError as error:
        raise Refusal(_("同一时间有人登记了名单上的人，没有导入任何人。请再看一遍，再确认。")) from error


def _refuse(preview: Preview, seen: str) -> None:
    if preview.missing:
        raise Refusal(" ".join(preview.missing))
    if seen and seen != preview.digest:
        raise Refusal(_("你查看之后情况有了变化（名单、名额或账号被人改动），没有导入任何人。请再看一遍，再确认。"))
    if not preview.to_write:
        raise Refusal(_("没有可以导入的行。请改正后重新上传。"))


def _left_over(roster: RosterImport, preview: Preview) -> dict[str, Any]:
    """Of the table only the header and the rows to be put right, for the file that can still be downloaded."""
    grid = Grid.of_json(roster.grid)
    header = find_header(grid)
    kept = {row.entry.number for row in preview.rows if row.corrects}
    rows = [*grid.rows[: header.below], *(row for row in grid.rows[header.below :] if row.number in kept)]
    marks = {spot: mark for spot, mark in grid.marks.items() if spot[0] in {row.number for row in rows}}
    return replace(grid, rows=tuple(rows), marks=marks).as_json()


def discard(roster: RosterImport, by: User) -> None:
    with transaction.atomic():
        _pending(roster, by).delete()


def undo(roster: RosterImport, by: User) -> None:
    """Take back what the import wrote, as long as nobody has built on it."""
    with transaction.atomic():
        cohort = _administered(roster.cohort, by)
        locked = _locked(roster, by)
        if locked.state != RosterImport.State.CONFIRMED or not locked.written:
            raise Refusal(_("这次导入已经撤销，或者超过一周，不能撤销了。可以在名单里逐个退班。"))
        roster_writing.take_back(cohort, locked.written, by)
        locked.state, locked.written, locked.grid, locked.choices = RosterImport.State.UNDONE, {}, {}, {}
        locked.save()


def import_text(cohort: Cohort, text: str, by: User) -> roster_writing.Written:
    """A list that needs no looking at: read and written in one go; Refusal if any row is not in order."""
    with transaction.atomic():
        roster = begin(cohort, text, by)
        preview = preview_of(roster, cohort)
        wrong = [problem for row in preview.rows if not row.written for problem in row.problems]
        if wrong or preview.missing:
            raise Refusal(wrong[0].text if wrong else preview.missing[0])
        return confirm(roster, by)


def _administered(cohort: Cohort, by: User) -> Cohort:
    found = Cohort.objects.administered_by(by).select_for_update().filter(pk=cohort.pk).first()
    if found is None:
        raise Refusal(_("只有教务可以改动名单。"))
    return found


def _locked(roster: RosterImport, by: User) -> RosterImport:
    found = RosterImport.objects.administered_by(by).select_for_update().filter(pk=roster.pk).first()
    if found is None:
        raise Refusal(_("这份名单已被取消或换成了新的。请重新上传。"))
    return found


def _pending(roster: RosterImport, by: User) -> RosterImport:
    found = _locked(roster, by)
    if found.state != RosterImport.State.PENDING:
        raise Refusal(_("这份名单已经导入，不能再改。"))
    return found
