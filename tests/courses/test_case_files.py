from string import whitespace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.importers.cases import CaseText, StageText, read_case, write_case

AWKWARD = [
    "数据",
    "一: 二",
    "# 井",
    "- 点",
    "'引'",
    '"双"',
    "a|b",
    "{x}",
    "[y]",
    "> 引",
    "\\反",
    "%",
    "yes",
    "2019",
    "null",
    "~",
]
WORDS = st.sampled_from(AWKWARD)
LINES = (
    st.sampled_from(["## 数据", "### 讨论题", "\\## 两次", "正文", "- 一点", "", "---", "# 大标题", "\\\\### 讨论题"])
    | WORDS
)
BODY = st.lists(LINES, max_size=6).map(lambda lines: "\n".join(lines).strip(whitespace))
TITLE = WORDS.filter(lambda title: title != "教学说明")
STAGES = st.lists(st.builds(StageText, TITLE, BODY, st.lists(WORDS, max_size=3).map(tuple)), min_size=1, max_size=4)
CASES = st.builds(
    CaseText,
    slug=st.just("ipc"),
    title=WORDS,
    stages=STAGES.map(tuple),
    institution=WORDS | st.just(""),
    industry=st.just("小微信贷"),
    facts_as_of=st.sampled_from(["", "2019 年 5 月", "2019"]),
    module=WORDS | st.just(""),
    tags=st.lists(WORDS, max_size=3).map(tuple),
    sources=st.lists(WORDS, max_size=3).map(tuple),
    teaching_note=BODY,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault of the file
@given(CASES)
def test_a_case_written_to_a_file_is_read_back_the_same(case):
    assert read_case(write_case(case)) == case


def test_a_case_file_is_readable():
    case = CaseText(
        "ipc",
        "IPC 技术",
        (StageText("情境", "流水记在本子上。", ("问什么？",)), StageText("结果", "放了。")),
        teaching_note="先猜。",
    )
    assert write_case(case) == (
        "---\nslug: ipc\ntitle: IPC 技术\n---\n"
        "## 情境\n\n流水记在本子上。\n\n### 讨论题\n\n- 问什么？\n\n"
        "## 结果\n\n放了。\n\n"
        "## 教学说明\n\n先猜。\n"
    )
