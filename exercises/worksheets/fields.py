"""The fields that take one answer. Each cleans what people type and shows what is stored.

Stored values are plain JSON: text as it reads, numbers as decimal text ("4.35"), dates as ISO, choices as a list.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator
from pydantic import Field as Limits

from exercises.worksheets.errors import AnswerError

Value = str | int | list[str]
EMPTY = ""
NUMBER_DIGITS = 15

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=30)]
Label = Annotated[str, StringConstraints(min_length=1, max_length=120)]
Help = Annotated[str, StringConstraints(max_length=500)]
Unit = Annotated[str, StringConstraints(max_length=20)]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Asked(Part):
    """What every field has. `section` starts a new heading before the field."""

    key: Key
    label: Label
    help: Help = ""
    required: bool = False
    section: Annotated[str, StringConstraints(max_length=120)] = ""

    def clean(self, raw: object) -> Value:
        """The value to keep, EMPTY for no answer; raises AnswerError."""
        text = plain_text(raw).strip()
        return self.parse(text) if text else EMPTY

    def parse(self, text: str) -> Value:
        return text

    def show(self, value: Value) -> str:
        return str(value)


class ShortText(Asked):
    type: Literal["short_text"]
    max_length: Annotated[int, Limits(ge=1, le=500)] = 200

    def parse(self, text: str) -> Value:
        return within(" ".join(text.split()), self.max_length)


class LongText(Asked):
    type: Literal["long_text"]
    max_length: Annotated[int, Limits(ge=1, le=20_000)] = 4_000
    rows: Annotated[int, Limits(ge=2, le=30)] = 4

    def parse(self, text: str) -> Value:
        return within(text, self.max_length)


class Number(Asked):
    type: Literal["number"]
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    decimals: Annotated[int, Limits(ge=0, le=6)] = 2
    unit: Unit = ""

    @model_validator(mode="after")
    def in_order(self) -> Self:
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            raise ValueError("limits_reversed")
        return self

    def parse(self, text: str) -> Value:
        number = decimal_of(text)
        if self.minimum is not None and number < self.minimum:
            raise AnswerError("too_small", limit=self.minimum)
        if self.maximum is not None and number > self.maximum:
            raise AnswerError("too_large", limit=self.maximum)
        if number != round(number, self.decimals):
            raise AnswerError("too_precise", decimals=self.decimals)
        return format(number.normalize() + 0, "f")

    def show(self, value: Value) -> str:
        return f"{Decimal(str(value)):,}" + (f" {self.unit}" if self.unit else "")


class Money(Number):
    type: Literal["money"]  # type: ignore[assignment]
    minimum: Decimal | None = Decimal(0)
    unit: Unit = "元"


class Percent(Number):
    type: Literal["percent"]  # type: ignore[assignment]
    minimum: Decimal | None = Decimal(0)
    maximum: Decimal | None = Decimal(100)
    unit: Unit = "%"

    def parse(self, text: str) -> Value:
        return super().parse(unicodedata.normalize("NFKC", text).removesuffix("%"))

    def show(self, value: Value) -> str:
        return f"{value}%"


class Date(Asked):
    type: Literal["date"]

    def parse(self, text: str) -> Value:
        plain = unicodedata.normalize("NFKC", text)
        parts = re.fullmatch(r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*日?", plain)
        if parts is None:
            raise AnswerError("not_a_date")
        try:
            return dt.date(*map(int, parts.groups())).isoformat()
        except ValueError as error:
            raise AnswerError("not_a_date") from error


class Option(Part):
    value: Key
    label: Label


class Choice(Asked):
    type: Literal["choice"]
    options: Annotated[list[Option], Limits(min_length=2, max_length=40)]

    @model_validator(mode="after")
    def different(self) -> Self:
        if len({option.value for option in self.options}) < len(self.options):
            raise ValueError("options_repeat")
        return self

    def parse(self, text: str) -> Value:
        if text not in {option.value for option in self.options}:
            raise AnswerError("not_an_option")
        return text

    def show(self, value: Value) -> str:
        chosen = value if isinstance(value, list) else [value]
        return "、".join(option.label for option in self.options if option.value in chosen)


class MultipleChoice(Choice):
    type: Literal["multiple_choice"]  # type: ignore[assignment]
    at_most: Annotated[int, Limits(ge=1, le=40)] | None = None

    def clean(self, raw: object) -> Value:
        chosen = {str(self.parse(plain_text(item))) for item in (raw if isinstance(raw, list) else [raw]) if item}
        if self.at_most is not None and len(chosen) > self.at_most:
            raise AnswerError("too_many", limit=self.at_most)
        return [option.value for option in self.options if option.value in chosen] or EMPTY


class Rating(Asked):
    type: Literal["rating"]
    maximum: Annotated[int, Limits(ge=2, le=10)] = 5
    low: Annotated[str, StringConstraints(max_length=20)] = ""
    high: Annotated[str, StringConstraints(max_length=20)] = ""

    @property
    def steps(self) -> range:
        return range(1, self.maximum + 1)

    def parse(self, text: str) -> Value:
        if not re.fullmatch(r"[0-9]{1,2}", text) or int(text) not in self.steps:
            raise AnswerError("not_a_rating", limit=self.maximum)
        return int(text)

    def show(self, value: Value) -> str:
        return f"{value} / {self.maximum}"


Scalar = Annotated[
    ShortText | LongText | Number | Money | Percent | Date | Choice | MultipleChoice | Rating,
    Limits(discriminator="type"),
]


def plain_text(raw: object) -> str:
    """Text as people mean it: one kind of line break, no control characters or broken surrogates."""
    if isinstance(raw, bool) or not isinstance(raw, str | int | float | Decimal):
        raise AnswerError("wrong_type")
    text = str(raw).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})


def within(text: str, limit: int) -> str:
    if len(text) > limit:
        raise AnswerError("too_long", limit=limit, length=len(text))
    return text


def decimal_of(text: str) -> Decimal:
    """A number as typed on a phone: full-width digits, thousands separators, and 万 or 亿 at the end."""
    if len(text) > 60:  # noqa: PLR2004 (no number is that long; do not even look)
        raise AnswerError("not_a_number")
    plain = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "").removesuffix("元").lstrip("¥")
    factor = {"万": 10_000, "亿": 100_000_000}.get(plain[-1:], 1)
    try:
        number = Decimal(plain[:-1] if factor > 1 else plain) * factor
    except InvalidOperation as error:
        raise AnswerError("not_a_number") from error
    if not number.is_finite() or (number and number.adjusted() >= NUMBER_DIGITS) or "e" in plain.lower():
        raise AnswerError("not_a_number")
    return number
