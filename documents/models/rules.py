from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from sessions.models import Cohort, Enrolment


class CertificateRule(models.Model):
    """What a cohort's certificate asks for. A cohort without one asks for its share of the hours alone."""

    class Exercises(models.TextChoices):
        NONE = "none", _("不作要求")
        SUBMITTED = "submitted", _("提交")
        PASSED = "passed", _("评分达标")

    cohort = models.OneToOneField(Cohort, models.CASCADE, verbose_name=_("班级"), related_name="certificate_rule")
    # Empty: the cohort's own share of all hours.
    least_minutes = models.PositiveIntegerField(_("至少出勤（分钟）"), null=True, blank=True)
    every_session = models.BooleanField(_("每个半天都要到课"), default=False)
    exercises = models.CharField(_("练习"), max_length=10, choices=Exercises.choices, default=Exercises.NONE)
    # Empty: all exercises of the course.
    exercise_count = models.PositiveSmallIntegerField(
        _("至少几个练习"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    pass_percent = models.PositiveSmallIntegerField(
        _("达标分数（满分的百分之几）"), default=60, validators=[MaxValueValidator(100)]
    )
    # Every feedback form of the course has been handed in.
    survey = models.BooleanField(_("填写课程反馈"), default=False)
    approval = models.BooleanField(_("还要逐人批准"), default=False)
    valid_months = models.PositiveSmallIntegerField(
        _("有效期（月）"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(600)]
    )

    class Meta:
        verbose_name = verbose_name_plural = _("结业要求")
        constraints = [
            models.CheckConstraint(condition=Q(pass_percent__lte=100), name="certificate_rule_passes_within_full_mark")
        ]

    def __str__(self) -> str:
        return str(self.cohort)


class CertificateRuling(models.Model):
    """What a person decided about one trainee's certificate, and why; appended, the newest counts."""

    MAX_REASON = 200

    class Kind(models.TextChoices):
        NONE = "", _("按规则")
        APPROVE = "approve", _("批准")
        GRANT = "grant", _("破例颁发")
        WITHHOLD = "withhold", _("暂不颁发")

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, verbose_name=_("学员"), related_name="certificate_rulings")
    kind = models.CharField(_("决定"), max_length=10, choices=Kind.choices, blank=True)
    reason = models.CharField(_("原因"), max_length=MAX_REASON, blank=True)
    by = models.ForeignKey(User, models.PROTECT, verbose_name=_("操作人"), related_name="+")
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("结业决定")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.get_kind_display()
