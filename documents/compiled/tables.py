"""A long table: its frame laid out, its rows written into it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from documents.compiled.errors import UnsupportedError
from documents.compiled.faces import sans
from documents.compiled.grids import Grid, Painter, Row, fits, heights, measured
from documents.compiled.pagination import paginate
from documents.compiled.recording import SLOT, recording

MOST_ODD = 0.25  # of the rows: with more the frame costs as much as the plain way
OnLayout = Callable[[Any], None]


@dataclass(frozen=True)
class Place:
    """Rows from `start`: room of `height` px to write them into, or one row to be laid out (not `drawn`)."""

    start: int
    count: int
    drawn: bool
    height: str


@dataclass
class Table:
    """specimens: lays out one row of each kind, and the rows of these numbers, marked by their number.

    rows: the texts of each row, and their kinds.
    """

    specimens: Callable[[Sequence[int], OnLayout], object]
    kinds: Sequence[str]
    rows: Sequence[Row]
    _grids: list[Grid] = field(default_factory=list, init=False)

    def draw(self, frame: Callable[[Sequence[Place], OnLayout], bytes]) -> bytes:
        """frame: lays out and draws the whole with these places, and calls back between the two.

        Raises UnsupportedError if the table has to be drawn the plain way.
        """
        self.specimens([], lambda document: self._grids.append(measured(document, self.kinds)))
        grid, faces = self._grids[-1], sans()
        odd = [number for number, row in enumerate(self.rows) if not fits(grid, faces, row)]
        if len(odd) > len(self.rows) * MOST_ODD:
            raise UnsupportedError("rows of which too many need a layout of their own")
        places = self._places(grid, odd)
        painter = Painter(grid, {str(it.start): self.rows[it.start : it.start + it.count] for it in places if it.drawn})
        with recording(painter):
            return frame(places, lambda document: painter.tops.update(_tops(document, places)))

    def _places(self, grid: Grid, odd: Sequence[int]) -> list[Place]:
        known: dict[str, float] = {}
        if odd:
            self.specimens(odd, lambda document: known.update(heights(document)))
        high = [known.get(str(number), grid.pitch) for number in range(len(self.rows))]
        runs = paginate(high, frozenset(odd), *grid.room)
        return [Place(run.start, run.count, run.drawn, f"{run.count * grid.pitch:.4f}") for run in runs]


def _tops(document: Any, places: Sequence[Place]) -> dict[str, float]:
    """Where each place came to lie; it must be as high as was asked for."""
    heights = {str(place.start): float(place.height) for place in places if place.drawn}
    tops: dict[str, float] = {}
    for page in document.pages:
        for box in page._page_box.descendants():  # noqa: SLF001
            if box.element_tag == "tr" and box.element.get("class") == "place":
                slot = box.element[0][0].get(SLOT)
                if slot in tops or abs(box.height - heights[slot]) > 1:
                    raise UnsupportedError("rows that do not fit their page")
                tops[slot] = box.position_y
    if tops.keys() != heights.keys():
        raise UnsupportedError("rows without a place")
    return tops
