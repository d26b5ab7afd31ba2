"""Moving lines of an outline about. Pure: a shape goes in, a new shape comes out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

MAX_DEPTH = 12

Shape = Mapping[int | None, tuple[int, ...]]
"""The children of each line in order; those of None stand at the top."""


class ImpossibleMoveError(ValueError):
    """`code` says why: unknown, cycle, depth."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Place:
    """Where a line stands: below whom, how deep (0 is the top), and the how-manieth of the whole outline."""

    pk: int
    parent: int | None
    depth: int
    position: int


def shape_of(lines: Iterable[tuple[int, int | None]]) -> Shape:
    """lines: (line, parent) in reading order."""
    shape: dict[int | None, list[int]] = {None: []}
    for pk, parent in lines:
        shape.setdefault(parent, []).append(pk)
        shape.setdefault(pk, [])
    return {parent: tuple(children) for parent, children in shape.items()}


def places(shape: Shape) -> list[Place]:
    """Every line in reading order. Raises ImpossibleMoveError where one stands too deep."""
    return [Place(pk, parent, depth, position) for position, (pk, parent, depth) in enumerate(_walk(shape, None, 0))]


def _walk(shape: Shape, parent: int | None, depth: int) -> Iterator[tuple[int, int | None, int]]:
    for pk in shape[parent]:
        if depth > MAX_DEPTH:
            raise ImpossibleMoveError("depth")
        yield pk, parent, depth
        yield from _walk(shape, pk, depth + 1)


def subtree(shape: Shape, pk: int) -> list[int]:
    """The line and all below it, in reading order."""
    if pk not in shape:
        raise ImpossibleMoveError("unknown")
    return [pk, *(below for child in shape[pk] for below in subtree(shape, child))]


def parent_of(shape: Shape, pk: int) -> int | None:
    for parent, children in shape.items():
        if pk in children:
            return parent
    raise ImpossibleMoveError("unknown")


def move(shape: Shape, pk: int, parent: int | None, index: int) -> Shape:
    """Put the line with all below it under `parent`, as number `index` (from 0) of the children it then has."""
    if pk not in shape or parent not in shape:
        raise ImpossibleMoveError("unknown")
    if parent in subtree(shape, pk):
        raise ImpossibleMoveError("cycle")
    lifted = without(shape, pk)
    siblings = list(lifted[parent])
    siblings.insert(max(0, min(index, len(siblings))), pk)
    moved = {**lifted, parent: tuple(siblings)}
    places(moved)
    return moved


def without(shape: Shape, pk: int) -> Shape:
    """Take the line off its parent; it and those below it keep their own children."""
    parent = parent_of(shape, pk)
    return {**shape, parent: tuple(child for child in shape[parent] if child != pk)}


def insert(shape: Shape, pk: int, parent: int | None, index: int) -> Shape:
    """Put a new line, which has no children, under `parent`."""
    if parent not in shape:
        raise ImpossibleMoveError("unknown")
    return move({**shape, None: (*shape[None], pk), pk: ()}, pk, parent, index)


def target(shape: Shape, pk: int, way: str) -> tuple[int | None, int] | None:
    """Where a step `up`, `down`, `in` or `out` takes the line: (parent, index), or None if it can go no further.

    Out puts it behind its parent; what stood behind it stays where it was, so that no line gets a parent unasked.
    """
    parent = parent_of(shape, pk)
    siblings = shape[parent]
    index = siblings.index(pk)
    if way == "up" and index > 0:
        return parent, index - 1
    if way == "down" and index < len(siblings) - 1:
        return parent, index + 1
    if way == "in" and index > 0:
        above = siblings[index - 1]
        return above, len(shape[above])
    if way == "out" and parent is not None:
        grandparent = parent_of(shape, parent)
        return grandparent, shape[grandparent].index(parent) + 1
    return None
