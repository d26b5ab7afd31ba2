from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from accounts.adapter import may_sign_in
from accounts.models import User


class SignInBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """By phone or e-mail. Also asked at each request: a session ends when its person may no longer sign in."""

    def user_can_authenticate(self, user: Any) -> bool:
        return may_sign_in(user)

    def get_user(self, user_id: int) -> User | None:
        # With the organisation: the menu names it on each page, and authors are recognised by it.
        user = User.objects.get_queryset().select_related("organisation").filter(pk=user_id).first()
        return user if user and may_sign_in(user) else None
