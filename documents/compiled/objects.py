"""The syntax of PDF, as far as it is needed to put one together."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Mapping
from hashlib import md5
from itertools import accumulate

HEADER = b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"
REFERENCE = re.compile(rb"(\d+) 0 R")
MAP_HEAD = (
    "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo\n<< /Registry (Adobe)\n"
    "/Ordering (UCS)\n/Supplement 0\n>> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
    "1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n"
)
MAP_TAIL = "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"


def stream(content: bytes, *, level: int = 6, extra: bytes = b"") -> bytes:
    packed = zlib.compress(content, level)
    return b"<<%s/Filter /FlateDecode/Length %d>>\nstream\n%s\nendstream" % (extra, len(packed), packed)


def text(value: str) -> bytes:
    return b"<feff%s>" % value.encode("utf-16-be").hex().encode()


def numbered(number: int, body: bytes) -> bytes:
    return b"%d 0 obj\n%s\nendobj\n" % (number, body)


def unicode_map(texts: Mapping[int, str]) -> bytes:
    """What the glyphs mean, for whoever searches or copies."""
    lines = [f"<{glyph:04x}> <{meaning.encode('utf-16-be').hex()}>\n" for glyph, meaning in sorted(texts.items())]
    blocks = (lines[start : start + 100] for start in range(0, len(lines), 100))
    body = "".join(f"{len(block)} beginbfchar\n{''.join(block)}endbfchar\n" for block in blocks)
    return stream((MAP_HEAD + body + MAP_TAIL).encode())


def widths(advances: Mapping[int, int]) -> bytes:
    """The value of /W: runs of consecutive glyphs with their widths."""
    parts: list[str] = []
    before = -2
    for glyph, advance in sorted(advances.items()):
        parts.append(f" {advance}" if glyph == before + 1 else f"{']' if parts else ''}{glyph}[{advance}")
        before = glyph
    return f"[{''.join(parts)}]]".encode() if parts else b"[]"


def references(body: bytes) -> list[int]:
    return [int(number) for number in REFERENCE.findall(_head(body))]


def renumbered(body: bytes, numbers: Mapping[int, int]) -> bytes:
    head = _head(body)
    return REFERENCE.sub(lambda found: b"%d 0 R" % numbers[int(found[1])], head) + body[len(head) :]


def flows(body: bytes) -> bool:
    return b"\nstream\n" in body


def store(bodies: Mapping[int, bytes]) -> bytes:
    """A stream of objects that are none themselves, packed together."""
    starts = accumulate((len(body) + 1 for body in bodies.values()), initial=0)
    index = b" ".join(b"%d %d" % pair for pair in zip(bodies, starts, strict=False)) + b"\n"
    extra = b"/Type /ObjStm/N %d/First %d" % (len(bodies), len(index))
    return stream(index + b"\n".join(bodies.values()), level=9, extra=extra)


def _head(body: bytes) -> bytes:
    """A stream's dictionary without what flows in it."""
    return body.partition(b"\nstream\n")[0]


def closing(
    entries: Mapping[int, tuple[int, int, int]], place: int, *, root: int, info: int, pieces: Iterable[bytes]
) -> bytes:
    """The table of cross-references and the end.

    entries: of each object 1, 2, …: (1, where it begins, 0) or (2, the store it is in, its index). place: of the table.
    pieces: what tells this file from another.
    """
    number = len(entries) + 1
    rows = [(0, 0, 65535), *(entries[each] for each in range(1, number)), (1, place, 0)]
    table = b"".join(
        kind.to_bytes(1, "big") + at.to_bytes(4, "big") + index.to_bytes(2, "big") for kind, at, index in rows
    )
    digest = md5(usedforsecurity=False)
    for piece in pieces:
        digest.update(piece)
    identity = digest.hexdigest().encode()
    extra = b"/Type /XRef/Size %d/W [1 4 2]/Root %d 0 R/Info %d 0 R/ID [<%s><%s>]" % (
        number + 1,
        root,
        info,
        identity,
        identity,
    )
    return numbered(number, stream(table, extra=extra)) + b"startxref\n%d\n%%%%EOF\n" % place
