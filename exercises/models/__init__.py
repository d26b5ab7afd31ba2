from exercises.models.exercises import Exercise
from exercises.models.groups import Group, GroupMember
from exercises.models.work import Answer, Review, Submission, Worksheet

__all__ = ["Answer", "Exercise", "Group", "GroupMember", "Review", "Submission", "Worksheet"]
