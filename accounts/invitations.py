"""Sign-in links for people who have no password yet: signed, for 14 days, good for one use.

A link is bound to the person's password, sign-ins, phone and e-mail: as soon as one of them changes it is void.
"""

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from accounts.http import public_url
from accounts.models import User


class _InvitationTokens(PasswordResetTokenGenerator):
    key_salt = "accounts.invitations"

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        return f"{user.pk}|{user.password}|{user.last_login}|{user.phone}|{user.email}|{timestamp}"


_tokens = _InvitationTokens()


def invitation_url(user: User, request: HttpRequest) -> str:
    """The absolute address at which `user` sets a first password and is signed in. Costs no query."""
    code = urlsafe_base64_encode(str(user.pk).encode())
    return public_url(request, reverse("accounts:invitation", args=[code, _tokens.make_token(user)]))


def invited(code: str, token: str) -> User | None:
    """The person a link belongs to, or None when it is forged, used, outdated or the account is closed."""
    try:
        pk = int(urlsafe_base64_decode(code))
    except ValueError:
        return None
    person = User.objects.get_queryset().filter(pk=pk, is_active=True).first()
    return person if person and _tokens.check_token(person, token) else None
