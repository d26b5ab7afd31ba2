from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.models import CertificateRule, CertificateRuling


class RuleForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """What a cohort's certificate asks for; hours are how people count, minutes how they are kept."""

    hours = forms.DecimalField(
        label=_("至少出勤（学时）"), min_value=Decimal(0), decimal_places=2, max_digits=6, required=False
    )

    class Meta:
        model = CertificateRule
        fields = ["every_session", "exercises", "exercise_count", "pass_percent", "approval", "valid_months"]
        help_texts = {
            "exercise_count": _("留空：课程的全部练习。小组的作业算给每位组员。"),
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
