"""Pictures are drawn anew: what is stored holds pixels and nothing that came along with them."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

from PIL import Image, ImageCms, ImageOps

from courses.uploads import kinds
from courses.uploads.kinds import FileKind
from courses.uploads.problems import UploadError

MOST_PIXELS = 50_000_000
_MILLION = 1_000_000
_FORMATS = {kinds.PNG: "PNG", kinds.JPEG: "JPEG", kinds.WEBP: "WEBP"}
_UNREADABLE = (OSError, ValueError, SyntaxError, EOFError, struct.error, IndexError, KeyError, ImageCms.PyCMSError)
# What a stored picture of ours consists of.
_PNG_CHUNKS = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}
_WEBP_CHUNKS = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH"}
_JPEG_TABLES = {0xC0, 0xC1, 0xC2, 0xC4, 0xDA, 0xDB, 0xDD, 0xE0}
_JFIF_BYTES = 16
_PNG_MODES = {"1", "L", "LA", "P", "RGB", "RGBA"}
_SCAN = 0xDA


def drawn_anew(data: bytes, kind: FileKind, *, keep_plain: bool = False) -> bytes:
    """The picture with its turn applied, in sRGB, without metadata. Raises UploadError.

    The pixels are counted before any is decoded. keep_plain: leave the bytes of one that already carries nothing else
    as they are, so that a picture which left as a pack comes back the same; its pixels are decoded all the same.
    """
    try:
        # The file's own announcement of its format is not enough: only the decoder of the kind found may read it.
        image = Image.open(io.BytesIO(data), formats=[_FORMATS[kind]])
        _count(image.width * image.height)
        image.load()
        if keep_plain and is_plain(data, kind):
            return data
        return _saved(_upright(image), kind)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UploadError("pixels", pixels=_announced(data), limit=MOST_PIXELS // _MILLION) from error
    except _UNREADABLE as error:
        raise UploadError("broken") from error


def _count(pixels: int) -> None:
    if pixels > MOST_PIXELS:
        raise UploadError("pixels", pixels=-(-pixels // _MILLION), limit=MOST_PIXELS // _MILLION)


def _announced(data: bytes) -> str:
    """How many million pixels a PNG says it has; the others cannot say so many without being opened."""
    if not data.startswith(b"\x89PNG"):
        return f">{MOST_PIXELS // _MILLION}"
    width, height = struct.unpack(">II", data[16:24])
    return str(-(-width * height // _MILLION))


def _upright(image: Image.Image) -> Image.Image:
    turned = ImageOps.exif_transpose(image)
    profile = turned.info.get("icc_profile")
    if profile and turned.mode in {"RGB", "RGBA", "CMYK", "L"}:
        wanted = "RGBA" if turned.mode == "RGBA" else "RGB"
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(turned, source, ImageCms.createProfile("sRGB"), outputMode=wanted)
        return converted if converted is not None else turned
    return turned


def _saved(image: Image.Image, kind: FileKind) -> bytes:
    # What Pillow notes beside the pixels it would write again: comments, profiles, places.
    image.info = {name: value for name, value in image.info.items() if name == "transparency"}
    stream = io.BytesIO()
    if kind is kinds.JPEG:
        image.convert("L" if image.mode == "L" else "RGB").save(stream, "JPEG", quality=90, optimize=True)
    elif kind is kinds.PNG:
        (image if image.mode in _PNG_MODES else image.convert("RGBA")).save(stream, "PNG")
    else:
        image.convert("RGBA" if image.has_transparency_data else "RGB").save(stream, "WEBP", quality=90)
    return stream.getvalue()


def is_plain(data: bytes, kind: FileKind) -> bool:
    """Whether a picture consists of its pixels alone: no text, no profile, no place, nothing behind its end."""
    try:
        if kind is kinds.PNG:
            return set(_png_chunks(data)) <= _PNG_CHUNKS
        if kind is kinds.WEBP:
            return set(_webp_chunks(data)) <= _WEBP_CHUNKS
        return set(_jpeg_segments(data)) <= _JPEG_TABLES
    except (struct.error, IndexError):
        return False


def _png_chunks(data: bytes) -> Iterator[bytes]:
    place = 8
    while place < len(data):
        length, name = struct.unpack(">I4s", data[place : place + 8])
        yield name
        place += 12 + length
        if name == b"IEND" and place != len(data):
            yield b"behind the end"


def _webp_chunks(data: bytes) -> Iterator[bytes]:
    if struct.unpack("<I", data[4:8])[0] + 8 != len(data):
        yield b"behind the end"
    place = 12
    while place < len(data):
        name, length = struct.unpack("<4sI", data[place : place + 8])
        yield name
        place += 8 + length + length % 2


def _jpeg_segments(data: bytes) -> Iterator[int]:
    """The markers of a JPEG; the coded pixels between them are stepped over."""
    place = 2
    while data[place + 1] != 0xD9:  # noqa: PLR2004 (end of image)
        marker, length = data[place + 1], struct.unpack(">H", data[place + 2 : place + 4])[0]
        yield marker if marker != 0xE0 or length == _JFIF_BYTES else 0xEF  # noqa: PLR2004
        place += 2 + length
        if marker == _SCAN:
            place = _after_scan(data, place)
    if place + 2 != len(data):
        yield 0xFE


def _after_scan(data: bytes, place: int) -> int:
    """Where the next marker stands that is neither a stuffed byte nor a restart."""
    while True:
        place = data.index(b"\xff", place)
        if data[place + 1] != 0 and not 0xD0 <= data[place + 1] <= 0xD7:  # noqa: PLR2004
            return place
        place += 2
