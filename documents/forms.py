from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.models import CertificateRule, CertificateRuling
from exercises.models import Exercise


class RuleForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """What a cohort's certificate asks for; hours are how people count, minutes how they are kept."""

    hours = forms.DecimalField(
        label=_("至少出勤（学时）"), min_value=Decimal(0), decimal_places=2, max_digits=6, required=False
    )

    class Meta:
        model = CertificateRule
        fields = ["every_session", "exercises", "exercise_count", "pass_percent", "survey", "approval", "valid_months"]
        help_texts = {
            "exercise_count": _("留空：课程的全部练习。小组的作业算给每位组员。"),
            "survey": _("由每人自己填写；讲师和教务只看到汇总，看不到谁写了什么。"),
            "approval": _("达到其他要求的人，还要由讲师或教务批准。"),
            "valid_months": _("留空：长期有效。"),
        }

    field_order = ["hours"]

    def __init__(self, *args: Any, course_minutes: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.course_minutes = course_minutes
        least = self.instance.least_minutes
        self.fields["hours"].initial = None if least is None else _hours(least)
        self.fields["hours"].help_text = _("课程共 %(hours)s 学时。留空：按班级设定的 %(percent)s%%。") % {
            "hours": _hours(course_minutes),
            "percent": self.instance.cohort.certificate_percent,
        }

    def clean_survey(self) -> bool:
        wanted: bool = self.cleaned_data["survey"]
        if wanted and not Exercise.objects.filter(course=self.instance.cohort.course_id, survey=True).exists():
            told = _("这门课程还没有反馈表，没有人能填写。请先在课程包的练习里加一份（survey: true）。")
            raise forms.ValidationError(told)
        return wanted

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("exercises", CertificateRule.Exercises.NONE) == CertificateRule.Exercises.NONE:
            return data
        there = Exercise.objects.filter(course=self.instance.cohort.course_id, survey=False).count()
        if not there:
            self.add_error("exercises", _("这门课程还没有练习，没有人能提交。"))
        elif (data.get("exercise_count") or 0) > there:
            self.add_error("exercise_count", _("课程只有 %(count)s 个练习，否则没有人能达到。") % {"count": there})
        return data

    def clean_hours(self) -> int | None:
        """Whole minutes."""
        hours: Decimal | None = self.cleaned_data["hours"]
        if hours is None:
            return None
        minutes = int((hours * 60).to_integral_value())
        if minutes > self.course_minutes > 0:
            raise forms.ValidationError(
                _("不能超过课程的 %(hours)s 学时，否则没有人能达到。") % {"hours": _hours(self.course_minutes)}
            )
        return minutes

    def save(self, commit: bool = True) -> CertificateRule:  # noqa: FBT001, FBT002 — Django's own signature
        self.instance.least_minutes = self.cleaned_data["hours"]
        rule: CertificateRule = super().save(commit)
        return rule


class RulingForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("决定"), choices=CertificateRuling.Kind.choices, required=False, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("原因"),
        required=False,
        max_length=CertificateRuling.MAX_REASON,
        help_text=_("破例颁发和暂不颁发必须写明原因，会留在记录里。"),
    )


class CorrectionForm(forms.Form):
    name = forms.CharField(label=_("正确的姓名"), max_length=50)
    reason = forms.CharField(label=_("原因"), max_length=CertificateRuling.MAX_REASON)


def _hours(minutes: int) -> str:
    return f"{(Decimal(minutes) / 60).quantize(Decimal('0.01')).normalize():f}"
