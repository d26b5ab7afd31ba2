"""Hand a worksheet in: its present content is frozen as a numbered submission."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.refusals import Refusal
from exercises.models import Submission, Worksheet
from exercises.wording import of_missing
from exercises.working import answers_of, refuse_if_closed
from exercises.worksheets import definition


@transaction.atomic
def submit(*, worksheet: Worksheet, by: User, now: datetime) -> Submission:
    """Freeze the answers. Handing in the same content again returns the submission that already holds it."""
    Worksheet.objects.select_for_update().get(pk=worksheet.pk)
    refuse_if_closed(worksheet)
    fields = worksheet.exercise.fields
    answers = dict(answers_of(worksheet))
    if missing := definition(fields).missing(answers):
        raise Refusal(of_missing(missing))
    last = worksheet.submissions.order_by("-number").first()
    if last is not None and last.answers == answers:
        return last
    return worksheet.submissions.create(
        number=last.number + 1 if last else 1, fields=fields, answers=answers, submitted_by=by, submitted_at=now
    )
