"""Where a table's rows and their texts stand, read off one specimen of each kind of row that WeasyPrint laid out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from documents.compiled.errors import UnsupportedError
from documents.compiled.faces import DIGITS, Face
from documents.compiled.shapes import is_han

PLAIN = frozenset(DIGITS + " √—:.-·（）()")  # beside Chinese characters: drawn one after the other, without kerning
UNITS = 1024  # of Pango, in a px
FIRST, OVER = "first", "over"  # kinds of the specimens that stand under the head, of the table and of a further page
Row = Sequence[tuple[str, str]]  # kind and text of each cell


@dataclass(frozen=True)
class Style:
    """How a cell's text stands: offsets are from the row's upper edge and the page's left, in px."""

    weight: int
    size: float
    colour: tuple[float, float, float]
    baseline: float
    left: float
    room: float
    centre: float | None


@dataclass(frozen=True)
class Grid:
    """styles: of each column, by the kind of cell; room: for rows, on the first page and on a further one, in px.

    shifts: how much lower the texts of the table's very first row stand, and of its last.
    borders: of a row and of the line between two, as WeasyPrint keeps them.
    """

    styles: Sequence[Mapping[str, Style]]
    pitch: float
    shifts: tuple[float, float]
    room: tuple[float, float]
    borders: tuple[Any, Any]


def specimens(kinds: Sequence[str]) -> list[str]:
    """The kinds of the rows to lay out, in their order; OVER begins the second page, and is the last of the rows."""
    return [FIRST, *kinds, OVER]


def heights(document: Any) -> dict[str, float]:
    """How high each row is that is marked data-kind."""
    boxes = (box for page in document.pages for box in page._page_box.descendants())  # noqa: SLF001
    return {row.element.get("data-kind"): row.height for row in boxes if _is_marked(row)}


def measured(document: Any, kinds: Sequence[str]) -> Grid:
    """The grid of a document whose table has the specimens of these kinds."""
    pages = [page._page_box for page in document.pages[:2]]  # noqa: SLF001
    boxes = [list(page.descendants()) for page in pages]
    found = [{box.element.get("data-kind"): box for box in page if _is_marked(box)} for page in boxes]
    if len(found) < 2 or not found[0].keys() >= {FIRST, *kinds} or OVER not in found[1]:  # noqa: PLR2004
        raise UnsupportedError("specimens that do not fit their page")
    first, over = found[0][FIRST], found[1][OVER]
    rows = [found[0][kind] for kind in kinds]
    table = next(box for box in boxes[0] if hasattr(box, "collapsed_border_grid") and first in box.descendants())
    heads = len(table.children[0].children)
    vertical, horizontal = table.collapsed_border_grid
    styles = [
        dict(zip(kinds, map(_style, cells, rows), strict=True))
        for cells in zip(*(row.children for row in rows), strict=True)
    ]
    return Grid(
        styles=styles,
        pitch=rows[1].position_y - rows[0].position_y,
        shifts=(_baseline(first) - _baseline(rows[0]), _baseline(over) - _baseline(rows[0])),
        room=(_room(pages[0], first), _room(pages[1], over)),
        borders=(vertical[heads + 1], horizontal[heads + 2]),
    )


def _is_marked(box: Any) -> bool:
    return box.element_tag == "tr" and bool(box.element.get("data-kind"))


def _room(box: Any, first: Any) -> float:
    return float(box.content_box_y() + box.height - first.position_y)


def _style(cell: Any, row: Any) -> Style:
    text = next(box for box in cell.descendants() if hasattr(box, "text"))
    centred = cell.style["text_align_all"] == "center"
    red, green, blue = text.style["color"].to("srgb").coordinates
    return Style(
        weight=text.style["font_weight"],
        size=int(text.style["font_size"] * UNITS) / UNITS,
        colour=(red, green, blue),
        baseline=text.position_y + text.baseline - row.position_y,
        left=text.position_x,
        room=cell.width + 0.01,
        centre=cell.content_box_x() + cell.width / 2 if centred else None,
    )


def _baseline(row: Any) -> float:
    return _style(row.children[0], row).baseline


def width_of(style: Style, face: Face, glyphs: Sequence[int]) -> float:
    """In px, with each glyph's width in whole units as Pango has it."""
    return sum(round(face.advance(glyph) * style.size * UNITS / 1000) for glyph in glyphs) / UNITS


def fits(grid: Grid, faces: Mapping[int, Face], row: Row, known: dict[tuple[str, int, str], bool]) -> bool:
    """Whether a row can be drawn: each text on one line, of characters that the font has and shows one by one.

    known: what was found out before.
    """
    for column, (kind, text) in enumerate(row):
        key = (kind, column, text)
        if key not in known:
            known[key] = _fits(grid.styles[column][kind], faces, text)
        if not known[key]:
            return False
    return True


def _fits(style: Style, faces: Mapping[int, Face], text: str) -> bool:
    face = faces[style.weight]
    glyphs = [face.glyph(each) if is_han(each) or each in PLAIN else None for each in text]
    return None not in glyphs and width_of(style, face, [each or 0 for each in glyphs]) <= style.room
