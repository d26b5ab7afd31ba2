from __future__ import annotations

import secrets
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from sessions.models.cohorts import Cohort, Room


def new_token() -> str:
    return secrets.token_urlsafe(24)


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    def managed_by(self, user: User) -> Self:
        """One's own address; those of rooms belong to the admins."""
        return self.filter(Q(user=user) | Q(room__isnull=False) if user.is_staff else Q(user=user))


class CalendarFeed(models.Model):
    """The address of a calendar, for one person or one room. Who knows it reads it; a new one shuts the old one."""

    token = models.CharField(_("密钥"), max_length=40, unique=True, default=new_token)
    user = models.OneToOneField(
        User, models.CASCADE, verbose_name=_("人员"), related_name="calendar_feed", null=True, blank=True
    )
    room = models.OneToOneField(
        Room, models.CASCADE, verbose_name=_("教室"), related_name="calendar_feed", null=True, blank=True
    )
    created_at = models.DateTimeField(_("创建时间"), auto_now_add=True)

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("日历订阅")
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=True, room__isnull=False) | Q(user__isnull=False, room__isnull=True),
                name="feed_of_a_person_or_a_room",
            )
        ]

    def __str__(self) -> str:
        return str(self.user or self.room)


class CancelledSession(models.Model):
    """A half-day that was taken out of a timetable: calendars are told once more under its old name."""

    cohort = models.ForeignKey(Cohort, models.CASCADE, verbose_name=_("班级"), related_name="cancelled_sessions")
    uid = models.UUIDField(unique=True)
    number = models.PositiveSmallIntegerField(_("场次"))
    sequence = models.PositiveIntegerField(_("修订"))
    starts_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))
    room = models.ForeignKey(Room, models.PROTECT, verbose_name=_("教室"), related_name="+", null=True, blank=True)
    cancelled_at = models.DateTimeField(_("取消时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("已取消的场次")

    def __str__(self) -> str:
        return f"{self.cohort.code} #{self.number}"
