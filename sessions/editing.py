"""Working on a timetable: a draft that several people may change at once, each change undone one by one."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal
from courses.editions import syllabus_of
from sessions.drafting import Card, Draft, DraftError, Half, as_document, from_document
from sessions.models import AgendaItem, Cohort, DraftEdit, TimetableDraft
from sessions.scheduling import Item
from sessions.timetable import topics

EVERYTHING = "*"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a change. merged: what others did meanwhile; clash: what it would have overwritten."""

    merged: tuple[DraftEdit, ...] = ()
    clash: DraftEdit | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody wants: a pure step, the cards and sessions it touches, what it is called in the log."""

    act: str
    touches: Collection[str]
    apply: Callable[[Draft, str], Draft]
    title: str = ""


def draft_of(cohort: Cohort) -> tuple[Draft, TimetableDraft | None]:
    """The draft, or the timetable as it stands where nobody has begun one."""
    row = TimetableDraft.objects.filter(cohort=cohort).first()
    return (from_document(row.document), row) if row else (as_published(cohort), None)


def as_published(cohort: Cohort) -> Draft:
    """Sessions and agenda as they are, in two queries."""
    cards: dict[int, list[Card]] = {}
    for item in AgendaItem.objects.filter(session__cohort=cohort).order_by("session", "position"):
        card = Card(f"a{item.pk}", item.kind, item.module_id, item.title, item.minutes, item.locked)
        cards.setdefault(item.session_id, []).append(card)
    sessions = cohort.sessions.order_by("number")
    return Draft(
        tuple(
            Half(each.pk, each.number, each.starts_at, each.ends_at, each.room_id, tuple(cards.get(each.pk, ())))
            for each in sessions
        )
    )


def sizes_of(cohort: Cohort) -> dict[int, Item]:
    """How each topic of the course counts when the draft is fitted."""
    modules = syllabus_of(cohort.course, cohort.edition).modules
    return {module.pk: Item(size, module.minutes) for module, size in topics(modules)}


@transaction.atomic
def change(cohort: Cohort, wanted: Change, *, seen: int, by: User, anyway: bool = False) -> Outcome:
    """Carry out one change on the newest draft.

    seen: the revision the person was looking at. What others have changed elsewhere since is kept, and told; where
    they touched the same card or session, nothing is done until the person has seen it and says so (`anyway`).
    """
    row = locked_draft(cohort, by)
    draft = from_document(row.document)
    since = list(row.edits.filter(revision__gt=seen).select_related("by"))
    clash = next((edit for edit in since if _meet(edit.touched, wanted.touches)), None)
    if clash is not None and not anyway:
        return Outcome(clash=clash)
    try:
        changed = wanted.apply(draft, f"n{row.revision + 1}")
    except DraftError as error:
        raise Refusal(_told(error)) from error
    if changed != draft:
        _write(row, changed, DraftEdit(act=wanted.act, title=wanted.title, touched=list(wanted.touches)), by)
    return Outcome(merged=tuple(since))


@transaction.atomic
def undo(cohort: Cohort, *, seen: int, by: User) -> DraftEdit:
    """Take the latest change back, whoever made it; the page said whose it is."""
    row = locked_draft(cohort, by)
    if row.revision != seen:
        raise Refusal(_("刚才又有人改了课表，没有撤销。请看最新的草稿再决定。"))
    last = row.edits.filter(undone=False).order_by("-revision").first()
    if last is None:
        raise Refusal(_("没有可以撤销的改动。"))
    row.edits.filter(pk=last.pk).update(undone=True)
    mark = DraftEdit(act="undo", title=last.title, touched=last.touched, undone=True)
    _write(row, from_document(last.before), mark, by)
    return last


@transaction.atomic
def discard(cohort: Cohort, *, seen: int, by: User) -> None:
    """Drop the draft; the published timetable stays."""
    row = locked_draft(cohort, by)
    if row.revision != seen:
        raise Refusal(_("刚才又有人改了课表，草稿没有放弃。请看最新的草稿再决定。"))
    row.delete()


def locked_draft(cohort: Cohort, by: User) -> TimetableDraft:
    """The draft, begun if need be, nobody else changing it until the transaction ends."""
    managed = Cohort.objects.managed_by(by).select_for_update(of=("self",)).filter(pk=cohort.pk).first()
    if managed is None:
        raise Refusal(_("只有教务和本班讲师可以编排课表。"))
    row = TimetableDraft.objects.filter(cohort=managed).first()
    if row is None:
        row = TimetableDraft.objects.create(cohort=managed, document=as_document(as_published(managed)))
    return row


def _write(row: TimetableDraft, changed: Draft, edit: DraftEdit, by: User) -> None:
    edit.draft, edit.revision, edit.by, edit.at = row, row.revision + 1, by, timezone.now()
    edit.before = row.document
    edit.save()
    row.document, row.revision = as_document(changed), edit.revision
    row.save()


def _meet(theirs: Collection[str], mine: Collection[str]) -> bool:
    return EVERYTHING in theirs or EVERYTHING in mine or bool({*theirs} & {*mine})


def _told(error: DraftError) -> str:
    sentences = {
        "gone": _("这一项刚刚被删掉或换成了别的，您的改动没有保存。请在最新的课表上再做一次。"),
        "edge": _("已经是第一项或最后一项，不能再移。"),
        "minutes": _("时长要是 %(step)s 的倍数，在 %(step)s 到 %(longest)s 分钟之间。"),
        "split": _("请填拆分后前一段的分钟数：5 的倍数，并且小于这一项的 %(whole)s 分钟。"),
        "module_title": _("授课内容的标题来自课程大纲，请到课程里改。"),
        "backwards": _("结束时间要晚于开始时间。"),
        "long": _("一场最长 12 小时，请检查开始和结束时间。"),
        "held": _("锁定的内容和茶歇加起来超出了这一场的时间。请先解锁、缩短或移走一些，再重新排。"),
        "overflow": _("排不下：多出 %(minutes)s 分钟。请延长某一场，或缩短、移走一些内容，再重新排。"),
    }
    return sentences[error.code] % error.values
