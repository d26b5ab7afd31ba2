"""The fonts of slices are cut when they are bound: once for the volume instead of once for each slice.

WeasyPrint cuts fonts as it writes a document. A slice bears the name of the font instead, and its widths tell which
glyphs it shows. This leans on how one version of WeasyPrint keeps its fonts; with another, each slice cuts its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pikepdf

from documents.compiled.faces import FONTS, Face

VERSION = "70.0"
MARK = b"lectern font:"
HEAD = 65_536  # bytes; with the checksums of all tables, so that they tell one font file from another


class _Fonts(dict[Any, Any]):
    """The fonts of a document, as it comes to need them."""

    def __setitem__(self, key: Any, font: Any) -> None:
        name = _known().get((len(font.file_content), font.file_content[:HEAD]))
        if name and not font.variations:
            font.clean = _Uncut(font, name)
        super().__setitem__(key, font)


class _Uncut:
    def __init__(self, font: Any, name: str) -> None:
        self.font, self.name, self.cut = font, name, font.clean

    def __call__(self, to_unicode: Any, hinting: Any) -> None:
        if self.font.used_in_forms or self.font.missing:
            self.cut(to_unicode, hinting)
        else:
            self.font.file_content = MARK + self.name.encode()


def leave_uncut(document: Any) -> None:
    """document: WeasyPrint's, laid out and not yet drawn."""
    if version("weasyprint") == VERSION:
        document.fonts = _Fonts(document.fonts)


@cache
def _known() -> dict[tuple[int, bytes], str]:
    """Our own font files by their length and head; a font of the system is left to WeasyPrint."""
    found = {}
    for path in sorted(FONTS.glob("*.ttf")):
        with path.open("rb") as file:
            found[path.stat().st_size, file.read(HEAD)] = path.name
    return found


def cut(whole: pikepdf.Pdf) -> None:
    """Give each font that slices only name its program, with the glyphs of all of them."""
    glyphs: dict[str, set[int]] = {}
    named: list[tuple[Any, str]] = []
    for font in _fonts(whole):
        descriptor = font.FontDescriptor
        program = descriptor.get("/FontFile2")
        content = bytes(program.read_bytes()) if program is not None else b""
        if content.startswith(MARK):
            name = content.removeprefix(MARK).decode()
            named.append((descriptor, name))
            glyphs.setdefault(name, {0}).update(shown(list(font.W)))
    programs = {name: _program(whole, name, wanted) for name, wanted in sorted(glyphs.items())}
    for descriptor, name in named:
        descriptor.FontFile2 = programs[name]


def shown(widths: Sequence[Any]) -> dict[int, float]:
    """Glyph → width in thousandths of the size, of a font's `/W`, which lists them as `first [width …]`."""
    found: dict[int, float] = {}
    for first, each in zip(widths[::2], widths[1::2], strict=True):
        found |= {int(first) + offset: float(width) for offset, width in enumerate(each)}
    return found


def _fonts(whole: pikepdf.Pdf) -> Iterator[Any]:
    """Each font once, though pages share them."""
    seen: set[tuple[int, int]] = set()
    for page in whole.pages:
        for font in page.resources.get("/Font", {}).values():
            if font.objgen not in seen:
                seen.add(font.objgen)
                yield font.DescendantFonts[0]


def _program(whole: pikepdf.Pdf, name: str, glyphs: set[int]) -> pikepdf.Object:
    content = _face(name).cut(glyphs)
    return whole.make_stream(content, Length1=len(content))


@cache
def _face(name: str) -> Face:
    return Face(Path(FONTS) / name)
