"""What authors say of a course beside its outline: its title, hours, audience and the like."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal
from courses.editing import FACTS, record
from courses.models import Course, OutlineChange


@transaction.atomic
def describe(*, course: Course, values: Mapping[str, Any], seen: int, by: User) -> Course:
    """Change the facts. seen: the revision of them that the author was looking at; another's newer one stays."""
    locked = Course.objects.select_for_update().get(pk=course.pk)
    if locked.facts_revision != seen:
        raise Refusal(_("您打开之后，有人改过课程信息。您写的还在下面，请和现在保存着的对照后再保存。"))
    before = {FACTS: {name: getattr(locked, name) for name in values}}
    title = locked.title
    for name, value in values.items():
        setattr(locked, name, value)
    record(locked, {}, before, OutlineChange.Kind.FACTS, title, by)
    return locked
