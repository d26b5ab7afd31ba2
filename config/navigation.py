"""What each role finds in the navigation: at most five entries, so that a phone shows them as a tab bar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from config.roles import Roles, roles_of


@dataclass(frozen=True, slots=True)
class Entry:
    label: str
    url: str
    icon: str
    current: bool


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Template context: `navigation` holds the entries for the signed-in user's roles, none for visitors.

    `can_find` is for those who work here: a trainee's few things need no finder, nor its bytes on a phone.
    """
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {"navigation": [], "can_find": False}
    roles = roles_of(request, user)
    entries = [Entry(label, url, icon, _is_current(request.path, url)) for label, url, icon in _places(roles)]
    return {"navigation": entries, "can_find": roles.works_here}


def _places(roles: Roles) -> list[tuple[str, str, str]]:
    works_here = roles.works_here
    places = [
        (_("首页"), reverse("home"), "house"),
        (_("班级") if works_here else _("我的班级"), reverse("sessions:cohorts"), "calendar3"),
        (_("课程"), reverse("courses:courses"), "journal-text"),
    ]
    if roles.trainee and not works_here:
        places.append((_("练习"), reverse("exercises:exercises", args=[roles.studies_in]), "pencil-square"))
    if roles.admin:
        places.append((_("人员"), reverse("accounts:people"), "people"))
    if works_here:
        places.append((_("文件"), reverse("documents:jobs"), "file-earmark-pdf"))
    return places


def _is_current(path: str, url: str) -> bool:
    """A section is marked on all its pages; those of rooms and sessions belong to the cohorts."""
    if url == "/":
        return path == url
    section = url.split("/")[1]
    return path.split("/")[1] in {"cohorts": {"cohorts", "sessions", "rooms"}}.get(section, {section})
