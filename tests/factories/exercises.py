import datetime as dt
from typing import Any

import factory
from factory.django import DjangoModelFactory

from exercises.models import Answer, Exercise, Group, GroupMember, Review, Submission, Worksheet
from tests.factories.courses import CourseFactory
from tests.factories.people import UserFactory
from tests.factories.sessions import CohortFactory, EnrolmentFactory

SOME_TIME = dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.UTC)

EVERY_TYPE: list[dict[str, Any]] = [
    {"key": "customer", "type": "short_text", "label": "目标客户", "required": True, "section": "一、客户"},
    {"key": "plan", "type": "long_text", "label": "获客方案"},
    {"key": "staff", "type": "number", "label": "人手", "unit": "人", "minimum": 0, "maximum": 99, "decimals": 0},
    {"key": "amount", "type": "money", "label": "金额"},
    {"key": "rate", "type": "percent", "label": "年化利率"},
    {"key": "day", "type": "date", "label": "日期"},
    {
        "key": "decision",
        "type": "choice",
        "label": "结论",
        "options": [{"value": "go", "label": "做"}, {"value": "stop", "label": "不做"}],
        "section": "二、结论",
    },
    {
        "key": "strengths",
        "type": "multiple_choice",
        "label": "优势",
        "at_most": 2,
        "options": [
            {"value": "speed", "label": "快"},
            {"value": "near", "label": "近"},
            {"value": "price", "label": "便宜"},
        ],
    },
    {"key": "sure", "type": "rating", "label": "把握"},
    {
        "key": "models",
        "type": "table",
        "label": "模式",
        "rows": [{"key": "ipc", "label": "IPC"}, {"key": "cards", "label": "评分卡"}],
        "columns": [
            {"key": "cost", "type": "long_text", "label": "成本"},
            {"key": "score", "type": "rating", "label": "评分"},
        ],
    },
    {
        "key": "survey",
        "type": "table",
        "label": "同业",
        "row_label": "产品",
        "min_rows": 2,
        "max_rows": 4,
        "columns": [
            {"key": "lender", "type": "short_text", "label": "机构", "required": True},
            {"key": "rate", "type": "percent", "label": "利率"},
        ],
    },
]


class ExerciseFactory(DjangoModelFactory[Exercise]):
    """Two plain fields; the trait `every_type` has one of each."""

    class Meta:
        model = Exercise

    class Params:
        every_type = factory.Trait(fields=EVERY_TYPE)
        individual = factory.Trait(worked_by=Exercise.WorkedBy.INDIVIDUAL)

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
    enrolment = factory.SubFactory(EnrolmentFactory, cohort=factory.SelfAttribute("..group.cohort"))


class WorksheetFactory(DjangoModelFactory[Worksheet]):
    class Meta:
        model = Worksheet

    exercise = factory.SubFactory(ExerciseFactory, course=factory.SelfAttribute("..cohort.course"))
    group = factory.SubFactory(GroupFactory)
    cohort = factory.SelfAttribute("group.cohort")


class AnswerFactory(DjangoModelFactory[Answer]):
    class Meta:
        model = Answer

    worksheet = factory.SubFactory(WorksheetFactory)
    key = "customer"
    value = "城东市场的批发户"
    updated_by = factory.SubFactory(UserFactory)
    updated_at = SOME_TIME


class SubmissionFactory(DjangoModelFactory[Submission]):
    class Meta:
        model = Submission

    worksheet = factory.SubFactory(WorksheetFactory)
    number = 1
    fields = factory.SelfAttribute("worksheet.exercise.fields")
    answers = {"customer": "城东市场的批发户"}
    submitted_by = factory.SubFactory(UserFactory)
    submitted_at = SOME_TIME


class ReviewFactory(DjangoModelFactory[Review]):
    """Not released unless told so."""

    class Meta:
        model = Review

    submission = factory.SubFactory(SubmissionFactory)
    mark = 88
    comment = "数字有出处，很好。"
    reviewer = factory.SubFactory(UserFactory)
    reviewed_at = SOME_TIME
