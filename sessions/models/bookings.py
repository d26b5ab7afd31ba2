from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from sessions.models.overlap import NoOverlap
from sessions.models.timetable import Session

LONGEST = 24 * 60 * 60  # seconds: so that an overlap is looked for among a day's bookings, not among all


class Booking(models.Model):
    """A room, a trainer or a cohort taken for one session's time. The database lets nobody take it twice.

    Times are seconds since 1970, half-open: what both databases can compare without an extension.
    """

    class Kind(models.IntegerChoices):
        ROOM = 1, _("教室")
        TRAINER = 2, _("讲师")
        COHORT = 3, _("班级")

    session = models.ForeignKey(Session, models.CASCADE, verbose_name=_("场次"), related_name="bookings")
    kind = models.PositiveSmallIntegerField(_("类型"), choices=Kind.choices)
    ref = models.BigIntegerField(_("对象"))  # the room's, trainer's or cohort's key
    starts = models.BigIntegerField(_("开始"))
    ends = models.BigIntegerField(_("结束"))

    class Meta:
        verbose_name = verbose_name_plural = _("占用")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__gt=F("starts")) & Q(ends__lte=F("starts") + LONGEST), name="booking_within_a_day"
            ),
            NoOverlap(keys=["kind", "ref"], start="starts", end="ends", name="nothing_is_booked_twice"),
        ]
        indexes = [models.Index(fields=["kind", "ref", "starts"], name="booking_by_time")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.ref}"


class Waiver(models.Model):
    """A warning that somebody decided to live with, and why. It counts while both sessions stay where they were."""

    KINDS: ClassVar[list[tuple[str, str]]] = [("travel", _("路程")), ("trainee", _("学员"))]  # type: ignore[list-item]

    first = models.ForeignKey(Session, models.CASCADE, verbose_name=_("场次"), related_name="+")
    second = models.ForeignKey(Session, models.CASCADE, verbose_name=_("场次"), related_name="+")
    kind = models.CharField(_("类型"), max_length=10, choices=KINDS)
    first_starts_at = models.DateTimeField(_("开始"))
    second_starts_at = models.DateTimeField(_("开始"))
    reason = models.CharField(_("理由"), max_length=200)
    by = models.ForeignKey(User, models.PROTECT, verbose_name=_("操作人"), related_name="+")
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("忽略的冲突")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second", "kind"], name="one_waiver_per_pair_and_kind"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="waiver_names_a_pair_once"),
        ]

    def __str__(self) -> str:
        return self.reason
