"""Tables of an outline, from Word or Excel: a column a level, a column of numbers, or facts of the course."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from courses.importers.layout import Line
from courses.importers.markers import Reader
from courses.importers.sections import names_part
from courses.importers.styles import FOLD, Group

_NUMBERS = re.compile("(?:序号|编号|序|号|no\\.?|#|number|item)", re.IGNORECASE)
_LEVELS = re.compile("(?:级别|层级|层次|大纲级别|level|depth)", re.IGNORECASE)
_TEXTS = re.compile(
    "(?:(?:[一二三四五1-5]级)?(?:课程|培训|授课|教学|主要|核心|详细)?"
    "(?:模块|单元|章节|章|节|部分|主题|标题|目录|大纲|纲要|内容|内容要点|要点|知识点|条目|名称|题目|专题)(?:名称|内容|要点)?"
    "|[一二三四五1-5]级(?:标题|目录)?"
    "|level ?\\d|module|unit|chapter|topic|title|contents?|subtopic|section|points?)",
    re.IGNORECASE,
)
_ASIDES = re.compile(
    "(?:授课|教学|课程|培训|建议|预计)?(?:时间|时长|课时|学时|分钟|用时|日期|天|半天|方式|方法|形式|手段|讲师|老师|备注|说明|"
    "工具|资料|物料|目的|目标|成果|收益|产出)(?:安排|分配|[(（].*[)）])?"
    "|time|minutes|duration|method|format|trainer|notes?|remarks?|materials?",
    re.IGNORECASE,
)
_ENOUGH = 0.8


@dataclass(frozen=True)
class Cell:
    """The lines of one cell; `place` is what a person calls it ("B3"); `number` is the first line's."""

    texts: tuple[str, ...] = ()
    number: int = 0
    place: str = ""
    width: int = 0  # how far it is indented in the cell


@dataclass
class Table:
    """What a table says: its lines, and the names of columns that hold no outline."""

    lines: list[Line] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    header: int = -1  # the row that names the columns; -1 when none does


def read(rows: Sequence[Sequence[Cell]], *, above: int = 0, known: bool = False) -> Table:
    """Lines of a table standing under a heading of level `above`.

    known: every cell is one line of the outline, so that also the last column's level is certain.
    """
    header = _header(rows)
    table = Table(header=header)
    if header < 0 and (facts := _facts(rows)):
        table.lines = facts
        return table
    for row in rows[: max(header, 0)]:
        table.lines += _plain(row)
    names = ["".join(cell.texts).strip() for cell in rows[header]] if header >= 0 else []
    body = rows[header + 1 :]
    kinds = _columns(names, body)
    table.left = [names[index] for index, kind in kinds.items() if kind == "aside" and index < len(names)]
    if "level" in kinds.values():
        table.lines += _with_levels(body, kinds, above)
    else:
        table.lines += _by_column(body, kinds, above, known=known)
    return table


@lru_cache(maxsize=4096)
def is_number(text: str) -> bool:
    """Whether a cell holds a bare number of an outline: 1.2, 一、, （3）, 第二讲."""
    text = text.strip()
    if re.fullmatch(r"\d{1,3}(?:\.\d{1,2}){0,4}[.、)）]?", text.translate(FOLD)):
        return True
    marker, title = Reader(bare_numbers=True).read(f"{text} 甲")
    return marker.group == Group.NUMBER and title == "甲"


def _header(rows: Sequence[Sequence[Cell]]) -> int:
    """The first of the top rows in which every cell is the name of a column."""
    for index, row in enumerate(rows[:6]):
        names = ["".join(cell.texts).strip() for cell in row if cell.texts]
        if len(names) > 1 and all(_named(name) for name in names) and any(_TEXTS.fullmatch(name) for name in names):
            return index
    return -1


def _named(name: str) -> bool:
    return any(pattern.fullmatch(name) for pattern in (_NUMBERS, _LEVELS, _TEXTS, _ASIDES))


def _facts(rows: Sequence[Sequence[Cell]]) -> list[Line]:
    """课程对象 | 客户经理 … : a table of facts becomes the lines 课程对象：客户经理."""
    filled = [[cell for cell in row if cell.texts] for row in rows]
    filled = [row for row in filled if row]
    heads = [row for row in filled if len(row) > 1 and names_part(row[0].texts[0])]
    if not filled or len(heads) < len(filled) * _ENOUGH:
        return []
    lines: list[Line] = []
    for row in filled:
        texts = [text for cell in row[1:] for text in cell.texts]
        first = f"{row[0].texts[0].rstrip('：: ')}：{texts[0]}" if texts else row[0].texts[0]
        lines.append(Line(row[0].number, first))
        numbers = [cell.number + step for cell in row[1:] for step in range(len(cell.texts))]
        lines += [Line(number, text) for number, text in zip(numbers[1:], texts[1:], strict=True)]
    return lines


def _plain(row: Sequence[Cell]) -> list[Line]:
    return [Line(cell.number + step, text) for cell in row for step, text in enumerate(cell.texts)]


def _columns(names: Sequence[str], body: Sequence[Sequence[Cell]]) -> dict[int, str]:
    """What each column that has anything in it holds: number, level, aside or text."""
    kinds: dict[int, str] = {}
    width = max((len(row) for row in body), default=0)
    for index in range(width):
        cells = [row[index] for row in body if index < len(row) and row[index].texts]
        if not cells:
            continue
        name = names[index] if index < len(names) else ""
        kinds[index] = _kind(name, cells)
    texts = [index for index, kind in kinds.items() if kind == "text"]
    for index, kind in kinds.items():
        if kind == "number" and not any(text > index for text in texts):
            kinds[index] = "aside" if texts else "text"
    return kinds


def _kind(name: str, cells: Sequence[Cell]) -> str:
    if _LEVELS.fullmatch(name) and all(cell.texts[0].isdecimal() for cell in cells):
        return "level"
    if _TEXTS.fullmatch(name):
        return "number" if all(len(cell.texts) == 1 and is_number(cell.texts[0]) for cell in cells) else "text"
    if name and _ASIDES.fullmatch(name):
        return "aside"
    numbers = sum(len(cell.texts) == 1 and is_number(cell.texts[0]) for cell in cells)
    return "number" if numbers >= len(cells) * _ENOUGH else "text"


def _with_levels(body: Sequence[Sequence[Cell]], kinds: dict[int, str], above: int) -> list[Line]:
    """A column says the level outright; a level that jumps is drawn to the next one there is."""
    lines: list[Line] = []
    column = next(index for index, kind in kinds.items() if kind == "level")
    for row in body:
        told = row[column].texts if column < len(row) else ()
        merged = _joined(row, kinds)
        if merged:
            level = int(told[0]) if told and told[0].isdecimal() else 1
            lines.append(replace(merged, heading=above + min(max(level, 1), 12)))
    return lines


def _by_column(body: Sequence[Sequence[Cell]], kinds: dict[int, str], above: int, *, known: bool) -> list[Line]:
    texts = [index for index, kind in kinds.items() if kind == "text"]
    if len(texts) < 2:  # noqa: PLR2004 (one column: the numbers in it tell the levels)
        lines = [line for row in body for line in _joined_lines(row, kinds)]
        return [replace(line, heading=above + 1) for line in lines] if above and known else lines
    lines = []
    seen: dict[int, str] = {}
    for row in body:
        for level, index in enumerate(texts):
            cell = row[index] if index < len(row) else Cell()
            if not cell.texts or seen.get(index) == "\n".join(cell.texts):
                continue
            seen = {column: text for column, text in seen.items() if column < index}
            if index != texts[-1]:
                seen[index] = "\n".join(cell.texts)
            number = _number(row, kinds, index)
            certain = known or index != texts[-1]
            lines += _cell_lines(cell, number, above + level + 1 if certain else 0)
    return lines


def _cell_lines(cell: Cell, number: str, heading: int) -> list[Line]:
    first = Line(cell.number, f"{number} {cell.texts[0]}".strip(), heading=heading)
    return [first, *(Line(cell.number + step, text) for step, text in enumerate(cell.texts[1:], 1))]


def _number(row: Sequence[Cell], kinds: dict[int, str], index: int) -> str:
    """What stands in the column of numbers right before column `index`."""
    before = index - 1
    return row[before].texts[0] if kinds.get(before) == "number" and row[before].texts else ""


def _joined_lines(row: Sequence[Cell], kinds: dict[int, str]) -> list[Line]:
    first = _joined(row, kinds)
    rest = [cell for index, cell in enumerate(row) if kinds.get(index) == "text" and len(cell.texts) > 1]
    more = [Line(cell.number + step, text) for cell in rest for step, text in enumerate(cell.texts[1:], 1)]
    return [first, *more] if first else []


def _joined(row: Sequence[Cell], kinds: dict[int, str]) -> Line | None:
    """The row's number and text as one line, such as "1.2 标题"."""
    cells = [cell for index, cell in enumerate(row) if kinds.get(index) in ("number", "text") and cell.texts]
    texts = [cell for index, cell in enumerate(row) if kinds.get(index) == "text" and cell.texts]
    if not cells:
        return None
    shown = (texts or cells)[0]
    return Line(shown.number, " ".join(cell.texts[0] for cell in cells), shown.width)
