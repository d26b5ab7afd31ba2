from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from courses.models.courses import Course, Module, is_author


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
