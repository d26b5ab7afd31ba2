from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from courses.models import Course, Module


class ExerciseQuerySet(models.QuerySet["Exercise"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(course__in=Course.objects.visible_to(user))


class Exercise(models.Model):
    """A task of a course. Its worksheet is data: `fields` holds the list that `exercises.worksheets` validates."""

    class WorkedBy(models.TextChoices):
        GROUP = "group", _("小组")
        INDIVIDUAL = "individual", _("个人")

    course = models.ForeignKey(Course, models.CASCADE, verbose_name=_("课程"), related_name="exercises")
    module = models.ForeignKey(
        Module, models.SET_NULL, verbose_name=_("模块"), related_name="exercises", null=True, blank=True
    )
    slug = models.SlugField(_("网址名"), max_length=60)
    title = models.CharField(_("标题"), max_length=200)
    title_en = models.CharField(_("英文标题"), max_length=200, blank=True)
    brief = models.TextField(_("任务说明"), blank=True)  # Markdown
    worked_by = models.CharField(_("完成方式"), max_length=10, choices=WorkedBy.choices, default=WorkedBy.GROUP)
    minutes = models.PositiveSmallIntegerField(_("建议分钟"), null=True, blank=True)
    # A feedback form: everybody fills in their own, it is counted who did, and read without names.
    survey = models.BooleanField(_("课程反馈"), default=False)
    max_mark = models.PositiveSmallIntegerField(_("满分"), default=100)
    fields = models.JSONField(_("工作单"), default=list)
    position = models.PositiveSmallIntegerField(_("顺序"), default=0)

    objects = ExerciseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("练习")
        ordering = ["course", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["course", "slug"], name="one_exercise_slug_per_course"),
            models.CheckConstraint(
                condition=models.Q(survey=False) | models.Q(worked_by="individual"), name="surveys_are_answered_alone"
            ),
        ]

    def __str__(self) -> str:
        return self.title
