"""Video and sound: the containers that phones play, walked box by box."""

from __future__ import annotations

import struct
from typing import IO

from courses.uploads import kinds
from courses.uploads.kinds import FileKind
from courses.uploads.problems import UploadError

_BOX = 8
_LONG_BOX = 16
_HEIF = {b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif"}
_MATROSKA = b"\x1a\x45\xdf\xa3"
_FRAME_SYNC = 0xE0
_OTHERS = {b"FLV": "FLV", b"0&\xb2u\x8ef\xcf\x11": "WMV"}


def kind_of(stream: IO[bytes], head: bytes, size: int) -> FileKind | None:
    """The kind of a film or a recording, None for what is neither. Raises UploadError."""
    if head[4:8] == b"ftyp":
        return _mp4(stream, head, size)
    if head.startswith(_MATROSKA):
        if b"webm" not in head[:64]:
            raise UploadError("video-kind", kind="MKV")
        return kinds.WEBM
    if head.startswith(b"RIFF") and head[8:12] == b"AVI ":
        raise UploadError("video-kind", kind="AVI")
    for magic, name in _OTHERS.items():
        if head.startswith(magic):
            raise UploadError("video-kind", kind=name)
    return kinds.MP3 if head.startswith(b"ID3") or _is_frame(head) else None


def _mp4(stream: IO[bytes], head: bytes, size: int) -> FileKind:
    brand = head[8:12]
    if brand in _HEIF:
        raise UploadError("picture-kind", kind="HEIC" if brand != b"avif" else "AVIF")
    if brand == b"qt  ":
        raise UploadError("video-kind", kind="MOV")
    if not {b"moov", b"mdat"} <= _boxes(stream, size):
        raise UploadError("broken")
    return kinds.M4A if brand in {b"M4A ", b"M4B "} else kinds.MP4


def _boxes(stream: IO[bytes], size: int) -> set[bytes]:
    """The names of the boxes at the top, which fill the file without gap or overhang."""
    found: set[bytes] = set()
    place = 0
    while place + _BOX <= size:
        stream.seek(place)
        header = stream.read(_LONG_BOX)
        length, name = struct.unpack(">I4s", header[:_BOX])
        if length == 1 and len(header) == _LONG_BOX:
            length = struct.unpack(">Q", header[_BOX:])[0]
        elif length == 0:
            length = size - place
        if length < _BOX or place + length > size:
            raise UploadError("broken")
        found.add(name)
        place += length
    return found


def _is_frame(head: bytes) -> bool:
    """The header of a frame of MPEG audio layer III: sync, layer, a bit rate and a sampling rate that exist."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & _FRAME_SYNC != _FRAME_SYNC:  # noqa: PLR2004
        return False
    return head[1] & 0x06 == 0x02 and head[2] >> 4 not in (0, 15) and head[2] & 0x0C != 0x0C  # noqa: PLR2004
