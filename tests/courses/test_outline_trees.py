"""Outlines by other trainers, each numbered in its own way, beside the tree a careful reader makes of them."""

import time
from pathlib import Path

import pytest

from courses.importers.nodes import NodeKind
from courses.importers.outline import parse, to_text, to_tree

OUTLINES = Path(__file__).parent / "outlines"
NAMES = sorted(path.stem for path in OUTLINES.glob("*.txt") if not path.stem.endswith(".tree"))


def source(name: str) -> str:
    return (OUTLINES / f"{name}.txt").read_text(encoding="utf-8")


def tree_of(text: str) -> str:
    return to_tree(parse("课程大纲\n" + text).modules)


@pytest.mark.parametrize("name", NAMES)
def test_an_outline_reads_to_the_tree_a_careful_reader_makes(name):
    expected = (OUTLINES / f"{name}.tree.txt").read_text(encoding="utf-8")
    assert to_tree(parse(source(name)).modules) == expected


@pytest.mark.parametrize("name", NAMES)
def test_a_tree_written_out_reads_back_the_same(name):
    modules = parse(source(name)).modules
    assert to_tree(parse(to_tree(modules)).modules) == to_tree(modules)
    assert tree_of(to_text(modules)) == to_tree(modules)


def test_the_clients_outline_warns_at_each_line_whose_place_the_text_leaves_open():
    warnings = parse(source("retail_credit")).warnings
    assert [(warning.line, warning.code) for warning in warnings] == [
        (24, "misprinted-time"),
        (34, "restart"),  # 1、 inside 1、
        (39, "bullet-change"),  # ➤ after -
        (169, "end-of-list"),  # 营销前调研同业竞争机构：
        (175, "number-jump"),  # 3.2.2 after 4.2.1
        (189, "new-heading"),  # 信贷营销中的异议处理
        (247, "stands-above"),  # 关于批量营销的内容
        (259, "mixed-numbering"),  # 二、 after 壹、
        (289, "not-parallel"),  # “中小企业局”公共服务平台
        (325, "end-of-list"),  # 案例分享——
        (327, "after-activity"),  # the line after it
    ]
    assert [warning.text for warning in warnings if warning.line == 175] == [
        "编号“3.2.2”不接“4.2.1”，按写法读作同一级。"
    ]


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("一、甲\n二、乙\n三、丙", "一、|甲\n二、|乙\n三、|丙\n"),
        ("1、甲\n1、乙\n2、丙\n2、丁", "1、|甲\n  1、|乙\n  2、|丙\n2、|丁\n"),
        ("一、甲\n1、乙\n（1）丙\n2、丁\n二、戊", "一、|甲\n  1、|乙\n    （1）|丙\n  2、|丁\n二、|戊\n"),
        ("1、甲\n2. 乙\n3、丙", "1、|甲\n2.|乙\n3、|丙\n"),
        ("4、甲\n4.2 乙\n4.2.1 丙\n3.2.2 丁", "4、|甲\n  4.2|乙\n    4.2.1|丙\n    3.2.2|丁\n"),
        ("壹、甲\n二、乙\n叁、丙", "壹、|甲\n二、|乙\n叁、|丙\n"),
        ("第一章 甲\n1.1 乙\n第二章 丙\n2.1 丁", "第一章|甲\n  1.1|乙\n第二章|丙\n  2.1|丁\n"),
        ("1、甲：\n子一\n子二\n2、乙", "1、|甲\n  |子一\n  |子二\n2、|乙\n"),
        ("1、甲：\n2、乙：", "1、|甲：\n2、|乙：\n"),
        ("A. 甲\nH. 辛\nI. 壬\nJ. 癸", "A.|甲\nH.|辛\nI.|壬\nJ.|癸\n"),
        ("I. One\nII. Two\nIII. Three", "I.|One\nII.|Two\nIII.|Three\n"),
        ("1 One\n1.1 Two\n2 Three", "1|One\n  1.1|Two\n2|Three\n"),
        ("第一章\n1、甲", "|第一章\n  1、|甲\n"),
        ("2024年的变化\n9:00-9:30 签到", "|2024年的变化\n|9:00-9:30 签到\n"),
        ("3.5亿元的窟窿\n2.0 版本", "|3.5亿元的窟窿\n|2.0 版本\n"),
    ],
)
def test_depth_follows_from_how_lists_continue(text, tree):
    assert tree_of(text) == tree


def test_indentation_decides_where_it_is_consistent_and_is_left_out_where_it_is_not():
    assert tree_of("甲\n\t乙\n\t\t丙\n丁") == "|甲\n  |乙\n    |丙\n|丁\n"
    assert tree_of("一、甲\n\u3000\u3000a)乙\n\u3000\u3000b)丙\n二、丁") == "一、|甲\n  a)|乙\n  b)|丙\n二、|丁\n"
    uneven = parse("课程大纲\n1、甲\n  2、乙\n 3、丙\n    4、丁")
    assert to_tree(uneven.modules) == "1、|甲\n2、|乙\n3、|丙\n4、|丁\n"
    assert [(warning.line, warning.code) for warning in uneven.warnings] == [(2, "no-title"), (2, "uneven-indent")]


def test_indented_bullets_below_flat_numbers_leave_the_numbers_to_their_own_order():
    assert tree_of("一、甲\n1、乙\n  - 丙\n    - 丁\n2、戊") == "一、|甲\n  1、|乙\n    -|丙\n      -|丁\n  2、|戊\n"


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("案例：某支行", NodeKind.CASE),
        ("➤ 案例分析——某支行", NodeKind.CASE),
        ("【案例】某支行", NodeKind.CASE),
        ("Case study: a bakery", NodeKind.CASE),
        ("小组讨论：怎么办", NodeKind.DISCUSSION),
        ("2、讨论：怎么办", NodeKind.DISCUSSION),
        ("互动游戏：传话", NodeKind.DISCUSSION),
        ("角色扮演：客户与经理", NodeKind.ROLE_PLAY),
        ("情景模拟", NodeKind.ROLE_PLAY),
        ("Role-play: the first call", NodeKind.ROLE_PLAY),
        ("工具：面谈清单", NodeKind.TOOL),
        ("案例在哪里找", NodeKind.POINT),
        ("工具理性与价值理性", NodeKind.POINT),
    ],
)
def test_kinds_are_recognised_from_the_words(line, kind):
    (part,) = parse(f"课程大纲\n一、甲\n1、乙\n{line}").modules
    lines = [node for _depth, node in part.walk()]
    assert (part.kind, lines[-1].kind) == (NodeKind.PART, kind)


def test_the_clients_outline_parses_in_under_50_ms_and_2000_lines_in_half_a_second():
    text = source("retail_credit")
    long = "课程大纲\n" + "\n".join(f"{n % 7 + 1}、第 {n} 行\n案例：甲\n普通的一行\n" for n in range(700))
    assert _best(text) < 0.05
    assert _best(long) < 0.5


def _best(text: str) -> float:
    times = []
    for _ in range(3):
        start = time.process_time()
        parse(text)
        times.append(time.process_time() - start)
    return min(times)


def test_what_opens_or_closes_the_course_belongs_to_no_chapter():
    text = "课程导入：为什么要学\n第一讲 甲\n1、乙\n2、丙\n第二讲 丁\n1、戊\n课程总结与答疑"
    assert tree_of(text) == (
        "|课程导入：为什么要学\n第一讲|甲\n  1、|乙\n  2、|丙\n第二讲|丁\n  1、|戊\n|课程总结与答疑\n"
    )


def test_the_one_list_that_nobody_indented_still_opens_a_child():
    text = "一、甲\n　　1．乙\n　　2．丙\n　　（1）丁\n　　（2）戊\n二、己\n　　1．庚\n　　2．辛\n　　3．壬"
    assert tree_of(text) == (
        "一、|甲\n  1．|乙\n  2．|丙\n    （1）|丁\n    （2）|戊\n二、|己\n  1．|庚\n  2．|辛\n  3．|壬\n"
    )
