"""Tables. Each cell is saved under an address of its own (`table.row.column`), so that people can fill one together."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field as Limits
from pydantic import model_validator

from exercises.worksheets.errors import AnswerError
from exercises.worksheets.fields import Asked, Key, Label, Part, Scalar, Value

MAX_COLUMNS = 20
MAX_ROWS = 100


class Row(Part):
    key: Key
    label: Label
    help: str = ""


class Table(Asked):
    """Fixed rows when `rows` is given; otherwise it grows from `min_rows` to `max_rows`."""

    type: Literal["table"]
    columns: Annotated[list[Scalar], Limits(min_length=1, max_length=MAX_COLUMNS)]
    rows: Annotated[list[Row], Limits(max_length=MAX_ROWS)] = []
    row_label: Label = "项目"
    min_rows: Annotated[int, Limits(ge=1, le=MAX_ROWS)] = 1
    max_rows: Annotated[int, Limits(ge=1, le=MAX_ROWS)] = 30

    @model_validator(mode="after")
    def consistent(self) -> Self:
        if _repeats([column.key for column in self.columns]):
            raise ValueError("columns_repeat")
        if _repeats([row.key for row in self.rows]):
            raise ValueError("rows_repeat")
        if self.min_rows > self.max_rows:
            raise ValueError("limits_reversed")
        return self

    @property
    def grows(self) -> bool:
        return not self.rows

    @property
    def first_rows(self) -> list[str]:
        """Keys of the rows that are there from the start."""
        return [row.key for row in self.rows] or [f"a{number:03d}" for number in range(1, self.min_rows + 1)]

    def column(self, key: str) -> Scalar | None:
        return next((column for column in self.columns if column.key == key), None)

    def clean(self, raw: object) -> Value:  # noqa: ARG002 (a table has no answer of its own)
        raise AnswerError("unknown_field")


Field = Annotated[Scalar | Table, Limits(discriminator="type")]


def _repeats(keys: list[str]) -> bool:
    return len(set(keys)) < len(keys)
