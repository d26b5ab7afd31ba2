"""What stands at the beginning of a line: 一、 1.1 （2） ③ A. 第二讲 模块一： 案例—— ➤ or nothing."""

import re

from courses.importers import labels, numerals
from courses.importers.numerals import CHINESE, FORMAL
from courses.importers.styles import FOLD, PLAIN, Group, Marker, Rank

_CN = f"[{CHINESE}]{{1,4}}|[{FORMAL}]{{1,3}}"
_ANY = rf"[{CHINESE}]{{1,3}}|[{FORMAL}]{{1,3}}|\d{{1,3}}|[ivxIVX]{{1,5}}|[\u2160-\u216b]"
_DELIM = r"\s*(?:[:、.,|·]|-{1,2}|[–—]{1,2})\s*"
_UNIT = "[^\\d\\s%％倍亿万千元年月日号个分折点时天周岁米]"
_STRONG = "★☆◆■●➤➢►▶▲✦✪❖\uf0d8\uf06e\uf075\uf06c"
_WEAK = "√✓✔\uf0fc*–—-"
_OTHER = "•·▪◦○◇□△▷▸‣※→⇒♦◎\uf0b7\uf0a7\uf09f"

_ENCLOSED = re.compile(
    r"([\u2460-\u249b\u24d0-\u24e9\u24b6-\u24cf\u2160-\u217b\u2776-\u2793\u24f5-\u24fe\u3220-\u3229])\s*[、.:)]?\s*"
)
_ORDINAL = re.compile(
    rf"[【\[(]?第\s*({_ANY})\s*({labels.ORDINAL_UNITS}|{labels.ORDINAL_STEPS})\s*(?:[】\])]\s*)?(?:({_DELIM}|\s+|$)|(?=\S))"
)
_LABEL = re.compile(
    rf"[【\[(]?({labels.LABELS}|{labels.ENGLISH_LABELS})\s*({_ANY}|one|two|three|four|five|six|seven|eight|nine|ten)"
    rf"\s*(?:[】\])]\s*{_DELIM}|[】\])]\s*|{_DELIM}|\s+|$)",
    re.IGNORECASE,
)
_HALF = re.compile(rf"[【\[(]?([上中下])\s*(篇|部分)\s*[】\])]?({_DELIM}|\s+|$)")
_ACTIVITY = re.compile(
    rf"(?:[【\[(]\s*({labels.ACTIVITY})\s*({_ANY})?\s*[】\])]\s*(?:[:|]\s*)?"
    rf"|({labels.ACTIVITY})\s*({_ANY})?\s*(?::|--+|[–—]+|\||\s-\s|(?=[《“「])|(?<=[\u4e00-\u9fff0-9])\s+(?=\S)))\s*",
    re.IGNORECASE,
)
_DECIMAL = re.compile(
    rf"([1-9]\d?(?:\.[1-9]\d?){{1,4}})(?:\.?\s+|[、:.](?!\d)\s*|$|(?={_UNIT}))"
    r"|([1-9]\d?(?:-[1-9]\d?){1,3})(?:[、.](?!\d)\s*)"
)
_CHINESE_BARE = re.compile(rf"({_CN})\s*(?:([、.:,])|(?=\s))\s*")
_CHINESE_BRACKETED = re.compile(rf"[(〔【\[]\s*({_CN})\s*[)〕】\]]\s*[、.:]?\s*")
_ARABIC = re.compile(r"(\d{1,3})\s*(、|\.(?!\d)|:(?!\d)|,(?!\d))\s*")
_ARABIC_BRACKETED = re.compile(r"([(\[【]\s*)?(\d{1,2})\s*([)\]】])\s*[、.:]?\s*")
_BARE = re.compile(r"(\d{1,2})\s+(?=[^\d\s])")
_LETTER = re.compile(r"(\()?\s*([A-Za-z])\s*(、|\.(?![A-Za-z]\.)|\)|:)\s*")
_ROMAN = re.compile(r"(\()?\s*([ivx]{1,6}|[IVX]{1,6})\s*(、|\.|\)|:)\s*")
_COUNTED = re.compile(rf"([\u4e00-\u9fff]{{1,4}}?)({_CN}|\d{{1,2}})\s*(?::|[–—]{{1,2}}|(?<=[第其][{CHINESE}])[、,])\s*")
_BULLET = re.compile(rf"([{_STRONG}{_OTHER}{_WEAK}])(?![-–—*=])\s*|([lnuØü])\s+(?=[\u4e00-\u9fff])|(o)\s+(?=\S)")


class Reader:
    """Reads markers in the order of the text; what came before tells the letter I from the Roman one."""

    def __init__(self, *, bare_numbers: bool = False) -> None:
        self.bare_numbers = bare_numbers
        self.before: dict[str, int] = {}

    def read(self, line: str) -> tuple[Marker, str]:
        """Split a line into its marker and its title."""
        folded = line.translate(FOLD)
        marker, end = self._numbered(folded, line)
        if marker is None and (match := _BULLET.match(folded)) and len(line) > match.end():
            marker, end = _bullet(match[0].strip()), match.end()
            inner, length = self._numbered(folded[end:], line[end:])
            if inner is not None and inner.group == Group.NUMBER:
                marker, end = inner, end + length
        if marker is None:
            return PLAIN, line
        return marker, line[end:].strip()

    def _numbered(self, folded: str, line: str) -> tuple[Marker | None, int]:
        for read in (
            _enclosed,
            _part,
            self._half,
            _activity,
            _decimal,
            _chinese,
            self._alphabetic,
            _arabic,
            self._bare,
            _counted,
        ):
            found = read(folded)
            if found is not None:
                marker, end = found
                written = Marker(line[:end].strip(), *_fields(marker))
                if len(marker.number) == 1:
                    self.before[marker.style] = marker.number[0]
                return written, end
        return None, 0

    def _half(self, text: str) -> tuple[Marker, int] | None:
        """上篇, 中篇, 下篇; where there is no middle one, the last is the second."""
        match = _HALF.match(text)
        if not match:
            return None
        order = "上中下".index(match[1]) + 1
        value = min(order, self.before.get(match[2], 0) + 1) if match[1] == "下" else order
        return Marker("", match[2], match[2], (max(value, 2) if order > 1 else 1,), Group.NUMBER, 1), match.end()

    def _bare(self, text: str) -> tuple[Marker, int] | None:
        match = _BARE.match(text) if self.bare_numbers else None
        return _number(match, match[1], "1_", "1", Rank.ARABIC) if match else None

    def _alphabetic(self, text: str) -> tuple[Marker, int] | None:
        """A letter, or a Roman number where it starts or continues a list of them."""
        if match := _ROMAN.match(text):
            style = _shape(match[1], match[3], "I" if match[2].isupper() else "i")
            value = numerals.roman(match[2])
            letter = _shape(match[1], match[3], "A" if match[2].isupper() else "a")
            if value and (len(match[2]) > 1 or self._is_roman(match[2], value, style, letter)):
                rank = Rank.CHINESE if style in ("I.", "I、", "I:") else Rank.SMALL
                return _number(match, match[2], style, _family(style), rank)
        if match := _LETTER.match(text):
            style = _shape(match[1], match[3], "A" if match[2].isupper() else "a")
            marker = Marker(style=style, family=_family(style), number=(ord(match[2].upper()) - 64,))
            return Marker("", style, marker.family, marker.number, Group.NUMBER, Rank.SMALL), match.end()
        return None

    def _is_roman(self, text: str, value: int, style: str, letter: str) -> bool:
        if self.before.get(style) == value - 1 and value > 1:
            return True
        return value == 1 and self.before.get(letter) != ord(text.upper()) - 65


def _fields(marker: Marker) -> tuple[str, str, tuple[int, ...], Group, int]:
    return marker.style, marker.family, marker.number, marker.group, marker.rank


def _shape(opening: str | None, closing: str, sign: str) -> str:
    return f"({sign})" if opening else sign + closing


def _family(style: str) -> str:
    """Bare delimiters are mixed freely (1、 2. 3:); brackets are not."""
    return style if ")" in style else style.rstrip("、.:,_")


def _number(match: re.Match[str], digits: str, style: str, family: str, rank: int) -> tuple[Marker, int] | None:
    value = numerals.any_numeral(digits)
    if value is None:
        return None
    return Marker("", style, family, (value,), Group.NUMBER, rank), match.end()


def _enclosed(text: str) -> tuple[Marker, int] | None:
    match = _ENCLOSED.match(text)
    if not match:
        return None
    code = ord(match[1])
    if 0x2160 <= code <= 0x217B:  # noqa: PLR2004 (Ⅰ … ⅻ)
        return _number(match, match[1], "Ⅰ", "Ⅰ", Rank.CHINESE)
    if 0x2488 <= code <= 0x249B:  # noqa: PLR2004 (⒈ … ⒛)
        return _number(match, match[1], "1.", "1", Rank.ARABIC)
    if code >= 0x3220:  # noqa: PLR2004 (㈠ …)
        return _number(match, match[1], "(一)", "(一)", Rank.CHINESE_IN_BRACKETS)
    if 0x24B6 <= code <= 0x24E9:  # noqa: PLR2004 (Ⓐ … ⓩ)
        return Marker("", "Ⓐ", "Ⓐ", ((code - 0x24B6) % 26 + 1,), Group.NUMBER, Rank.SMALL), match.end()
    style = "(1)" if 0x2474 <= code <= 0x2487 else "①"  # noqa: PLR2004 (⑴ … ⒇)
    return _number(match, match[1], style, style, Rank.SMALL)


def _part(text: str) -> tuple[Marker, int] | None:
    if match := _ORDINAL.match(text):
        unit = match[2]
        needs_break = unit in ("课", "天", "日", "周", "部", "节", "篇") or unit not in labels.PART_RANKS
        if match[3] is None and match[0][-1] not in "】]) " and needs_break and text[match.end()] not in "(（":
            return None
        return _number(match, match[1], f"第{unit}", f"第{unit}", labels.PART_RANKS.get(unit, Rank.SMALL))
    if match := _LABEL.match(text):
        word = match[1].lower()
        return _number(match, match[2], word, word, labels.PART_RANKS.get(word, Rank.SMALL))
    return None


def _activity(text: str) -> tuple[Marker, int] | None:
    match = _ACTIVITY.match(text)
    if not match:
        return None
    label, digits = match[1] or match[3], match[2] or match[4]
    value = numerals.any_numeral(digits) if digits else None
    style = f"activity:{label}"
    return Marker("", style, style, (value,) if value else (), Group.ACTIVITY), match.end()


def _decimal(text: str) -> tuple[Marker, int] | None:
    match = _DECIMAL.match(text)
    if not match:
        return None
    number = tuple(int(part) for part in re.split("[.-]", match[1] or match[2]))
    style = f"1.{len(number)}"
    return Marker("", style, style, number, Group.NUMBER, Rank.ARABIC), match.end()


def _chinese(text: str) -> tuple[Marker, int] | None:
    if match := _CHINESE_BRACKETED.match(text):
        return _number(match, match[1], "(一)", "(一)", Rank.CHINESE_IN_BRACKETS)
    if match := _CHINESE_BARE.match(text):
        sign = "壹" if match[1][0] in FORMAL else "一"
        return _number(match, match[1], sign + (match[2] or "_"), "一", Rank.CHINESE)
    return None


def _arabic(text: str) -> tuple[Marker, int] | None:
    if match := _ARABIC.match(text):
        return _number(match, match[1], "1" + match[2], "1", Rank.ARABIC)
    if match := _ARABIC_BRACKETED.match(text):
        style = "(1)" if match[1] else "1)"
        return _number(match, match[2], style, style, Rank.SMALL)
    return None


def _counted(text: str) -> tuple[Marker, int] | None:
    """Any short word that is counted: 数据一： 步骤2："""
    match = _COUNTED.match(text)
    return _number(match, match[2], f"counted:{match[1]}", f"counted:{match[1]}", Rank.SMALL) if match else None


def _bullet(sign: str) -> Marker:
    rank = Rank.STRONG_BULLET if sign in _STRONG else Rank.WEAK_BULLET if sign in _WEAK else Rank.BULLET
    return Marker(sign, sign, sign, (), Group.BULLET, rank)
