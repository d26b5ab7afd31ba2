from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from sessions.forms.places import QuotaField
from sessions.models import Cohort, Room

DATE_FORMATS = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%d/%m/%Y"]
FIRST_DATE, LAST_DATE = dt.date(2000, 1, 1), dt.date(2099, 12, 31)
TAKEN_BY_PAGES = {"new"}  # cohorts/new/ is the page on which a cohort is made


class CohortForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    start_date = forms.DateField(
        label=_("开课日期"),
        input_formats=DATE_FORMATS,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        validators=[
            MinValueValidator(FIRST_DATE, _("请填 2000 年到 2099 年之间的日期。")),
            MaxValueValidator(LAST_DATE, _("请填 2000 年到 2099 年之间的日期。")),
        ],
        error_messages={"invalid": _("这不是一个日期。请按“年-月-日”填写，例如 2026-11-23。")},
        help_text=_("第一天上课的日期；各场时间由课程的天数和时段排出。"),
    )
    trainers = forms.ModelMultipleChoiceField(
        label=_("讲师"),
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("本机构的人员都可以担任讲师；没有要找的人时，先在“人员”中添加。"),
    )
    assistants = forms.ModelMultipleChoiceField(
        label=_("助教"),
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("助教可以开签到、点名和现场加人；不能批改作业、改课表或颁发证书。"),
    )
    capacity = forms.IntegerField(
        label=_("名额"),
        min_value=1,
        max_value=10_000,
        required=False,
        help_text=_("满了以后再来的人列入候补；不限人数就不填。"),
    )
    branch_quotas = QuotaField(
        label=_("各机构名额"),
        required=False,
        help_text=_("每行一个机构和它最多几人；没写的机构不单独限制。"),
    )
    late_after_minutes = forms.IntegerField(
        label=_("开课后几分钟算迟到"), min_value=0, max_value=180, initial=10, help_text=_("到这时还能签到，记为迟到。")
    )
    certificate_percent = forms.IntegerField(
        label=_("结业所需课时（%）"),
        min_value=1,
        max_value=100,
        initial=80,
        help_text=_("出勤达到这个比例的学员可以领结业证书。"),
    )

    class Meta:
        model = Cohort
        fields = [
            *("code", "name", "client", "course", "start_date", "room", "trainers", "assistants", "capacity"),
            *("late_after_minutes", "certificate_percent"),
        ]
        help_texts = {
            "code": _("写在网址和文件上，例如 HX-2026-01。"),
            "name": _("学员看到的名称，例如“华信银行第 1 期”。"),
        }
        error_messages = {"code": {"unique": _("这个编号已经有班级用了，请换一个。")}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = User.objects.teaching_staff()
        if self.instance.pk:
            staff = User.objects.get_queryset().filter(Q(pk__in=staff) | Q(taught_cohorts=self.instance)).distinct()
        self._choose("trainers", staff.order_by("name", "pk"))
        helpers = User.objects.teaching_staff()
        if self.instance.pk:
            mine = Q(pk__in=helpers) | Q(assisted_cohorts=self.instance)
            helpers = User.objects.get_queryset().filter(mine).distinct()
            lines = [f"{quota.branch} {quota.places}" for quota in self.instance.quotas.all()]
            self.fields["branch_quotas"].initial = "\n".join(lines)
        self._choose("assistants", helpers.order_by("name", "pk"))
        self._choose("client", Organisation.objects.filter(kind=Organisation.Kind.CLIENT))
        self._choose("room", Room.objects.order_by("name"))
        for name, empty in (("client", _("选择客户机构")), ("course", _("选择课程")), ("room", _("还没定"))):
            self.fields[name].empty_label = empty  # type: ignore[attr-defined]  # of a ModelChoiceField

    def _choose(self, name: str, among: Any) -> None:
        self.fields[name].queryset = among  # type: ignore[attr-defined]  # of a ModelChoiceField

    def save(self, commit: bool = True) -> Cohort:  # noqa: FBT001, FBT002 (Django's signature)
        saved: Cohort = super().save(commit)
        wanted: dict[str, int] = self.cleaned_data["branch_quotas"]
        saved.quotas.exclude(branch__in=wanted).delete()
        for branch, places in wanted.items():
            saved.quotas.update_or_create(branch=branch, defaults={"places": places})
        return saved

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if code.lower() in TAKEN_BY_PAGES:
            raise forms.ValidationError(_("这个编号留给了系统，请换一个。"))
        if Cohort.objects.exclude(pk=self.instance.pk).filter(code__iexact=code).exists():
            raise forms.ValidationError(_("这个编号已经有班级用了，请换一个。"))
        return code

    def clean_client(self) -> Organisation:
        client: Organisation = self.cleaned_data["client"]
        moved = self.instance.pk is not None and client.pk != self.instance.client_id
        if moved and self.instance.enrolments.exists():
            raise forms.ValidationError(_("班里已有学员，他们属于原来的机构，不能更换。请另开一个班级。"))
        return client


class RoomForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Room
        fields = ["name", "city", "address", "capacity"]
        help_texts = {
            "name": _("例如“总行培训中心 301”。"),
            "city": _("例如“上海”；讲师在两地之间赶场时会提醒。"),
            "address": _("学员照着它找到教室。"),
            "capacity": _("最多坐多少人；不确定可以不填。"),
        }
        error_messages = {"name": {"unique": _("已有同名的教室。")}}
