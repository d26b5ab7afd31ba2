"""Erasing a person: what identifies them goes, what they attended and were given stays under a pseudonym."""

from __future__ import annotations

import secrets

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal


@transaction.atomic
def erase(*, user: User) -> User:
    """Take name, phone, e-mail, organisation and password from an account that will not be used again.

    Attendance, exercises and certificates keep their row; a certificate also keeps its own words, as printed on that
    day: who holds the paper can still have it verified, with the name masked.
    """
    locked = User.objects.get_queryset().select_for_update().get(pk=user.pk)
    if locked.is_staff:
        raise Refusal(_("%(name)s 是教务。请先取消教务身份，再注销账户。") % {"name": locked.name})
    pseudonym = secrets.token_hex(4)
    locked.name = _("已注销 %(pseudonym)s") % {"pseudonym": pseudonym}
    locked.phone, locked.organisation, locked.is_active = None, None, False
    locked.email = f"{pseudonym}@erased.invalid"  # somebody without any sign-in cannot be kept
    locked.set_unusable_password()
    locked.save()
    locked.speaks_for.clear()
    return locked
