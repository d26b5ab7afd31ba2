from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from exercises.models.exercises import Exercise
from exercises.models.groups import Group
from sessions.models import Cohort, Enrolment


class WorksheetQuerySet(models.QuerySet["Worksheet"]):
    def managed_by(self, user: User) -> Self:
        """Of the cohorts one runs or teaches; a feedback form is read by nobody but its writer."""
        return self.filter(cohort__in=Cohort.objects.managed_by(user), exercise__survey=False)

    def worked_on_by(self, user: User) -> Self:
        """Sheets of one's own group and one's individual ones, while on the roster."""
        own = Q(enrolment__user=user, enrolment__state=Enrolment.State.ACTIVE)
        mine = Group.objects.filter(
            members__enrolment__user=user, members__enrolment__state=Enrolment.State.ACTIVE
        ).values("pk")
        return self.filter(own | Q(group__in=mine))

    def visible_to(self, user: User) -> Self:
        if user.is_staff:
            return self.filter(exercise__survey=False) | self.worked_on_by(user)
        return self.managed_by(user) | self.worked_on_by(user)

    def with_work(self) -> Self:
        """With answers, submissions and their reviews, for the read models of `exercises.progress`."""
        answers = models.Prefetch("answers", Answer.objects.select_related("updated_by"))
        return self.prefetch_related(answers, "submissions__reviews", "submissions__submitted_by")


class Worksheet(models.Model):
    """What one group (or one trainee) writes for one exercise: answers while working, submissions when handed in."""

    exercise = models.ForeignKey(Exercise, models.PROTECT, verbose_name=_("练习"), related_name="worksheets")
    cohort = models.ForeignKey(Cohort, models.PROTECT, verbose_name=_("班级"), related_name="worksheets")
    group = models.ForeignKey(
        Group, models.PROTECT, verbose_name=_("小组"), related_name="worksheets", null=True, blank=True
    )
    enrolment = models.ForeignKey(
        Enrolment, models.PROTECT, verbose_name=_("学员"), related_name="worksheets", null=True, blank=True
    )
    created_at = models.DateTimeField(_("创建时间"), auto_now_add=True)

    objects = WorksheetQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("工作单")
        constraints = [
            models.CheckConstraint(
                condition=Q(group__isnull=False, enrolment__isnull=True)
                | Q(group__isnull=True, enrolment__isnull=False),
                name="worksheet_has_one_owner",
            ),
            models.UniqueConstraint(fields=["exercise", "group"], name="one_worksheet_per_group_and_exercise"),
            models.UniqueConstraint(fields=["exercise", "enrolment"], name="one_worksheet_per_trainee_and_exercise"),
        ]

    def __str__(self) -> str:
        return str(self.group or self.enrolment)


class Answer(models.Model):
    """The present content of one field or table cell; each is its own row, so that two people overwrite nothing.

    `revision` grows with each change; `written_from` is the open page it came from, so that a page whose save was
    answered into a dead connection is not told that it disagrees with itself.
    """

    worksheet = models.ForeignKey(Worksheet, models.CASCADE, verbose_name=_("工作单"), related_name="answers")
    key = models.CharField(_("字段"), max_length=100)  # an address of exercises.worksheets: "plan", "survey.a001.rate"
    value = models.JSONField(_("内容"))
    revision = models.PositiveIntegerField(_("版本"), default=1)
    written_from = models.CharField(_("填写页面"), max_length=32, blank=True)
    updated_by = models.ForeignKey(User, models.PROTECT, verbose_name=_("填写人"), related_name="+")
    updated_at = models.DateTimeField(_("填写时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("答案")
        constraints = [models.UniqueConstraint(fields=["worksheet", "key"], name="one_answer_per_field")]

    def __str__(self) -> str:
        return self.key


class Submission(models.Model):
    """A frozen copy of the sheet and its answers at the moment they were handed in."""

    worksheet = models.ForeignKey(Worksheet, models.PROTECT, verbose_name=_("工作单"), related_name="submissions")
    number = models.PositiveSmallIntegerField(_("第几次提交"))
    fields = models.JSONField(_("工作单"))  # the exercise's fields as they then were
    answers = models.JSONField(_("答案"))  # address → value, without the empty ones
    submitted_by = models.ForeignKey(User, models.PROTECT, verbose_name=_("提交人"), related_name="+")
    submitted_at = models.DateTimeField(_("提交时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("提交")
        ordering = ["worksheet", "number"]
        constraints = [models.UniqueConstraint(fields=["worksheet", "number"], name="one_submission_number")]

    def __str__(self) -> str:
        return f"#{self.number}"


class Review(models.Model):
    """A trainer's mark and comment; appended, the newest counts. Trainees see it from `released_at` on."""

    submission = models.ForeignKey(Submission, models.PROTECT, verbose_name=_("提交"), related_name="reviews")
    mark = models.DecimalField(_("得分"), max_digits=5, decimal_places=1)
    comment = models.TextField(_("评语"), blank=True)
    reviewer = models.ForeignKey(User, models.PROTECT, verbose_name=_("评阅人"), related_name="+")
    reviewed_at = models.DateTimeField(_("评阅时间"))
    released_at = models.DateTimeField(_("公布时间"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("评阅")
        ordering = ["reviewed_at", "pk"]

    def __str__(self) -> str:
        return str(self.mark)
