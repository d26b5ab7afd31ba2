"""Which lines of a text are the course's background, its objectives …, and which are its outline."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import Enum

from courses.importers.layout import Line
from courses.importers.markers import Reader
from courses.importers.styles import FOLD, PLAIN, Group, Marker


class Part(Enum):
    TITLE = "title"
    BACKGROUND = "background"
    OBJECTIVES = "objectives"
    AUDIENCE = "audience"
    DURATION = "duration"
    DELIVERY = "delivery"
    OUTLINE = "outline"
    OTHER = "other"


_COURSE = "(?:本次|本)?(?:课程|培训|授课|教学|学习|项目|讲座|工作坊|研修)"
_NAMES: dict[Part, tuple[str, ...]] = {
    Part.TITLE: (f"{_COURSE}(?:名称|题目|主题|标题)", "course (?:title|name)"),
    Part.BACKGROUND: (
        f"{_COURSE}(?:背景|前言|导言|引言|简介|概述|介绍|说明|缘起|意义)",
        "项目背景",
        "(?:course |programme |program |training )(?:background|overview|introduction|description|summary)",
    ),
    Part.OBJECTIVES: (
        f"{_COURSE}(?:收益|目标|目的|收获|成果|价值|效果|产出)",
        "(?:预期|学员)(?:收益|收获|目标|效果)|[您你]将(?:学到|收获)(?:什么)?",
        "(?:course |learning |training |programme? |key )+(?:objectives?|goals?|outcomes?|benefits?|takeaways?)",
        "what you will learn",
    ),
    Part.AUDIENCE: (
        f"{_COURSE}(?:对象|人员|人群)",
        "(?:学员|适用|适合|参训|参加|参与|目标)(?:对象|人员|人群|学员)|谁应(?:该)?参加",
        "(?:target |intended )audience|who should attend|who is (?:it|this)(?: course)? for|participants",
    ),
    Part.DURATION: (
        f"{_COURSE}(?:时间|时长|课时|天数|学时|日期|周期|安排)|课时安排|课时|学时",
        "(?:course |training )?duration|training time",
    ),
    Part.DELIVERY: (
        f"{_COURSE}(?:形式|方式|方法|手段|模式)",
        "(?:delivery|teaching|training|course|learning) (?:methods?|formats?|styles?|methodology|approach)|methodology",
    ),
    Part.OUTLINE: (
        f"(?:{_COURSE})?(?:主要|详细)?(?:内容)?(?:纲要|大纲|提纲|纲目)(?:内容)?",
        f"{_COURSE}(?:主要)?(?:内容|目录|模块|结构)(?:安排|与安排)?",
        "(?:course |training |detailed |program |programme )*(?:outline|syllabus|agenda|contents?|curriculum|modules)",
    ),
    Part.OTHER: (
        f"{_COURSE}(?:特色|特点|优势|亮点|风格|工具|费用|资料|要求|评估|考核|保障|须知)",
        "(?:讲师|老师|主讲人?|导师|专家|教师|培训师|师资)(?:介绍|简介|背景|资历|团队|力量|风采)",
        "主讲(?:老师|讲师|嘉宾|专家|教师)|(?:主要)?(?:服务|合作|授课|典型)客户|(?:客户|学员)(?:评价|见证|反馈)",
        "版权(?:声明|说明)|联系(?:方式|我们)|[训课]前准备|场地要求",
        "about (?:the )?(?:trainer|instructor|facilitator|speaker|author)",
        "(?:trainer|instructor|facilitator|speaker)(?: profile| bio)?",
        "course (?:features|highlights|fee|materials|requirements)|prerequisites|contact(?: us)?|references",
    ),
}
# Short names are headings before the outline; inside it they may well be points.
_SHORT: dict[Part, str] = {
    Part.TITLE: "题目|title",
    Part.BACKGROUND: "前言|背景|引言|导言|序言|background|introduction|overview|description",
    Part.OBJECTIVES: "目标|收益|目的|收获|objectives?|goals?|outcomes?|benefits",
    Part.AUDIENCE: "对象|受众|学员|人员|audience|attendees",
    Part.DURATION: "时间|时长|天数|time|length|schedule",
    Part.DELIVERY: "形式|方式|方法|format|methods?|delivery|approach",
    Part.OUTLINE: "纲要|内容|目录|正文|课程",
    Part.OTHER: "主讲|讲师|老师|trainer|notes?",
}
_LONG = {part: re.compile("|".join(words), re.IGNORECASE) for part, words in _NAMES.items()}
_BRIEF = {part: re.compile(words, re.IGNORECASE) for part, words in _SHORT.items()}
_NAMED = re.compile("|".join(word for words in _NAMES.values() for word in words), re.IGNORECASE)
_NAMED_BRIEFLY = re.compile("|".join([_NAMED.pattern, *_SHORT.values()]), re.IGNORECASE)
_BRACKETED = re.compile(r"[【\[〖「]\s*([^】\]〗」]{2,30})\s*[】\]〗」]\s*:?\s*")
_COLON = re.compile(r"([^:]{2,40}?)\s*:\s*")
_SPACED = re.compile(r"(\S{4,6})\s+(?=\S)")
_LONGEST = 60  # a heading's line is short, unless a colon ends its name
_ASIDE = re.compile(r"\s*\([^)]*\)$")


@dataclass(frozen=True)
class Heading:
    part: Part
    name: str
    rest: str  # what follows on the same line
    marker: Marker = PLAIN


@dataclass
class Section:
    """A heading with its lines; the lines before the first heading have none."""

    heading: Heading | None
    number: int
    lines: list[Line] = field(default_factory=list)

    @property
    def part(self) -> Part | None:
        return self.heading.part if self.heading else None


def split(lines: Iterable[Line]) -> list[Section]:
    """Cut a text at its headings. Inside the outline only a full name that stands like the outline's own cuts."""
    sections = [Section(None, 1)]
    outline: Heading | None = None
    reader = Reader()
    for line in lines:
        heading = _heading(line, reader, brief=outline is None)
        if heading and outline and not _stands_like(heading, outline):
            heading = None
        if heading is None:
            sections[-1].lines.append(line)
            continue
        if heading.part == Part.OUTLINE and heading.rest and _nothing_yet(sections):
            heading = replace(heading, part=Part.TITLE)  # "课程大纲：the course's name" on the first line
        if heading.part == Part.OUTLINE:
            if outline and not heading.rest:
                sections[-1].lines.append(line)
                continue
            outline = heading
        sections.append(Section(heading, line.number))
    return sections


def _nothing_yet(sections: list[Section]) -> bool:
    return len(sections) == 1 and not sections[0].lines


def _stands_like(heading: Heading, outline: Heading) -> bool:
    """六、讲师介绍 ends an outline headed 五、课程大纲; a numbered line in an unnumbered outline is a topic."""
    if heading.marker.group == Group.NUMBER:
        return heading.marker.style == outline.marker.style and heading.marker.number > outline.marker.number
    return True


def _heading(line: Line, reader: Reader, *, brief: bool) -> Heading | None:
    marker, title = reader.read(line.text)
    if marker.group == Group.ACTIVITY:
        marker, title = PLAIN, line.text
    folded = title.translate(FOLD)
    if not (_NAMED_BRIEFLY if brief else _NAMED).search(folded):
        return None  # most lines: none of the names stands anywhere in it
    for name, end in _candidates(folded):
        part = _part(name, brief=brief)
        if part:
            return Heading(part, name.strip(), title[end:].strip(), marker)
    return None


def _candidates(text: str) -> Iterable[tuple[str, int]]:
    """The ways a line may hold a heading's name, with the place where the rest begins."""
    if match := _BRACKETED.match(text):
        yield match[1], match.end()
    if match := _COLON.match(text):
        yield _ASIDE.sub("", match[1]), match.end()
    if len(text) <= _LONGEST:
        yield _ASIDE.sub("", text), len(text)
    if (match := _SPACED.match(text)) and not match[1].isascii():
        yield match[1], match.end()


def _part(name: str, *, brief: bool) -> Part | None:
    name = name.strip(' 《》*“”"')
    for part, pattern in _LONG.items():
        if pattern.fullmatch(name):
            return part
    if brief:
        for part, pattern in _BRIEF.items():
            if pattern.fullmatch(name):
                return part
    return None


def names_part(text: str) -> bool:
    """Whether a table's cell is the name of one of a course's facts, such as 课程对象."""
    return _part(text.translate(FOLD).rstrip(": "), brief=True) is not None
