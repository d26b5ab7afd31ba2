"""Cohorts as documents meet them: with sessions, a roster and attendance."""

import datetime as dt

from django.utils import timezone

from accounts.models import User
from sessions.models import Attendance, Cohort
from tests.factories import CohortFactory, EnrolmentFactory, SessionFactory, UserFactory

ALL_PRESENT = ("present",) * 4


def attended_cohort(*statuses: tuple[str, ...], names: tuple[str, ...] = (), **fields) -> Cohort:
    """A cohort of four half-days; each tuple is one trainee's status in the sessions, "" for none recorded."""
    cohort = CohortFactory(**fields)
    sessions = [SessionFactory(cohort=cohort, number=number) for number in range(1, 5)]
    for seat, own in enumerate(statuses, 1):
        name = {"user__name": names[seat - 1]} if names else {}
        enrolment = EnrolmentFactory(cohort=cohort, seat=seat, **name)
        Attendance.objects.bulk_create(
            Attendance(
                session=session,
                enrolment=enrolment,
                status=status,
                checked_in_at=session.starts_at - dt.timedelta(minutes=5) if status == "present" else None,
                marked_at=timezone.now(),
            )
            for session, status in zip(sessions, own, strict=True)
            if status
        )
    return cohort


def people_of(cohort: Cohort) -> dict[str, User]:
    """One of each role that meets this cohort, and a stranger from another one."""
    trainer, other = UserFactory(trainer=True, name="周明远"), UserFactory(trainer=True)
    cohort.trainers.add(trainer)
    CohortFactory().trainers.add(other)
    contact = UserFactory(name="林联系")
    contact.speaks_for.add(cohort.client)
    trainee = cohort.enrolments.first() or EnrolmentFactory(cohort=cohort)
    return {
        "admin": UserFactory(admin=True),
        "trainer": trainer,
        "contact": contact,
        "trainee": trainee.user,
        "other trainer": other,
        "stranger": UserFactory(),
    }
