"""Which rows go where: runs that are drawn by arithmetic, and rows between them that WeasyPrint lays out itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SLACK = 0.3  # px: borders are shared between rows


@dataclass(frozen=True)
class Run:
    """Rows from `start`, as many as `count`: drawn together in one place, or one laid out (`drawn` false)."""

    start: int
    count: int
    drawn: bool


def paginate(heights: Sequence[float], laid_out: frozenset[int], first: float, further: float) -> list[Run]:
    """Runs in the rows' order, none over a page's end; first, further: how high the rows of a page may be.

    laid_out: the numbers of the rows that are not drawn by arithmetic.
    """
    runs: list[Run] = []
    left = first
    for number, height in enumerate(heights):
        drawn, fresh = number not in laid_out, height > left + SLACK
        left = (further if fresh else left) - height
        last = runs[-1] if runs else None
        if drawn and not fresh and last is not None and last.drawn:
            runs[-1] = Run(last.start, last.count + 1, drawn=True)
        else:
            runs.append(Run(number, 1, drawn=drawn))
    return runs
