from __future__ import annotations

from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from sessions.models.cohorts import Cohort, Enrolment


class BranchQuota(models.Model):
    """At most so many places of a cohort for one branch; for the others only the cohort's capacity counts."""

    cohort = models.ForeignKey(Cohort, models.CASCADE, verbose_name=_("班级"), related_name="quotas")
    branch = models.CharField(_("机构/支行"), max_length=100)
    places = models.PositiveSmallIntegerField(_("名额"), validators=[MinValueValidator(1)])

    class Meta:
        verbose_name = verbose_name_plural = _("机构名额")
        ordering = ["branch"]
        constraints = [models.UniqueConstraint(fields=["cohort", "branch"], name="one_quota_per_branch_and_cohort")]

    def __str__(self) -> str:
        return self.branch


class EnrolmentEvent(models.Model):
    """One step in the life of a place: who did what, when. Only appended."""

    class Kind(models.TextChoices):
        ENROLLED = "enrolled", _("编入")
        WAITLISTED = "waitlisted", _("列入候补")
        PROMOTED = "promoted", _("候补转正")
        APPROVED = "approved", _("批准加入")
        WALKED_IN = "walked_in", _("现场加入")
        WITHDRAWN = "withdrawn", _("退班")
        REINSTATED = "reinstated", _("恢复")
        MOVED_OUT = "moved_out", _("转出")
        MOVED_IN = "moved_in", _("转入")
        MERGED = "merged", _("并入另一条记录")
        TOOK_OVER = "took_over", _("并入了现场加入的记录")
        UPDATED = "updated", _("按名单更新")
        RESTORED = "restored", _("撤销导入")

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, verbose_name=_("学员"), related_name="events")
    kind = models.CharField(_("事件"), max_length=10, choices=Kind.choices)
    by = models.ForeignKey(User, models.PROTECT, verbose_name=_("操作人"), related_name="+")
    at = models.DateTimeField(_("时间"), auto_now_add=True)
    other = models.ForeignKey(
        Enrolment, models.SET_NULL, verbose_name=_("另一处"), related_name="+", null=True, blank=True
    )
    note = models.CharField(_("说明"), max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("名单变更")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class JoinRequest(models.Model):
    """Somebody asks by the cohort's join link for a place. No account exists for it before an admin says yes."""

    class State(models.TextChoices):
        PENDING = "pending", _("待批准")
        APPROVED = "approved", _("已批准")
        DECLINED = "declined", _("未批准")

    cohort = models.ForeignKey(Cohort, models.CASCADE, verbose_name=_("班级"), related_name="join_requests")
    name = models.CharField(_("姓名"), max_length=50)
    phone = models.CharField(_("手机号"), max_length=20)
    branch = models.CharField(_("机构/支行"), max_length=100, blank=True)
    post = models.CharField(_("岗位"), max_length=100, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.PENDING)
    asked_at = models.DateTimeField(_("申请时间"), auto_now_add=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, verbose_name=_("操作人"), related_name="+", null=True, blank=True
    )
    decided_at = models.DateTimeField(_("决定时间"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("加入申请")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "phone"],
                condition=Q(state="pending"),
                name="one_pending_request_per_phone_and_cohort",
            )
        ]

    def __str__(self) -> str:
        return self.name


class RosterImportQuerySet(models.QuerySet["RosterImport"]):
    def administered_by(self, user: User) -> Self:
        return self.filter(cohort__in=Cohort.objects.administered_by(user))


class RosterImport(models.Model):
    """A roster on its way into a cohort: the table as it was read, the choices made about it, and what it wrote.

    It never holds identity numbers. The table goes when the import is confirmed, all of it after a week.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("待确认")
        CONFIRMED = "confirmed", _("已导入")
        UNDONE = "undone", _("已撤销")

    cohort = models.ForeignKey(Cohort, models.CASCADE, verbose_name=_("班级"), related_name="roster_imports")
    by = models.ForeignKey(User, models.PROTECT, verbose_name=_("操作人"), related_name="+")
    source = models.CharField(_("来源"), max_length=200, blank=True)  # the file's name; "" when pasted
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.PENDING)
    grid = models.JSONField(_("表格"), default=dict)
    columns = models.JSONField(_("各列"), default=list)  # the field of each column
    choices = models.JSONField(_("取舍"), default=dict)  # {"fields": {field: bool}, "rows": {number: {…}}}
    written = models.JSONField(_("写入"), default=dict)  # what an undo takes back
    created_at = models.DateTimeField(_("上传时间"), auto_now_add=True)
    confirmed_at = models.DateTimeField(_("导入时间"), null=True, blank=True)

    objects = RosterImportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("名单导入")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "by"], condition=Q(state="pending"), name="one_pending_import_per_person_and_cohort"
            )
        ]

    def __str__(self) -> str:
        return self.source
