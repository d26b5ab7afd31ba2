"""Pages of a laid-out frame on the press: each is drawn once, and printed with the texts of all it stands for."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from documents.compiled.operators import written
from documents.compiled.recording import draw_as, slot_of


@dataclass
class Mark:
    """A stencil's items from `start` to `end` are other ones on each page."""

    start: int
    end: int
    items: Mapping[int, list[Any]]  # by the page's number


@dataclass
class Stencil:
    """page: WeasyPrint's; number: what its margin says; numbers: of the pages that it is printed as, from 1."""

    page: Any
    number: str
    numbers: list[int]
    marks: list[Mark] = field(default_factory=list)
    between: list[bytes] = field(default_factory=list)  # what stands before each mark, and after the last

    def cut(self, items: Sequence[Any]) -> None:
        """items: all of the page as it was drawn first."""
        starts, ends = [0, *(mark.end for mark in self.marks)], [*(mark.start for mark in self.marks), len(items)]
        self.between = [b"\n".join(map(written, items[start:end])) for start, end in zip(starts, ends, strict=True)]

    def print(self, number: int) -> list[Any]:
        items: list[Any] = [self.between[0]]
        for mark, after in zip(self.marks, self.between[1:], strict=True):
            items += [*mark.items[number], after]
        return items


@dataclass
class Sheets:
    """The pages to be printed. fill: a place's rows as operators, for a page; rule: a table with all its rows."""

    fill: Callable[[Any, str, int], bytes]
    rule: Callable[[Any], Any]
    total: int = 0
    _now: Stencil | None = None
    _base: int = 0

    def impose(self, document: Any, order: Sequence[int]) -> None:
        """order: for each page to be printed the document's page that it is made of."""
        count = len(document.pages)
        stencils = [Stencil(page, _counter(number, count), []) for number, page in enumerate(document.pages, 1)]
        for number, place in enumerate(order, 1):
            stencils[place].numbers.append(number)
        self.total = len(order)
        document.pages = [self._leaf(stencils[place], number) for number, place in enumerate(order, 1)]

    def _leaf(self, stencil: Stencil, number: int) -> Any:
        leaf = copy.copy(stencil.page)
        leaf.paint = partial(self._paint, stencil, number)
        return leaf

    def _paint(self, stencil: Stencil, number: int, stream: Any, scale: float = 1) -> None:
        if not stencil.between:
            self._now, self._base = stencil, len(stream.stream)
            stencil.page.paint(stream, scale)
            stencil.cut(stream.stream[self._base :])
            del stream.stream[self._base :]
        stream.stream += stencil.print(number)

    def ruled(self, table: Any) -> Any:
        return self.rule(table)

    def text(self, stream: Any, textbox: Any, rest: tuple[Any, ...]) -> bool:
        if self._now is None:
            return False
        slot = slot_of(textbox)
        counter = textbox.element is None and textbox.text == self._now.number
        if slot is not None:
            stream.end_text()
            self._mark(stream, {number: [self.fill(stream, slot, number)] for number in self._now.numbers})
            stream.begin_text()
        elif counter:
            self._mark(stream, {number: self._counted(stream, textbox, rest, number) for number in self._now.numbers})
        return slot is not None or counter

    def _mark(self, stream: Any, items: Mapping[int, list[Any]]) -> None:
        start = len(stream.stream)
        stream.stream += next(iter(items.values()))
        if self._now is not None:
            self._now.marks.append(Mark(start - self._base, len(stream.stream) - self._base, items))

    def _counted(self, stream: Any, textbox: Any, rest: tuple[Any, ...], number: int) -> list[Any]:
        """The page's number, drawn and taken out again."""
        start = len(stream.stream)
        draw_as(_counter(number, self.total), stream, textbox, rest)
        items = list(stream.stream[start:])
        del stream.stream[start:]
        return items


def _counter(number: int, total: int) -> str:
    """As the stylesheets have it: counter(page) " / " counter(pages)."""
    return f"{number} / {total}"
