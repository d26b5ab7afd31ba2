from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from sessions.models import Cohort, Enrolment


class Group(models.Model):
    cohort = models.ForeignKey(Cohort, models.CASCADE, verbose_name=_("班级"), related_name="groups")
    number = models.PositiveSmallIntegerField(_("组号"))
    name = models.CharField(_("组名"), max_length=50, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("小组")
        ordering = ["cohort", "number"]
        constraints = [models.UniqueConstraint(fields=["cohort", "number"], name="one_group_number_per_cohort")]

    def __str__(self) -> str:
        return self.name or _("第 %(number)s 组") % {"number": self.number}


class GroupMember(models.Model):
    """A trainee's seat at a group's table; one table a person."""

    group = models.ForeignKey(Group, models.CASCADE, verbose_name=_("小组"), related_name="members")
    enrolment = models.OneToOneField(Enrolment, models.CASCADE, verbose_name=_("学员"), related_name="group_member")

    class Meta:
        verbose_name = verbose_name_plural = _("组员")
        ordering = ["group", "enrolment__seat"]

    def __str__(self) -> str:
        return str(self.enrolment)
