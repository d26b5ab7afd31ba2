"""How a line may be marked: what kind of mark, how it is written, what it counts."""

from dataclasses import dataclass
from enum import IntEnum

# Full-width letters, digits and punctuation fold one to one, so offsets hold in the original line.
FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: 0x20,
    0xA0: 0x20,
    0x3016: 0x3010,
    0x3017: 0x3011,
}


class Group(IntEnum):
    NUMBER = 1
    BULLET = 2
    ACTIVITY = 3
    PLAIN = 4


class Rank(IntEnum):
    """How high a style usually stands; parts named by a word (章, Day) take 0–3."""

    CHINESE = 10
    CHINESE_IN_BRACKETS = 20
    ARABIC = 50
    STRONG_BULLET = 60
    BULLET = 61
    WEAK_BULLET = 62
    SMALL = 70
    NONE = 100


@dataclass(frozen=True)
class Marker:
    """`style` is how it is written, `family` what may continue it; `number` is () for what is not counted."""

    text: str = ""
    style: str = ""
    family: str = ""
    number: tuple[int, ...] = ()
    group: Group = Group.PLAIN
    rank: int = Rank.NONE


PLAIN = Marker()
