"""What the preview page shows beside the rows: the columns with a taste of what they hold, the fields that differ."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sessions.models import RosterImport
from sessions.roster_columns import find_header
from sessions.roster_grid import Grid, place
from sessions.roster_preview import Preview
from sessions.roster_rows import LABELS

_SAMPLES = 3


@dataclass(frozen=True, slots=True)
class ShownColumn:
    letter: str
    title: str
    samples: tuple[str, ...]
    field: str
    left_out: bool  # held identity numbers


def columns_shown(roster: RosterImport) -> tuple[ShownColumn, ...]:
    grid = Grid.of_json(roster.grid)
    header = find_header(grid)
    body = grid.rows[header.below :]
    shown = []
    for column, field in enumerate(roster.columns):
        title = grid.left_out.get(column) or (header.titles[column] if column < len(header.titles) else "")
        filled = (text for row in body if (text := row.at(column)))
        samples = tuple(dict.fromkeys(text for _step, text in zip(range(_SAMPLES * 4), filled, strict=False)))
        letter = place(1, column).rstrip("1")
        shown.append(ShownColumn(letter, title, samples[:_SAMPLES], field, column in grid.left_out))
    return tuple(shown)


@dataclass(frozen=True, slots=True)
class Differing:
    field: str
    label: str
    count: int
    taken: int


def differing_fields(preview: Preview) -> tuple[Differing, ...]:
    """Fields in which people on record differ from the file, with how many of them take the file's."""
    changes = [change for row in preview.rows for change in row.changes]
    counts = Counter(change.field for change in changes)
    taken = Counter(change.field for change in changes if change.taken)
    return tuple(
        Differing(field, str(label), counts[field], taken[field]) for field, label in LABELS.items() if counts[field]
    )


def rows_left_over(roster: RosterImport) -> int:
    """How many rows of a confirmed import were not taken in and can be downloaded to be put right."""
    grid = Grid.of_json(roster.grid) if roster.grid else Grid(())
    return len(grid.rows) - find_header(grid).below
