"""The demo's password stands in the README: nobody else may use it."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User

DEMO_PASSWORD = "lectern-demo"  # noqa: S105  (known to everybody; refused outside demo mode)


class NotTheDemoPasswordValidator:
    def validate(self, password: str, user: User | None = None) -> None:  # noqa: ARG002
        if password.strip().lower() == DEMO_PASSWORD:
            raise ValidationError(self.get_help_text(), code="demo_password")

    def get_help_text(self) -> str:
        return _("演示密码人人都知道，请换一个。")
