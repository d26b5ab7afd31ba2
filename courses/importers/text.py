"""Bytes to text: what a trainer's computer may have saved, and nothing that only looks like text."""

import codecs
import re

from courses.importers.messages import OutlineError

MAX_BYTES = 5 * 1024 * 1024
_MAGIC = {
    b"PK\x03\x04": "word-file",
    b"PK\x05\x06": "word-file",
    b"\xd0\xcf\x11\xe0": "word-file",
    b"{\\rtf": "word-file",
    b"%PDF": "pdf-file",
    b"\x89PNG": "binary",
    b"\xff\xd8\xff": "binary",
    b"GIF8": "binary",
    b"\x1f\x8b": "binary",
}
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BREAKS = re.compile("\r\n?|[\x0b\x85\u2028\u2029]")
_CONTROLS = re.compile(
    "[\x00-\x08\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\u200b-\u200f\u202a-\u202e\u2060\ufeff\xad\ufffd\ud800-\udfff]"
)
_FEW_CONTROLS = 0.01
_COMMON_HALF = 0.5
# Lead bytes of GB 2312's punctuation, full-width forms and its 3,755 everyday characters.
_COMMON_LEADS = (range(0xA1, 0xA4), range(0xB0, 0xD8))


def decode(data: bytes) -> str:
    """Read a text file: BOM, then strict UTF-8, then strict GB 18030. Raises OutlineError."""
    if len(data) > MAX_BYTES:
        raise OutlineError("too-big", limit=MAX_BYTES // 1024 // 1024)
    for magic, code in _MAGIC.items():
        if data.startswith(magic):
            raise OutlineError(code)
    text = _characters(data)
    controls = sum(text.count(chr(code)) for code in range(0x20) if chr(code) not in "\t\n\v\f\r")
    if "\0" in text or controls > len(text) * _FEW_CONTROLS:
        raise OutlineError("binary")
    text = tidy(text)
    if not text.strip():
        raise OutlineError("empty")
    return text


def tidy(text: str) -> str:
    """One kind of line break, and no characters that cannot be seen."""
    return _CONTROLS.sub("", _BREAKS.sub("\n", text))


def _characters(data: bytes) -> str:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strict(data[len(bom) :], encoding)
    if b"\0" in data:
        raise OutlineError("binary")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        text = _strict(data, "gb18030")
    if not _looks_chinese(text):
        raise OutlineError("encoding")
    return text


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise OutlineError("encoding") from error


def _looks_chinese(text: str) -> bool:
    """Western or Big5 bytes often decode as GB 18030 too, but into rare characters.

    In real Chinese most characters are everyday ones; in a French or German text a high byte pairs with the
    ASCII letter after it, which never gives an everyday character.
    """
    wide = [character for character in text if ord(character) > 0x7F]  # noqa: PLR2004 (ASCII)
    return sum(map(_is_common, wide)) >= len(wide) * _COMMON_HALF


def _is_common(character: str) -> bool:
    code = character.encode("gb18030")
    return len(code) == 2 and code[1] >= 0xA1 and any(code[0] in leads for leads in _COMMON_LEADS)  # noqa: PLR2004
