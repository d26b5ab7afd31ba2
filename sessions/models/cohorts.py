from __future__ import annotations

import datetime as dt
from typing import Self
from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Organisation, User
from courses.models import Course, Edition


class RoomQuerySet(models.QuerySet["Room"]):
    def managed_by(self, user: User) -> Self:
        return self if user.is_staff else self.none()


class Room(models.Model):
    name = models.CharField(_("名称"), max_length=100, unique=True)
    city = models.CharField(_("城市"), max_length=50, blank=True)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    capacity = models.PositiveSmallIntegerField(_("座位"), null=True, blank=True)

    objects = RoomQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("教室")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


def _overseen(user: User) -> Q:
    # Sub-queries, not joins: three joins multiply a cohort of 60 into hundreds of rows before DISTINCT.
    taught = Cohort.trainers.through.objects.filter(user=user).values("cohort")
    assisted = Cohort.assistants.through.objects.filter(user=user).values("cohort")
    return Q(pk__in=taught) | Q(pk__in=assisted) | Q(client__in=user.speaks_for.all())


class CohortQuerySet(models.QuerySet["Cohort"]):
    def managed_by(self, user: User) -> Self:
        """Cohorts whose room the user runs: all for an admin, the taught ones for a trainer."""
        return self if user.is_staff else self.filter(trainers=user)

    def attended_by(self, user: User) -> Self:
        return self.filter(enrolments__user=user, enrolments__state=Enrolment.State.ACTIVE)

    def administered_by(self, user: User) -> Self:
        """Cohorts whose facts and roster the user may change."""
        return self if user.is_staff else self.none()

    def overseen_by(self, user: User) -> Self:
        """Cohorts whose people the user may see: the managed ones, and those of a client they speak for."""
        return self if user.is_staff else self.filter(_overseen(user))

    def at_the_door_of(self, user: User) -> Self:
        """Cohorts whose check-in and roll call the user may run: the managed ones, and those they assist."""
        if user.is_staff:
            return self
        assisted = Cohort.assistants.through.objects.filter(user=user).values("cohort")
        taught = Cohort.trainers.through.objects.filter(user=user).values("cohort")
        return self.filter(Q(pk__in=taught) | Q(pk__in=assisted))

    def visible_to(self, user: User) -> Self:
        """Cohorts the user runs, teaches, attends, or whose client they speak for."""
        if user.is_staff:
            return self
        attended = Enrolment.objects.filter(user=user, state=Enrolment.State.ACTIVE).values("cohort")
        return self.filter(Q(pk__in=attended) | _overseen(user))

    def joined_by(self, user: User) -> Cohort | None:
        """The latest of these cohorts that the user has to do with, with the edition it reads."""
        return self.visible_to(user).select_related("edition").order_by("-start_date", "-pk").first()

    def with_counts(self) -> Self:
        """`trainee_count` by a sub-query: a join would group, and grouping loses the order."""
        places = Enrolment.objects.active().filter(cohort=OuterRef("pk")).order_by().values("cohort")
        counted = Subquery(places.annotate(count=Count("pk")).values("count"))
        return self.annotate(trainee_count=Coalesce(counted, 0))


class Cohort(models.Model):
    """One run of a course for one client: its people, its room and its four half-days."""

    class Phase(models.TextChoices):
        UPCOMING = "upcoming", _("未开课")
        RUNNING = "running", _("进行中")
        FINISHED = "finished", _("已结束")

    code = models.CharField(
        _("班级编号"),
        max_length=30,
        unique=True,
        validators=[RegexValidator(r"^[A-Za-z0-9][A-Za-z0-9-]*\Z", _("只用字母、数字和连字符，例如 HX-2026-01。"))],
    )
    name = models.CharField(_("班级名称"), max_length=100)
    course = models.ForeignKey(
        Course, models.PROTECT, verbose_name=pgettext_lazy("one", "课程"), related_name="cohorts"
    )
    # The edition of the course that this cohort was given; none while the course is a draft, then it reads the draft.
    edition = models.ForeignKey(
        Edition, models.PROTECT, verbose_name=_("课程版本"), related_name="cohorts", null=True, blank=True
    )
    edition_before = models.ForeignKey(
        Edition, models.SET_NULL, verbose_name=_("换用之前的课程版本"), related_name="+", null=True, blank=True
    )
    has_changed_edition = models.BooleanField(_("换用过课程版本"), default=False)
    # What the edition says of them, so that lists need not read its whole content; empty while the draft is read.
    edition_title = models.CharField(_("课程名称"), max_length=200, blank=True)
    edition_days = models.PositiveSmallIntegerField(_("天数"), null=True, blank=True)
    edition_hours = models.PositiveSmallIntegerField(_("课时"), null=True, blank=True)
    client = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("客户机构"), related_name="cohorts")
    room = models.ForeignKey(
        Room, models.PROTECT, verbose_name=pgettext_lazy("one", "教室"), related_name="cohorts", null=True, blank=True
    )
    trainers = models.ManyToManyField(User, verbose_name=_("讲师"), related_name="taught_cohorts", blank=True)
    # They run check-in, the roll and the door; they neither grade nor change the timetable nor issue certificates.
    assistants = models.ManyToManyField(User, verbose_name=_("助教"), related_name="assisted_cohorts", blank=True)
    start_date = models.DateField(_("开课日期"))
    ends_on = models.DateField(_("结束日期"), null=True, editable=False)  # kept by sessions.booking.book
    timezone = models.CharField(_("时区"), max_length=50, default="Asia/Shanghai")
    late_after_minutes = models.PositiveSmallIntegerField(_("开课后几分钟算迟到"), default=10)
    certificate_percent = models.PositiveSmallIntegerField(
        _("结业所需课时（%）"), default=80, validators=[MaxValueValidator(100)]
    )
    capacity = models.PositiveSmallIntegerField(
        _("名额"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(10_000)]
    )
    # The secret in the cohort's join link; none while the link is closed.
    join_token = models.CharField(_("报名链接"), max_length=40, unique=True, null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("创建时间"), auto_now_add=True)

    objects = CohortQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("班级")
        ordering = ["-start_date", "code"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("sessions:cohort", args=[self.code])

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def course_title(self) -> str:
        return self.edition_title or self.course.title

    @property
    def days(self) -> int:
        return self.edition_days or self.course.days

    @property
    def hours(self) -> int:
        return self.edition_hours or self.course.hours

    @property
    def last_day(self) -> dt.date:
        """Of its last session, wherever that was moved; of a cohort without sessions what its course's days make."""
        return self.ends_on or self.start_date + dt.timedelta(days=self.days - 1)

    def is_run_by(self, user: User) -> bool:
        """Whether the user manages this cohort; reads the prefetched trainers."""
        return user.is_staff or user in self.trainers.all()

    def phase(self) -> Cohort.Phase:
        """Where the cohort stands on its own calendar today."""
        today = timezone.now().astimezone(self.zone).date()
        if today < self.start_date:
            return Cohort.Phase.UPCOMING
        return Cohort.Phase.RUNNING if today <= self.last_day else Cohort.Phase.FINISHED


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def active(self) -> Self:
        return self.filter(state=Enrolment.State.ACTIVE)

    def administered_by(self, user: User) -> Self:
        """Places the user may take away and give back."""
        return self if user.is_staff else self.none()

    def visible_to(self, user: User) -> Self:
        """All of a cohort one manages, assists or speaks for; otherwise one's own."""
        return self if user.is_staff else self.filter(Q(user=user) | Q(cohort__in=Cohort.objects.overseen_by(user)))


class Enrolment(models.Model):
    """A person's place in a cohort. Branch and post are as of this course, not of the person."""

    class State(models.TextChoices):
        ACTIVE = "active", _("在册")
        WAITING = "waiting", _("候补")
        WITHDRAWN = "withdrawn", _("已退班")
        MOVED = "moved", _("已转班")
        MERGED = "merged", _("已合并")

    cohort = models.ForeignKey(Cohort, models.PROTECT, verbose_name=_("班级"), related_name="enrolments")
    user = models.ForeignKey(User, models.PROTECT, verbose_name=_("学员"), related_name="enrolments")
    branch = models.CharField(_("机构/支行"), max_length=100, blank=True)
    post = models.CharField(_("岗位"), max_length=100, blank=True)
    department = models.CharField(_("部门"), max_length=100, blank=True)
    line = models.CharField(_("条线"), max_length=50, blank=True)
    staff_number = models.CharField(_("工号"), max_length=40, blank=True)
    walk_in = models.BooleanField(_("现场加入"), default=False)
    seat = models.PositiveIntegerField(_("学号"))  # place on the roster, from 1; stands in the register
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.ACTIVE)
    enrolled_at = models.DateTimeField(_("报名时间"), auto_now_add=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("学员")
        ordering = ["cohort", "seat"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "user"], name="one_enrolment_per_person_and_cohort"),
            models.UniqueConstraint(fields=["cohort", "seat"], name="one_seat_number_per_cohort"),
        ]

    def __str__(self) -> str:
        return str(self.user)
