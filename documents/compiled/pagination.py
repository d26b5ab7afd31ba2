"""Which rows go where: runs that are drawn by arithmetic, and rows between them that WeasyPrint lays out itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

SLACK = 0.3  # px: borders are shared between rows


@dataclass(frozen=True)
class Run:
    """Rows from `start`, as many as `count`: drawn together in one place, or one laid out (`drawn` false)."""

    start: int
    count: int
    drawn: bool
    page: int  # from 0


def paginate(heights: Sequence[float], laid_out: frozenset[int], first: float, further: float) -> list[list[Run]]:
    """For each page its runs, in the rows' order; first, further: how high the rows of a page may be.

    laid_out: the numbers of the rows that are not drawn by arithmetic.
    """
    runs: list[Run] = []
    left, page = first, 0
    for number, height in enumerate(heights):
        drawn, fresh = number not in laid_out, height > left + SLACK
        left = (further if fresh else left) - height
        page += fresh
        last = runs[-1] if runs else None
        if drawn and not fresh and last is not None and last.drawn:
            runs[-1] = Run(last.start, last.count + 1, drawn=True, page=page)
        else:
            runs.append(Run(number, 1, drawn=drawn, page=page))
    return [list(group) for _, group in groupby(runs, lambda run: run.page)]


def stands_for(pages: Sequence[Sequence[Run]]) -> list[int]:
    """For each page the one that is laid out in its place: of those between the first and the last that are alike
    — one run of so many rows — only the first is laid out."""
    found: dict[int, int] = {}
    result: list[int] = []
    for number, runs in enumerate(pages):
        alike = len(runs) == 1 and runs[0].drawn and 0 < number < len(pages) - 1
        result.append(found.setdefault(runs[0].count, number) if alike else number)
    return result
