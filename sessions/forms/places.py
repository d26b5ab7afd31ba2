from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.fields import PhoneField
from sessions.models import BranchQuota
from sessions.roster_grid import tidy
from sessions.roster_rows import LIMITS


class _PersonForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("姓名"), max_length=LIMITS["name"])
    phone = PhoneField()
    branch = forms.CharField(label=gettext_lazy("机构/支行"), max_length=LIMITS["branch"], required=False)

    def clean_name(self) -> str:
        name = tidy(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError(_("请填姓名。"))
        return name


class WalkInForm(_PersonForm):
    """Somebody who stands in the room: as little typing as it takes to seat them."""


class JoinForm(_PersonForm):
    post = forms.CharField(label=gettext_lazy("岗位"), max_length=LIMITS["post"], required=False)


class QuotaField(forms.CharField):
    """A branch and its number of places a line; cleans to {branch: places}."""

    widget = forms.Textarea({"rows": 3, "placeholder": gettext_lazy("城东支行 10")})

    def clean(self, value: object) -> dict[str, int]:
        quotas: dict[str, int] = {}
        for line in str(super().clean(value) or "").splitlines():
            if not line.strip():
                continue
            branch, _space, places = tidy(line.replace("：", " ").replace(":", " ")).rpartition(" ")
            limit = BranchQuota._meta.get_field("branch").max_length  # noqa: SLF001 (Django's public model meta)
            if not branch or not places.isdecimal() or not 0 < int(places) <= 10_000 or len(branch) > (limit or 0):  # noqa: PLR2004
                text = _("“%(line)s”读不懂。请每行写一个机构和名额，例如“城东支行 10”。")
                raise forms.ValidationError(text % {"line": line.strip()[:60]})
            quotas[branch] = int(places)
        return quotas
