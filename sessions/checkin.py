"""Check-in: the trainer opens it, a code read from the wall proves presence, a press of the button records it."""

from __future__ import annotations

import datetime as dt

from django.db.transaction import atomic
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal
from sessions import tickets
from sessions.models import Attendance, AttendanceChange, Enrolment, Session

PROOF_LASTS = dt.timedelta(minutes=10)  # long enough to sign in on hotel Wi-Fi with a forgotten password
Via = AttendanceChange.Via
Status = Attendance.Status


class ExpiredScan(Refusal):
    """The code was real once; whoever holds it may still type the present one into its session's page."""

    def __init__(self, session: Session) -> None:
        super().__init__(_("这个签到码已过期：它每 10 秒更换一次。请重新扫描大屏幕上的二维码。"))
        self.session = session


def open_check_in(session: Session, by: User, *, now: dt.datetime | None = None) -> Session:
    """Let trainees check in from now until it is closed or the session ends."""
    now = now or timezone.now()
    with atomic():
        locked = _managed(session, by)
        if now >= locked.ends_at:
            raise Refusal(_("本场已经结束，不能再开放签到。请在下面的名单里点名。"))
        if not locked.takes_check_in(now):
            locked.check_in_opened_at = now
            locked.save(update_fields=["check_in_opened_at"])
    return locked


def close_check_in(session: Session, by: User, *, now: dt.datetime | None = None) -> Session:
    now = now or timezone.now()
    with atomic():
        locked = _managed(session, by)
        if locked.takes_check_in(now):
            locked.check_in_closed_at = now
            locked.save(update_fields=["check_in_closed_at"])
    return locked


def scan(ticket: str, now: dt.datetime) -> Session:
    """The session whose wall showed this ticket just now. Proves presence, records nothing."""
    try:
        return Session.objects.select_related("cohort").get(pk=tickets.verify(ticket, now))
    except tickets.ExpiredTicketError as expired:
        session = Session.objects.select_related("cohort").filter(pk=expired.session_id).first()
        if session is None:
            raise Refusal(_forged()) from expired
        raise ExpiredScan(session) from expired
    except tickets.EarlyTicketError as early:
        raise Refusal(_("这个签到码还没有生效。请重新扫描大屏幕上的二维码。")) from early
    except (tickets.ForgedTicketError, Session.DoesNotExist, OverflowError) as forged:
        raise Refusal(_forged()) from forged


def accept_code(code: str, *, session: Session, user: User, now: dt.datetime) -> dt.datetime:
    """The typed code proves the same as a scan, for those on this session's roster alone."""
    enrolment_of(session, user)
    if not tickets.is_short_code(code, session_id=session.pk, now=now):
        raise Refusal(_("签到码不对，或者已经更换。请输入大屏幕上现在显示的 6 位数字。"))
    return now


def enrolment_of(session: Session, user: User) -> Enrolment:
    enrolment = Enrolment.objects.filter(cohort=session.cohort_id, user=user).first()
    if enrolment is None:
        raise Refusal(_("你不在这个班的名单上。请确认登录的是你本人的账户，或者请讲师、教务核对名单。"))
    if enrolment.state == Enrolment.State.WAITING:
        raise Refusal(_("你在这个班的候补名单上，还没有名额，不能签到。请联系教务。"))
    if enrolment.state != Enrolment.State.ACTIVE:
        raise Refusal(_("你已从这个班退班，不能签到。如有疑问，请联系教务。"))
    return enrolment


def refuse_unless_open(session: Session, now: dt.datetime) -> None:
    if now >= session.ends_at:
        raise Refusal(_("本场已经结束，不能再签到。如果你在教室里，请找讲师补记。"))
    if session.check_in_opened_at is None:
        raise Refusal(_("签到还没有开放。请等讲师宣布开始，再试一次。"))
    if not session.takes_check_in(now):
        raise Refusal(_("签到已经关闭。如果你在教室里，请找讲师补记。"))


def check_in(
    *, session: Session, user: User, scanned_at: dt.datetime, now: dt.datetime, via: str = Via.SCAN
) -> Attendance:
    """Record presence as of the scan; scanning twice keeps the first time.

    A scan turns a trainer's "absent" or "excused" into what it proves; any other mark of a trainer stays.
    """
    enrolment = enrolment_of(session, user)
    with atomic():
        session = Session.objects.select_related("cohort").get(pk=session.pk)
        attendance = _lock(session, enrolment, now)
        if attendance.checked_in_at is None:
            refuse_unless_open(session, now)
            _refuse_stale(scanned_at, now)
            attendance.checked_in_at = scanned_at
            stays = attendance.status in Attendance.ARRIVED
            status = attendance.status if stays else status_at(session, scanned_at)
            attendance.record(status, via=via, by=user, at=now)
    return attendance


def status_at(session: Session, scanned_at: dt.datetime) -> str:
    grace = dt.timedelta(minutes=session.cohort.late_after_minutes)
    return Status.LATE if scanned_at > session.starts_at + grace else Status.PRESENT


def _lock(session: Session, enrolment: Enrolment, now: dt.datetime) -> Attendance:
    return Attendance.objects.lock(session=session, enrolment=enrolment, at=now)


def _refuse_stale(scanned_at: dt.datetime, now: dt.datetime) -> None:
    if not now - PROOF_LASTS <= scanned_at <= now:
        raise Refusal(_("扫码已超过 10 分钟。请重新扫描大屏幕上的二维码。"))


def _managed(session: Session, by: User) -> Session:
    locked = Session.objects.at_the_door_of(by).select_for_update().filter(pk=session.pk).first()
    if locked is None:
        raise Refusal(_("只有本班讲师、助教和教务可以操作签到。"))
    return locked


def _forged() -> str:
    return _("这不是有效的签到码。请扫描教室大屏幕上的二维码。")
