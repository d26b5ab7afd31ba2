"""Reading the operators of a page's stream."""

from __future__ import annotations

import re
from typing import Any

FONT = re.compile(rb"/(\w+) [\d.]+ Tf")
GLYPHS = re.compile(rb"<([0-9a-f]*)>")


def written(item: Any) -> bytes:
    """An item of WeasyPrint's stream as it gets into the file."""
    if isinstance(item, bytes):
        return item
    data: bytes | None = getattr(item, "data", None)
    return str(item).encode() if data is None else data


def glyphs_in(operator: bytes) -> list[int]:
    return [int(run[place : place + 4], 16) for run in GLYPHS.findall(operator) for place in range(0, len(run), 4)]


def split(operator: bytes) -> tuple[tuple[str, ...], str]:
    """What stands before each glyph of a text-showing operator, and after the last."""
    pieces: list[str] = []
    before, within, place, text = "", False, 0, operator.decode()
    while place < len(text):
        if within and text[place] != ">":
            pieces.append(before)
            before, place = "", place + 4
            continue
        within = text[place] == "<"
        before += text[place]
        place += 1
    return tuple(pieces), before
