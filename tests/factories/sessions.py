import datetime as dt
from zoneinfo import ZoneInfo

import factory
from factory.django import DjangoModelFactory

from sessions.models import Cohort, Enrolment, Room, Session
from tests.factories.courses import CourseFactory
from tests.factories.people import ClientFactory, UserFactory

SHANGHAI = ZoneInfo("Asia/Shanghai")
FIRST_DAY = dt.date(2026, 11, 23)


class RoomFactory(DjangoModelFactory[Room]):
    class Meta:
        model = Room

    name = factory.Sequence(lambda n: f"{n} 号教室")


class CohortFactory(DjangoModelFactory[Cohort]):
    """A cohort without sessions; `trainers=[…]` adds them."""

    class Meta:
        model = Cohort
        skip_postgeneration_save = True

    code = factory.Sequence(lambda n: f"HT-2026-{n}")
    name = factory.Sequence(lambda n: f"青禾银行第 {n} 期")
    course = factory.SubFactory(CourseFactory)
    client = factory.SubFactory(ClientFactory)
    start_date = FIRST_DAY

    @factory.post_generation
    def trainers(self, create, extracted, **_):
        if create and extracted:
            self.trainers.set(extracted)


class EnrolmentFactory(DjangoModelFactory[Enrolment]):
    class Meta:
        model = Enrolment

    cohort = factory.SubFactory(CohortFactory)
    user = factory.SubFactory(UserFactory)
    branch = "城东支行"
    post = "客户经理"
    seat = factory.Sequence(lambda n: n + 1)


class SessionFactory(DjangoModelFactory[Session]):
    """The half-day `number` of its cohort: odd numbers 9:00–12:00, even ones 14:00–17:00 local time."""

    class Meta:
        model = Session

    cohort = factory.SubFactory(CohortFactory)
    number = 1

    @factory.lazy_attribute
    def starts_at(self) -> dt.datetime:
        day = self.cohort.start_date + dt.timedelta(days=(self.number - 1) // 2)
        return dt.datetime.combine(day, dt.time(9 if self.number % 2 else 14), SHANGHAI)

    @factory.lazy_attribute
    def ends_at(self) -> dt.datetime:
        return self.starts_at + dt.timedelta(hours=3)
