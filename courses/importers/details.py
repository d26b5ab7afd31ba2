"""Title, lists and times of a course, read from the lines around its outline."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import time

from courses.importers import numerals
from courses.importers.layout import Line
from courses.importers.markers import Reader
from courses.importers.messages import OutlineWarning
from courses.importers.styles import FOLD, Group

Blocks = tuple[tuple[time, time], ...]
_BOOK = re.compile(r"《([^》]{2,})》")
_COUNT = r"(\d{1,3}(?:\.\d)?|[一二两三四五六七八九十半]{1,3}|one|two|three|four|five|six|half a)"
_DAYS = re.compile(rf"{_COUNT}\s*(?:个)?\s*(?:天半|天|日(?!期)|工作日|full[ -]?days?|days?)", re.IGNORECASE)
_HOURS = re.compile(rf"{_COUNT}\s*(?:个)?\s*(?:小时|hours?\b|hrs?\b|h\b)", re.IGNORECASE)
_CLASS_HOURS = re.compile(rf"{_COUNT}\s*(?:个)?\s*(?:标准)?(?:课时|学时)", re.IGNORECASE)
_CLASS_MINUTES = re.compile(
    r"(\d{2})\s*(?:分钟|minutes?|min)\s*[/每一1]+\s*(?:个)?(?:课时|学时)|(?:课时|学时)\D{0,3}(\d{2})\s*分钟"
)
_DAILY = re.compile(r"每[天日]|[/／]\s*[天日]|(?:per|a|each|every|/)\s*day", re.IGNORECASE)
_HALF_WORD = {"上午": "am", "早上": "am", "下午": "pm", "晚上": "pm", "晚": "pm", "中午": ""}
_CLOCK = (
    r"(am|pm|上午|早上|下午|晚上|晚|中午)?\s*(\d{1,2})\s*"
    r"(?:[:点时.]\s*(\d{2})?|(?=\s*[ap]m))\s*分?(?:\s*(am|pm)(?!\s*\d))?"
)
_SPAN = re.compile(rf"{_CLOCK}\s*(?:[-–—~～至到]+|to)\s*{_CLOCK}", re.IGNORECASE)
_SPLIT = re.compile(r"[、，,;；+＋|／/]|\s{2,}|\s(?:[-–—&]|and)\s")
_AND_SO_ON = re.compile(r"(?:等等?|等(?:多种|形式|方式|方法|相结合)*|…+|\betc\.?)$", re.IGNORECASE)
_LIMIT_DAYS, _LIMIT_HOURS, _NOON = 60, 500, 12


@dataclass(frozen=True)
class Duration:
    days: float | None = None
    hours: float | None = None
    blocks: Blocks = ()


def title_of(text: str) -> str:
    """A title without the marks around it: 《…》, # or 课程大纲 at its end."""
    text = text.strip(" \t\u3000#*-—=")
    match = _BOOK.search(text)
    return match[1].strip() if match else re.sub(r"[—\-–\s]+(?:课程|培训)(?:大纲|纲要|方案)$", "", text).strip()


def items(lines: Iterable[Line]) -> tuple[str, ...]:
    """Each line of a list without its number, bullet or both."""
    reader, found = Reader(), []
    for line in lines:
        marker, title = reader.read(line.text)
        found.append(title if title and marker.group in (Group.NUMBER, Group.BULLET) else line.text)
    return tuple(found)


def methods(lines: Iterable[Line]) -> tuple[str, ...]:
    """Delivery methods, one a line or several with commas between them."""
    found: dict[str, None] = {}
    for item in items(lines):
        for word in _SPLIT.split(item):
            name = _AND_SO_ON.sub("", word.strip(" 。.；;")).strip(" 。.")
            if name:
                found[name] = None
    return tuple(found)


def duration(lines: Sequence[Line]) -> tuple[Duration, list[OutlineWarning]]:
    """Days, hours and the blocks of one day. Says so where a time cannot be as printed."""
    warnings: list[OutlineWarning] = []
    blocks: list[tuple[time, time]] = []
    days = hours = None
    for line in lines:
        folded = line.text.translate(FOLD)
        spans = [_block(match, line, warnings) for match in _SPAN.finditer(folded)]
        blocks.extend(block for block in spans if block)
        words = _SPAN.sub(" ", folded)
        days = days or _days(words)
        hours = hours or _hours(words, days, line, warnings)
    day_blocks = _in_order(blocks)
    read = Duration(days, hours or _sum(days, day_blocks), day_blocks)
    if lines and read == Duration():
        warnings.append(OutlineWarning("unread-duration", {"text": lines[0].text[:40]}, lines[0].number))
    _compare(read, lines, warnings)
    return read, warnings


def _days(text: str) -> float | None:
    match = _DAYS.search(re.sub(r"每[天日]|/\s*[天日]", " ", text))
    if not match:
        return None
    value = _count(match[1])
    if value and "天半" in match[0]:
        value += 0.5
    return _whole(value) if value and value <= _LIMIT_DAYS else None


def _hours(text: str, days: float | None, line: Line, warnings: list[OutlineWarning]) -> float | None:
    match = _HOURS.search(text)
    unit = 1.0
    if not match:
        match = _CLASS_HOURS.search(text)
        minutes = _CLASS_MINUTES.search(text)
        unit = int(minutes[1] or minutes[2]) / 60 if minutes else 1.0
        if match and not minutes and "课时" in match[0]:
            warnings.append(OutlineWarning("class-hours", {}, line.number))
    value = _count(match[1]) if match else None
    if not match or not value:
        return None
    daily = _DAILY.search(text[max(0, match.start() - 4) : match.end() + 8])
    total = value * unit * (days or 1 if daily else 1)
    return _whole(round(total, 2)) if total <= _LIMIT_HOURS else None


def _count(text: str) -> float | None:
    if text.lower() in ("半", "half a"):
        return 0.5
    if text[0].isdecimal():
        return float(text)
    return numerals.any_numeral(text)


def _whole(value: float) -> float:
    return int(value) if value == int(value) else value


def _block(match: re.Match[str], line: Line, warnings: list[OutlineWarning]) -> tuple[time, time] | None:
    """One span of a day. "pm 9:00–12:00" cannot be: then the figures count and the half of the day does not."""
    before, after = match[1] or match[4], match[5] or match[8]
    spoken = _HALF_WORD.get(before or "", (before or "").lower())
    until = _HALF_WORD.get(after or "", (after or "").lower()) or spoken
    plain = _time(match[2], match[3]), _time(match[6], match[7])
    told = _time(match[2], match[3], spoken), _time(match[6], match[7], until)
    written = line.text[match.start() : match.end()].strip()
    for (start, end), sure in ((told, True), (plain, False)):
        if start and end and start < end:
            if not sure:
                shown = {"text": written, "start": f"{start:%-H:%M}", "end": f"{end:%-H:%M}"}
                warnings.append(OutlineWarning("misprinted-time", shown, line.number))
            return start, end
    warnings.append(OutlineWarning("bad-time", {"text": written}, line.number))
    return None


def _time(hour: str, minute: str | None, half: str = "") -> time | None:
    value = int(hour)
    if half == "pm" and value < _NOON:
        value += _NOON
    minutes = int(minute or 0)
    return time(value, minutes) if value < 24 and minutes < 60 else None  # noqa: PLR2004 (a clock)


def _in_order(blocks: list[tuple[time, time]]) -> Blocks:
    """The blocks of one day: each once, sorted, without those that overlap an earlier one."""
    kept: list[tuple[time, time]] = []
    for block in sorted(set(blocks)):
        if not kept or block[0] >= kept[-1][1]:
            kept.append(block)
    return tuple(kept)


def _minutes(blocks: Blocks) -> int:
    return sum((end.hour - start.hour) * 60 + end.minute - start.minute for start, end in blocks)


def _sum(days: float | None, blocks: Blocks) -> float | None:
    return _whole(round(days * _minutes(blocks) / 60, 2)) if days and blocks else None


def _compare(read: Duration, lines: Sequence[Line], warnings: list[OutlineWarning]) -> None:
    total = _sum(read.days, read.blocks)
    if total and read.days and read.hours and total != read.hours:
        shown = {"days": f"{read.days:g}", "sum": f"{total:g}", "hours": f"{read.hours:g}"}
        warnings.append(OutlineWarning("hours-differ", shown, lines[0].number))
