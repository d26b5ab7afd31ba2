from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
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

    def centre(self) -> Self:
        """Whole jobs with what their pages show; the parts of a batch stand behind the job they belong to."""
        return self.filter(parent=None).select_related("cohort", "created_by").prefetch_related("parts")

    def under_way(self) -> Self:
        return self.filter(state__in=Job.UNDER_WAY)

    def held(self, job: Job) -> Self:
        """The row of `job` while it still belongs to the attempt that `job` was read for."""
        return self.filter(pk=job.pk, state=Job.State.RUNNING, attempts=job.attempts)


class Job(models.Model):
    """A document to be made in the background. This row is the truth; Celery only rings the bell."""

    class Kind(models.TextChoices):
        REGISTER = "register", _("考勤登记表")
        HANDOUT = "handout", _("学员手册")
        TRAINER_HANDOUT = "trainer_handout", _("讲师手册")
        CERTIFICATES = "certificates", pgettext_lazy("many", "结业证书")
        NOTICES = "notices", _("证书邮件通知")
        TABLE_CARDS = "table_cards", _("桌牌")
        BADGES = "badges", _("胸卡")
        SEATING = "seating", _("座位表")
        CLOSING_LIST = "closing_list", _("结业名册")
        TIMETABLE = "timetable", _("课表变更通知")
        CERTIFICATES_PART = "certificates_part", _("结业证书（分批）")

    class State(models.TextChoices):
        QUEUED = "queued", _("排队中")
        RUNNING = "running", _("生成中")
        SPREAD = "spread", _("分批生成中")  # its parts are jobs of their own, for all workers
        DONE = "done", _("已完成")
        FAILED = "failed", _("失败")
        CANCELLED = "cancelled", _("已取消")

    class Stage(models.IntegerChoices):
        MAKE = 0, _("生成")
        BIND = 1, _("装订")  # all parts have ended

    FILELESS: ClassVar[tuple[str, ...]] = (Kind.NOTICES, Kind.TIMETABLE, Kind.CERTIFICATES_PART)
    UNDER_WAY: ClassVar[tuple[str, ...]] = (State.QUEUED, State.RUNNING, State.SPREAD)

    kind = models.CharField(_("类型"), max_length=20, choices=Kind.choices)
    cohort = models.ForeignKey(Cohort, models.CASCADE, verbose_name=_("班级"), related_name="jobs")
    params = models.JSONField(_("参数"), default=dict)
    language = models.CharField(_("语言"), max_length=10, default="zh-hans")
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.QUEUED)
    parent = models.ForeignKey(
        "self", models.CASCADE, verbose_name=_("所属任务"), related_name="parts", null=True, blank=True
    )
    stage = models.PositiveSmallIntegerField(_("阶段"), choices=Stage.choices, default=Stage.MAKE)
    done = models.PositiveIntegerField(_("已完成"), default=0)
    total = models.PositiveIntegerField(_("总数"), default=1)
    attempts = models.PositiveSmallIntegerField(_("尝试次数"), default=0)
    # While running: when the worker counts as dead. While queued: when to ring again.
    lease_until = models.DateTimeField(_("租约到期"), null=True, blank=True)
    # Two presses of the same button are one job while the first is under way; empty once it has ended.
    idempotency_key = models.CharField(max_length=200, unique=True, null=True, blank=True)
    error = models.TextField(_("原因"), blank=True)
    # Items that could not be made while the others were: [{"label": …, "reason": …}].
    item_errors = models.JSONField(_("未完成的条目"), default=list, blank=True)
    file = models.FileField(_("结果"), upload_to="jobs/%Y/%m/", blank=True)
    file_name = models.CharField(_("文件名"), max_length=200, blank=True)
    size = models.PositiveBigIntegerField(_("大小"), default=0)
    created_by = models.ForeignKey(User, models.PROTECT, verbose_name=_("发起人"), related_name="+")
    created_at = models.DateTimeField(_("发起时间"), auto_now_add=True)
    started_at = models.DateTimeField(_("开始时间"), null=True, blank=True)
    finished_at = models.DateTimeField(_("结束时间"), null=True, blank=True)
    expired_at = models.DateTimeField(_("文件过期时间"), null=True, blank=True)

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
        return self.state not in self.UNDER_WAY

    @property
    def has_file(self) -> bool:
        return self.state == self.State.DONE and bool(self.file)

    @property
    def lost_file(self) -> bool:
        return self.state == self.State.DONE and not self.file and self.kind not in self.FILELESS

    @property
    def may_be_retried(self) -> bool:
        """What ended without all that was asked for, or has lost its file since."""
        if self.state == self.State.DONE:
            return bool(self.item_errors) or self.lost_file
        return self.has_ended

    @property
    def expires_at(self) -> dt.datetime | None:
        if self.finished_at is None or not self.has_file:
            return None
        return self.finished_at + dt.timedelta(days=settings.JOB_FILES_KEPT_DAYS)

    @property
    def made(self) -> int:
        """Items made so far, by all workers together; reads the prefetched parts."""
        return sum(part.done for part in self.parts.all()) if self.state == self.State.SPREAD else self.done

    @property
    def seconds_left(self) -> int | None:
        """At the pace so far; None while there is none to speak of."""
        made = self.made
        if self.started_at is None or self.has_ended or not made or self.stage == self.Stage.BIND:
            return None
        taken = (timezone.now() - self.started_at).total_seconds()
        return max(1, round(taken * (self.total - made) / made)) if made < self.total else None

    def as_part(self, params: dict[str, Any], total: int, kind: str) -> Job:
        """A job for a part of this one's items, not saved yet."""
        whole = {"cohort_id": self.cohort_id, "language": self.language, "created_by_id": self.created_by_id}
        return Job(parent=self, kind=kind, params=params, total=total, lease_until=timezone.now(), **whole)
