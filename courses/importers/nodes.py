from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from courses.importers.messages import OutlineWarning


class NodeKind(StrEnum):
    PART = "part"
    TOPIC = "topic"
    POINT = "point"
    CASE = "case"
    DISCUSSION = "discussion"
    ROLE_PLAY = "role-play"
    TOOL = "tool"


@dataclass(frozen=True)
class Node:
    """One line of an outline. `marker` is as written ("1、", "案例：", "" when none); `line` counts from 1."""

    marker: str
    title: str
    kind: NodeKind
    line: int
    children: tuple["Node", ...] = ()

    def walk(self, depth: int = 0) -> Iterator[tuple[int, "Node"]]:
        yield depth, self
        for child in self.children:
            yield from child.walk(depth + 1)


@dataclass(frozen=True)
class Outline:
    """A course as its outline tells it. `days` and `hours` are None when the text does not say."""

    title: str
    background: tuple[str, ...] = ()
    objectives: tuple[str, ...] = ()
    audience: str = ""
    delivery: tuple[str, ...] = ()
    days: float | None = None
    hours: float | None = None
    blocks: tuple[tuple[time, time], ...] = ()
    modules: tuple[Node, ...] = ()
    notes: tuple[str, ...] = ()
    warnings: tuple[OutlineWarning, ...] = ()

    def walk(self) -> Iterator[tuple[int, Node]]:
        """Every line of the tree in order, with its depth from 0."""
        for module in self.modules:
            yield from module.walk()
