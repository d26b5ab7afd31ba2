from __future__ import annotations

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from documents.models.designs import DesignVersion
from sessions.models import Cohort, Enrolment


class CertificateCounter(models.Model):
    """An issuer's last number of a year; locked while the next is taken, so that numbers have no gap."""

    issuer = models.CharField(_("颁发机构"), max_length=100)
    year = models.PositiveSmallIntegerField(_("年份"))
    last = models.PositiveIntegerField(_("最后编号"), default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("证书计数器")
        constraints = [models.UniqueConstraint(fields=["issuer", "year"], name="one_counter_per_issuer_and_year")]

    def __str__(self) -> str:
        return f"{self.issuer} {self.year}: {self.last}"


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def visible_to(self, user: User) -> Self:
        """One's own, and those of the cohorts one manages or whose client one speaks for."""
        if user.is_staff:
            return self
        managed = Cohort.objects.managed_by(user).values("pk")
        spoken_for = Q(enrolment__cohort__client__in=user.speaks_for.all())
        return self.filter(Q(enrolment__user=user) | Q(enrolment__cohort__in=managed) | spoken_for)

    def managed_by(self, user: User) -> Self:
        return self.filter(enrolment__cohort__in=Cohort.objects.managed_by(user))


class Certificate(models.Model):
    """What was certified, in the words of that day: a later change of name or course leaves it as issued."""

    class State(models.TextChoices):
        VALID = "valid", _("有效")
        SUPERSEDED = "superseded", _("已被替换")
        REVOKED = "revoked", _("已撤销")

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, verbose_name=_("学员"), related_name="certificates")
    number = models.CharField(_("证书编号"), max_length=40)
    token = models.CharField(_("查验码"), max_length=40, unique=True, editable=False)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.VALID)
    name = models.CharField(_("姓名"), max_length=50)
    course_title = models.CharField(_("课程"), max_length=200)
    client_name = models.CharField(_("单位"), max_length=100)
    issuer = models.CharField(_("颁发机构"), max_length=100)
    hours = models.DecimalField(_("课时"), max_digits=5, decimal_places=1)
    first_day = models.DateField(_("起"))
    last_day = models.DateField(_("止"))
    issued_on = models.DateField(_("颁发日期"))
    expires_on = models.DateField(_("有效期至"), null=True, blank=True)
    # Empty: the look that comes with the house, in the language of the job that drew it.
    design = models.ForeignKey(
        DesignVersion, models.PROTECT, verbose_name=_("版式"), related_name="certificates", null=True, blank=True
    )
    # Printed for the closing ceremony, before it was known whether the conditions would be met.
    early = models.BooleanField(_("提前颁发"), default=False)
    # The one that took this one's place.
    successor = models.OneToOneField(
        "self", models.PROTECT, verbose_name=_("替换为"), related_name="predecessor", null=True, blank=True
    )
    file = models.FileField(_("文件"), upload_to="certificates/%Y/", blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, db_index=True)
    # Of the page as drawn, before it was signed; and who signed it.
    drawn_sha256 = models.CharField(_("签名前的 SHA-256"), max_length=64, blank=True)
    signer = models.CharField(_("数字签名者"), max_length=200, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("结业证书")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["issuer", "number"], name="one_certificate_per_issuer_and_number"),
            models.CheckConstraint(
                condition=Q(state="superseded") | Q(successor=None), name="only_superseded_certificates_have_successors"
            ),
            models.UniqueConstraint(
                fields=["enrolment"], condition=Q(state="valid"), name="one_valid_certificate_per_enrolment"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("documents:certificate", args=[self.pk])

    def expired_by(self, day: dt.date) -> bool:
        return self.expires_on is not None and self.expires_on < day

    @property
    def masked_name(self) -> str:
        """Enough to compare with a paper in hand, too little to learn a name from."""
        return f"{self.name[:1]}{'*' * min(max(len(self.name) - 1, 1), 2)}"


class CertificateEvent(models.Model):
    """A state a certificate came into; appended, never changed."""

    MAX_REASON = 200

    certificate = models.ForeignKey(Certificate, models.PROTECT, verbose_name=_("证书"), related_name="events")
    state = models.CharField(_("状态"), max_length=10, choices=Certificate.State.choices)
    reason = models.CharField(_("原因"), max_length=MAX_REASON, blank=True)
    by = models.ForeignKey(User, models.PROTECT, verbose_name=_("操作人"), related_name="+")
    at = models.DateTimeField(_("时间"))
    # When the holder was shown it.
    seen_at = models.DateTimeField(_("学员查看时间"), null=True, blank=True)
    mailed_at = models.DateTimeField(_("邮件通知时间"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("证书记录")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.get_state_display()
