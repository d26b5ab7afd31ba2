import json
from datetime import time
from pathlib import Path

import pytest

from courses.importers.outline import OutlineError, parse, to_json

OUTLINES = Path(__file__).parent / "outlines"
MORNING, AFTERNOON = (time(9), time(12)), (time(14), time(17))


def read(name: str):
    return parse((OUTLINES / f"{name}.txt").read_text(encoding="utf-8"))


def timed(words: str):
    outline = parse(f"《课》\n课程时间：{words}\n课程大纲\n一、甲")
    return outline, [warning.code for warning in outline.warnings]


def test_the_clients_outline_tells_all_its_details():
    outline = read("retail_credit")
    assert outline.title == "互联网新形势下个人消费信贷和小微经营信贷业务拓展与创新"
    assert [text[:8] for text in outline.background] == ["《中央经济工作会", "随着普惠金融和移", "本篇课程纲要以及"]
    assert [text[:6] for text in outline.objectives] == ["思想上认识到", "掌握互联网金", "深刻了解普惠", "学习全流程风"]
    assert outline.audience.startswith("分行主管副行长、分行小微企业部门总经理")
    assert outline.delivery == ("讲授辅导", "案例分析", "小组讨论", "情景模拟", "互动游戏")
    assert (outline.days, outline.hours, outline.blocks) == (2, 12, (MORNING, AFTERNOON))


def test_the_misprinted_pm_is_read_as_printed_and_said():
    outline, _ = timed("2天（12小时） pm9：00—12：00 pm14：00-17：00")
    assert outline.blocks == (MORNING, AFTERNOON)
    assert [(w.line, w.text) for w in outline.warnings] == [(2, "时间“pm9：00—12：00”前后不一致，按 9:00–12:00 读取。")]


@pytest.mark.parametrize(
    ("words", "days", "hours", "blocks"),
    [
        ("2天（12小时）", 2, 12, ()),
        ("2天/6小时每天", 2, 12, ()),
        ("2天，每天6小时", 2, 12, ()),
        ("两天（6小时/天）", 2, 12, ()),
        ("一天", 1, None, ()),
        ("半天，3小时", 0.5, 3, ()),
        ("1天半", 1.5, None, ()),
        ("6学时", None, 6, ()),
        ("8课时（45分钟/课时）", None, 6, ()),
        ("2 days", 2, None, ()),
        ("1 day / 6 hours", 1, 6, ()),
        ("two days, 6 hours per day", 2, 12, ()),
        ("1天，上午9:00-12:00，下午2:00-5:00", 1, 6, (MORNING, AFTERNOON)),
        ("1天，9点-12点，14点-17点", 1, 6, (MORNING, AFTERNOON)),
        ("1 day, 9:00am to 12:00pm and 2:00 pm - 5:00 pm", 1, 6, (MORNING, AFTERNOON)),
        ("１天　９：００～１２：００", 1, 3, (MORNING,)),
    ],
)
def test_durations_in_many_forms(words, days, hours, blocks):
    outline, _ = timed(words)
    assert (outline.days, outline.hours, outline.blocks) == (days, hours, blocks)


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("待定", ["unread-duration"]),
        ("2天（10小时）9:00-12:00 14:00-17:00", ["hours-differ"]),
        ("1天 25:00-26:00", ["bad-time"]),
        ("1天 12:00-9:00", ["bad-time"]),
        ("6课时", ["class-hours"]),
    ],
)
def test_a_time_that_cannot_be_is_said_and_not_used(words, codes):
    assert timed(words)[1] == codes


@pytest.mark.parametrize(
    "heading", ["前言", "【课程背景】", "一、课程背景", "## Background", "**项目背景：**", "★ 课程背景"]
)
def test_sections_go_by_many_names(heading):
    outline = parse(f"名称\n\n{heading}\n1、甲。\n- 2、乙。\n课程对象 客户经理\n培训大纲：\n第一讲 丙")
    assert (outline.title, outline.background, outline.audience) == ("名称", ("甲。", "乙。"), "客户经理")
    assert [module.title for module in outline.modules] == ["丙"]


def test_what_is_not_outline_is_kept_out_and_noted():
    outline = read("lectures")
    assert outline.notes == ("主讲\n周老师", "讲师介绍\n周老师，十五年网点管理经验。")
    assert [warning.line for warning in outline.warnings if warning.code == "kept-out"] == [3, 49]


def test_a_topic_inside_the_outline_is_not_taken_for_a_heading():
    outline = parse("课程大纲\n一、甲\n1、课程目标\n2、对象\n背景：某公司\n二、乙")
    assert [node.title for _depth, node in outline.walk()] == ["甲", "课程目标", "对象", "背景：某公司", "乙"]


def test_an_outline_without_its_heading_begins_at_its_first_part():
    outline = parse("《课》\n课程目标\n1、甲\n课程对象：乙\n第一讲 丙\n1、丁\n第二讲 戊")
    assert (outline.objectives, outline.audience) == (("甲",), "乙")
    assert [module.title for module in outline.modules] == ["丙", "戊"]
    assert [(warning.line, warning.code) for warning in outline.warnings] == [(5, "no-heading")]


def test_a_missing_title_is_asked_for_and_the_files_name_stands_in():
    outline = parse("课程大纲\n一、甲", title_hint="信贷")
    assert (outline.title, [warning.code for warning in outline.warnings]) == ("信贷", ["no-title"])


@pytest.mark.parametrize(
    ("text", "code"), [("", "empty"), (" \n\t\u3000\n", "empty"), ("《课》\n课程大纲：\n----\n", "no-lines")]
)
def test_a_text_with_nothing_to_read_is_refused(text, code):
    with pytest.raises(OutlineError) as caught:
        parse(text)
    assert (caught.value.code, str(caught.value)) == (code, caught.value.render())


def test_json_holds_everything_and_speaks_the_readers_language():
    read_back = json.loads(to_json(read("retail_credit"), lambda sentence: f"¡{sentence}"))
    assert " ".join(read_back) == (
        "title background objectives audience delivery days hours blocks modules notes warnings"
    )
    assert read_back["blocks"] == [["09:00", "12:00"], ["14:00", "17:00"]]
    first = read_back["modules"][0]
    assert {name: first[name] for name in ("marker", "title", "kind", "line")} == {
        "marker": "一、", "title": "新的监管形势下零售信贷客户市场开拓渠道及方法", "kind": "part", "line": 30,
    }  # fmt: skip
    assert read_back["warnings"][1] == {
        "line": 34, "code": "restart", "message": "¡编号“1、”在同类编号中重新开始，读作上一行的下级。",
    }  # fmt: skip
