"""What tests build their world from; each factory makes one valid thing and nothing it was not asked for."""

from tests.factories.courses import CaseFactory, CourseFactory, MaterialFactory, ModuleFactory
from tests.factories.exercises import ExerciseFactory, GroupFactory, GroupMemberFactory, WorksheetFactory
from tests.factories.people import ClientFactory, ProviderFactory, UserFactory
from tests.factories.sessions import CohortFactory, EnrolmentFactory, RoomFactory, SessionFactory

__all__ = [
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
    "RoomFactory",
    "SessionFactory",
    "UserFactory",
    "WorksheetFactory",
]
