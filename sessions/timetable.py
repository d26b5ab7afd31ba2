"""What staff do with a timetable: fit the course into the half-days, move it, shift a boundary."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal
from courses.editions import Syllabus, syllabus_of
from courses.models import Course, Module
from sessions.booking import book
from sessions.models import AgendaItem, Attendance, CancelledSession, Cohort, Session, TimetableDraft
from sessions.scheduling import Block, Item, Placement, Plan, fit

STEP = 5  # minutes: what a boundary moves by, and the least an agenda item keeps


@transaction.atomic
def fit_timetable(cohort: Cohort, by: User) -> Plan:
    """Lay the cohort's sessions and agenda afresh from its course. Sessions keep their rows, so links to them hold."""
    cohort = _locked(cohort, by)
    refuse_with_draft(cohort)
    _refuse_after_attendance(cohort)
    syllabus = syllabus_of(cohort.course, cohort.edition)
    modules = topics(syllabus.modules)
    blocks = blocks_of(cohort, syllabus.course)
    plan = _plan(syllabus.course, modules, blocks)
    sessions = _lay_sessions(cohort, blocks)
    AgendaItem.objects.filter(session__cohort=cohort).delete()
    items = [item for index, session in enumerate(sessions) for item in _agenda(session, index, plan, modules)]
    word_agenda(items, syllabus)
    AgendaItem.objects.bulk_create(items)
    book(cohort)
    return plan


def word_agenda(items: Iterable[AgendaItem], syllabus: Syllabus) -> None:
    """Give the items the words that the syllabus has for their modules; one whose module it lacks keeps its own."""
    modules = {module.pk: module for module in syllabus.modules}
    for item in items:
        module = modules.get(item.module_id or 0)
        if module is not None:
            above = modules.get(module.parent_id or 0)
            item.title, item.marker, item.part = module.title, module.marker, above.title if above else ""


@transaction.atomic
def move_to_start_date(cohort: Cohort, by: User) -> None:
    """Take the sessions to the days the cohort's start date now means; their agenda and hours stay as they are."""
    cohort = _locked(cohort, by)
    refuse_with_draft(cohort)
    _refuse_after_attendance(cohort)
    sessions = list(cohort.sessions.order_by("number"))
    if not sessions:
        return
    shift = cohort.start_date - sessions[0].starts_at.astimezone(cohort.zone).date()
    for session in sessions:
        place(session, *(shifted(moment, shift, cohort) for moment in (session.starts_at, session.ends_at)))
    times = ["starts_at", "ends_at", "sequence", "check_in_opened_at", "check_in_closed_at"]
    Session.objects.bulk_update(sessions, times)
    book(cohort)


@transaction.atomic
def follow_changes(cohort: Cohort, changed: Collection[str], by: User) -> None:
    """Let the timetable follow a cohort just saved: fit it, move it, take it to another room.

    changed: the names of the cohort's changed fields. Sessions that are over stay in the room they were held in.
    """
    if "course" in changed or not cohort.sessions.exists():
        fit_timetable(cohort, by)
    elif "start_date" in changed:
        move_to_start_date(cohort, by)
    if "room" in changed:
        refuse_with_draft(cohort)
        to_come = cohort.sessions.filter(ends_at__gt=timezone.now())
        to_come.update(room=cohort.room, sequence=F("sequence") + 1)
    if {"room", "trainers"} & set(changed):
        book(cohort)


@transaction.atomic
def move_boundary(*, item: AgendaItem, minutes: int, by: User, seen: int | None = None) -> Session:
    """Move the line between `item` and the one after it; both keep five minutes at least, the session its length.

    minutes: by how much, in steps of five, later if positive. seen: where the person saw the line, in minutes from
    the session's start; if someone has moved it since, nothing is done.
    """
    session = _locked_session(item, by)
    refuse_with_draft(session.cohort)
    agenda = list(session.agenda.order_by("position"))
    index = next((index for index, each in enumerate(agenda) if each.pk == item.pk), None)
    if index is None:
        raise Refusal(_("课表刚刚重新排过，这一项已经不在了。请看最新的课表再调整。"))
    if index == len(agenda) - 1:
        raise Refusal(_("这是本场最后一项，它的结束时间就是下课时间，不能移动。"))
    if minutes == 0 or minutes % STEP:
        raise Refusal(_("分界只能按 %(step)s 分钟移动。") % {"step": STEP})
    if seen is not None and seen != sum(each.minutes for each in agenda[: index + 1]):
        raise Refusal(_("刚才有人移动过这条分界，您的改动没有保存。请看最新的时间再调整。"))
    before, after = agenda[index], agenda[index + 1]
    if min(before.minutes + minutes, after.minutes - minutes) < STEP:
        raise Refusal(_("不能再移：每一项至少要留 %(step)s 分钟。") % {"step": STEP})
    before.minutes += minutes
    after.minutes -= minutes
    AgendaItem.objects.bulk_update([before, after], ["minutes"])
    return session


def topics(modules: Sequence[Module]) -> list[tuple[Module, int]]:
    """What a timetable is made of, with its number of outline lines: each part's children, or a part without any."""
    found: list[tuple[Module, int]] = []
    for index, module in enumerate(modules):
        has_children = index + 1 < len(modules) and modules[index + 1].depth > module.depth
        if module.depth == 1 or (module.depth == 0 and not has_children):
            found.append((module, 1))
        elif module.depth > 1 and found:
            found[-1] = (found[-1][0], found[-1][1] + 1)
    return found


def blocks_of(cohort: Cohort, course: Course) -> list[Block]:
    """The course's half-days on the cohort's days, in UTC: an hour more or less by the clock is no hour of teaching."""
    return [
        Block(*(dt.datetime.combine(day, time, cohort.zone).astimezone(dt.UTC) for time in times))
        for day in (cohort.start_date + dt.timedelta(days=number) for number in range(course.days))
        for times in course.day_blocks
    ]


def _locked(cohort: Cohort, by: User) -> Cohort:
    """The cohort as it stands now, nobody else writing its timetable meanwhile."""
    managed = Cohort.objects.managed_by(by).select_related("course", "edition").select_for_update(of=("self",))
    found = managed.filter(pk=cohort.pk).first()
    if found is None:
        raise Refusal(_("只有教务和本班讲师可以编排课表。"))
    return found


def _locked_session(item: AgendaItem, by: User) -> Session:
    managed = Session.objects.managed_by(by).select_related("cohort").select_for_update(of=("self",))
    found = managed.filter(pk=item.session_id).first()
    if found is None:
        raise Refusal(_("只有教务和本班讲师可以编排课表。"))
    return found


def refuse_with_draft(cohort: Cohort) -> None:
    """What is being worked on stands on the timetable as it was: nothing else may change that underneath."""
    if TimetableDraft.objects.filter(cohort=cohort).exists():
        raise Refusal(_("这个班的课表有还没发布的草稿。请先在课表编辑页发布或放弃草稿，再做这一步。"))


def _refuse_after_attendance(cohort: Cohort) -> None:
    if Attendance.objects.filter(session__cohort=cohort).exists():
        raise Refusal(_("已经有学员的考勤记录，课表不能重新编排：考勤记在原来的场次上。可以移动每场之内的分界。"))


def _plan(course: Course, modules: list[tuple[Module, int]], blocks: list[Block]) -> Plan:
    items = [Item(size, module.minutes) for module, size in modules] or [Item()]
    try:
        plan = fit(items, blocks)
    except ValueError as error:
        raise Refusal(_("课程的上课时段是空的或有重叠，请先在课程中改正。")) from error
    if plan.overflow:
        minutes = sum(minutes for _item, minutes in plan.overflow)
        raise Refusal(
            _("课程“%(course)s”的内容比课时多出 %(minutes)s 分钟，请先在课程中缩短模块时长或增加课时。")
            % {"course": course.title, "minutes": minutes}
        )
    return plan


def _lay_sessions(cohort: Cohort, blocks: list[Block]) -> list[Session]:
    existing = {session.number: session for session in cohort.sessions.all()}
    _cancel(cohort.sessions.filter(number__gt=len(blocks)))
    sessions = []
    for number, block in enumerate(blocks, start=1):
        session = existing.get(number) or Session(cohort=cohort, number=number, room_id=cohort.room_id)
        place(session, block.start, block.end)
        session.save()
        sessions.append(session)
    return sessions


def _cancel(sessions: QuerySet[Session]) -> None:
    """Take sessions away; calendars hear of it under their old names."""
    CancelledSession.objects.bulk_create(
        CancelledSession(
            cohort=session.cohort,
            uid=session.uid,
            number=session.number,
            sequence=session.sequence + 1,
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            room_id=session.room_id,
            cancelled_at=timezone.now(),
        )
        for session in sessions.select_related("cohort")
    )
    sessions.delete()


def place(session: Session, starts_at: dt.datetime, ends_at: dt.datetime) -> None:
    """Set the time; a check-in opened by mistake for the old time does not stay open for the new one."""
    if (session.starts_at, session.ends_at) != (starts_at, ends_at):
        session.starts_at, session.ends_at = starts_at, ends_at
        session.check_in_opened_at = session.check_in_closed_at = None
        session.sequence += 1


def shifted(moment: dt.datetime, shift: dt.timedelta, cohort: Cohort) -> dt.datetime:
    local = moment.astimezone(cohort.zone)
    return dt.datetime.combine(local.date() + shift, local.time(), cohort.zone)


def _agenda(session: Session, block: int, plan: Plan, modules: list[tuple[Module, int]]) -> Iterator[AgendaItem]:
    """The block's placements as agenda items, with free time (all lengths settled, none left) spelt out."""
    at, position = session.starts_at, 0
    for placement in [placed for placed in plan.placements if placed.block == block] + [_end(session, block)]:
        if placement.start > at:
            free = int((placement.start - at).total_seconds()) // 60
            yield AgendaItem(session=session, position=position, kind=AgendaItem.Kind.OTHER, minutes=free)
            position += 1
        if placement.minutes:
            yield _agenda_item(session, position, placement, modules)
            position += 1
        at = placement.end


def _end(session: Session, block: int) -> Placement:
    return Placement(block, None, session.ends_at, 0)


def _agenda_item(
    session: Session, position: int, placement: Placement, modules: list[tuple[Module, int]]
) -> AgendaItem:
    item = AgendaItem(session=session, position=position, minutes=placement.minutes)
    if placement.item is None:
        item.kind = AgendaItem.Kind.BREAK
    elif modules:
        item.module = modules[placement.item][0]
    else:
        item.kind, item.title = AgendaItem.Kind.OTHER, session.cohort.course.title
    return item
