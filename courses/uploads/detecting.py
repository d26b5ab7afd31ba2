"""Which of the kinds a file is, by its first bytes and its structure. Its name only serves to contradict."""

from __future__ import annotations

import codecs
import re
from pathlib import PurePath
from typing import IO

from courses.uploads import films, kinds, office
from courses.uploads.kinds import FileKind
from courses.uploads.problems import ALLOWED, UploadError

HEAD = 4096
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xfe\xed\xfa", b"#!")
_ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_PICTURES = {b"GIF8": "GIF", b"BM": "BMP", b"II*\0": "TIFF", b"MM\0*": "TIFF", b"8BPS": "Photoshop"}
_OLE = b"\xd0\xcf\x11\xe0"
_MARKUP = re.compile(rb"\s*<(?:[?!a-z])", re.IGNORECASE)
_SVG = re.compile(rb"<(?:\w+:)?svg[\s/>]", re.IGNORECASE)
_BOM, _UTF16 = codecs.BOM_UTF8, (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def detect(stream: IO[bytes], name: str, size: int) -> FileKind:
    """The kind of the file; raises UploadError for what is none of them, or not what its name says."""
    if not size:
        raise UploadError("empty")
    stream.seek(0)
    head = stream.read(HEAD)
    kind = _by_content(stream, head, name, size)
    if size > kind.most:
        raise UploadError("too-big", size=-(-size // 1024**2), limit=kind.most // 1024**2)
    claimed = suffix_of(name)
    if claimed != kind.suffix and not _is_harmless(claimed, kind):
        raise UploadError("name-differs", name=claimed, kind=kind.name)
    return kind


def suffix_of(name: str) -> str:
    suffix = PurePath(name.replace("\\", "/")).suffix.lower()
    return kinds.ALIASES.get(suffix, suffix)


def _is_harmless(claimed: str, kind: FileKind) -> bool:
    """A picture called by another picture's name misleads nobody: it is drawn anew and gets its own."""
    pictures = {each.suffix for each in kinds.KINDS if each.shown == "picture"}
    return (claimed in {"", *pictures} and kind.suffix in pictures) or claimed not in {k.suffix for k in kinds.KINDS}


def _by_content(stream: IO[bytes], head: bytes, name: str, size: int) -> FileKind:
    _refuse_known(head)
    if head.startswith(b"%PDF-"):
        return kinds.PDF
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return kinds.PNG
    if head.startswith(b"\xff\xd8\xff"):
        return kinds.JPEG
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return kinds.WEBP
    if head.startswith(b"PK\x03\x04"):
        return office.kind_of(stream, size)
    return films.kind_of(stream, head, size) or _text(name)


def _refuse_known(head: bytes) -> None:
    """Say by its name what people try most and cannot have."""
    if head.startswith(_PROGRAMS):
        raise UploadError("program")
    if head.startswith((b"PK\x05\x06", *_ARCHIVES)):
        raise UploadError("archive")
    for magic, kind in _PICTURES.items():
        if head.startswith(magic):
            raise UploadError("picture-kind", kind=kind)
    if head.startswith(_OLE):
        raise UploadError("old-office")
    plain = head.removeprefix(_BOM)
    if head.startswith(_UTF16):
        plain = head[2:].replace(b"\0", b"")
    if _MARKUP.match(plain):
        raise UploadError("svg" if _SVG.search(plain) else "page")


def _text(name: str) -> FileKind:
    """Text has no mark of its own: it is taken by a name of text alone, and read as text afterwards."""
    claimed = suffix_of(name)
    if claimed in kinds.TEXTS:
        return kinds.TEXTS[claimed]
    raise UploadError("unknown", allowed=ALLOWED)
