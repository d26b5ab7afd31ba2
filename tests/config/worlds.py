"""A cohort on its first day, as the tests of the front page need it."""

import datetime as dt

from documents.models import Certificate
from tests.factories import CohortFactory, EnrolmentFactory, SessionFactory
from tests.factories.sessions import FIRST_DAY, SHANGHAI


def at(hour: int, minute: int = 0, day: int = 0) -> dt.datetime:
    return dt.datetime.combine(FIRST_DAY + dt.timedelta(days=day), dt.time(hour, minute), SHANGHAI)


def cohort_of(trainees: int, **fields):
    cohort = CohortFactory(**fields)
    for number in range(1, 5):
        SessionFactory(cohort=cohort, number=number)
    return cohort, [EnrolmentFactory(cohort=cohort) for _ in range(trainees)]


def record(session, enrolment, status, checked_in_at):
    session.attendances.create(
        enrolment=enrolment, status=status, checked_in_at=checked_in_at, marked_at=session.starts_at
    )


def certificate_of(enrolment) -> Certificate:
    words = {"name": "王小明", "course_title": "课程", "client_name": "海桐银行", "issuer": "讲台培训中心"}
    days = dict.fromkeys(("first_day", "last_day", "issued_on"), FIRST_DAY)
    number = f"LT-{enrolment.pk}"
    return Certificate.objects.create(enrolment=enrolment, number=number, token=number, hours=12, **words, **days)


def text_of(client, person) -> str:
    client.force_login(person)
    answer = client.get("/")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def context_of(client, person):
    client.force_login(person)
    answer = client.get("/")
    assert answer.status_code == 200
    return answer.context
