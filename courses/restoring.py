"""Putting a course's draft back to what one of its editions says."""

from __future__ import annotations

from django.db import transaction

from accounts.models import User
from courses.editing import PLACED, WRITTEN, record, state
from courses.editions import FACTS
from courses.models import Course, Edition, Module, OutlineChange


@transaction.atomic
def restore(*, edition: Edition, by: User) -> None:
    """Facts and outline of the draft become the edition's, the outline as one change that undo can take back.

    Lines keep their rows, and with them what hangs on them.
    """
    course = Course.objects.select_for_update().get(pk=edition.course_id)
    for name in FACTS:
        setattr(course, name, edition.content["facts"][name])
    course.save(update_fields=FACTS)
    wanted = {line["id"]: line for line in edition.content["modules"]}
    lines = {line.pk: line for line in Module.with_removed.filter(course=course)}
    before = state(lines.values(), (*PLACED, *WRITTEN))
    for pk, line in lines.items():
        line.is_removed = pk not in wanted
        for name in (*WRITTEN, "parent_id", "depth", "position") if pk in wanted else ():
            setattr(line, name, wanted[pk][name])
    record(course, lines, before, OutlineChange.Kind.RESTORED, str(edition), by)
