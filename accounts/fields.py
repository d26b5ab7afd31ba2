from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.phones import normalise_phone


class PhoneField(forms.CharField):
    """A phone number in any common spelling; cleans to the stored one."""

    default_error_messages = {
        "not_a_phone": _("请填 11 位手机号（如 13812345678），境外号码请带国家码（如 +852 9123 4567）。")
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("手机号"))
        kwargs.setdefault("empty_value", None)
        kwargs.setdefault("widget", forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str | None:
        text = super().clean(value)
        if not text:
            return None
        phone = normalise_phone(text)
        if phone is None:
            raise ValidationError(self.error_messages["not_a_phone"], code="not_a_phone")
        return phone
