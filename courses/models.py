from __future__ import annotations

import datetime as dt
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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
    body = models.TextField(_("正文"), blank=True)  # Markdown

    class Meta:
        verbose_name = verbose_name_plural = _("模块")
        ordering = ["course", "position"]
        indexes = [models.Index(fields=["course", "position"])]

    def __str__(self) -> str:
        return f"{self.marker} {self.title}".strip()


class Case(models.Model):
    """A story from practice, told at one module; facts about real institutions name their source."""

    course = models.ForeignKey(Course, models.CASCADE, verbose_name=_("课程"), related_name="cases")
    module = models.ForeignKey(
        Module, models.SET_NULL, verbose_name=_("模块"), related_name="cases", null=True, blank=True
    )
    slug = models.SlugField(_("网址名"), max_length=60)
    title = models.CharField(_("标题"), max_length=200)
    institution = models.CharField(_("机构"), max_length=100, blank=True)
    industry = models.CharField(_("行业"), max_length=100, blank=True)
    body = models.TextField(_("案情"))  # Markdown
    questions = models.JSONField(_("讨论题"), default=list, blank=True)  # list of sentences
    sources = models.JSONField(_("资料来源"), default=list, blank=True)  # list of citations
    position = models.PositiveSmallIntegerField(_("顺序"), default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("案例")
        ordering = ["course", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["course", "slug"], name="one_case_slug_per_course")]

    def __str__(self) -> str:
        return self.title


class MaterialQuerySet(models.QuerySet["Material"]):
    def visible_to(self, user: User) -> Self:
        """Materials of visible courses; those for trainers only for authors and the cohort's trainers."""
        if is_author(user):
            return self
        for_trainees = Q(audience=Material.Audience.TRAINEES, course__in=Course.objects.visible_to(user))
        taught = Course.objects.filter(cohorts__trainers=user)
        return self.filter(for_trainees | Q(audience=Material.Audience.TRAINERS, course__in=taught))


class Material(models.Model):
    """A file, a link or a Markdown page that belongs to a course or one of its modules."""

    class Kind(models.TextChoices):
        PAGE = "page", _("文章")
        LINK = "link", _("链接")
        FILE = "file", pgettext_lazy("one", "文件")

    class Audience(models.TextChoices):
        TRAINEES = "trainees", _("学员与讲师")
        TRAINERS = "trainers", _("仅讲师")

    course = models.ForeignKey(Course, models.CASCADE, verbose_name=_("课程"), related_name="materials")
    module = models.ForeignKey(
        Module, models.SET_NULL, verbose_name=_("模块"), related_name="materials", null=True, blank=True
    )
    kind = models.CharField(_("类型"), max_length=4, choices=Kind.choices)
    audience = models.CharField(_("对象"), max_length=8, choices=Audience.choices, default=Audience.TRAINEES)
    title = models.CharField(_("标题"), max_length=200)
    body = models.TextField(_("正文"), blank=True)  # Markdown, for a page
    url = models.URLField(_("网址"), blank=True)  # for a link
    file = models.FileField(pgettext_lazy("one", "文件"), upload_to="materials/%Y/%m/", blank=True)
    position = models.PositiveSmallIntegerField(_("顺序"), default=0)
    created_at = models.DateTimeField(_("创建时间"), auto_now_add=True)

    objects = MaterialQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("资料")
        ordering = ["course", "position", "pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("courses:material", args=[self.course.slug, self.pk])
