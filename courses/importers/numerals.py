"""Numbers as trainers write them: 十二, 贰, 3, ３, ⑤, Ⅳ, iv, two."""

import unicodedata

CHINESE = "零〇一二三四五六七八九十百两"
FORMAL = "壹贰叁肆伍陆柒捌玖拾"
_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100}
_PLAIN = str.maketrans(FORMAL, "一二三四五六七八九十")
_ROMAN = {"I": 1, "V": 5, "X": 10}
_ENGLISH = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


def chinese(text: str) -> int | None:
    """The value of 一 … 一百九十九, also in formal characters; None if it is no numeral."""
    total = digit = 0
    for character in text.translate(_PLAIN):
        if character in _UNITS:
            total += (digit or 1) * _UNITS[character]
            digit = 0
        elif character in _DIGITS and digit == 0:
            digit = _DIGITS[character]
        else:
            return None
    return total + digit or None


def roman(text: str) -> int | None:
    """The value of I … XXXIX in either case; None unless it is written as the Romans would."""
    values = [_ROMAN.get(character.upper(), 0) for character in text]
    if not values or 0 in values:
        return None
    total = sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))
    return total if text.upper() == _as_roman(total) else None


def _as_roman(number: int) -> str:
    tens, units = divmod(number, 10)
    return "X" * tens + ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"][units]


def enclosed(character: str) -> int | None:
    """The value of one character such as ③, Ⅳ, ㈡ or ⒈."""
    value = unicodedata.numeric(character, None)
    return int(value) if value is not None and value >= 1 and value == int(value) else None


def any_numeral(text: str) -> int | None:
    text = text.strip()
    if text.isdecimal() and len(text) <= 4:  # noqa: PLR2004 (a longer number counts no chapters)
        return int(text) or None
    if text.lower() in _ENGLISH:
        return _ENGLISH.index(text.lower()) + 1
    if len(text) == 1 and (value := enclosed(text)) and text not in CHINESE:
        return value
    return chinese(text) or roman(text)
