"""When two texts are laid out alike: the same places, the same breaks, only other glyphs."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from unicodedata import east_asian_width, name

from documents.compiled.faces import DIGITS, sans

Shape = tuple[tuple[str, str], ...]
HAN, DIGIT = "字", "0"


def is_han(character: str) -> bool:
    """A Chinese character: they are all of one width, break alike and know no kerning."""
    return east_asian_width(character) == "W" and name(character, "").startswith("CJK UNIFIED IDEOGRAPH")


def shape_of(values: Mapping[str, str], fixed: Collection[str]) -> Shape:
    """The values with one sign for any Chinese character and one for any digit; all else stands for itself.

    fixed: keys whose digits are not all of one width, and so stand for themselves as well.
    """
    return tuple((key, "".join(_sign(each, key in fixed) for each in value)) for key, value in values.items())


def _sign(character: str, fixed: bool) -> str:  # noqa: FBT001
    if character in DIGITS:
        return character if fixed else DIGIT
    # What our own fonts lack stands for itself: the first rare name must not speak for all names as long as it.
    return HAN if is_han(character) and sans()[400].glyph(character) else character
