from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from sessions.models import Cohort


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, user: User) -> Self:
        """Jobs of the cohorts one manages, and those one asked for oneself."""
        if user.is_staff:
            return self
        return self.filter(Q(created_by=user) | Q(cohort__in=Cohort.objects.managed_by(user)))

    def managed_by(self, user: User) -> Self:
        return self.filter(cohort__in=Cohort.objects.managed_by(user))

    def held(self, job: Job) -> Self:
        """The row of `job` while it still belongs to the attempt that `job` was read for."""
        return self.filter(pk=job.pk, state=Job.State.RUNNING, attempts=job.attempts)


class Job(models.Model):
    """A document to be made in the background. This row is the truth; Celery only rings the bell."""

    class Kind(models.TextChoices):
        REGISTER = "register", _("考勤登记表")
        HANDOUT = "handout", _("学员手册")
        CERTIFICATES = "certificates", pgettext_lazy("many", "结业证书")

    class State(models.TextChoices):
        QUEUED = "queued", _("排队中")
        RUNNING = "running", _("生成中")
        DONE = "done", _("已完成")
        FAILED = "failed", _("失败")

    kind = models.CharField(_("类型"), max_length=20, choices=Kind.choices)
    cohort = models.ForeignKey(Cohort, models.CASCADE, verbose_name=_("班级"), related_name="jobs")
    params = models.JSONField(_("参数"), default=dict)
    language = models.CharField(_("语言"), max_length=10, default="zh-hans")
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.QUEUED)
    done = models.PositiveIntegerField(_("已完成"), default=0)
    total = models.PositiveIntegerField(_("总数"), default=1)
    attempts = models.PositiveSmallIntegerField(_("尝试次数"), default=0)
    # While running: when the worker counts as dead. While queued: when to ring again.
    lease_until = models.DateTimeField(_("租约到期"), null=True, blank=True)
    # Two presses of the same button are one job while the first is under way; empty once it has ended.
    idempotency_key = models.CharField(max_length=200, unique=True, null=True, blank=True)
    error = models.TextField(_("原因"), blank=True)
    file = models.FileField(_("结果"), upload_to="jobs/%Y/%m/", blank=True)
    file_name = models.CharField(_("文件名"), max_length=200, blank=True)
    size = models.PositiveBigIntegerField(_("大小"), default=0)
    created_by = models.ForeignKey(User, models.PROTECT, verbose_name=_("发起人"), related_name="+")
    created_at = models.DateTimeField(_("发起时间"), auto_now_add=True)
    started_at = models.DateTimeField(_("开始时间"), null=True, blank=True)
    finished_at = models.DateTimeField(_("结束时间"), null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("任务")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["state", "lease_until"])]
        constraints = [models.CheckConstraint(condition=Q(done__lte=F("total")), name="job_done_within_total")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.cohort.code}"

    def get_absolute_url(self) -> str:
        return reverse("documents:job", args=[self.pk])

    @property
    def has_ended(self) -> bool:
        return self.state in {self.State.DONE, self.State.FAILED}
