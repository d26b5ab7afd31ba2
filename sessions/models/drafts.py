from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from sessions.models.cohorts import Cohort


class TimetableDraft(models.Model):
    """A cohort's timetable while it is being worked on; sessions and agenda stay as published until it is published."""

    cohort = models.OneToOneField(Cohort, models.CASCADE, verbose_name=_("班级"), related_name="draft")
    document = models.JSONField(_("草稿"))  # see sessions.drafting
    revision = models.PositiveIntegerField(_("修订"), default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("课表草稿")

    def __str__(self) -> str:
        return f"{self.cohort.code} r{self.revision}"


class DraftEdit(models.Model):
    """One change of a draft: who did what, to which cards, and what stood there before."""

    draft = models.ForeignKey(TimetableDraft, models.CASCADE, verbose_name=_("草稿"), related_name="edits")
    revision = models.PositiveIntegerField(_("修订"))
    act = models.CharField(_("改动"), max_length=10)
    title = models.CharField(_("标题"), max_length=500, blank=True)
    touched = models.JSONField(_("涉及"), default=list)  # keys of cards and sessions; "*" is all
    before = models.JSONField(_("之前"))
    undone = models.BooleanField(_("已撤销"), default=False)
    by = models.ForeignKey(User, models.PROTECT, verbose_name=_("操作人"), related_name="+")
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("草稿改动")
        ordering = ["draft", "revision"]
        constraints = [models.UniqueConstraint(fields=["draft", "revision"], name="one_edit_per_revision")]

    def __str__(self) -> str:
        return f"{self.act} {self.title}"


class VersionQuerySet(models.QuerySet["TimetableVersion"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(cohort__in=Cohort.objects.visible_to(user))


class TimetableVersion(models.Model):
    """A timetable as it was published, and how it differed from the one before. Never changed."""

    cohort = models.ForeignKey(Cohort, models.CASCADE, verbose_name=_("班级"), related_name="timetable_versions")
    number = models.PositiveIntegerField(_("版本"))
    document = models.JSONField(_("课表"))
    changes = models.JSONField(_("改动"), default=list)
    by = models.ForeignKey(User, models.PROTECT, verbose_name=_("发布人"), related_name="+")
    at = models.DateTimeField(_("发布时间"))

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("课表版本")
        ordering = ["cohort", "-number"]
        constraints = [models.UniqueConstraint(fields=["cohort", "number"], name="one_version_number_per_cohort")]

    def __str__(self) -> str:
        return f"{self.cohort.code} v{self.number}"


class TimetableNotice(models.Model):
    """One person to be told of one version: on their pages until read, by e-mail once."""

    version = models.ForeignKey(TimetableVersion, models.CASCADE, verbose_name=_("版本"), related_name="notices")
    user = models.ForeignKey(User, models.CASCADE, verbose_name=_("收件人"), related_name="timetable_notices")
    read_at = models.DateTimeField(_("已读时间"), null=True, blank=True)
    mailed_at = models.DateTimeField(_("发送时间"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("课表通知")
        constraints = [models.UniqueConstraint(fields=["version", "user"], name="one_notice_per_version_and_person")]

    def __str__(self) -> str:
        return f"{self.version} → {self.user}"
