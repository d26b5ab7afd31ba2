"""From bytes outside to what is stored."""

from __future__ import annotations

import codecs
import hashlib
import io
from dataclasses import dataclass
from typing import IO, BinaryIO, cast

import pikepdf

from courses.importers import text
from courses.importers.messages import OutlineError
from courses.uploads import kinds, pictures
from courses.uploads.detecting import detect
from courses.uploads.kinds import FileKind
from courses.uploads.problems import UploadError

_BLOCK = 1024 * 1024


@dataclass(frozen=True)
class Taken:
    """A file as it may be stored: checked, a picture drawn anew, a text as UTF-8."""

    kind: FileKind
    stream: IO[bytes]
    size: int
    digest: str  # SHA-256


def take(stream: IO[bytes], name: str, size: int, *, keep_plain: bool = False) -> Taken:
    """Look through a file from outside. Raises UploadError. keep_plain: see `pictures.drawn_anew`."""
    kind = detect(stream, name, size)
    stream.seek(0)
    if kind.shown == "picture":
        return _made(kind, pictures.drawn_anew(stream.read(), kind, keep_plain=keep_plain))
    if kind.suffix in kinds.TEXTS:
        return _made(kind, _as_utf8(stream.read(), kind))
    if kind is kinds.PDF:
        _check_pdf(cast("BinaryIO", stream))
    return Taken(kind, stream, size, _digest(stream))


def _made(kind: FileKind, data: bytes) -> Taken:
    return Taken(kind, io.BytesIO(data), len(data), hashlib.sha256(data).hexdigest())


def _as_utf8(data: bytes, kind: FileKind) -> bytes:
    """Excel reads a .csv as UTF-8 only with a mark in front."""
    try:
        read = text.decode(data)
    except OutlineError as error:
        raise UploadError("empty" if error.code == "empty" else "text") from error
    return (codecs.BOM_UTF8 if kind is kinds.CSV else b"") + read.encode()


def _check_pdf(stream: BinaryIO) -> None:
    try:
        with pikepdf.open(stream) as pdf:
            if not len(pdf.pages):
                raise UploadError("broken")
    except pikepdf.PasswordError as error:
        raise UploadError("encrypted") from error
    except (pikepdf.PdfError, ValueError, RuntimeError) as error:
        raise UploadError("broken") from error


def _digest(stream: IO[bytes]) -> str:
    stream.seek(0)
    found = hashlib.sha256()
    while block := stream.read(_BLOCK):
        found.update(block)
    stream.seek(0)
    return found.hexdigest()
