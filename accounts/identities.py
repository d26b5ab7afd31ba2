"""What a person signs in with: a phone number or an e-mail address, each in its stored spelling."""

import unicodedata
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from accounts.phones import normalise_phone
from accounts.refusals import Refusal


@dataclass(frozen=True)
class Identity:
    """Exactly one of the two is set; unpack it into `User.objects.create_user(name=…, **identity.fields)`."""

    phone: str | None = None
    email: str | None = None

    @property
    def fields(self) -> dict[str, str]:
        return {"phone": self.phone} if self.phone else {"email": self.email or ""}

    def __str__(self) -> str:
        return self.phone or self.email or ""


def normalise_email(text: str) -> str | None:
    email = unicodedata.normalize("NFKC", text).strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        return None
    return email


def identify(text: str) -> Identity:
    """Read a phone or an e-mail as people type it; Refusal says what was expected."""
    if phone := normalise_phone(text):
        return Identity(phone=phone)
    if email := normalise_email(text):
        return Identity(email=email)
    raise Refusal(
        _("“%(text)s”不是手机号或邮箱。请填 11 位手机号（如 13812345678）、带国家码的号码（如 +852 9123 4567）或邮箱。")
        % {"text": text.strip()[:60]}
    )
