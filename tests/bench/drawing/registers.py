import datetime as dt
import resource
from collections.abc import Callable
from time import process_time
from typing import Any

from django.utils import timezone

from accounts.models import User
from documents import attendance_sheet
from sessions.models import Attendance, Cohort, Enrolment
from sessions.register import build_register
from tests.bench.drawing.certificates import roster
from tests.factories import CohortFactory, EnrolmentFactory, SessionFactory


def cohort_of(trainees: int, sessions: int) -> Cohort:
    cohort: Cohort = CohortFactory()
    days = [SessionFactory(cohort=cohort, number=number) for number in range(1, sessions + 1)]
    users = [
        User(phone=f"138{number:04d}{trainees:04d}", name=each.name) for number, each in enumerate(roster(trainees))
    ]
    User.objects.bulk_create(users)
    rows = [EnrolmentFactory.build(cohort=cohort, user=user, seat=seat) for seat, user in enumerate(users, 1)]
    Enrolment.objects.bulk_create(rows)
    now = timezone.now()
    Attendance.objects.bulk_create(
        Attendance(
            session=day,
            enrolment=row,
            status="late" if (row.seat + day.number) % 11 == 0 else "present",
            checked_in_at=day.starts_at - dt.timedelta(minutes=5),
            marked_at=now,
        )
        for day in days
        for row in rows
    )
    return cohort


def seconds(work: Callable[[], Any]) -> float:
    start = process_time()
    work()
    return process_time() - start


def measured() -> dict[str, float]:
    now = timezone.now()
    small, middle, large = cohort_of(60, 4), cohort_of(500, 8), cohort_of(2000, 8)
    attendance_sheet.draw(small, now=now)
    found = {"s60": seconds(lambda: attendance_sheet.draw(small, now=now))}
    found["s500"] = seconds(lambda: attendance_sheet.draw(middle, now=now))
    found["s2000"] = seconds(lambda: attendance_sheet.draw(large, now=now))
    found["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    register = build_register(middle)
    context = attendance_sheet._context(register, now)
    found["x500"] = seconds(lambda: attendance_sheet.draw_plainly(register, context)) / found["s500"]
    return found
