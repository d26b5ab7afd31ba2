import factory
from factory.django import DjangoModelFactory

from exercises.models import Exercise, Group, GroupMember, Worksheet
from tests.factories.courses import CourseFactory
from tests.factories.sessions import CohortFactory, EnrolmentFactory


class ExerciseFactory(DjangoModelFactory[Exercise]):
    class Meta:
        model = Exercise

    course = factory.SubFactory(CourseFactory)
    slug = factory.Sequence(lambda n: f"exercise-{n}")
    title = factory.Sequence(lambda n: f"练习 {n}")
    fields = [
        {"key": "customer", "type": "short_text", "label": "目标客户", "required": True},
        {"key": "plan", "type": "long_text", "label": "获客方案", "required": False},
    ]


class GroupFactory(DjangoModelFactory[Group]):
    class Meta:
        model = Group

    cohort = factory.SubFactory(CohortFactory)
    number = factory.Sequence(lambda n: n + 1)


class GroupMemberFactory(DjangoModelFactory[GroupMember]):
    class Meta:
        model = GroupMember

    group = factory.SubFactory(GroupFactory)
    enrolment = factory.SubFactory(EnrolmentFactory)


class WorksheetFactory(DjangoModelFactory[Worksheet]):
    class Meta:
        model = Worksheet

    exercise = factory.SubFactory(ExerciseFactory)
    group = factory.SubFactory(GroupFactory)
    cohort = factory.SelfAttribute("group.cohort")
