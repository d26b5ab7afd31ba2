"""The words trainers number things with, and the words that announce an activity."""

import re

from courses.importers.nodes import NodeKind

# The smaller the rank, the larger the part it names. Only words with a rank outrank other styles.
PART_RANKS = {
    **dict.fromkeys(("天", "日", "周", "day", "week"), 0),
    **dict.fromkeys(("篇", "上午", "morning"), 1),
    **dict.fromkeys(
        ("部分", "模块", "单元", "章", "章节", "篇章", "阶段", "板块", "专题", "part", "module", "unit", "chapter"), 2
    ),
    **dict.fromkeys(("讲", "课", "节", "主题", "环节", "课题", "lesson", "session", "section", "topic", "lecture"), 3),
}
ORDINAL_UNITS = "部分|模块|单元|章节|章|讲|节|篇章|篇|课|天|日|周|阶段|专题|板块|环节|主题"
ORDINAL_STEPS = "步骤|步|招|式|关|点|类|种|大|层|级|个|条"
LABELS = "模块|单元|专题|板块|阶段|部分|篇章|章节|主题|环节|课题"
ENGLISH_LABELS = "part|module|unit|chapter|lesson|session|day|week|section|topic|lecture"

_ACTIVITIES: tuple[tuple[NodeKind, str], ...] = (
    (
        NodeKind.ROLE_PLAY,
        "角色扮演|角色演练|情[景境]模拟|情[景境]演练|模拟演练|模拟|演练|实操|通关|role[ -]?plays?|simulation",
    ),
    (NodeKind.CASE, "案例|个案|case stud(?:y|ies)|cases?|example"),
    (NodeKind.TOOL, "工具|表单|模板|清单|话术|tools?|template|checklist|worksheet|handout"),
    (
        NodeKind.DISCUSSION,
        "讨论|研讨|思考|头脑风暴|互动|游戏|提问|问答|练习|作业|discussions?|brainstorm(?:ing)?|exercise|activity|game|quiz",
    ),
    (NodeKind.POINT, "视频|故事|测试|测评|示例|小结|总结|导入|备注|video|story|note|summary|wrap-?up|debrief"),
)
_BEFORE = "(?:小组|分组|现场|课堂|经典|真实|实战|学员|团队|成功|失败|情景|视频|互动|综合|实用|配套|落地|group |class )*"
_AFTER = (
    "(?:分享|分析|研讨|讨论|解析|剖析|点评|展示|演练|练习|研究|教学|导入|学习|扮演|体验|模拟|互动|游戏|"
    "表单|表格|模板|清单|包|表|库|题|与思考|与讨论|思考)*"
)
_WORDS = "|".join(words for _, words in _ACTIVITIES)
ACTIVITY = f"{_BEFORE}(?:{_WORDS}){_AFTER}"
_WHOLE = {kind: re.compile(f"{_BEFORE}(?:{words}){_AFTER}", re.IGNORECASE) for kind, words in _ACTIVITIES}
_START = re.compile(
    rf"[\[(【「]?\s*({ACTIVITY})\s*(?:[一二三四五六七八九十\d]{{1,2}})?\s*(?:[:：|\])】」]|-|–|—|$)", re.IGNORECASE
)


_COURSE = "(?:本次|本|全)?(?:课程|培训|内容|全天|当天|整体|course )?"
_OPENING = re.compile(
    rf"{_COURSE}(?:开场|导入|前言|引言|序言|导言|破冰|暖场|热身|opening|introduction|warm-?up|welcome)", re.IGNORECASE
)
_CLOSING_WORDS = "总结|回顾|结语|结束语|尾声|答疑|复盘|问答|结业|寄语|q ?& ?a|wrap-?up|closing|conclusion|recap|summary"
_CLOSING = re.compile(
    rf"{_COURSE}(?:{_CLOSING_WORDS})(?:\s*(?:与|和|及|、|and|&)?\s*(?:{_CLOSING_WORDS}|互动|提问|交流|合影))*",
    re.IGNORECASE,
)
_BEFORE_COLON = re.compile("[:：—–]")


def opens_course(text: str) -> bool:
    """课程导入：… before the first chapter is not the chapters' heading."""
    return bool(_OPENING.fullmatch(_BEFORE_COLON.split(text, maxsplit=1)[0].strip()))


def closes_course(text: str) -> bool:
    """课程总结与答疑 after the last chapter belongs to none of them."""
    return bool(_CLOSING.fullmatch(_BEFORE_COLON.split(text, maxsplit=1)[0].strip()))


def activity_kind(label: str) -> NodeKind | None:
    """The kind an activity's name stands for; None if the words name none."""
    for kind, pattern in _WHOLE.items():
        if pattern.fullmatch(label.strip()):
            return kind
    return None


def announced(text: str) -> NodeKind | None:
    """The kind of a title that starts by naming an activity, as in "小组讨论：…" or "案例"."""
    match = _START.match(text)
    return activity_kind(match[1]) if match else None
