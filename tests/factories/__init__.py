"""What tests build their world from; each factory makes one valid thing and nothing it was not asked for."""

from tests.factories.courses import CaseFactory, CourseFactory, MaterialFactory, ModuleFactory
from tests.factories.exercises import (
    AnswerFactory,
    ExerciseFactory,
    GroupFactory,
    GroupMemberFactory,
    ReviewFactory,
    SubmissionFactory,
    WorksheetFactory,
)
from tests.factories.people import ClientFactory, ProviderFactory, UserFactory
from tests.factories.sessions import CohortFactory, EnrolmentFactory, RoomFactory, SessionFactory

__all__ = [
    "AnswerFactory",
    "CaseFactory",
    "ClientFactory",
    "CohortFactory",
    "CourseFactory",
    "EnrolmentFactory",
    "ExerciseFactory",
    "GroupFactory",
    "GroupMemberFactory",
    "MaterialFactory",
    "ModuleFactory",
    "ProviderFactory",
    "ReviewFactory",
    "RoomFactory",
    "SessionFactory",
    "SubmissionFactory",
    "UserFactory",
    "WorksheetFactory",
]
