from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from accounts.adapter import may_sign_in


class SignInBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """By phone or e-mail. Also asked at each request: a session ends when its person may no longer sign in."""

    def user_can_authenticate(self, user: Any) -> bool:
        return may_sign_in(user)
