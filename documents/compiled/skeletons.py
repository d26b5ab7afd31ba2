"""One laid-out page taken apart: what stays, and the places where texts, fonts and the title go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from documents.compiled import objects
from documents.compiled.faces import Face


@dataclass(frozen=True)
class Slot:
    """Where characters of a value are shown, from `start`: the pieces before each glyph and after the last."""

    key: str
    start: int
    font: str
    pieces: tuple[str, ...]
    tail: str
    digits: Mapping[str, int]


@dataclass(frozen=True)
class QrCode:
    """Where its modules go, in a square one unit wide."""


Part = bytes | Slot | QrCode


@dataclass(frozen=True)
class Font:
    """A font of the page, by the numbers of its objects that depend on the glyphs; `glyphs` are shown on each page."""

    face: Face
    number: int
    file: int
    descendant: int
    unicode_map: int
    head: bytes  # of the descendant, to which the widths are added
    glyphs: Mapping[int, str]

    @property
    def last(self) -> int:
        return max(self.file, self.descendant, self.unicode_map)


@dataclass(frozen=True)
class Skeleton:
    """objects: all that is the same in each file; content: the number of the stream made of `parts`."""

    objects: Mapping[int, bytes]
    fonts: Mapping[str, Font]
    parts: tuple[Part, ...]
    content: int
    page: int
    catalog: int
    info: Mapping[str, bytes]

    @property
    def store(self) -> int:
        """The number of the stream that holds what does not flow itself: the first that is free."""
        return max(*self.objects, self.content, *(font.last for font in self.fonts.values())) + 1

    @cached_property
    def static(self) -> tuple[bytes, Mapping[int, tuple[int, int, int]]]:
        """The objects written out, and the entry of each in the table of cross-references."""
        flowing = {number: body for number, body in self.objects.items() if objects.flows(body)}
        resting = {number: body for number, body in self.objects.items() if number not in flowing}
        flowing[self.store] = objects.store(resting)
        bodies = [objects.numbered(number, body) for number, body in flowing.items()]
        starts = accumulate((len(body) for body in bodies), initial=len(objects.HEADER))
        entries = {number: (1, start, 0) for number, start in zip(flowing, starts, strict=False)}
        entries |= {number: (2, self.store, index) for index, number in enumerate(resting)}
        return objects.HEADER + b"".join(bodies), entries
