"""From WeasyPrint's finished document, before it is written, to a skeleton."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from documents.compiled import objects
from documents.compiled.errors import UnsupportedError
from documents.compiled.faces import DIGITS, Face
from documents.compiled.operators import FONT, glyphs_in, split, written
from documents.compiled.recording import Recording, Shown, refuse_uncut
from documents.compiled.shapes import is_han
from documents.compiled.skeletons import Font, Part, QrCode, Skeleton, Slot

# A square that nobody draws by chance.
QR_MARK = b"0 0 0.98765 0.98765 re"


@dataclass(frozen=True)
class Texts:
    """What a page was laid out with; flush: those whose width matters to nothing else on the page."""

    values: Mapping[str, str]
    flush: Collection[str]


def dissect(document: Any, pdf: Any, recording: Recording, texts: Texts) -> Skeleton:
    """document, pdf: WeasyPrint's, as its finisher gets them."""
    if len(document.pages) != 1:
        raise UnsupportedError(f"{len(document.pages)} pages")
    page = pdf.objects[_number(pdf.page_references[0])]
    content = pdf.objects[_number(page["Contents"])]
    lines = [written(item) for item in content.stream]
    refuse_uncut(document)
    _refuse_hidden_text(pdf, content)
    slots = _slots(recording, content, lines, texts)
    parts, shown = _parts(lines, slots)
    fonts = _fonts(document, pdf, recording, shown)
    variable = [place for place, part in enumerate(parts) if not isinstance(part, bytes)]
    before, after = len(pdf.objects), len(pdf.objects) + 1
    page["Contents"] = b"[%d 0 R %d 0 R %d 0 R]" % (before, content.number, after)
    changing = {content.number}.union(*((font.file, font.descendant, font.unicode_map) for font in fonts.values()))
    kept = {each.number: each.data for each in pdf.objects[1:] if each.number not in changing}
    kept[before] = objects.stream(_joined(parts[: variable[0]]), level=9)
    kept[after] = objects.stream(_joined(parts[variable[-1] + 1 :]), level=9)
    return Skeleton(
        objects=kept,
        fonts=fonts,
        parts=tuple(parts[variable[0] : variable[-1] + 1]),
        content=content.number,
        page=page.number,
        catalog=pdf.catalog.number,
        info={key: written(value) for key, value in pdf.info.items()},
    )


def _refuse_hidden_text(pdf: Any, content: Any) -> None:
    """Text in a group of its own (transparency, patterns) is not looked into."""
    for each in pdf.objects:
        if each is not content and hasattr(each, "begin_text") and any(b"TJ" in written(it)[-2:] for it in each.stream):
            raise UnsupportedError("text in a group")


def _slots(recording: Recording, content: Any, lines: list[bytes], texts: Texts) -> dict[int, Slot]:
    """The slots by the place of their operator in the stream."""
    slots: dict[int, Slot] = {}
    read: dict[int, int] = {}  # how much of a value an element has shown, over its lines
    for shown in recording.shown:
        places = [place for place in range(shown.start, shown.end) if lines[place].endswith(b"TJ")]
        if shown.stream is not content or len(places) != 1:
            raise UnsupportedError(f"{shown.slot} in several pieces")
        start = _found(texts.values[shown.slot], shown, read.get(id(shown.element), 0))
        read[id(shown.element)] = start + len(shown.text)
        slots[places[0]] = _slot(shown, start, lines[: places[0] + 1], recording, flush=shown.slot in texts.flush)
    return slots


def _found(value: str, shown: Shown, start: int) -> int:
    """Where in the value a line begins; a break swallows the space before it."""
    place = value.find(shown.text, start)
    if place < 0 or value[start:place].strip():
        raise UnsupportedError(f"{shown.slot} is shown as another text")
    return place


def _slot(shown: Shown, start: int, lines: list[bytes], recording: Recording, *, flush: bool) -> Slot:
    name = next(found[1] for line in reversed(lines) if (found := FONT.fullmatch(line))).decode()
    glyphs, (pieces, tail) = glyphs_in(lines[-1]), split(lines[-1])
    if len(glyphs) != len(shown.text):
        raise UnsupportedError(f"{shown.slot} has ligatures")
    face = recording.faces[name]
    digits = _digits(face, dict(zip(shown.text, glyphs, strict=True)), flush=flush)
    for character, glyph in zip(shown.text, glyphs, strict=True):
        if is_han(character) and face.glyph(character) != glyph:
            raise UnsupportedError(f"{character} in a form of its own")
    # What is the same in all texts of the shape is kept as it was laid out.
    own = {character: glyph for character, glyph in zip(shown.text, glyphs, strict=True) if not is_han(character)}
    return Slot(shown.slot, start, name, pieces, tail, {**own, **digits})


def _digits(face: Face, glyphs: Mapping[str, int], *, flush: bool) -> Mapping[str, int]:
    """The font's set of digits that the page shows."""
    used = {digit: glyph for digit, glyph in glyphs.items() if digit in DIGITS}
    for candidate in face.digits:
        if used.items() <= candidate.items():
            return candidate if flush or face.alike(set(candidate.values())) else used
    return used


def _parts(lines: list[bytes], slots: Mapping[int, Slot]) -> tuple[list[Part], dict[str, set[int]]]:
    """The stream with its variable places, and the glyphs that each font shows outside of them."""
    parts: list[Part] = []
    shown: dict[str, set[int]] = {}
    font = ""
    for place, line in enumerate(lines):
        if found := FONT.fullmatch(line):
            font = found[1].decode()
        if place in slots:
            parts.append(slots[place])
        elif line == QR_MARK:
            parts.append(QrCode())
        else:
            parts.append(line)
            if line.endswith(b"TJ"):
                shown.setdefault(font, set()).update(glyphs_in(line))
    if all(isinstance(part, bytes) for part in parts):
        raise UnsupportedError("nothing to fill in")
    return [part for found, run in groupby(parts, type) for part in _together(found, list(run))], shown


def _together(kind: type, run: list[Part]) -> list[Part]:
    return [_joined(run)] if kind is bytes else run


def _joined(parts: list[Part]) -> bytes:
    return b"\n".join(part for part in parts if isinstance(part, bytes))


def _fonts(document: Any, pdf: Any, recording: Recording, shown: Mapping[str, set[int]]) -> dict[str, Font]:
    meanings = {font.hash: font.to_unicode for font in document.fonts.values()}
    fonts: dict[str, Font] = {}
    for each in pdf.objects:
        if isinstance(each, dict) and each.get("Subtype") == "/Type0":
            name = written(each["BaseFont"])[1:7].decode()
            if name in fonts or name not in recording.faces:
                raise UnsupportedError("a font under two names")
            glyphs = {glyph: meanings[name][glyph] for glyph in shown.get(name, ())}
            fonts[name] = _font(pdf, each, recording.faces[name], glyphs)
    return fonts


def _font(pdf: Any, font: Any, face: Face, glyphs: Mapping[int, str]) -> Font:
    descendant = pdf.objects[_number(font["DescendantFonts"][0])]
    descriptor = pdf.objects[_number(descendant["FontDescriptor"])]
    if "FontFile2" not in descriptor:
        raise UnsupportedError("outlines that are not TrueType")
    head = b"".join(b"/%s %s" % (key.encode(), written(value)) for key, value in descendant.items() if key != "W")
    return Font(
        face=face,
        number=font.number,
        file=_number(descriptor["FontFile2"]),
        descendant=descendant.number,
        unicode_map=_number(font["ToUnicode"]),
        head=head,
        glyphs=glyphs,
    )


def _number(reference: Any) -> int:
    return objects.references(written(reference))[0]
