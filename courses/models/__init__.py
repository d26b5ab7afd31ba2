from courses.models.cases import Case, CaseStage, CaseUse, CaseVersion
from courses.models.courses import Course, CourseQuerySet, Module, default_blocks, is_author
from courses.models.editions import Edition, OutlineChange
from courses.models.materials import Material, MaterialQuerySet

__all__ = [
    "Case",
    "CaseStage",
    "CaseUse",
    "CaseVersion",
    "Course",
    "CourseQuerySet",
    "Edition",
    "Material",
    "MaterialQuerySet",
    "Module",
    "OutlineChange",
    "default_blocks",
    "is_author",
]
