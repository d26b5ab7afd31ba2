"""The form of one line of an outline."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courses.editing import WRITTEN
from courses.models import Module


class LineForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    revision = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Module
        fields = WRITTEN
        widgets = {
            "title": forms.TextInput(),
            "body": forms.Textarea({"rows": 6}),
            "trainer_notes": forms.Textarea({"rows": 3}),
        }
        help_texts = {
            "body": _("学员看得到，可用 Markdown。"),
            "trainer_notes": _("只有讲师看得到：网页、手册、搜索里学员都看不到。"),
            "delivery": _("例如：讲授、案例分析、分组讨论。"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        preview = {"hx-post": reverse("courses:line_preview"), "hx-target": "#line-preview"}
        self.fields["body"].widget.attrs |= {**preview, "hx-trigger": "input changed delay:400ms"}
        self.fields["minutes"].widget.attrs |= {"min": 1, "max": 600, "step": 5}
        if not self.is_bound:
            self.initial["revision"] = self.instance.revision

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in ("body", "trainer_notes"):
            data[name] = data.get(name, "").replace("\r\n", "\n").strip()
        return data
