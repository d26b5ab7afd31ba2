"""Which names of a cohort try a certificate hardest: the widest, and the one with the rarest characters."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import east_asian_width

# For a cohort that has nobody yet.
LONGEST, RAREST = "阿卜杜热合曼·买买提艾力", "欧阳䶮㛃"
BASIC_PLANE = 0xFFFF
COMMON_ROWS = range(0xB0, 0xD8)  # of GB2312: its 3,755 common characters


def longest(names: Sequence[str]) -> str:
    return max(names, key=lambda name: (_width(name), name), default=LONGEST)


def rarest(names: Sequence[str]) -> str:
    return max(names, key=lambda name: (max(map(_rarity, name), default=0), -len(name), name), default=RAREST)


def _width(name: str) -> float:
    return sum(1 if east_asian_width(character) in "WF" else 0.55 for character in name)


def _rarity(character: str) -> int:
    """By the first of China's standards that has it: 0 for common characters, 4 for what the largest fonts have."""
    if character.isascii():
        return 0
    for rank, standard in enumerate(("gb2312", "gbk"), 1):
        try:
            first = character.encode(standard)[0]
        except UnicodeEncodeError:
            continue
        return 0 if standard == "gb2312" and first in COMMON_ROWS else rank
    return 3 if ord(character) <= BASIC_PLANE else 4
