import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine

from accounts.models import User
from sessions import checkin
from sessions.models import Cohort, Session
from tests.factories import CohortFactory, SessionFactory, UserFactory

# The first session of the factories: 23 November 2026, 9:00–12:00 in Shanghai; a slot begins on each full 10 seconds.
NINE = dt.datetime.fromisoformat("2026-11-23T09:00:00+08:00")


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Nine o'clock, standing still: a test moves it."""
    with time_machine.travel(NINE, tick=False) as traveller:
        yield traveller


@pytest.fixture
def trainer(db: None) -> User:
    return UserFactory(trainer=True, name="周明远")


@pytest.fixture
def cohort(trainer: User) -> Cohort:
    return CohortFactory(trainers=[trainer])


@pytest.fixture
def session(cohort: Cohort) -> Session:
    return SessionFactory(cohort=cohort)


@pytest.fixture
def open_session(session: Session, trainer: User, clock: time_machine.Traveller) -> Session:
    return checkin.open_check_in(session, trainer)
