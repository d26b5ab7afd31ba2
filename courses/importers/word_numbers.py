"""Word's automatic numbering: what a reader of the printed page sees before a paragraph."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from courses.importers.xml_parts import attribute, child, children, value

_CHINESE = "零一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_WINGDINGS = {"l": "●", "n": "■", "u": "◆", "Ø": "➢", "ü": "✓", "v": "❖", "§": "▪", "p": "□", "q": "□", "o": "○"}
_PRIVATE = {"\uf06c": "●", "\uf06e": "■", "\uf075": "◆", "\uf0d8": "➢", "\uf0fc": "✓", "\uf0b7": "•", "\uf0a7": "▪"}
_PLACE = re.compile(r"%([1-9])")
LEVELS = 9


@dataclass(frozen=True)
class Level:
    format: str = "decimal"
    text: str = ""
    start: int = 1
    restart: int | None = None  # 0: never; n: after level n only
    legal: bool = False
    indent: int = 0  # of its first line, in twips
    style: str = ""


@dataclass
class List:
    levels: dict[int, Level] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Counts as Word does: lists made from one definition go on counting, unless one says where it starts."""

    def __init__(self, root: Element | None) -> None:
        self.lists: dict[str, List] = {}
        self.numbers: dict[str, tuple[str, Mapping[int, int], Mapping[int, Level]]] = {}
        self.begun: set[str] = set()
        for element in children(root, "abstractNum"):
            levels = {int(attribute(level, "ilvl") or 0): _level(level) for level in children(element, "lvl")}
            self.lists[attribute(element, "abstractNumId")] = List(levels)
        for element in children(root, "num"):
            starts, changed = {}, {}
            for override in children(element, "lvlOverride"):
                index = int(attribute(override, "ilvl") or 0)
                if start := value(override, "startOverride"):
                    starts[index] = int(start)
                if (level := child(override, "lvl")) is not None:
                    changed[index] = _level(level)
            self.numbers[attribute(element, "numId")] = (value(element, "abstractNumId"), starts, changed)

    def level(self, number: str, index: int) -> Level | None:
        definition, _starts, changed = self.numbers.get(number, ("", {}, {}))
        numbered = self.lists.get(definition)
        return changed.get(index) or (numbered.levels.get(index) if numbered else None)

    def level_of_style(self, number: str, style: str) -> int:
        """The level that a list gives to a heading style."""
        definition, _starts, _changed = self.numbers.get(number, ("", {}, {}))
        levels = self.lists[definition].levels if definition in self.lists else {}
        return next((index for index, level in levels.items() if level.style == style), 0)

    def next(self, number: str, index: int) -> str:
        """Count one further on this level and return what Word prints."""
        level = self.level(number, index)
        if level is None:
            return ""
        definition, starts, _changed = self.numbers[number]
        numbered = self.lists[definition]
        if number not in self.begun:
            self.begun.add(number)
            for reset in starts:
                numbered.counts.pop(reset, None)
        counts = numbered.counts
        start = starts.get(index, level.start)
        counts[index] = counts[index] + 1 if index in counts else start
        for deeper in [other for other in counts if other > index]:
            below = self.level(number, deeper)
            if below is None or below.restart is None or below.restart > index:
                del counts[deeper]
        return self._printed(number, level, counts)

    def _printed(self, number: str, level: Level, counts: Mapping[int, int]) -> str:
        if level.format == "bullet":
            return _bullet(level.text)
        if level.format == "none":
            return _PLACE.sub("", level.text)

        def shown(match: re.Match[str]) -> str:
            index = int(match[1]) - 1
            other = self.level(number, index) or Level()
            count = counts.get(index, other.start)
            return str(count) if level.legal else numeral(count, other.format)

        return _PLACE.sub(shown, level.text)


def numeral(count: int, style: str) -> str:
    """A number in one of the forms Word offers; Arabic digits where the form is unknown."""
    if style.startswith(("upper", "lower")):
        text = _roman(count) if style.endswith("Roman") else _letters(count)
        return text if style.startswith("upper") else text.lower()
    if style.startswith("decimalEnclosedCircle") and 0 < count <= 20:  # noqa: PLR2004 (① … ⑳)
        return chr(0x245F + count)
    if style == "ideographTraditional" and 0 < count <= len(_STEMS):
        return _STEMS[count - 1]
    if style.startswith(("chinese", "taiwanese", "japanese", "ideograph", "korean")):
        return _chinese(count, _FORMAL, "拾佰") if "Legal" in style else _chinese(count, _CHINESE, "十百")
    return f"{count:02}" if style == "decimalZero" else str(count)


def _letters(count: int) -> str:
    return chr(65 + (count - 1) % 26) * ((count - 1) // 26 + 1) if count > 0 else str(count)


def _chinese(count: int, digits: str, units: str) -> str:
    if not 0 < count < 1000:  # noqa: PLR2004 (no outline counts further)
        return str(count)
    hundreds, tens, ones = count // 100, count // 10 % 10, count % 10
    text = f"{digits[hundreds]}{units[1]}" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else digits[tens]) + units[0]
    elif hundreds and ones:
        text += digits[0]
    return text + (digits[ones] if ones else "")


def _roman(count: int) -> str:
    text = ""
    for number, letters in ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV")):
        text += letters * (count // number)
        count %= number
    return text + "I" * count


def _bullet(text: str) -> str:
    sign = text.strip()[:1]
    return _PRIVATE.get(sign) or _WINGDINGS.get(sign) or (sign if sign and not sign.isalnum() else "•")


def _level(element: Element) -> Level:
    restart = value(element, "lvlRestart")
    return Level(
        format=value(element, "numFmt") or "decimal",
        text=value(element, "lvlText"),
        start=int(value(element, "start") or 1),
        restart=int(restart) if restart else None,
        legal=child(element, "isLgl") is not None,
        indent=indent_of(child(child(element, "pPr"), "ind")),
        style=value(element, "pStyle"),
    )


def indent_of(element: Element | None) -> int:
    """How far the first line of a paragraph stands from the margin, in twips; a character counts 210."""
    if element is None:
        return 0

    def twips(name: str) -> int:
        characters = attribute(element, f"{name}Chars")
        plain = attribute(element, name)
        if characters.lstrip("-").isdecimal() and int(characters):
            return int(characters) * 210 // 100
        return int(plain) if plain.lstrip("-").isdecimal() else 0

    left = twips("left") or twips("start")
    return max(0, left + (twips("firstLine") or -twips("hanging")))
