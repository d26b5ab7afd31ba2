"""Rows of a table drawn by arithmetic: one of each kind is laid out by WeasyPrint, the others follow it.

The frame — heads, sums, page breaks, page numbers — is WeasyPrint's: it lays the table out with one tall empty row
where a page's rows go, and while it draws that row, they are written into it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from documents.compiled.errors import UnsupportedError
from documents.compiled.faces import DIGITS, Face, face_with
from documents.compiled.shapes import is_han

FAMILY = "Noto Sans SC"
PLAIN = frozenset(DIGITS + " √—:.-·（）()")  # beside Chinese characters: drawn one after the other, without kerning
LINE = (0.663, 0.635, 0.58, 0.756)  # a hairline's colour, and its width in px


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
    """styles: of each column, by the kind of cell; edges: of the columns, in px; room: for rows, on the first page
    and on a further one."""

    styles: Sequence[Mapping[str, Style]]
    edges: Sequence[float]
    pitch: float
    room: tuple[float, float]


Row = Sequence[tuple[str, str]]  # kind and text of each cell


def heights(document: Any) -> dict[str, float]:
    """How high each row is that is marked data-kind."""
    boxes = (box for page in document.pages for box in page._page_box.descendants())  # noqa: SLF001
    rows = (box for box in boxes if box.element_tag == "tr" and box.element.get("data-kind"))
    return {row.element.get("data-kind"): row.height for row in rows}


def measured(document: Any, kinds: Sequence[str]) -> Grid:
    """The grid of a document whose table has one specimen row of each kind, marked data-kind: the last one on the
    second page, the others on the first."""
    boxes = [list(page._page_box.descendants()) for page in document.pages[:2]]  # noqa: SLF001
    found = [{box.element.get("data-kind"): box for box in page if box.element_tag == "tr"} for page in boxes]
    if len(found) < 2 or not found[0].keys() >= set(kinds[:-1]) or kinds[-1] not in found[1]:  # noqa: PLR2004
        raise UnsupportedError("specimens that do not fit their page")
    ordered = [*(found[0][kind] for kind in kinds[:-1]), found[1][kinds[-1]]]
    first, second = ordered[0], ordered[1]
    pitch = second.position_y - first.position_y
    table = next(box for box in boxes[0] if box.element_tag == "table" and first in box.descendants())
    columns = zip(*(row.children for row in ordered), strict=True)
    return Grid(
        styles=[dict(zip(kinds, map(_style, cells, ordered), strict=True)) for cells in columns],
        edges=[cell.position_x for cell in first.children]
        + [first.children[-1].position_x + first.children[-1].border_width(), table.position_x + table.border_width()],
        pitch=pitch,
        room=(_room(document.pages[0], first), _room(document.pages[1], ordered[-1])),
    )


def _room(page: Any, first: Any) -> float:
    box = page._page_box  # noqa: SLF001
    return float(box.content_box_y() + box.height - first.position_y)


def _style(cell: Any, row: Any) -> Style:
    text = next(box for box in cell.descendants() if hasattr(box, "text"))
    centred = cell.style["text_align_all"] == "center"
    red, green, blue = text.style["color"].to("srgb").coordinates
    return Style(
        weight=text.style["font_weight"],
        size=text.style["font_size"],
        colour=(red, green, blue),
        baseline=text.position_y + text.baseline - row.position_y,
        left=text.position_x,
        room=cell.width + 0.01,
        centre=cell.content_box_x() + cell.width / 2 if centred else None,
    )


class Painter:
    """Writes rows into the places kept for them; rows: of each place, by the value of its slot."""

    def __init__(self, grid: Grid, rows: Mapping[str, Sequence[Row]]) -> None:
        self._grid, self._rows = grid, rows
        self.tops: dict[str, float] = {}  # of each place, in px; known once the frame is laid out
        self._fonts: dict[int, tuple[Any, Face]] = {}

    def __call__(self, stream: Any, element: Any) -> None:
        place = element.get("data-slot")
        top, rows = self.tops[place], self._rows[place]
        stream.stream.append("\n".join([*self._lines(top, len(rows)), "BT", *self._texts(stream, top, rows), "ET"]))

    def _lines(self, top: float, count: int) -> Iterator[str]:
        red, green, blue, width = LINE
        left, right, pitch = self._grid.edges[0], self._grid.edges[-1], self._grid.pitch
        yield f"{red} {green} {blue} rg"
        for number in range(1, count):
            yield f"{left:.3f} {top + number * pitch - width / 2:.3f} {right - left:.3f} {width} re"
        for edge in self._grid.edges[1:-1]:
            yield f"{edge - width / 2:.3f} {top:.3f} {width} {count * pitch:.3f} re"
        yield "f"

    def _texts(self, stream: Any, top: float, rows: Sequence[Row]) -> Iterator[str]:
        for number, row in enumerate(rows):
            upper = top + number * self._grid.pitch
            for styles, (kind, text) in zip(self._grid.styles, row, strict=True):
                if text:
                    yield self._text(stream, styles[kind], text, upper)

    def _text(self, stream: Any, style: Style, text: str, upper: float) -> str:
        font, face = self._font(stream, style.weight)
        glyphs = [face.glyph(character) or 0 for character in text]
        for character, glyph in zip(text, glyphs, strict=True):
            font.to_unicode[glyph] = character
            font.widths[glyph] = face.advance(glyph)
        width = sum(map(face.advance, glyphs)) * style.size / 1000
        left = style.left if style.centre is None else style.centre - width / 2
        red, green, blue = style.colour
        shown = "".join(f"{glyph:04x}" for glyph in glyphs)
        return (
            f"{red:.4f} {green:.4f} {blue:.4f} rg /{font.hash} {style.size:.4f} Tf "
            f"1 0 0 -1 {left:.3f} {upper + style.baseline:.3f} Tm <{shown}> Tj"
        )

    def _font(self, stream: Any, weight: int) -> tuple[Any, Face]:
        if weight not in self._fonts:
            fonts = stream._fonts.values()  # noqa: SLF001
            font = next((font for font in fonts if font.family == FAMILY and font.weight == weight), None)
            if font is None:
                raise UnsupportedError(f"no font of weight {weight}")
            self._fonts[weight] = (font, face_with(font.file_content))
        return self._fonts[weight]


def fits(grid: Grid, faces: Mapping[int, Face], row: Row) -> bool:
    """Whether a row can be drawn: each text on one line, of characters that the font has and shows one by one."""
    for styles, (kind, text) in zip(grid.styles, row, strict=True):
        style = styles[kind]
        face = faces[style.weight]
        glyphs = [face.glyph(each) if is_han(each) or each in PLAIN else None for each in text]
        if None in glyphs or sum(face.advance(each or 0) for each in glyphs) * style.size / 1000 > style.room:
            return False
    return True
