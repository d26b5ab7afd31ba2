"""How django-allauth finds our people: by phone or e-mail, both entered and vouched for by an admin."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.fields import PhoneField
from accounts.models import User
from accounts.phones import normalise_phone

# One text for all: nobody learns from it whether an account exists.
_MISMATCH = _("手机号（或邮箱）或密码不对。请核对后再试一次；忘了密码，请联系教务老师重设。")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("这个账号已经停用，请联系教务老师。"),
        "email_password_mismatch": _MISMATCH,
        "phone_password_mismatch": _MISMATCH,
        "username_password_mismatch": _MISMATCH,
        "enter_current_password": _("当前密码不对，请再输一次。"),
        "too_many_login_attempts": _("试错密码的次数太多了。请过 5 分钟再试；忘了密码，请联系教务老师重设。"),
    }

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Refuse on the form itself: allauth would lead those who may not sign in to a page of its own."""
        user: User | None = super().authenticate(request, **credentials)
        if user is not None and not may_sign_in(user):
            raise self.validation_error("account_inactive")
        return user

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:  # noqa: ARG002
        # allauth counts by e-mail or user name only: all phones would share one counter.
        return next((str(credentials[key]) for key in ("phone", "email", "username") if credentials.get(key)), "")

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def phone_form_field(self, **kwargs: Any) -> PhoneField:
        return PhoneField(**kwargs)

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        return (user.phone, True) if user.phone else None

    def set_phone(self, user: User, phone: str, verified: bool) -> None:  # noqa: ARG002, FBT001
        user.phone = normalise_phone(phone)
        user.save(update_fields=["phone"])

    def get_user_by_phone(self, phone: str) -> User | None:
        return User.objects.get_queryset().filter(phone=normalise_phone(phone) or "").first()


def may_sign_in(user: User) -> bool:
    """Demo accounts have a password that everybody knows: they work in demo mode alone."""
    return user.is_active and (settings.DEMO or not user.is_demo)
