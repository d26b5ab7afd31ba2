"""Many sheets in one file, with a bookmark for each and one set of fonts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from documents.compiled import objects
from documents.compiled.sheets import Glyphs, Sheet, cut, info_of
from documents.compiled.skeletons import Font, Skeleton

CATALOG, PAGES, OUTLINES, INFO = 1, 2, 3, 4
# The tree of tags stays with the single files: their texts are the same here, in the same order.
TAGGED = re.compile(rb"/(StructParents \d+|Tabs /S)")
PARENT = re.compile(rb"/Parent (\d+) 0 R")


@dataclass(frozen=True)
class _Shared:
    """A font of the whole volume: its number, and those of its parts as the first skeleton with it numbers them."""

    number: int
    font: Font
    skeleton: Skeleton


@dataclass
class _Volume:
    bodies: dict[int, bytes] = field(default_factory=lambda: dict.fromkeys((CATALOG, PAGES, OUTLINES, INFO), b""))
    fonts: dict[str, _Shared] = field(default_factory=dict)
    glyphs: Glyphs = field(default_factory=dict)
    numbers: dict[int, dict[int, int]] = field(default_factory=dict)  # of a skeleton's objects here

    def add(self, body: bytes = b"") -> int:
        number = len(self.bodies) + 1
        self.bodies[number] = body
        return number

    def page(self, sheet: Sheet) -> int:
        skeleton = sheet.skeleton
        numbers = self.numbers.setdefault(id(skeleton), {})
        for name, font in skeleton.fonts.items():
            if name not in self.fonts:
                self.fonts[name] = _Shared(self.add(), font, skeleton)
            numbers[font.number] = self.fonts[name].number
            self.glyphs.setdefault(name, {}).update(sheet.glyphs[name])
        body = TAGGED.sub(b"", skeleton.objects[skeleton.page])
        parent = PARENT.search(body)
        if parent is not None:
            numbers[int(parent[1])] = PAGES
        numbers[skeleton.content] = self.add(sheet.content)
        return self.add(self._moved(body, skeleton, numbers))

    def _moved(self, body: bytes, skeleton: Skeleton, numbers: dict[int, int]) -> bytes:
        """An object's body with all it refers to brought along."""
        for number in objects.references(body):
            if number not in numbers:
                numbers[number] = self.add(self._moved(skeleton.objects[number], skeleton, numbers))
        return objects.renumbered(body, numbers)

    def draw_fonts(self) -> None:
        for name, shared in self.fonts.items():
            font, skeleton = shared.font, shared.skeleton
            file, advances, meaning = cut(font.face, frozenset(self.glyphs[name].items()))
            numbers = {font.file: self.add(file), font.unicode_map: self.add(meaning)}
            head = self._moved(font.head, skeleton, numbers)
            numbers[font.descendant] = self.add(b"<<%s/W %s>>" % (head, advances))
            self.bodies[shared.number] = self._moved(skeleton.objects[font.number], skeleton, numbers)

    def draw_outline(self, marks: Sequence[tuple[int, str]]) -> None:
        items = [self.add() for _ in marks]
        before: dict[int, int] = {later: earlier for earlier, later in pairwise(items)}
        after = {earlier: later for later, earlier in before.items()}
        for item, (page, title) in zip(items, marks, strict=True):
            self.bodies[item] = b"<</Parent %d 0 R/Title %s/Dest [%d 0 R /Fit]%s%s>>" % (
                OUTLINES,
                objects.text(title),
                page,
                b"/Prev %d 0 R" % before[item] if item in before else b"",
                b"/Next %d 0 R" % after[item] if item in after else b"",
            )
        ends = (items[0], items[-1], len(items))
        self.bodies[OUTLINES] = b"<</Type /Outlines/First %d 0 R/Last %d 0 R/Count %d>>" % ends

    def file(self) -> bytes:
        """All of it, once: each body is given up as it is written."""
        entries, place, written = {}, len(objects.HEADER), [objects.HEADER]
        for number in list(self.bodies):
            written.append(objects.numbered(number, self.bodies.pop(number)))
            entries[number] = (1, place, 0)
            place += len(written[-1])
        return b"".join([*written, objects.closing(entries, place, root=CATALOG, info=INFO, pieces=written[1:])])


def bind(sheets: Iterable[Sheet], *, title: str, language: str) -> bytes:
    """One PDF of all sheets, in their order."""
    volume = _Volume()
    marks: list[tuple[int, str]] = []
    kept: list[Skeleton] = []  # alive, so that no two ever have one identity
    for sheet in sheets:
        kept.append(sheet.skeleton)
        marks.append((volume.page(sheet), sheet.title))
    volume.draw_fonts()
    volume.draw_outline(marks)
    kids = b" ".join(b"%d 0 R" % page for page, _ in marks)
    volume.bodies[PAGES] = b"<</Type /Pages/Kids [%s]/Count %d>>" % (kids, len(marks))
    volume.bodies[CATALOG] = (
        b"<</Type /Catalog/Pages %d 0 R/Outlines %d 0 R/PageMode /UseOutlines/Lang %s"
        b"/ViewerPreferences <</DisplayDocTitle true>>>>" % (PAGES, OUTLINES, objects.text(language))
    )
    volume.bodies[INFO] = info_of(kept[0].info, title)
    return volume.file()
