from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from courses.models import Material
from sessions.models.cohorts import Cohort, Enrolment


class MaterialRuling(models.Model):
    """A trainer's word for one cohort; it goes before the material's rule. Appended: the newest not undone counts."""

    class Says(models.TextChoices):
        RELEASED = "released", _("已由讲师开放")
        HELD = "held", _("讲师暂不开放")

    cohort = models.ForeignKey(Cohort, models.CASCADE, verbose_name=_("班级"), related_name="material_rulings")
    material = models.ForeignKey(Material, models.CASCADE, verbose_name=_("资料"), related_name="rulings")
    says = models.CharField(_("决定"), max_length=8, choices=Says.choices)
    by = models.ForeignKey(User, models.SET_NULL, verbose_name=_("操作人"), null=True, related_name="+")
    at = models.DateTimeField(_("时间"))
    undone_at = models.DateTimeField(_("撤销时间"), null=True, blank=True)
    undone_by = models.ForeignKey(User, models.SET_NULL, verbose_name=_("撤销人"), null=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = _("资料开放决定")
        ordering = ["cohort", "material", "pk"]

    def __str__(self) -> str:
        return f"{self.material} {self.get_says_display()}"


class MaterialOpening(models.Model):
    """That a trainee has opened a material, and when first. Trainees are told on the page that this is kept."""

    material = models.ForeignKey(Material, models.CASCADE, verbose_name=_("资料"), related_name="openings")
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, verbose_name=_("学员"), related_name="openings")
    first_at = models.DateTimeField(_("首次打开"))

    class Meta:
        verbose_name = verbose_name_plural = _("资料打开记录")
        ordering = ["material", "first_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["material", "enrolment"], name="one_opening_per_material_and_trainee")
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} · {self.material}"
