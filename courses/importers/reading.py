"""Any file a trainer may have, told apart by its content, to one outline with the lines it was read from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from courses.importers import archives, docx, outline, text, xlsx
from courses.importers.layout import Line
from courses.importers.messages import OutlineError, OutlineWarning
from courses.importers.nodes import Outline

MAX_LINES = 5_000
SUFFIXES = (".docx", ".xlsx", ".md", ".txt")
_OTHER = {("docx", "xlsx"): "docx-is-xlsx", ("xlsx", "docx"): "xlsx-is-docx"}


@dataclass(frozen=True)
class SourceLine:
    """A line of the file as it stood there; `place` is what a person calls it: 12, or B3 in a sheet."""

    number: int
    text: str
    place: str


@dataclass(frozen=True)
class Reading:
    outline: Outline
    source: tuple[SourceLine, ...]


def read_file(name: str, data: bytes) -> Reading:
    """Read an uploaded outline. Raises OutlineError with what to do where it cannot be one."""
    if len(data) > outline.MAX_BYTES:
        raise OutlineError("too-big", limit=outline.MAX_BYTES // 1024 // 1024)
    hint = PurePath(name.replace("\\", "/")).stem
    if archives.is_packed(data):
        return _read_office(name, data, hint)
    archives.refuse_old(data)
    return read_text(text.decode(data), title_hint=hint)


def read_text(source: str, *, title_hint: str = "") -> Reading:
    """Read pasted text, or that of a .txt or .md file."""
    lines = text.tidy(source).split("\n")
    if sum(map(bool, map(str.strip, lines))) > MAX_LINES:
        raise OutlineError("too-long", limit=MAX_LINES)
    shown = tuple(SourceLine(number, line, str(number)) for number, line in enumerate(lines, 1) if line.strip())
    return Reading(outline.parse(source, title_hint=title_hint), shown)


def _read_office(name: str, data: bytes, hint: str) -> Reading:
    archive = archives.opened(data, archives.OFFICE)
    kind, main = archives.main_part(archive)
    suffix = PurePath(name).suffix.lower().removeprefix(".")
    if code := _OTHER.get((suffix, kind)):
        raise OutlineError(code)
    places: Mapping[int, str] = {}
    if kind == "docx":
        lines, notes = docx.read(archive, main)
    else:
        lines, notes, places = xlsx.read(archive, main)
    if len(lines) > MAX_LINES:
        raise OutlineError("too-long", limit=MAX_LINES)
    return _understood(lines, notes, hint, places)


def _understood(
    lines: Sequence[Line], notes: Sequence[OutlineWarning], hint: str, places: Mapping[int, str]
) -> Reading:
    clean = [_tidied(line) for line in lines]
    clean = [line for line in clean if any(map(str.isalnum, line.text))]
    if not clean:
        raise OutlineError("empty")
    read = outline.understand(clean, title_hint=hint)
    every = tuple(sorted([*notes, *read.warnings], key=lambda warning: warning.line))
    shown = {line.number: _source(line, places) for line in reversed(clean)}
    return Reading(replace(read, warnings=every), tuple(shown[number] for number in sorted(shown)))


def _tidied(line: Line) -> Line:
    tidy = text.tidy(line.text).strip()
    return line if tidy == line.text else replace(line, text=tidy)


def _source(line: Line, places: Mapping[int, str]) -> SourceLine:
    step = "  " * (line.heading - 1 if line.heading else line.width // 2)
    return SourceLine(line.number, step[:16] + line.text, places.get(line.number, str(line.number)))
