from __future__ import annotations

from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from documents.layouts import Layout, Seal
from sessions.models import Cohort

COLOUR = RegexValidator(r"^#[0-9a-fA-F]{6}\Z", _("请选择一种颜色，例如 #a52a1c。"))


def _shared_with(user: User) -> Q:
    """Trainers use their own and what admins made; whoever teaches nobody finds nothing."""
    teaches = Exists(Cohort.trainers.through.objects.filter(user=user))
    return Q(teaches) & (Q(created_by=user) | Q(created_by__is_staff=True))


class DesignPictureQuerySet(models.QuerySet["DesignPicture"]):
    def visible_to(self, user: User) -> Self:
        return self if user.is_staff else self.filter(_shared_with(user))


class DesignPicture(models.Model):
    """A logo, seal or signature as it was drawn anew from what was uploaded; never changed."""

    class Kind(models.TextChoices):
        LOGO = "logo", _("标志")
        SEAL = "seal", _("印章")
        SIGNATURE = "signature", _("签名")

    kind = models.CharField(_("类型"), max_length=10, choices=Kind.choices)
    file = models.FileField(_("文件"), upload_to="designs/")
    sha256 = models.CharField("SHA-256", max_length=64)
    width = models.PositiveSmallIntegerField(_("宽"))
    height = models.PositiveSmallIntegerField(_("高"))
    created_by = models.ForeignKey(User, models.PROTECT, verbose_name=_("上传人"), related_name="+")
    created_at = models.DateTimeField(_("上传时间"), auto_now_add=True)

    objects = DesignPictureQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("证书图片")

    def __str__(self) -> str:
        return self.get_kind_display()

    def get_absolute_url(self) -> str:
        return reverse("documents:design_picture", args=[self.pk])


class CertificateDesignQuerySet(models.QuerySet["CertificateDesign"]):
    def visible_to(self, user: User) -> Self:
        return self if user.is_staff else self.filter(_shared_with(user))

    def managed_by(self, user: User) -> Self:
        """A trainer changes their own; what admins made stands for the whole house."""
        return self if user.is_staff else self.visible_to(user).filter(created_by=user)

    def in_use(self) -> Self:
        return self.filter(archived_at=None)


class CertificateDesign(models.Model):
    """How certificates look; each save is a version of its own, and certificates keep the one they were issued in."""

    name = models.CharField(_("名称"), max_length=50, unique=True)
    is_default = models.BooleanField(_("全院默认"), default=False)
    archived_at = models.DateTimeField(_("停用时间"), null=True, blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, verbose_name=_("创建人"), related_name="+")
    created_at = models.DateTimeField(_("创建时间"), auto_now_add=True)

    objects = CertificateDesignQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("证书版式")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=Q(is_default=True), name="one_certificate_design_for_the_house"
            ),
            models.CheckConstraint(
                condition=Q(is_default=False) | Q(archived_at=None), name="the_house_design_is_not_archived"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("documents:design", args=[self.pk])


class DesignVersion(models.Model):
    """One state of a design, never changed: files drawn again years later come out the same."""

    class Language(models.TextChoices):
        CHINESE = "zh-hans", "简体中文"
        ENGLISH = "en", "English"

    design = models.ForeignKey(CertificateDesign, models.CASCADE, verbose_name=_("证书版式"), related_name="versions")
    number = models.PositiveSmallIntegerField(_("版本"))
    layout = models.CharField(_("版面"), max_length=20, choices=Layout.choices, default=Layout.CLASSIC)
    language = models.CharField(_("语言"), max_length=10, choices=Language.choices, default=Language.CHINESE)
    seal_style = models.CharField(_("印章"), max_length=10, choices=Seal.choices, default=Seal.DRAWN)
    accent = models.CharField(_("主色"), max_length=7, default="#a52a1c", validators=[COLOUR])
    ornament = models.CharField(_("边框颜色"), max_length=7, default="#8a6a2f", validators=[COLOUR])
    ink = models.CharField(_("文字颜色"), max_length=7, default="#1d1b18", validators=[COLOUR])
    # Of each block of the page, by its key in `documents.design_texts`.
    texts = models.JSONField(_("文字"), default=dict)
    logo = models.ForeignKey(
        DesignPicture, models.PROTECT, verbose_name=_("标志"), related_name="+", null=True, blank=True
    )
    seal = models.ForeignKey(
        DesignPicture, models.PROTECT, verbose_name=_("印章图片"), related_name="+", null=True, blank=True
    )
    signature = models.ForeignKey(
        DesignPicture, models.PROTECT, verbose_name=_("签名一"), related_name="+", null=True, blank=True
    )
    signature_2 = models.ForeignKey(
        DesignPicture, models.PROTECT, verbose_name=_("签名二"), related_name="+", null=True, blank=True
    )
    thumbnail = models.FileField(_("缩略图"), upload_to="designs/", blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, verbose_name=_("保存人"), related_name="+")
    created_at = models.DateTimeField(_("保存时间"), auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = _("版式版本")
        ordering = ["design", "-number"]
        constraints = [models.UniqueConstraint(fields=["design", "number"], name="one_number_per_design_version")]

    def __str__(self) -> str:
        return f"{self.design} · {self.number}"


class DesignChoice(models.Model):
    """The design that a cohort, or all cohorts of a client, are given."""

    cohort = models.OneToOneField(
        Cohort, models.CASCADE, verbose_name=_("班级"), related_name="design_choice", null=True, blank=True
    )
    organisation = models.OneToOneField(
        Organisation, models.CASCADE, verbose_name=_("机构"), related_name="design_choice", null=True, blank=True
    )
    design = models.ForeignKey(CertificateDesign, models.CASCADE, verbose_name=_("证书版式"), related_name="choices")

    class Meta:
        verbose_name = verbose_name_plural = _("版式选择")
        constraints = [
            models.CheckConstraint(
                condition=Q(cohort=None, organisation__isnull=False) | Q(cohort__isnull=False, organisation=None),
                name="a_design_is_chosen_by_one_cohort_or_organisation",
            )
        ]

    def __str__(self) -> str:
        return f"{self.cohort or self.organisation} · {self.design}"
