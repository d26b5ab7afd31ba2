"""Small real files of the kinds that trainers upload, and some that nobody should be able to."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from random import Random
from typing import Any

import docx
import openpyxl
import pikepdf
from PIL import Image
from PIL.PngImagePlugin import PngInfo

_TYPES = "[Content_Types].xml"


def pdf(words: str = "Lectern", *, pages: int = 1, password: str = "") -> bytes:
    """A page each with a line of Latin text, and `words` as its title."""
    made = pikepdf.new()
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    for number in range(1, pages + 1):
        page = made.add_blank_page(page_size=(595, 842))
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.Contents = made.make_stream(b"BT /F1 48 Tf 72 700 Td (Page %d of %d) Tj ET" % (number, pages))
    made.docinfo["/Title"] = words
    stream = io.BytesIO()
    if password:
        made.save(stream, encryption=pikepdf.Encryption(user=password, owner=password))
    else:
        made.save(stream, deterministic_id=True)
    return stream.getvalue()


def picture(form: str = "PNG", *, mode: str = "RGB", size: tuple[int, int] = (48, 32), **options: Any) -> bytes:
    """A gradient, so that each coding has something to code."""
    image = Image.linear_gradient("L").resize(size).convert(mode)
    stream = io.BytesIO()
    image.save(stream, form, **options)
    return stream.getvalue()


def photograph() -> bytes:
    """A JPEG as a phone takes it: lying on its side, with place and camera noted in it."""
    notes = Image.Exif()
    notes[0x0112] = 6  # turn it by a quarter
    notes[0x010F] = "Secret Camera"
    notes.get_ifd(0x8825)[1] = "N"
    return picture("JPEG", exif=notes, comment=b"Secret Camera")


def noted_png() -> bytes:
    notes = PngInfo()
    notes.add_text("Author", "Secret Camera")
    return picture(pnginfo=notes) + b"<script>Secret Camera</script>"


def huge_png(width: int, height: int) -> bytes:
    """A PNG that announces its size; what it would unpack to is never reached."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(64 * 1024))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def word() -> bytes:
    stream = io.BytesIO()
    docx.Document().save(stream)
    return stream.getvalue()


def sheet() -> bytes:
    stream = io.BytesIO()
    openpyxl.Workbook().save(stream)
    return stream.getvalue()


def slides(**more: bytes) -> bytes:
    """As much of a .pptx as says that it is one."""
    main = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
    types = f'<Types xmlns="x"><Override PartName="/ppt/presentation.xml" ContentType="{main}"/></Types>'
    return zipped({_TYPES: types.encode(), "ppt/presentation.xml": b"<p/>", **more})


def zipped(entries: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return stream.getvalue()


def film(brand: bytes = b"isom", *, boxes: tuple[bytes, ...] = (b"moov", b"mdat"), noise: int = 64) -> bytes:
    """The boxes of an MP4, with noise inside."""

    def box(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I4s", 8 + len(data), name) + data

    return box(b"ftyp", brand + b"\0\0\2\0" + brand) + b"".join(box(name, Random(7).randbytes(noise)) for name in boxes)
