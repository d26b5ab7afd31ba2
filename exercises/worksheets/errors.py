from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


class AnswerError(ValueError):
    """An answer its field does not accept. `code` and `params` become a sentence in `exercises.wording`."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass(frozen=True)
class Problem:
    """One fault of a definition. `at` is the field's key, or its place counted from 1, or empty for the whole sheet."""

    at: str
    place: str
    code: str
    params: Mapping[str, object] = field(default_factory=dict)


class DefinitionError(ValueError):
    """A worksheet that cannot be built; `problems` names every fault found."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(f"{p.at}.{p.place}: {p.code}" for p in problems))
        self.problems = problems
