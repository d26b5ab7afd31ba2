"""The lines of a table as if all its rows had been laid out: WeasyPrint draws them, so they are the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from documents.compiled.errors import UnsupportedError
from documents.compiled.grids import Grid


@dataclass(frozen=True)
class _Row:
    position_y: float
    height: float


@dataclass(frozen=True)
class _Group:
    children: list[_Row]
    is_header: bool
    is_footer: bool = False


@dataclass(frozen=True)
class Ruled:
    """What WeasyPrint asks of a table whose collapsed borders it draws."""

    children: list[_Group]
    column_widths: Any
    column_positions: Any
    collapsed_border_grid: tuple[list[Any], list[Any]]
    skip_cell_border_top: bool
    skip_cell_border_bottom: bool
    skipped_rows: int = 0


def ruled(table: Any, grid: Grid, written: Callable[[Any], int]) -> Any:
    """written: how many rows go into a row that keeps a place for them, and 0 of any other."""
    rows = [row for group in table.children for row in group.children]
    counts = [written(row) for row in rows]
    if not any(counts):
        return table
    if table.children[-1].is_footer:
        raise UnsupportedError("a table with a foot")
    heads = len(table.children[0].children) if table.children[0].is_header else 0
    return Ruled(
        children=[_group(group, grid, written) for group in table.children],
        column_widths=table.column_widths,
        column_positions=table.column_positions,
        collapsed_border_grid=_borders(table, grid, heads, counts),
        skip_cell_border_top=table.skip_cell_border_top,
        skip_cell_border_bottom=table.skip_cell_border_bottom,
    )


def _borders(table: Any, grid: Grid, heads: int, counts: list[int]) -> tuple[list[Any], list[Any]]:
    """The upright borders of each row and those below it, after the one on top."""
    vertical, horizontal = table.collapsed_border_grid
    offset = table.skipped_rows - heads if table.skipped_rows else 0
    upright, across = [], [horizontal[0]]
    for number, count in enumerate(counts):
        upright += [grid.borders[0]] * count or [vertical[number + offset if number >= heads else number]]
        across += [grid.borders[1]] * (count - 1)
        across.append(horizontal[number + 1 + offset if number >= heads else number + 1])
    return upright, across


def _group(group: Any, grid: Grid, written: Callable[[Any], int]) -> _Group:
    rows: list[_Row] = []
    for row in group.children:
        count = written(row)
        rows += [_Row(row.position_y + number * grid.pitch, grid.pitch) for number in range(count)]
        rows += [] if count else [_Row(row.position_y, row.height)]
    return _Group(rows, group.is_header)
