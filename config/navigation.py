"""What each role finds in the navigation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from courses.models import is_author
from sessions.models import Cohort


@dataclass(frozen=True)
class Entry:
    label: str
    url: str
    icon: str
    current: bool


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Template context: `navigation` holds the entries for the signed-in user's roles, none for visitors."""
    user = request.user
    if not isinstance(user, User):
        return {"navigation": []}
    return {
        "navigation": [
            Entry(label=label, url=reverse(name), icon=icon, current=_is_current(request, reverse(name)))
            for label, name, icon in _entries(user)
        ]
    }


def _entries(user: User) -> list[tuple[str, str, str]]:
    entries = [(_("首页"), "home", "house")]
    works_here = is_author(user) or Cohort.objects.filter(trainers=user).exists()
    entries.append((_("班级") if works_here else _("我的班级"), "sessions:cohorts", "calendar3"))
    entries.append((_("课程"), "courses:courses", "journal-text"))
    if user.is_staff:
        entries.append((_("人员"), "accounts:people", "people"))
    if works_here:
        entries.append((_("文件"), "documents:jobs", "file-earmark-pdf"))
    return entries


def _is_current(request: HttpRequest, url: str) -> bool:
    return request.path == url if url == "/" else request.path.startswith(url)
