from __future__ import annotations

from typing import Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from courses.models.courses import Course, Module, is_author


class CaseQuerySet(models.QuerySet["Case"]):
    def managed_by(self, user: User) -> Self:
        return self if is_author(user) else self.none()

    def visible_to(self, user: User) -> Self:
        """The whole library is the authors'. Trainees meet a case in their cohort, stage by stage, and nowhere else."""
        return self.managed_by(user)


class Case(models.Model):
    """A story from practice, told in stages, used in any number of courses; facts name their source."""

    slug = models.SlugField(_("网址名"), max_length=60, unique=True)
    title = models.CharField(_("标题"), max_length=200)
    institution = models.CharField(_("机构"), max_length=100, blank=True)
    industry = models.CharField(_("行业"), max_length=100, blank=True)
    facts_as_of = models.CharField(_("资料日期"), max_length=60, blank=True)  # as the source says it: 2019 年 5 月
    tags = models.JSONField(_("标签"), default=list, blank=True)  # list of words
    sources = models.JSONField(_("资料来源"), default=list, blank=True)  # list of citations
    teaching_note = models.TextField(_("教学说明"), blank=True)  # Markdown; trainers only
    revision = models.PositiveIntegerField(_("版本"), default=0, editable=False)
    courses = models.ManyToManyField(Course, verbose_name=_("课程"), through="CaseUse", related_name="cases")

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("案例")
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("courses:library_case", args=[self.slug])


class CaseStage(models.Model):
    """A chapter of the story: the situation, the data, what happened. `number` counts from 1."""

    case = models.ForeignKey(Case, models.CASCADE, verbose_name=_("案例"), related_name="stages")
    number = models.PositiveSmallIntegerField(_("阶段"))
    title = models.CharField(_("阶段名称"), max_length=60)
    body = models.TextField(_("内容"))  # Markdown
    questions = models.JSONField(_("讨论题"), default=list, blank=True)  # list of sentences

    class Meta:
        verbose_name = verbose_name_plural = _("案例阶段")
        ordering = ["case", "number"]
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="one_stage_number_per_case")]

    def __str__(self) -> str:
        return self.title


class CaseVersion(models.Model):
    """A case as one save left it, appended and never edited; the newest says what the case says."""

    case = models.ForeignKey(Case, models.CASCADE, verbose_name=_("案例"), related_name="versions")
    revision = models.PositiveIntegerField(_("版本"))
    content = models.JSONField(_("内容"))  # as `courses.telling.as_json` writes it
    by = models.ForeignKey(User, models.SET_NULL, verbose_name=_("操作人"), null=True, related_name="+")
    at = models.DateTimeField(_("时间"), auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = _("案例版本")
        ordering = ["case", "-revision"]
        constraints = [models.UniqueConstraint(fields=["case", "revision"], name="one_version_per_revision_of_a_case")]

    def __str__(self) -> str:
        return f"{self.case} · {self.revision}"


class CaseUse(models.Model):
    """Where a course tells a case. Several courses may tell the same one, each at its own module."""

    case = models.ForeignKey(Case, models.CASCADE, verbose_name=_("案例"), related_name="uses")
    course = models.ForeignKey(Course, models.CASCADE, verbose_name=_("课程"), related_name="case_uses")
    module = models.ForeignKey(
        Module, models.SET_NULL, verbose_name=_("模块"), related_name="case_uses", null=True, blank=True
    )
    position = models.PositiveSmallIntegerField(_("顺序"), default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("案例使用")
        ordering = ["course", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["case", "course"], name="one_use_of_a_case_per_course")]

    def __str__(self) -> str:
        return f"{self.course} · {self.case}"
