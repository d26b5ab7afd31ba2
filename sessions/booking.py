"""Taking rooms and trainers for a cohort's sessions, and living with a warning."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal
from sessions.conflicts import Conflict, Proposal, conflicts_of, ordered, standing
from sessions.models import Booking, Cohort, Room, Session, Waiver


@transaction.atomic
def book(cohort: Cohort) -> None:
    """Take what the cohort's sessions to come need; call it after every change of their times, rooms or trainers.

    The cohort learns its last day with it.
    What is over keeps the bookings it was held with. Of two at once the second waits here for the first, and is then
    refused by name; the database refuses whatever comes past this.
    """
    sessions = list(cohort.sessions.select_related("room").filter(ends_at__gt=timezone.now()).order_by("number"))
    _note_last_day(cohort)
    trainers = sorted(cohort.trainers.values_list("pk", flat=True))
    _lock(trainers, {session.room_id for session in sessions if session.room_id})
    refuse_clashes(cohort, standing(sessions))
    Booking.objects.filter(session__in=sessions).delete()
    rows = [row for session in sessions for row in _rows(session, trainers)]
    try:
        with transaction.atomic():
            Booking.objects.bulk_create(rows)
    except IntegrityError as error:
        refuse_clashes(cohort, standing(sessions))
        raise Refusal(_("教室或讲师刚刚被别的班级占用，没有保存。请刷新后换时间、教室或讲师。")) from error


def refuse_clashes(cohort: Cohort, proposals: list[Proposal]) -> None:
    """Refuse with the first thing that cannot be."""
    blocking = [each for each in conflicts_of(cohort, proposals) if each.blocks]
    if blocking:
        told = _("%(conflict)s请换时间、教室或讲师，再保存。")
        raise Refusal(told % {"conflict": blocking[0].told})


def waive(conflict: Conflict, *, reason: str, by: User) -> Waiver:
    """Live with a warning from now on, and keep why."""
    reason = reason.strip()
    if not conflict.may_be_waived:
        raise Refusal(_("这个冲突不能忽略：同一时间只能有一个班级用同一间教室或同一位讲师。"))
    if not reason:
        raise Refusal(_("请写明为什么可以忽略，例如“学员只听一场，已与机构确认”。"))
    first, second, first_at, second_at = ordered(conflict)
    row, _created = Waiver.objects.update_or_create(
        first_id=first,
        second_id=second,
        kind=conflict.kind,
        defaults={
            "first_starts_at": first_at,
            "second_starts_at": second_at,
            "reason": reason[:200],
            "by": by,
            "at": timezone.now(),
        },
    )
    return row


@transaction.atomic
def remove_room(room: Room) -> None:
    """Take a room off the list; one that a cohort has used or will use stays, and the refusal says which."""
    used = Cohort.objects.filter(Q(room=room) | Q(sessions__room=room) | Q(cancelled_sessions__room=room))
    user = used.order_by("-start_date").first()
    if user is not None:
        told = _("教室“%(room)s”正在被班级“%(cohort)s”使用，不能删除。请先给班级换教室；上过的课要留下地点，不能改。")
        raise Refusal(told % {"room": room.name, "cohort": user.name})
    room.delete()


def _note_last_day(cohort: Cohort) -> None:
    last = cohort.sessions.order_by("ends_at").values_list("ends_at", flat=True).last()
    cohort.ends_on = last.astimezone(cohort.zone).date() if last else None
    cohort.save(update_fields=["ends_on"])


def _lock(trainers: list[int], rooms: set[int]) -> None:
    """Rooms before people, each in the order of their keys: two that need the same never wait for each other."""
    list(Room.objects.select_for_update(no_key=True).filter(pk__in=rooms).order_by("pk").values("pk"))
    list(User.objects.get_queryset().select_for_update(no_key=True).filter(pk__in=trainers).order_by("pk").values("pk"))


def _rows(session: Session, trainers: list[int]) -> list[Booking]:
    taken = [(Booking.Kind.COHORT, session.cohort_id), *((Booking.Kind.TRAINER, pk) for pk in trainers)]
    if session.room_id:
        taken.append((Booking.Kind.ROOM, session.room_id))
    starts, ends = (int(moment.timestamp()) for moment in (session.starts_at, session.ends_at))
    return [Booking(session=session, kind=kind, ref=ref, starts=starts, ends=ends) for kind, ref in taken]
