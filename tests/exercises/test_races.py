"""Many hands on one sheet at the same moment. Each guard has a control that shows the fault without it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from exercises.models import Answer, Submission, Worksheet
from exercises.submitting import submit
from exercises.working import Conflict, own_worksheet, save_answer
from tests.exercises.world import make_world, stored

pytestmark = pytest.mark.django_db(transaction=True)
HANDS = 8


def at_once(work: Callable[[int], Any], hands: int = HANDS) -> list[Any]:
    """Run work(0…n-1) in threads that start together; each gives its result or its exception."""
    start = threading.Barrier(hands)

    def hand(number: int) -> Any:
        try:
            start.wait(timeout=30)
            return work(number)
        except Exception as error:  # noqa: BLE001 (the test looks at it)
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(hands) as pool:
        return list(pool.map(hand, range(hands)))


def fields(number: int) -> list[dict[str, object]]:
    return [{"key": f"f{n}", "type": "long_text", "label": f"栏 {n}"} for n in range(number)]


def write(sheet: Worksheet, user: Any, key: str, value: str, revision: int = 0) -> Answer:
    return save_answer(worksheet=sheet, address=key, raw=value, revision=revision, by=user, now=timezone.now())


def test_eight_hands_in_eight_fields_lose_nothing():
    world = make_world(groups=1, size=HANDS, fields=fields(HANDS))
    sheet = world.sheet()
    results = at_once(lambda n: write(sheet, world.trainees[n], f"f{n}", f"文字 {n}"))
    assert [type(result) for result in results] == [Answer] * HANDS
    assert stored(sheet) == {f"f{n}": f"文字 {n}" for n in range(HANDS)}


def test_control_one_row_for_the_whole_sheet_would_lose_some():
    """What saving the sheet as one value does: each hand writes back what it had read."""
    world = make_world(groups=1, size=HANDS, fields=fields(HANDS))
    read = threading.Barrier(HANDS)

    def save_whole(number: int) -> None:
        exercise = type(world.exercise).objects.get(pk=world.exercise.pk)
        read.wait(timeout=30)
        exercise.fields = [*exercise.fields[:number], "written", *exercise.fields[number + 1 :]]
        exercise.save()

    at_once(save_whole)
    world.exercise.refresh_from_db()
    assert world.exercise.fields.count("written") < HANDS


@pytest.mark.parametrize("written_before", [0, 1])
def test_eight_hands_in_one_field_leave_one_version_and_show_it_to_the_others(written_before):
    world = make_world(groups=1, size=HANDS, fields=fields(1))
    sheet = world.sheet()
    if written_before:
        write(sheet, world.trainees[0], "f0", "原文")
    results = at_once(lambda n: write(sheet, world.trainees[n], "f0", f"版本 {n}", written_before))
    winners = [result for result in results if isinstance(result, Answer)]
    losers = [result for result in results if isinstance(result, Conflict)]
    assert (len(winners), len(losers)) == (1, HANDS - 1)
    assert stored(sheet) == {"f0": winners[0].value}
    assert {loser.answer.value for loser in losers} == {winners[0].value}
    assert Answer.objects.get().revision == written_before + 1


def test_control_without_the_revision_all_but_one_are_overwritten_unseen():
    world = make_world(groups=1, size=HANDS, fields=fields(1))
    sheet = world.sheet()
    answer = write(sheet, world.trainees[0], "f0", "原文")

    def overwrite(number: int) -> int:
        return Answer.objects.filter(pk=answer.pk).update(value=f"版本 {number}")

    assert at_once(overwrite) == [1] * HANDS  # each was told that it is stored


def test_eight_members_opening_the_exercise_at_once_get_one_sheet():
    world = make_world(groups=1, size=HANDS)
    sheets = at_once(lambda n: own_worksheet(exercise=world.exercise, cohort=world.cohort, user=world.trainees[n]))
    assert len({sheet.pk for sheet in sheets}) == 1
    assert Worksheet.objects.count() == 1


def test_eight_submits_at_once_make_one_submission():
    world = make_world(groups=1, size=HANDS, fields=fields(1))
    sheet = world.sheet()
    write(sheet, world.trainees[0], "f0", "写好了")
    results = at_once(lambda n: submit(worksheet=sheet, by=world.trainees[n], now=timezone.now()))
    assert {result.pk for result in results} == {Submission.objects.get().pk}


def test_what_was_acknowledged_before_a_submit_is_in_it_and_the_rest_stays_in_the_sheet():
    world = make_world(groups=1, size=HANDS, fields=fields(HANDS))
    sheet = world.sheet()
    write(sheet, world.trainees[0], "f0", "文字 0")

    def work(number: int) -> Any:
        if number == 0:
            return submit(worksheet=sheet, by=world.trainees[0], now=timezone.now())
        return write(sheet, world.trainees[number], f"f{number}", f"文字 {number}")

    results = at_once(work)
    submission = results[0]
    assert isinstance(submission, Submission)
    assert stored(sheet) == {f"f{n}": f"文字 {n}" for n in range(HANDS)}
    assert submission.answers.items() <= stored(sheet).items()
    assert submission.answers["f0"] == "文字 0"
