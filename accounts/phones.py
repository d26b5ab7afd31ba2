"""Phone numbers in one spelling, so that a person is found however the number was typed. Pure."""

import re
import unicodedata

_SEPARATORS = re.compile(r"[\s\-‐-―.()]+")
_MAINLAND_MOBILE = re.compile(r"(?:\+86|0086|86)?(1[3-9][0-9]{9})")
_ELSEWHERE = re.compile(r"\+(?!86)[1-9][0-9]{6,14}")


def normalise_phone(text: str) -> str | None:
    """Return a mainland mobile as its 11 digits, any other number as E.164 (`+85291234567`), else None.

    Full-width characters, spaces, hyphens, dots, brackets and the prefixes +86, 0086, 86 and 00 are understood.
    """
    compact = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text))
    if mobile := _MAINLAND_MOBILE.fullmatch(compact):
        return mobile[1]
    if compact.startswith("00"):
        compact = "+" + compact[2:]
    return compact if _ELSEWHERE.fullmatch(compact) else None
