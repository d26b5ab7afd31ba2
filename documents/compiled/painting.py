"""The texts of a table's rows, written by arithmetic."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from documents.compiled.errors import UnsupportedError
from documents.compiled.faces import Face, face_with
from documents.compiled.grids import Grid, Row, Style, width_of

FAMILY = "Noto Sans SC"


@dataclass
class Painter:
    grid: Grid
    count: int  # of all rows of the table
    _fonts: dict[int, tuple[Any, Face]] = field(default_factory=dict, init=False)
    _glyphs: dict[tuple[int, str, str], tuple[str, str]] = field(default_factory=dict, init=False)

    def written(self, stream: Any, rows: Sequence[Row], top: float, *, start: int) -> bytes:
        """Operators that show the rows from `top` px on; start: the number of the first in the whole table."""
        lines = ["q", "BT", *self._texts(stream, rows, top, start), "ET", "Q"]
        return "\n".join(lines).encode("ascii")

    def _texts(self, stream: Any, rows: Sequence[Row], top: float, start: int) -> Iterator[str]:
        before: Style | None = None
        for number, row in enumerate(rows):
            upper = top + number * self.grid.pitch + self._shift(start + number)
            for column, (kind, text) in enumerate(row):
                if not text:
                    continue
                style = self.grid.styles[column][kind]
                if style is not before:
                    yield from self._dressed(stream, style, before)
                    before = style
                left, shown = self._shown(stream, column, kind, text)
                yield f"1 0 0 -1 {left} {upper + style.baseline:.6f} Tm <{shown}> Tj"

    def _shift(self, number: int) -> float:
        return (number == 0) * self.grid.shifts[0] + (number == self.count - 1) * self.grid.shifts[1]

    def _dressed(self, stream: Any, style: Style, before: Style | None) -> Iterator[str]:
        if before is None or style.colour != before.colour:
            yield "{:f} {:f} {:f} rg".format(*style.colour)
        if before is None or (style.weight, style.size) != (before.weight, before.size):
            yield f"/{self._font(stream, style.weight)[0].hash} {style.size:f} Tf"

    def _shown(self, stream: Any, column: int, kind: str, text: str) -> tuple[str, str]:
        """Where a text begins, and its glyphs."""
        key = (column, kind, text)
        if key not in self._glyphs:
            style = self.grid.styles[column][kind]
            font, face = self._font(stream, style.weight)
            glyphs = [face.glyph(character) or 0 for character in text]
            for character, glyph in zip(text, glyphs, strict=True):
                font.to_unicode[glyph] = character
                font.widths[glyph] = face.advance(glyph)
            left = style.left if style.centre is None else style.centre - width_of(style, face, glyphs) / 2
            self._glyphs[key] = (f"{left:.6f}", "".join(f"{glyph:04x}" for glyph in glyphs))
        return self._glyphs[key]

    def _font(self, stream: Any, weight: int) -> tuple[Any, Face]:
        if weight not in self._fonts:
            fonts = stream._fonts.values()  # noqa: SLF001
            font = next((font for font in fonts if font.family == FAMILY and font.weight == weight), None)
            if font is None:
                raise UnsupportedError(f"no font of weight {weight}")
            self._fonts[weight] = (font, face_with(font.file_content))
        return self._fonts[weight]
