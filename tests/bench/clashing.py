"""Whether a session gets in the way of any of ten thousand others."""

import datetime as dt
from collections.abc import Iterator

from django.db import connection

from sessions.conflicts import conflicts_of, standing
from sessions.models import Booking, Cohort, Session
from sessions.timetable import fit_timetable
from tests.bench.measure import Measure, cpu_ms, wall_ms
from tests.factories import CohortFactory, EnrolmentFactory, RoomFactory, UserFactory

SESSIONS = 10_000
FIRST = dt.datetime(2030, 6, 3, 1, tzinfo=dt.UTC)


def conflicts() -> Iterator[Measure]:
    """20 rooms and 20 trainers, full for eight months; 30 trainees of the cohort are in another of the same days."""
    cohort = CohortFactory(start_date=FIRST.date(), room=RoomFactory(city="上海"), trainers=[UserFactory(trainer=True)])
    fit_timetable(cohort, UserFactory(admin=True))
    _fill(CohortFactory(start_date=FIRST.date()))
    other = CohortFactory(start_date=FIRST.date())
    fit_timetable(other, UserFactory(admin=True))
    for _ in range(30):
        place = EnrolmentFactory(cohort=cohort)
        EnrolmentFactory(cohort=other, user=place.user)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    session = standing(cohort.sessions.select_related("room").filter(number=1))
    assert [each.kind for each in conflicts_of(cohort, session)] == ["trainee"]
    name = f"conflicts: a session of 10,000 ({connection.vendor})"
    yield Measure(name, wall_ms(lambda: conflicts_of(cohort, session), times=9), "ms", 30)
    yield Measure(f"{name}, processor", cpu_ms(lambda: conflicts_of(cohort, session), times=9), "ms", 30)


def _fill(cohort: Cohort) -> None:
    starts = [FIRST + dt.timedelta(days=number // 40, hours=5 * (number % 2)) for number in range(SESSIONS)]
    sessions = Session.objects.bulk_create(
        Session(cohort=cohort, number=number + 1, starts_at=start, ends_at=start + dt.timedelta(hours=3))
        for number, start in enumerate(starts)
    )
    Booking.objects.bulk_create(
        Booking(
            session=session,
            kind=kind,
            ref=10_000 + number % 40 // 2,
            starts=int(session.starts_at.timestamp()),
            ends=int(session.ends_at.timestamp()),
        )
        for number, session in enumerate(sessions)
        for kind in (Booking.Kind.ROOM, Booking.Kind.TRAINER)
    )
