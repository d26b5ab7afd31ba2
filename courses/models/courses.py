from __future__ import annotations

import datetime as dt
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User


def default_blocks() -> list[list[str]]:
    return [["09:00", "12:00"], ["14:00", "17:00"]]


class CourseQuerySet(models.QuerySet["Course"]):
    def managed_by(self, user: User) -> Self:
        """Courses the user may author: all, for admins and the provider's own trainers; none for others."""
        return self if is_author(user) else self.none()

    def visible_to(self, user: User) -> Self:
        """Authored courses, and those of a cohort the user attends or whose client they speak for."""
        if is_author(user):
            return self
        attends = Q(cohorts__enrolments__user=user, cohorts__enrolments__state="active")
        joined = Course.objects.filter(attends | Q(cohorts__trainers=user) | Q(cohorts__client__contacts=user))
        return self.filter(pk__in=joined.values("pk"))


def is_author(user: User) -> bool:
    organisation = user.organisation
    return user.is_staff or (organisation is not None and organisation.kind == Organisation.Kind.PROVIDER)


class Course(models.Model):
    """A syllabus: what is taught, to whom, in how many hours; its module tree hangs below."""

    slug = models.SlugField(_("网址名"), max_length=60, unique=True)
    title = models.CharField(_("课程名称"), max_length=200)
    background = models.JSONField(_("课程背景"), default=list, blank=True)  # list of paragraphs
    objectives = models.JSONField(_("课程收益"), default=list, blank=True)  # list of sentences
    audience = models.TextField(_("课程对象"), blank=True)
    delivery = models.JSONField(_("课程形式"), default=list, blank=True)  # list of delivery methods
    days = models.PositiveSmallIntegerField(
        _("天数"), default=2, validators=[MinValueValidator(1), MaxValueValidator(30)]
    )
    hours = models.PositiveSmallIntegerField(
        _("课时"), default=12, validators=[MinValueValidator(1), MaxValueValidator(300)]
    )
    blocks = models.JSONField(_("每日时段"), default=default_blocks)  # [["09:00", "12:00"], …], the same on each day
    # Counts the changes of the tree: whoever moves a line says which state of it they were looking at.
    revision = models.PositiveIntegerField(_("大纲版本"), default=0, editable=False)
    facts_revision = models.PositiveIntegerField(
        _("课程信息版本"), default=0, editable=False
    )  # counts edits of the facts
    created_by = models.ForeignKey(User, models.SET_NULL, verbose_name=_("创建人"), null=True, related_name="+")
    created_at = models.DateTimeField(_("创建时间"), auto_now_add=True)

    objects = CourseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("课程")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("courses:course", args=[self.slug])

    @property
    def day_blocks(self) -> list[tuple[dt.time, dt.time]]:
        return [(dt.time.fromisoformat(start), dt.time.fromisoformat(end)) for start, end in self.blocks]


class ModuleManager(models.Manager["Module"]):
    """The lines that stand in the outline. A removed one keeps its row: undo brings back all that hung on it."""

    def get_queryset(self) -> models.QuerySet["Module"]:
        return super().get_queryset().filter(is_removed=False)


class Module(models.Model):
    """One line of the outline. `position` is the place in the whole tree read from top to bottom."""

    class Kind(models.TextChoices):
        PART = "part", _("部分")
        TOPIC = "topic", _("主题")
        POINT = "point", _("要点")
        CASE = "case", _("案例")
        DISCUSSION = "discussion", _("讨论")
        ROLE_PLAY = "role-play", _("情景模拟")
        TOOL = "tool", _("工具")

    course = models.ForeignKey(Course, models.CASCADE, verbose_name=_("课程"), related_name="modules")
    parent = models.ForeignKey(
        "self", models.CASCADE, verbose_name=_("上级"), related_name="children", null=True, blank=True
    )
    position = models.PositiveIntegerField(_("顺序"))
    depth = models.PositiveSmallIntegerField(_("层级"), default=0)
    marker = models.CharField(_("编号"), max_length=30, blank=True)
    title = models.CharField(_("标题"), max_length=500)
    kind = models.CharField(_("类别"), max_length=12, choices=Kind.choices, default=Kind.POINT)
    minutes = models.PositiveSmallIntegerField(_("分钟"), null=True, blank=True)
    delivery = models.CharField(_("授课方式"), max_length=60, blank=True)
    body = models.TextField(_("正文"), blank=True)  # Markdown
    trainer_notes = models.TextField(_("讲师备注"), blank=True)  # Markdown; never for trainees, by any way
    revision = models.PositiveIntegerField(_("版本"), default=0, editable=False)  # counts the edits of this line
    is_removed = models.BooleanField(_("已删除"), default=False, editable=False)

    objects = ModuleManager()
    with_removed = models.Manager["Module"]()

    class Meta:
        verbose_name = verbose_name_plural = _("模块")
        ordering = ["course", "position"]
        indexes = [models.Index(fields=["course", "position"])]

    def __str__(self) -> str:
        return f"{self.marker} {self.title}".strip()
