from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from courses.models import Module
from documents.handout_choices import Choice, Extra, chosen


def _parts_field(parts: Sequence[Module]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=_("包含哪些部分"),
        choices=[(str(part.pk), str(part)) for part in parts],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": _("勾选的部分已不在本班的课程里。请看最新的列表再勾选。")},
    )


class HandoutForm(forms.Form):
    """What the next handout is to hold. The parts are those of the edition that the cohort reads."""

    edition = forms.ChoiceField(
        label=_("给谁用"),
        choices=[("trainee", _("学员手册")), ("trainer", _("讲师手册"))],
        widget=forms.RadioSelect,
        help_text=_("讲师手册另有讲师备注、案例全文和教学说明；学员手册里绝不会有。"),
    )
    extras = forms.MultipleChoiceField(
        label=_("另外包含"), choices=Extra.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    language = forms.ChoiceField(label=_("语言"), choices=settings.LANGUAGES, widget=forms.RadioSelect)

    def __init__(self, *args: Any, parts: Sequence[Module], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.modules = parts
        self.fields["parts"] = _parts_field(parts)

    def clean_parts(self) -> list[str]:
        ticked: list[str] = self.cleaned_data["parts"]
        if self.modules and not ticked:
            raise forms.ValidationError(_("还没有勾选任何部分。请至少勾选一个。"))
        return ticked

    def choice(self) -> Choice:
        return chosen(self.cleaned_data, self.modules)


def initial(choice: Choice, language: str, parts: Sequence[Module]) -> dict[str, Any]:
    """The form as it was sent last."""
    return {
        "edition": "trainer" if choice.for_trainers else "trainee",
        "parts": [str(part.pk) for part in choice.picked(parts)],
        "extras": list(choice.extras),
        "language": language,
    }
