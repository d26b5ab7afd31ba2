"""Fill a worksheet in together: each field or cell is saved alone, and nobody's text is overwritten unseen."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import blake2s

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal
from exercises.models import Answer, Exercise, GroupMember, Review, Worksheet
from exercises.worksheets import EMPTY, AnswerError, Definition, Slot, Table, Value, definition, rows_of
from sessions.models import Cohort, Enrolment


class Conflict(Exception):  # noqa: N818 (it is no fault of anybody's)
    """Somebody else changed the field since the writer last saw it; `answer` holds what stands there now."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.key)
        self.answer = answer


def own_worksheet(*, exercise: Exercise, cohort: Cohort, user: User) -> Worksheet | None:
    """The sheet the user works on, made when it is first opened; None for a group exercise before there are groups.

    Two members who open it at the same moment get the same sheet: the unique constraint decides.
    """
    enrolment = Enrolment.objects.active().filter(cohort=cohort, user=user).first()
    if enrolment is None:
        return None
    if exercise.worked_by == Exercise.WorkedBy.INDIVIDUAL:
        return Worksheet.objects.get_or_create(exercise=exercise, enrolment=enrolment, defaults={"cohort": cohort})[0]
    member = GroupMember.objects.filter(enrolment=enrolment).select_related("group").first()
    if member is None:
        return None
    return Worksheet.objects.get_or_create(exercise=exercise, group=member.group, defaults={"cohort": cohort})[0]


def is_closed(worksheet: Worksheet) -> bool:
    """Once a mark is out, the sheet is evidence and stays as it is."""
    return Review.objects.filter(submission__worksheet=worksheet, released_at__isnull=False).exists()


def refuse_if_closed(worksheet: Worksheet) -> None:
    if is_closed(worksheet):
        raise Refusal(_("成绩已经公布，这份工作单不能再改。需要补充时请告诉讲师。"))


def token_of(answer: Answer | None) -> str:
    """What a page remembers of an answer it shows: its revision, and enough of it to tell whether it was edited."""
    if answer is None:
        return f"0-{_digest(EMPTY)}"
    return f"{answer.revision}-{_digest(answer.value)}"


def revision_in(token: str) -> int:
    number = token.partition("-")[0]
    return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0  # noqa: PLR2004


def _digest(value: Value) -> str:
    return blake2s(json.dumps(value, ensure_ascii=False).encode(), digest_size=6).hexdigest()


@transaction.atomic
def save_answer(
    *, worksheet: Worksheet, address: str, raw: object, revision: int, by: User, now: datetime, page: str = ""
) -> Answer:
    """Store one answer and return it; saving what already stands there changes nothing.

    `revision` is the one the writer last saw (0: none). Raises AnswerError, Conflict, and Refusal once marks are out.
    """
    sheet = definition(worksheet.exercise.fields)
    slot = sheet.slot(address)
    value = slot.scalar.clean(raw)
    refuse_if_closed(worksheet)
    answer = _locked(worksheet, address)
    if answer is None:
        _refuse_too_many_rows(worksheet, slot)
        try:
            with transaction.atomic():
                return worksheet.answers.create(
                    key=address, value=value, written_from=page, updated_by=by, updated_at=now
                )
        except IntegrityError:  # somebody's first save of this field was faster
            answer = worksheet.answers.select_for_update().get(key=address)
    if answer.value == value:
        return answer
    if answer.revision != revision and not (page and answer.written_from == page):
        raise Conflict(answer)
    answer.value, answer.revision, answer.written_from = value, answer.revision + 1, page
    answer.updated_by, answer.updated_at = by, now
    answer.save()
    return answer


def _locked(worksheet: Worksheet, address: str) -> Answer | None:
    return worksheet.answers.select_for_update().filter(key=address).first()


def _refuse_too_many_rows(worksheet: Worksheet, slot: Slot) -> None:
    if not isinstance(slot.field, Table) or not slot.field.grows:
        return
    filled = worksheet.answers.filter(key__startswith=f"{slot.field.key}.").exclude(value=EMPTY)
    rows = rows_of(slot.field, [*filled.values_list("key", flat=True), slot.address])
    if len(rows) > slot.field.max_rows:
        raise AnswerError("too_many_rows", limit=slot.field.max_rows)


def was_edited(*, sheet: Definition, address: str, raw: object, token: str) -> bool:
    """Whether a form sent without scripts changed this field: what it says now against what its page showed."""
    try:
        value = sheet.clean(address, raw)
    except AnswerError:
        return True
    return _digest(value) != token.partition("-")[2]


def answers_of(worksheet: Worksheet) -> Mapping[str, Value]:
    """Address → value of everything that is filled in."""
    return {
        key: value for key, value in worksheet.answers.order_by("key").values_list("key", "value") if value != EMPTY
    }
