"""Worksheets as data: what a sheet asks for, which answers it accepts, and what is still missing. No Django here."""

from exercises.worksheets.definitions import Definition, Missing, Slot, definition, rows_of
from exercises.worksheets.errors import AnswerError, DefinitionError, Problem
from exercises.worksheets.fields import EMPTY, Choice, MultipleChoice, Option, Rating, Scalar, Value
from exercises.worksheets.files import ExerciseFile, read_exercise
from exercises.worksheets.tables import Field, Row, Table

__all__ = [
    "EMPTY",
    "AnswerError",
    "Choice",
    "Definition",
    "DefinitionError",
    "ExerciseFile",
    "Field",
    "Missing",
    "MultipleChoice",
    "Option",
    "Problem",
    "Rating",
    "Row",
    "Scalar",
    "Slot",
    "Table",
    "Value",
    "definition",
    "read_exercise",
    "rows_of",
]
