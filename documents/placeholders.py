"""Texts of a certificate with places that are filled in: `于{日期}参加**《{课程}》**`.

Two stars make what stands between them bold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum
from functools import lru_cache

# Each fact under its Chinese and its English name; both may be written in either language's text.
KNOWN = {
    "name": ("姓名", "name"),
    "organisation": ("单位", "organisation"),
    "course": ("课程", "course"),
    "days": ("日期", "dates"),
    "hours": ("学时", "hours"),
    "number_in_text": ("编号", "number"),
    "issuer": ("颁发机构", "issuer"),
    "issued_on": ("颁发日期", "issue date"),
    "expires_on": ("有效期至", "expiry date"),
}
_KEYS = {name: key for key, names in KNOWN.items() for name in names}
_PIECE = re.compile(r"\{([^{}\n]*)\}|(\*\*)|(\n)")
_FULL_WIDTH = str.maketrans("｛｝", "{}")


class Kind(Enum):
    TEXT = "text"
    SLOT = "slot"
    BOLD = "bold"  # begins or ends here
    BREAK = "break"


@dataclass(frozen=True)
class Piece:
    kind: Kind
    value: str = ""  # the text, or the key of the slot


@dataclass(frozen=True)
class Faults:
    """What a person has to put right: names nobody knows, and the name each may have meant."""

    unknown: tuple[tuple[str, str], ...] = ()
    unpaired: bool = False

    def __bool__(self) -> bool:
        return bool(self.unknown) or self.unpaired


def names(language: str) -> list[str]:
    """All there are, as one writes them in a language."""
    return [f"{{{english if language == 'en' else chinese}}}" for chinese, english in KNOWN.values()]


def faults(text: str) -> Faults:
    text = text.translate(_FULL_WIDTH)
    written = [found[1].strip() for found in _PIECE.finditer(text) if found[1] is not None]
    unknown = dict.fromkeys(name for name in written if name.lower() not in _KEYS)
    rest = _PIECE.sub("", text)
    return Faults(tuple((name, _meant(name)) for name in unknown), "{" in rest or "}" in rest)


@lru_cache(maxsize=512)  # the same few texts stand on each certificate of a batch
def pieces(text: str) -> tuple[Piece, ...]:
    """A text without faults, taken apart; an odd pair of stars stands for itself."""
    return tuple(_pieces(text.translate(_FULL_WIDTH).replace("\r\n", "\n")))


def used(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(piece.value for text in texts for piece in pieces(text) if piece.kind is Kind.SLOT)


def _pieces(text: str) -> Iterator[Piece]:
    stars = text.count("**") // 2 * 2
    start = 0
    for found in _PIECE.finditer(text):
        if found[2] and stars == 0:
            continue
        if found.start() > start:
            yield Piece(Kind.TEXT, text[start : found.start()])
        start = found.end()
        if found[1] is not None:
            yield Piece(Kind.SLOT, _KEYS[found[1].strip().lower()])
        elif found[2]:
            stars -= 1
            yield Piece(Kind.BOLD)
        else:
            yield Piece(Kind.BREAK)
    if start < len(text):
        yield Piece(Kind.TEXT, text[start:])


def _meant(name: str) -> str:
    shared = [known for known in _KEYS if set(known) & set(name) and not known.isascii()]
    return next(iter(get_close_matches(name.lower(), _KEYS, 1, 0.5)), "" if not shared or name.isascii() else shared[0])
