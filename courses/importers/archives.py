"""Zip files from outside: looked through before anything is unpacked."""

import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from courses.importers.messages import OutlineError

_MIB = 1024 * 1024
_PACKED = b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"
_OLE = b"\xd0\xcf\x11\xe0"
_STREAMS = {"EncryptedPackage": "encrypted", "WordDocument": "old-word", "Workbook": "old-excel", "Book": "old-excel"}
_OVERRIDE = re.compile(r'<(?:\w+:)?Override\b[^>]*?PartName="/([^"]+)"[^>]*?ContentType="([^"]+)"')
_OVERRIDE_TURNED = re.compile(r'<(?:\w+:)?Override\b[^>]*?ContentType="([^"]+)"[^>]*?PartName="/([^"]+)"')
_MAIN = {"wordprocessingml": "docx", "ms-word": "docx", "spreadsheetml": "xlsx", "ms-excel": "xlsx"}
_SLIDES = ("presentationml", "ms-powerpoint")
_ENCRYPTED_BIT = 1


@dataclass(frozen=True)
class Limits:
    """What a file may unpack to. A ratio above the limit only counts once it makes something large."""

    entries: int
    unpacked: int
    ratio: int = 100
    ratio_from: int = 4 * _MIB


OFFICE = Limits(entries=2_000, unpacked=24 * _MIB)


def is_packed(data: bytes) -> bool:
    return data.startswith(_PACKED)


def refuse_old(data: bytes) -> None:
    """Say which of the older office files this is, or that it has a password."""
    if not data.startswith(_OLE):
        return
    for name, code in _STREAMS.items():
        if name.encode("utf-16-le") in data:
            raise OutlineError(code)
    raise OutlineError("word-file")


def opened(data: bytes, limits: Limits) -> zipfile.ZipFile:
    """The archive, once its directory says that it is safe to unpack. Raises OutlineError.

    Python unpacks no more of an entry than the directory announces, so the sums below hold.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise OutlineError("broken-file") from error
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(1, min(len(data), sum(entry.compress_size for entry in entries)))
    if len(entries) > limits.entries or unpacked > limits.unpacked:
        raise OutlineError("bomb")
    if unpacked > limits.ratio_from and unpacked / packed > limits.ratio:
        raise OutlineError("bomb")
    if any(entry.flag_bits & _ENCRYPTED_BIT for entry in entries):
        raise OutlineError("encrypted")
    return archive


def part(archive: zipfile.ZipFile, name: str) -> bytes:
    """One entry's bytes; b"" if there is none of that name. Raises OutlineError when it is damaged."""
    try:
        return archive.read(name)
    except KeyError:
        return b""
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, OSError, EOFError) as error:
        raise OutlineError("broken-file") from error


def main_part(archive: zipfile.ZipFile) -> tuple[str, str]:
    """ "docx" or "xlsx" and the name of the part that makes it one, as the file itself says it."""
    types = part(archive, "[Content_Types].xml")[:_MIB].decode("utf-8", "replace")
    for name, content in _overrides(types).items():
        if not content.endswith("main+xml"):
            continue
        if any(word in content for word in _SLIDES):
            raise OutlineError("slides-file")
        for word, kind in _MAIN.items():
            if word in content:
                return kind, name
    raise OutlineError("archive")


def _overrides(types: str) -> Mapping[str, str]:
    found = dict(_OVERRIDE.findall(types))
    return found | {name: content for content, name in _OVERRIDE_TURNED.findall(types)}
