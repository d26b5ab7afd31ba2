"""Putting a course's draft back to what one of its editions says."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from accounts.models import User
from courses.editing import FACTS, PLACED, WRITTEN
from courses.editions import FACTS as FACT_NAMES
from courses.models import Course, Edition, Module, OutlineChange
from courses.undoing import write_back


@transaction.atomic
def restore(*, edition: Edition, by: User) -> None:
    """Facts and outline of the draft become the edition's, as one change that undo can take back.

    Lines keep their rows, and with them what hangs on them.
    """
    course = Course.objects.select_for_update().get(pk=edition.course_id)
    wanted: dict[str, dict[str, Any]] = {FACTS: {name: edition.content["facts"][name] for name in FACT_NAMES}}
    told = {line["id"]: line for line in edition.content["modules"]}
    for pk in Module.with_removed.filter(course=course).values_list("pk", flat=True):
        line = told.get(pk)
        wanted[str(pk)] = {"is_removed": True}
        if line is not None:
            wanted[str(pk)] = {"is_removed": False, **{name: line[name] for name in (*WRITTEN, *PLACED[:3])}}
    write_back(course, wanted, OutlineChange.Kind.RESTORED, str(edition), by)
