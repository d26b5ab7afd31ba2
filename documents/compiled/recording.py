"""The one place that knows WeasyPrint from within: where in a page's stream a text of the document is shown."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

import weasyprint
from weasyprint import draw as drawing_boxes
from weasyprint.draw import text as drawing_text
from weasyprint.matrix import Matrix
from weasyprint.pdf import fonts as pdf_fonts
from weasyprint.text.ffi import ffi, harfbuzz
from weasyprint.text.line_break import line_size

from documents.compiled.errors import UnsupportedError
from documents.compiled.faces import HEAD, Face, FontFile, face_with, ours

VERSION = "70.0"  # whose parts these are
SLOT = "data-slot"
SHIFTS = {"right": 1.0, "end": 1.0, "center": 0.5}


class Press(Protocol):
    """What draws in WeasyPrint's stead: `text` says whether it did, `ruled` gives the table whose lines are drawn."""

    def text(self, stream: Any, textbox: Any, rest: tuple[Any, ...]) -> bool: ...

    def ruled(self, table: Any) -> Any: ...


@dataclass(frozen=True)
class Shown:
    """A line of text of the element that bears `slot`: the stream's items from `start` to `end` show it."""

    stream: Any
    start: int
    end: int
    slot: str
    element: Any
    text: str


@dataclass
class Recording:
    shown: list[Shown] = field(default_factory=list)
    faces: dict[str, Face] = field(default_factory=dict)  # by the name that the stream gives a font
    press: Press | None = None


_local = threading.local()
_lock = threading.Lock()  # two at once would take each other's recorder out
_draw_text = drawing_text.draw_first_line
_draw_lines = drawing_boxes.draw_collapsed_borders
_content_of = pdf_fonts.get_hb_object_data


def _draw_first_line(stream: Any, textbox: Any, *rest: Any) -> Any:
    recording: Recording | None = getattr(_local, "recording", None)
    if recording is not None and recording.press is not None and recording.press.text(stream, textbox, rest):
        return []
    start = len(stream.stream)
    result = _draw_text(stream, textbox, *rest)
    if recording is not None and recording.press is None:
        _note(recording, stream, textbox, start)
    return result


def _draw_collapsed_borders(stream: Any, table: Any) -> None:
    recording: Recording | None = getattr(_local, "recording", None)
    _draw_lines(stream, recording.press.ruled(table) if recording is not None and recording.press else table)


def _font_file(face: Any, *rest: Any) -> Any:
    """A font's content, of our own ones only by name: what is written is cut out of the face."""
    if rest or not hasattr(_local, "recording"):
        return _content_of(face, *rest)
    blob = ffi.gc(harfbuzz.hb_face_reference_blob(face), harfbuzz.hb_blob_destroy)
    length = ffi.new("unsigned int *")
    data = harfbuzz.hb_blob_get_data(blob, length)
    found = ours(length[0], ffi.buffer(data, min(HEAD, length[0]))[:]) if data != ffi.NULL else None
    return found or _content_of(face)


def refuse_uncut(document: Any) -> None:
    """A font of which nothing was shown is not cut, and its content was never read."""
    if any(isinstance(font.file_content, FontFile) for font in document.fonts.values()):
        raise UnsupportedError("a font without a glyph")


def draw_as(text: str, stream: Any, textbox: Any, rest: tuple[Any, ...]) -> None:
    """Another text where a text box stands, and aligned as that is; the font is named each time."""
    stream._current_font = None  # noqa: SLF001
    textbox.pango_layout.set_text(text)
    width, _ = line_size(textbox.pango_layout.get_first_line()[0], textbox.style)
    shift = (textbox.width - width) * SHIFTS.get(textbox.style["text_align_all"], 0.0)
    place = Matrix(d=-1, e=textbox.position_x + shift, f=textbox.position_y + textbox.baseline)
    _draw_text(stream, textbox, *rest[:-1], place)


def slot_of(box: Any) -> str | None:
    """The slot of the element that a box is of."""
    element = getattr(box, "element", None)
    return element.get(SLOT) if element is not None else None


def _note(recording: Recording, stream: Any, textbox: Any, start: int) -> None:
    for font in stream._fonts.values():  # noqa: SLF001 — see above
        if font.hash not in recording.faces:
            if font.bitmap or font.variations or font.png or font.svg or font.colr or font.missing or font.index:
                raise UnsupportedError(f"the font {font.family}")
            recording.faces[font.hash] = face_with(font.file_content)
    slot = slot_of(textbox)
    if slot and textbox.text.strip():
        recording.shown.append(Shown(stream, start, len(stream.stream), slot, textbox.element, textbox.text))


@contextmanager
def recording(press: Press | None = None) -> Iterator[Recording]:
    """Note what this thread draws meanwhile, or let the press draw instead."""
    if weasyprint.__version__ != VERSION:
        raise UnsupportedError(f"WeasyPrint {weasyprint.__version__}")
    with _lock:
        drawing_text.draw_first_line = _draw_first_line
        drawing_boxes.draw_collapsed_borders = _draw_collapsed_borders
        pdf_fonts.get_hb_object_data = _font_file
        _local.recording = Recording(press=press)
        try:
            yield _local.recording
        finally:
            drawing_text.draw_first_line = _draw_text
            drawing_boxes.draw_collapsed_borders = _draw_lines
            pdf_fonts.get_hb_object_data = _content_of
            del _local.recording
