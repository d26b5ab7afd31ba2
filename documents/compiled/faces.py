"""The fonts behind a compiled page: which glyph shows a character, and a font cut to some glyphs."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType

import uharfbuzz as hb

from documents.compiled.errors import UnsupportedError

FONTS = Path(__file__).parents[2] / "static/vendor/fonts"
DIGITS = "0123456789"
HEAD = 4096  # bytes of a font file: its directory of tables and more
# Layout is done, text is found by ToUnicode: a reader needs the outlines and their widths.
DROPPED = [b"GSUB", b"GPOS", b"GDEF", b"BASE", b"VORG", b"vhea", b"vmtx", b"name", b"OS/2", b"cmap", b"post", b"STAT"]


class Face:
    """One font file, read where it lies: the system shares its pages among all processes."""

    def __init__(self, path: Path) -> None:
        self._face = hb.Face(hb.Blob.from_file_path(str(path)))
        self._font = hb.Font(self._face)
        self._glyphs: dict[str, int | None] = {}
        self._advances: dict[int, int] = {}

    def glyph(self, character: str) -> int | None:
        """What the font shows a character with when nothing around it matters; None if it lacks it."""
        if character not in self._glyphs:
            self._glyphs[character] = self._font.get_nominal_glyph(ord(character))
        return self._glyphs[character]

    def advance(self, glyph: int) -> int:
        """In thousandths of the font's size."""
        if glyph not in self._advances:
            self._advances[glyph] = round(self._font.get_glyph_h_advance(glyph) * 1000 / self._face.upem)
        return self._advances[glyph]

    @cached_property
    def digits(self) -> tuple[Mapping[str, int], ...]:
        """The sets of ten digits that a stylesheet may call for: as they come, and all of one width."""
        plain = MappingProxyType({digit: self.glyph(digit) or 0 for digit in DIGITS})
        return (plain, *(self._shaped(features) for features in ({}, {"tnum": True, "lnum": True}, {"lnum": True})))

    def _shaped(self, features: dict[str, bool]) -> Mapping[str, int]:
        buffer = hb.Buffer()
        buffer.add_str(DIGITS)
        buffer.guess_segment_properties()
        hb.shape(self._font, buffer, features)
        return MappingProxyType(dict(zip(DIGITS, (info.codepoint for info in buffer.glyph_infos or []), strict=True)))

    def alike(self, glyphs: Collection[int]) -> bool:
        """Whether one may stand for another without moving what follows."""
        return len({self.advance(glyph) for glyph in glyphs}) == 1

    def cut(self, glyphs: Collection[int]) -> bytes:
        """The font with these glyphs only, under their own numbers."""
        order = hb.SubsetInput()
        order.sets(hb.SubsetInputSets.GLYPH_INDEX).update(glyphs)
        order.sets(hb.SubsetInputSets.DROP_TABLE_TAG).update(int.from_bytes(tag, "big") for tag in DROPPED)
        order.flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.RETAIN_GIDS
        content: bytes = hb.subset(self._face, order).blob.data
        return content


@cache
def _face_of(path: Path) -> Face:
    return Face(path)


class FontFile(bytes):
    """Stands for the content of a font of ours until it is cut: five copies of one would be 60 MiB."""

    path: Path


def ours(length: int, head: bytes) -> FontFile | None:
    """The font of ours of this length that begins so; a system's font may change under us, and is none.

    The head holds the checksums of all tables, so it need not be read to its end.
    """
    for path in sorted(FONTS.glob("*.ttf")):
        if path.stat().st_size == length and _head(path) == head[:HEAD]:
            found = FontFile(head[:4])
            found.path = path
            return found
    return None


@cache
def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD)


def face_with(content: bytes) -> Face:
    """The face of ours whose file this is."""
    if not isinstance(content, FontFile):
        raise UnsupportedError("a font that is not ours")
    return _face_of(content.path)


def sans() -> Mapping[int, Face]:
    """Our own sans serif, by weight."""
    return {
        weight: _face_of(FONTS / f"NotoSansSC_{weight}{name}.ttf") for weight, name in ((400, "Regular"), (700, "Bold"))
    }
