from __future__ import annotations

import secrets
from pathlib import PurePath
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from courses.models.courses import Course, Module, is_author

MOST_SESSIONS = 120


class MaterialQuerySet(models.QuerySet["Material"]):
    def visible_to(self, user: User) -> Self:
        """All for authors, those of taught courses for a cohort's trainers.

        Nobody else reads a material as part of a course: trainees and clients' contacts meet it in their cohort, which
        alone knows whether it is released (`exercises.releases`).
        """
        if is_author(user):
            return self
        return self.filter(course__in=Course.objects.filter(cohorts__trainers=user))


class MaterialManager(models.Manager.from_queryset(MaterialQuerySet)):  # type: ignore[misc]
    """The materials that hang on the course. A removed one keeps row and file for a while, so that it can return."""

    def get_queryset(self) -> MaterialQuerySet:
        return MaterialQuerySet(self.model, using=self._db).filter(removed_at=None)


def stored_name(_material: Material, name: str) -> str:
    """Where a file lies says nothing of what it is called: a name from outside never becomes a path."""
    return timezone.now().strftime("materials/%Y/%m/") + secrets.token_hex(16) + PurePath(name).suffix.lower()


class Material(models.Model):
    """A file, a link or a Markdown page that belongs to a course or one of its modules, and the rule of its release."""

    class Kind(models.TextChoices):
        PAGE = "page", _("文章")
        LINK = "link", _("链接")
        FILE = "file", pgettext_lazy("one", "文件")

    class Audience(models.TextChoices):
        TRAINEES = "trainees", _("学员与讲师")
        TRAINERS = "trainers", _("仅讲师")

    class Release(models.TextChoices):
        BEFORE = "before", _("课前就开放")
        SESSION = "session", _("场次开始时")
        CHECK_IN = "check_in", _("签到之后")
        EXERCISE = "exercise", _("提交练习之后")
        HAND = "hand", _("由讲师开放")

    course = models.ForeignKey(Course, models.CASCADE, verbose_name=_("课程"), related_name="materials")
    module = models.ForeignKey(
        Module, models.SET_NULL, verbose_name=_("模块"), related_name="materials", null=True, blank=True
    )
    kind = models.CharField(_("类型"), max_length=4, choices=Kind.choices)
    audience = models.CharField(_("对象"), max_length=8, choices=Audience.choices, default=Audience.TRAINEES)
    title = models.CharField(_("标题"), max_length=200)
    body = models.TextField(_("正文"), blank=True)  # Markdown, for a page
    url = models.URLField(_("网址"), blank=True)  # for a link
    file = models.FileField(pgettext_lazy("one", "文件"), upload_to=stored_name, blank=True)
    # What the content was found to be when it was taken in; the name it came by counts for nothing.
    media_type = models.CharField(_("内容类型"), max_length=100, blank=True, editable=False)
    size = models.PositiveBigIntegerField(_("大小"), default=0, editable=False)  # bytes
    digest = models.CharField(_("校验值"), max_length=64, blank=True, editable=False)  # SHA-256, hexadecimal
    release = models.CharField(_("开放时间"), max_length=8, choices=Release.choices, default=Release.BEFORE)
    # Which session the rule means; empty: the one that teaches the module.
    release_session = models.PositiveSmallIntegerField(
        _("场次"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(MOST_SESSIONS)]
    )
    # By its name: exercises are a room above this one, and a pack brings them in after the materials.
    release_exercise = models.SlugField(pgettext_lazy("one", "练习"), max_length=60, blank=True)
    position = models.PositiveSmallIntegerField(_("顺序"), default=0)
    revision = models.PositiveIntegerField(_("版本"), default=0, editable=False)  # counts the edits
    created_at = models.DateTimeField(_("创建时间"), auto_now_add=True)
    removed_at = models.DateTimeField(_("移除时间"), null=True, blank=True, editable=False)
    removed_by = models.ForeignKey(
        User, models.SET_NULL, verbose_name=_("移除人"), null=True, related_name="+", editable=False
    )

    objects = MaterialManager()
    with_removed = MaterialQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("资料")
        ordering = ["course", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(release="exercise") | ~Q(release_exercise=""), name="material_names_its_exercise"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("courses:material", args=[self.course.slug, self.pk])

    @property
    def suffix(self) -> str:
        return PurePath(self.file.name or "").suffix

    @property
    def file_name(self) -> str:
        """What the file is called where it is saved: after its title, not after where it lies here."""
        return f"{self.title}{self.suffix}"

    def clean(self) -> None:
        """A rule says what it waits for."""
        session_rule = self.release in {self.Release.SESSION, self.Release.CHECK_IN}
        if session_rule and self.release_session is None and self.module_id is None:
            raise ValidationError({"release_session": _("请选择场次，或把资料挂到一个章节上。")})
        if self.release == self.Release.EXERCISE and not self.release_exercise:
            raise ValidationError({"release_exercise": _("请选择要先提交的练习。")})
