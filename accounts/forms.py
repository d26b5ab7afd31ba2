import unicodedata
from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import PhoneField
from accounts.models import Organisation, User
from accounts.phones import normalise_phone


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth has no types
    """allauth's form; what was typed is brought into the stored spelling before it is compared or counted."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("手机号或邮箱")
        self.fields["password"].label = _("密码")

    def clean_login(self) -> str:
        text = unicodedata.normalize("NFKC", self.cleaned_data["login"]).strip()
        return normalise_phone(text) or text.lower()


class PersonForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    phone = PhoneField(required=False)

    class Meta:
        model = User
        fields = ["name", "phone", "email", "organisation", "speaks_for", "is_staff", "is_active"]
        labels = {"is_staff": _("教务：可以管理班级、人员和证书"), "is_active": _("可以登录")}
        help_texts = {
            "email": _("手机号和邮箱至少填一项，登录时用。"),
            "organisation": _("讲师和教务属于培训机构；学员属于自己的单位。"),
            "speaks_for": _("联系人可以查看这些机构的班级、考勤和证书，不能修改。"),
        }
        widgets = {"speaks_for": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        clients = Organisation.objects.filter(kind=Organisation.Kind.CLIENT)
        self.fields["speaks_for"].queryset = clients  # type: ignore[attr-defined]  # of a ModelMultipleChoiceField

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.instance == self.by and not (cleaned.get("is_staff") and cleaned.get("is_active")):
            raise forms.ValidationError(_("不能取消自己的教务权限或登录：请由另一位教务来改。"))
        return cleaned


class OrganisationForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Organisation
        fields = ["name", "kind"]
