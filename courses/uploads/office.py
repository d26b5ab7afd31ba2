"""Office files: zips whose own table of contents says what they are. Nothing but that table is unpacked."""

from __future__ import annotations

import zipfile
from typing import IO

from courses.importers import archives
from courses.importers.messages import OutlineError
from courses.importers.xml_parts import attribute, children, root_of
from courses.uploads import kinds
from courses.uploads.kinds import FileKind
from courses.uploads.problems import UploadError

_MIB = 1024 * 1024
# A deck of photographs hardly shrinks; only text and XML do, and never to many megabytes of nothing.
LIMITS = archives.Limits(entries=5_000, unpacked=400 * _MIB, ratio=100, ratio_from=24 * _MIB)
_TYPES = "[Content_Types].xml"
_MAIN = {"wordprocessingml": kinds.DOCX, "spreadsheetml": kinds.XLSX, "presentationml": kinds.PPTX}
_CODES = {"bomb": "bomb", "encrypted": "encrypted"}


def kind_of(stream: IO[bytes], size: int) -> FileKind:
    """Word, Excel or PowerPoint; any other zip is an archive. Raises UploadError."""
    if size > kinds.DOCUMENT:
        raise UploadError("too-big", size=-(-size // _MIB), limit=kinds.DOCUMENT // _MIB)
    stream.seek(0)
    try:
        archive = archives.opened(stream.read(), LIMITS)
        parts = _parts(archive)
    except OutlineError as error:
        raise UploadError(_CODES.get(error.code, "broken")) from error
    for part in parts:
        for word, kind in _MAIN.items():
            if word in part and part.endswith("main+xml"):
                return kind
    raise UploadError("archive")


def _parts(archive: zipfile.ZipFile) -> list[str]:
    """The types of the parts, as the file itself tells them; none for a zip of another sort."""
    sizes = {entry.filename: entry.file_size for entry in archive.infolist()}
    if sizes.get(_TYPES, 0) > _MIB:
        raise UploadError("bomb")
    types = root_of(archives.part(archive, _TYPES))
    parts = [attribute(part, "ContentType").lower() for part in children(types, "Override")]
    if any(name.lower().endswith("vbaproject.bin") for name in sizes) or any("macroenabled" in part for part in parts):
        raise UploadError("macros")
    return parts
