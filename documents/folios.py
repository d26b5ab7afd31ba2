"""Page numbers written onto finished pages, in a font cut from a specimen that was drawn like any other page."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Name

from documents import slice_fonts

GLYPHS = "0123456789 /"  # the specimen's text, one line of it
SIZE = 8.0  # points
INK = "0.114 0.106 0.094"


@dataclass(frozen=True)
class Folio:
    """specimen: a PDF of one page whose only text is GLYPHS. right, foot: where the number ends, in points."""

    specimen: bytes
    right: float
    foot: float

    def write(self, whole: pikepdf.Pdf) -> None:
        """`12 / 85` at the foot of every page but the first."""
        with pikepdf.open(io.BytesIO(self.specimen)) as source:
            page = source.pages[0]
            codes = dict(zip(GLYPHS, _codes(page), strict=True))
            ((_name, used),) = page.Resources.Font.items()
            widths = slice_fonts.shown(list(used.DescendantFonts[0].W))
            font = whole.copy_foreign(used)
        for number, target in enumerate(whole.pages, 1):
            if number > 1:
                text = f"{number} / {len(whole.pages)}"
                wide = sum(widths[codes[character]] for character in text) / 1000 * SIZE
                shown = "".join(f"{codes[character]:04x}" for character in text)
                _stamp(
                    target, font, f"{INK} rg /Folio {SIZE} Tf {self.right - wide:.2f} {self.foot:.2f} Td <{shown}> Tj"
                )


def _stamp(page: pikepdf.Page, font: Any, operators: str) -> None:
    page.add_resource(font, Name.Font, Name.Folio)
    page.contents_add(f"q BT {operators} ET Q".encode())


def _codes(page: pikepdf.Page) -> list[int]:
    """The glyph codes of all text the page shows, in order."""
    shown = b""
    for instruction in pikepdf.parse_content_stream(page, "Tj TJ"):
        for operand in instruction.operands:
            strings = operand if isinstance(operand, pikepdf.Array) else [operand]
            shown += b"".join(bytes(string) for string in strings if isinstance(string, pikepdf.String))
    return [int.from_bytes(shown[start : start + 2]) for start in range(0, len(shown), 2)]
