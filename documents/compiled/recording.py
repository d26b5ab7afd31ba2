"""The one place that knows WeasyPrint from within: where in a page's stream a text of the document is shown."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import weasyprint
from weasyprint.draw import text as drawing

from documents.compiled.errors import UnsupportedError
from documents.compiled.faces import Face, face_with

VERSION = "70.0"  # whose parts these are
SLOT = "data-slot"


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
    # Draws something else in the place of a slot's text; gets the stream and the element.
    painter: Callable[[Any, Any], None] | None = None


_local = threading.local()
_lock = threading.Lock()  # two at once would take each other's recorder out
_original = drawing.draw_first_line


def _draw_first_line(stream: Any, textbox: Any, *rest: Any) -> Any:
    recording: Recording | None = getattr(_local, "recording", None)
    if recording is not None and recording.painter is not None:
        return _painted(recording.painter, stream, textbox, rest)
    start = len(stream.stream)
    result = _original(stream, textbox, *rest)
    if recording is not None:
        _note(recording, stream, textbox, start)
    return result


def _painted(painter: Callable[[Any, Any], None], stream: Any, textbox: Any, rest: tuple[Any, ...]) -> Any:
    element = getattr(textbox, "element", None)
    if element is None or not element.get(SLOT):
        return _original(stream, textbox, *rest)
    stream.end_text()
    painter(stream, element)
    stream.begin_text()
    return []


def _note(recording: Recording, stream: Any, textbox: Any, start: int) -> None:
    for font in stream._fonts.values():  # noqa: SLF001 — see above
        if font.hash not in recording.faces:
            if font.bitmap or font.variations or font.png or font.svg or font.colr or font.missing or font.index:
                raise UnsupportedError(f"the font {font.family}")
            recording.faces[font.hash] = face_with(font.file_content)
    element = getattr(textbox, "element", None)
    slot = element.get(SLOT) if element is not None else None
    if slot and textbox.text.strip():
        recording.shown.append(Shown(stream, start, len(stream.stream), slot, element, textbox.text))


@contextmanager
def recording(painter: Callable[[Any, Any], None] | None = None) -> Iterator[Recording]:
    """Note what this thread draws meanwhile, or paint where a slot is."""
    if weasyprint.__version__ != VERSION:
        raise UnsupportedError(f"WeasyPrint {weasyprint.__version__}")
    with _lock:
        drawing.draw_first_line = _draw_first_line
        _local.recording = Recording(painter=painter)
        try:
            yield _local.recording
        finally:
            drawing.draw_first_line = _original
            del _local.recording
