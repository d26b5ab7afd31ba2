from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sessions.cloning import Wish
from sessions.forms.cohorts import DATE_FORMATS, TAKEN_BY_PAGES
from sessions.models import Cohort

MODES = [("copy", _("复制成一个新班级")), ("move", _("把这个班级改期"))]


class AgainForm(forms.Form):
    """Copy a cohort to another date or take it there."""

    mode = forms.ChoiceField(label=_("做什么"), choices=MODES, widget=forms.RadioSelect, initial="copy")
    start_date = forms.DateField(
        label=_("新的开课日期"),
        input_formats=DATE_FORMATS,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _("这不是一个日期。请按“年-月-日”填写，例如 2026-11-23。")},
        help_text=_("每一场的钟点不变，整体移到这一天开始。"),
    )
    code = forms.CharField(label=_("新班级的编号"), max_length=30, required=False, help_text=_("只在复制时需要。"))
    name = forms.CharField(label=_("新班级的名称"), max_length=100, required=False)
    keeps_room = forms.BooleanField(label=_("沿用教室"), required=False, initial=True)
    keeps_trainers = forms.BooleanField(label=_("沿用讲师"), required=False, initial=True)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("mode") != "copy":
            return data
        code = data.get("code", "").strip()
        field = Cohort._meta.get_field("code")  # noqa: SLF001
        if not code:
            self.add_error("code", _("请给新班级一个编号，例如 HX-2026-02。"))
        elif code.lower() in TAKEN_BY_PAGES or Cohort.objects.filter(code__iexact=code).exists():
            self.add_error("code", _("这个编号已经有班级用了，请换一个。"))
        else:
            try:
                field.run_validators(code)
            except forms.ValidationError as error:
                self.add_error("code", error)
        if not data.get("name", "").strip():
            self.add_error("name", _("请给新班级一个名称。"))
        return data

    def wish(self) -> Wish:
        data = self.cleaned_data
        if data["mode"] != "copy":
            return Wish(data["start_date"])
        names = data["code"].strip(), data["name"].strip()
        return Wish(data["start_date"], *names, data["keeps_room"], data["keeps_trainers"])
