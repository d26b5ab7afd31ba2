from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from courses.models import Case
from sessions.models.cohorts import Cohort


class StageReveal(models.Model):
    """A stage of a case that the trainer has shown to a cohort. What has no row here, its trainees do not receive."""

    cohort = models.ForeignKey(Cohort, models.CASCADE, verbose_name=_("班级"), related_name="reveals")
    case = models.ForeignKey(Case, models.CASCADE, verbose_name=_("案例"), related_name="reveals")
    stage = models.PositiveSmallIntegerField(_("阶段"))  # number of the stage, from 1
    by = models.ForeignKey(User, models.SET_NULL, verbose_name=_("讲师"), null=True, related_name="+")
    at = models.DateTimeField(_("时间"), auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = _("阶段公布")
        ordering = ["cohort", "case", "stage"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "case", "stage"], name="one_reveal_per_cohort_and_stage")
        ]

    def __str__(self) -> str:
        return f"{self.case} #{self.stage}"
