"""Twenty phones at once, on whichever database the suite runs; with the guard taken off the fault appears."""

import contextlib
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection

from sessions import checkin, rollcall
from sessions.models import Attendance, AttendanceChange
from tests.factories import CohortFactory, EnrolmentFactory, SessionFactory, UserFactory
from tests.sessions.conftest import NINE

AT_ONCE = 20


@pytest.fixture
def room(transactional_db):
    trainer = UserFactory(trainer=True)
    cohort = CohortFactory(trainers=[trainer])
    session = checkin.open_check_in(SessionFactory(cohort=cohort), trainer, now=NINE)
    return session, EnrolmentFactory(cohort=cohort), trainer


def at_once(act: Callable[[int], object]) -> list[object]:
    """What twenty threads got that start together: a result, or the exception in its place."""
    start = threading.Barrier(AT_ONCE)

    def run(number: int) -> object:
        try:
            connection.ensure_connection()
            start.wait(20)
            return act(number)
        except Exception as error:  # noqa: BLE001  # whatever went wrong is what the test looks at
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, range(AT_ONCE)))


def test_twenty_scans_of_one_person_are_one_attendance(room):
    session, trainee, _ = room
    results = at_once(lambda _: checkin.check_in(session=session, user=trainee.user, scanned_at=NINE, now=NINE))
    attendance = Attendance.objects.get()
    assert results == [attendance] * AT_ONCE
    assert AttendanceChange.objects.count() == 1


def test_without_the_guard_the_same_twenty_scans_collide(room, monkeypatch):
    """The negative control: look, then write, with no lock and no transaction, as a first draft would have it."""
    session, trainee, _ = room
    looked = threading.Barrier(AT_ONCE)

    def unguarded(session, enrolment, now):
        found = Attendance.objects.filter(session=session, enrolment=enrolment).first()
        looked.wait(20)
        return found or Attendance.objects.create(session=session, enrolment=enrolment, status="", marked_at=now)

    monkeypatch.setattr(checkin, "_lock", unguarded)
    monkeypatch.setattr(checkin, "atomic", contextlib.nullcontext)
    results = at_once(lambda _: checkin.check_in(session=session, user=trainee.user, scanned_at=NINE, now=NINE))
    collided = [result for result in results if isinstance(result, IntegrityError)]
    assert len(collided) == AT_ONCE - 1  # the constraint holds even then: each of them is an error page in the room
    assert Attendance.objects.count() == 1


def test_a_trainee_scanning_while_the_trainer_marks_everybody_keeps_the_scan(room):
    session, trainee, trainer = room
    EnrolmentFactory.create_batch(5, cohort=session.cohort)

    def act(number):
        if number % 2:
            return rollcall.mark_rest_present(session=session, by=trainer, now=NINE)
        return checkin.check_in(session=session, user=trainee.user, scanned_at=NINE, now=NINE)

    results = at_once(act)
    assert [result for result in results if isinstance(result, Exception)] == []
    assert Attendance.objects.count() == 6
    assert Attendance.objects.get(enrolment=trainee).checked_in_at == NINE
    assert set(Attendance.objects.values_list("status", flat=True)) == {"present"}


def test_the_history_leads_from_nothing_to_the_present_without_a_gap(room):
    session, trainee, trainer = room
    statuses = ["absent", "late", "excused", "left_early", "present"]

    def act(number):
        if number == 0:
            return checkin.check_in(session=session, user=trainee.user, scanned_at=NINE, now=NINE)
        status = statuses[number % len(statuses)]
        return rollcall.mark(session=session, enrolment=trainee, status=status, by=trainer, now=NINE)

    results = at_once(act)
    assert [result for result in results if isinstance(result, Exception)] == []
    steps = list(AttendanceChange.objects.order_by("pk").values_list("from_status", "to_status"))
    assert steps[0][0] == ""
    assert [step[0] for step in steps[1:]] == [step[1] for step in steps[:-1]]
    assert steps[-1][1] == Attendance.objects.get().status
