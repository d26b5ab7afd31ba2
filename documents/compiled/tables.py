"""A long table: its frame laid out — the first page, the last and one of each kind between — and its rows written in.

Heads, sums, page breaks and lines are WeasyPrint's. It lays out one tall empty row where a page's rows go; the page is
then printed as often as there are pages of its kind, each time with other rows and another number.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from documents.compiled.errors import UnsupportedError
from documents.compiled.faces import sans
from documents.compiled.grids import Grid, Row, fits, heights, measured
from documents.compiled.pagination import Run, paginate, stands_for
from documents.compiled.painting import Painter
from documents.compiled.printing import Sheets
from documents.compiled.recording import recording, refuse_uncut, slot_of
from documents.compiled.ruling import ruled

MOST_ODD = 0.25  # of the rows: with more the frame costs as much as the plain way
OnLayout = Callable[[Any], None]


@dataclass(frozen=True)
class Place:
    """Rows from `start`: room of `height` px to write them into, or one row to be laid out (not `drawn`).

    fresh: begins a page.
    """

    start: int
    count: int
    drawn: bool
    height: str
    fresh: bool


@dataclass
class Table:
    """specimens: lays out one row of each of the kinds given by `grids.specimens`, and the rows of these numbers,
    marked by their number.

    rows: the texts of each row, and their kinds.
    """

    specimens: Callable[[Sequence[int], OnLayout], object]
    kinds: Sequence[str]
    rows: Sequence[Row]

    def draw(self, frame: Callable[[Sequence[Place], OnLayout], bytes]) -> bytes:
        """frame: lays out and draws the whole with these places, and calls back between the two.

        Raises UnsupportedError if the table has to be drawn the plain way.
        """
        grids: list[Grid] = []
        self.specimens([], lambda document: grids.append(measured(document, self.kinds)))
        faces, known = sans(), dict[tuple[str, int, str], bool]()
        odd = [number for number, row in enumerate(self.rows) if not fits(grids[0], faces, row, known)]
        if len(odd) > len(self.rows) * MOST_ODD:
            raise UnsupportedError("rows of which too many need a layout of their own")
        high = dict.fromkeys(map(str, range(len(self.rows))), grids[0].pitch)
        if odd:
            self.specimens(odd, lambda document: high.update(_of_rows(heights(document))))
        pages = paginate(list(high.values()), frozenset(odd), *grids[0].room)
        return _Printed(grids[0], self.rows, pages).draw(frame)


def _of_rows(found: dict[str, float]) -> dict[str, float]:
    return {kind: height for kind, height in found.items() if kind.isdigit()}


@dataclass
class _Printed:
    grid: Grid
    rows: Sequence[Row]
    pages: Sequence[Sequence[Run]]
    _tops: dict[str, float] = field(default_factory=dict, init=False)  # of each place, in px

    def draw(self, frame: Callable[[Sequence[Place], OnLayout], bytes]) -> bytes:
        drawn: list[Any] = []
        painter, kinds = Painter(self.grid, len(self.rows)), stands_for(self.pages)
        laid_out = sorted(set(kinds))
        places = [self._place(run, at) for number in laid_out for at, run in enumerate(self.pages[number])]

        def fill(stream: Any, slot: str, number: int) -> bytes:
            run = self._run(slot, number)
            rows = self.rows[run.start : run.start + run.count]
            return painter.written(stream, rows, self._tops[slot], start=run.start)

        def look(document: Any) -> None:
            drawn.append(document)
            self._find(document, [self.pages[number] for number in laid_out])
            rest = range(len(laid_out), len(document.pages))
            sheets.impose(document, [*(laid_out.index(kind) for kind in kinds), *rest])

        counts = {str(run.start): run.count for runs in self.pages for run in runs if run.drawn}
        sheets = Sheets(fill, lambda table: ruled(table, self.grid, lambda row: counts.get(_name(row), 0)))
        with recording(sheets):
            content = frame(places, look)
        refuse_uncut(drawn[0])
        return content

    def _place(self, run: Run, at: int) -> Place:
        height = f"{run.count * self.grid.pitch:.6f}"
        return Place(run.start, run.count, run.drawn, height, fresh=run.page > 0 and at == 0)

    def _run(self, slot: str, number: int) -> Run:
        """What goes into a place on the page of this number: its own run, or that of a page of its kind."""
        runs = self.pages[number - 1]
        return next((run for run in runs if str(run.start) == slot), runs[0])

    def _find(self, document: Any, pages: Sequence[Sequence[Run]]) -> None:
        """Where each place came to lie: it must be on its page, and as high as was asked for."""
        if len(document.pages) < len(pages):
            raise UnsupportedError("rows without a page")
        for page, runs in zip(document.pages, pages, strict=False):
            expected = {str(run.start): run for run in runs}
            for box in page._page_box.descendants():  # noqa: SLF001
                if box.element_tag == "tr" and (run := expected.get(_name(box))):
                    if run.drawn and abs(box.height - run.count * self.grid.pitch) > 1:
                        raise UnsupportedError("rows that do not fit their page")
                    self._tops[str(run.start)] = box.position_y
            if not self._tops.keys() >= expected.keys():
                raise UnsupportedError("rows on another page than was thought")


def _name(row: Any) -> str:
    """The number of the first row in a place, or of a row that is laid out."""
    if "place" not in (row.element.get("class") or "").split():
        return str(row.element.get("data-kind") or "")
    return next((slot for box in row.descendants() if (slot := slot_of(box))), "")
