"""A skeleton filled in: one page, as a file of its own or bound with others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from documents.compiled import objects
from documents.compiled.errors import UnsupportedError
from documents.compiled.faces import Face
from documents.compiled.skeletons import Skeleton, Slot

Matrix = Sequence[Sequence[int]]
Glyphs = dict[str, dict[int, str]]  # of each font, with what they mean


@dataclass(frozen=True)
class Sheet:
    skeleton: Skeleton
    content: bytes
    glyphs: Glyphs
    title: str

    def file(self) -> bytes:
        """The PDF of this page alone, with its own glyphs only."""
        skeleton = self.skeleton
        written, entries = skeleton.static
        info = skeleton.store + 1
        pieces, place, all_entries = [written], len(written), dict(entries)
        for number, body in [*self._bodies(), (info, info_of(skeleton.info, self.title))]:
            piece = objects.numbered(number, body)
            all_entries[number] = (1, place, 0)
            pieces.append(piece)
            place += len(piece)
        pieces.append(objects.closing(all_entries, place, root=skeleton.catalog, info=info, pieces=pieces[1:]))
        return b"".join(pieces)

    def _bodies(self) -> list[tuple[int, bytes]]:
        bodies = [(self.skeleton.content, self.content)]
        for name, font in self.skeleton.fonts.items():
            file, advances, meaning = cut(font.face, frozenset(self.glyphs[name].items()))
            bodies += [
                (font.file, file),
                (font.descendant, b"<<%s/W %s>>" % (font.head, advances)),
                (font.unicode_map, meaning),
            ]
        return bodies


def fill(skeleton: Skeleton, values: Mapping[str, str], qr: Matrix, title: str) -> Sheet:
    """values: of the shape that the skeleton was laid out for."""
    glyphs: Glyphs = {name: dict(font.glyphs) for name, font in skeleton.fonts.items()}
    written: list[bytes] = []
    for part in skeleton.parts:
        if isinstance(part, bytes):
            written.append(part)
        elif isinstance(part, Slot):
            written.append(_shown(part, values[part.key], skeleton, glyphs[part.font]))
        else:
            written.append(_rectangles(qr))
    return Sheet(skeleton, objects.stream(b"\n".join(written)), glyphs, title)


def _shown(slot: Slot, value: str, skeleton: Skeleton, glyphs: dict[int, str]) -> bytes:
    face = skeleton.fonts[slot.font].face
    pieces: list[str] = []
    for before, character in zip(slot.pieces, value[slot.start :], strict=False):
        glyph = slot.digits.get(character) or face.glyph(character)
        if not glyph:
            raise UnsupportedError(f"no glyph for {character!r}")
        glyphs[glyph] = character
        pieces.append(f"{before}{glyph:04x}")
    return f"{''.join(pieces)}{slot.tail}".encode()


def _rectangles(qr: Matrix) -> bytes:
    """Each run of dark modules in a row as one rectangle, in a square one unit wide."""
    unit = 1 / len(qr)
    lines: list[str] = []
    for number, row in enumerate(qr):
        column = 0
        for dark, modules in groupby(row):
            run = len(list(modules))
            if dark:
                lines.append(f"{column * unit:.5f} {number * unit:.5f} {run * unit:.5f} {unit:.5f} re")
            column += run
    return "\n".join(lines).encode()


@lru_cache(maxsize=8)  # the texts of a batch differ in one font, the name's, while the others stay
def cut(face: Face, glyphs: frozenset[tuple[int, str]]) -> tuple[bytes, bytes, bytes]:
    """The font file, its widths and what its glyphs mean."""
    meanings = dict(glyphs)
    program = face.cut(meanings)
    file = objects.stream(program, extra=b"/Length1 %d" % len(program))
    return file, objects.widths({glyph: face.advance(glyph) for glyph in meanings}), objects.unicode_map(meanings)


def info_of(info: Mapping[str, bytes], title: str) -> bytes:
    changed = {**info, "Title": objects.text(title)}
    return b"<<%s>>" % b"".join(b"/%s %s" % (key.encode(), value) for key, value in changed.items())
