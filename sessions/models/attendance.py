from __future__ import annotations

import datetime as dt
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from sessions.models.cohorts import Enrolment
from sessions.models.timetable import Session


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(enrolment__in=Enrolment.objects.visible_to(user))

    def arrived(self) -> Self:
        return self.filter(status__in=Attendance.ARRIVED)

    def lock(self, *, session: Session, enrolment: Enrolment, at: dt.datetime) -> Attendance:
        """The one row of this trainee in this session, made empty if need be and locked until the transaction ends.

        Of two at once the second waits here, and then reads what the first wrote.
        """
        rows = self.select_for_update()
        return rows.get_or_create(session=session, enrolment=enrolment, defaults={"status": "", "marked_at": at})[0]


class Attendance(models.Model):
    """Where one trainee stands in one session now; how it came about is in its changes, which are only appended.

    An empty status is a mark that was taken back: nothing is recorded, but the history remains.
    """

    class Status(models.TextChoices):
        PRESENT = "present", _("到课")
        LATE = "late", _("迟到")
        LEFT_EARLY = "left_early", _("早退")
        EXCUSED = "excused", _("请假")
        ABSENT = "absent", _("缺勤")

    ARRIVED: ClassVar[tuple[str, ...]] = (Status.PRESENT, Status.LATE, Status.LEFT_EARLY)

    session = models.ForeignKey(Session, models.PROTECT, verbose_name=_("场次"), related_name="attendances")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, verbose_name=_("学员"), related_name="attendances")
    status = models.CharField(_("状态"), max_length=10, choices=Status.choices, blank=True)
    # The first proof of being in the room; a mark by hand never touches it.
    checked_in_at = models.DateTimeField(_("签到时间"), null=True, blank=True)
    marked_at = models.DateTimeField(_("记录时间"))

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("考勤")
        constraints = [
            models.UniqueConstraint(fields=["session", "enrolment"], name="one_attendance_per_session_and_enrolment")
        ]

    def __str__(self) -> str:
        return self.get_status_display()

    def record(self, status: str, *, via: str, by: User, at: dt.datetime) -> AttendanceChange:
        """Set the status and append how it came about. The row must be locked."""
        change = AttendanceChange(attendance=self, from_status=self.status, to_status=status, via=via, by=by, at=at)
        self.status, self.marked_at = status, at
        self.save(update_fields=["status", "checked_in_at", "marked_at"])
        change.save()
        return change


class AttendanceChange(models.Model):
    """One step in the history of an attendance: who, when, from what, to what, by which way."""

    class Via(models.TextChoices):
        SCAN = "scan", _("扫码签到")
        CODE = "code", _("输入签到码")
        ROLL_CALL = "roll_call", _("点名")
        UNDO = "undo", _("撤销")
        MERGE = "merge", _("合并名单")

    attendance = models.ForeignKey(Attendance, models.PROTECT, verbose_name=_("考勤"), related_name="changes")
    from_status = models.CharField(_("原状态"), max_length=10, choices=Attendance.Status.choices, blank=True)
    to_status = models.CharField(_("新状态"), max_length=10, choices=Attendance.Status.choices, blank=True)
    via = models.CharField(_("方式"), max_length=10, choices=Via.choices)
    by = models.ForeignKey(User, models.PROTECT, verbose_name=_("操作人"), related_name="+")
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("考勤变更")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_from_status_display()} → {self.get_to_status_display()}"
