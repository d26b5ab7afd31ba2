from __future__ import annotations

import datetime as dt
import uuid
from typing import Self
from zoneinfo import ZoneInfo

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from courses.models import Module
from sessions.models.cohorts import Cohort, Room


class SessionQuerySet(models.QuerySet["Session"]):
    def managed_by(self, user: User) -> Self:
        return self.filter(cohort__in=Cohort.objects.managed_by(user))

    def at_the_door_of(self, user: User) -> Self:
        """Sessions whose check-in and roll call the user may run, as trainer, assistant or admin."""
        return self.filter(cohort__in=Cohort.objects.at_the_door_of(user))

    def visible_to(self, user: User) -> Self:
        return self.filter(cohort__in=Cohort.objects.visible_to(user))


class Session(models.Model):
    """One half-day in the room. `number` counts from 1 through the whole course."""

    cohort = models.ForeignKey(Cohort, models.CASCADE, verbose_name=_("班级"), related_name="sessions")
    number = models.PositiveSmallIntegerField(_("场次"), validators=[MinValueValidator(1)])
    starts_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))
    room = models.ForeignKey(
        Room, models.PROTECT, verbose_name=_("教室"), related_name="sessions", null=True, blank=True
    )
    # What calendars know the session by: its name for good, and how often its time or place has changed.
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(_("修订"), default=0)
    # The trainer opens check-in by hand; it closes by hand or with the session's end, whichever comes first.
    check_in_opened_at = models.DateTimeField(_("签到开放时间"), null=True, blank=True)
    check_in_closed_at = models.DateTimeField(_("签到关闭时间"), null=True, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("场次")
        ordering = ["cohort", "number"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "number"], name="one_session_number_per_cohort"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_it_starts"),
        ]
        indexes = [models.Index(fields=["starts_at"])]

    def __str__(self) -> str:
        return f"{self.cohort.code} #{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("sessions:session", args=[self.cohort.code, self.number])

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds()) // 60

    @property
    def local_start(self) -> dt.datetime:
        return self.starts_at.astimezone(ZoneInfo(self.cohort.timezone))

    @property
    def local_end(self) -> dt.datetime:
        return self.ends_at.astimezone(ZoneInfo(self.cohort.timezone))

    def takes_check_in(self, now: dt.datetime | None = None) -> bool:
        """Whether check-in stands open at `now`."""
        now = now or timezone.now()
        if self.check_in_opened_at is None or now >= self.ends_at:
            return False
        return self.check_in_closed_at is None or self.check_in_closed_at < self.check_in_opened_at


class AgendaItem(models.Model):
    """A stretch of a session. Its time is the session's start plus the minutes before it: order is the only truth."""

    class Kind(models.TextChoices):
        MODULE = "module", _("授课")
        BREAK = "break", _("茶歇")
        EXERCISE = "exercise", pgettext_lazy("one", "练习")
        OTHER = "other", _("其他")

    session = models.ForeignKey(Session, models.CASCADE, verbose_name=_("场次"), related_name="agenda")
    position = models.PositiveSmallIntegerField(_("顺序"))
    kind = models.CharField(_("类型"), max_length=8, choices=Kind.choices, default=Kind.MODULE)
    module = models.ForeignKey(
        Module, models.SET_NULL, verbose_name=_("模块"), related_name="agenda_items", null=True, blank=True
    )
    # As the cohort's edition has them, so that an author's work on the draft does not show; a break's name is its kind.
    title = models.CharField(_("标题"), max_length=500, blank=True)
    marker = models.CharField(_("编号"), max_length=30, blank=True)
    part = models.CharField(_("部分"), max_length=500, blank=True)  # the title of what the module stands in
    minutes = models.PositiveSmallIntegerField(_("分钟"), validators=[MinValueValidator(1)])
    locked = models.BooleanField(_("锁定"), default=False)  # stays where it is when the rest is fitted again

    class Meta:
        verbose_name = verbose_name_plural = _("日程")
        ordering = ["session", "position"]
        constraints = [
            models.UniqueConstraint(fields=["session", "position"], name="one_agenda_position_per_session"),
            models.CheckConstraint(condition=Q(minutes__gt=0), name="agenda_item_takes_time"),
        ]

    def __str__(self) -> str:
        return self.title or str(self.get_kind_display())
