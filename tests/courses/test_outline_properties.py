"""What holds for every text, also for those nobody thought of."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from courses.importers.layout import Line
from courses.importers.outline import OutlineError, parse, to_json, to_text, to_tree, understand

MARKERS = [
    *(
        "",
        "",
        "",
        "一、",
        "二、",
        "三、",
        "壹、",
        "（一）",
        "（二）",
        "1、",
        "2、",
        "3、",
        "1.",
        "2.",
        "1.1 ",
        "1.2 ",
        "2.1 ",
    ),
    *("3.2.2 ", "1)", "（1）", "（2）", "①", "②", "A.", "B.", "a) ", "i. ", "ii. ", "Ⅰ、", "➤", "● ", "- ", "* ", "★"),
    *("第一章 ", "第二讲：", "模块一：", "Day 1: ", "Module 2 ", "案例：", "案例1：", "讨论：", "【工具】", "数据一："),
    *("步骤2：", "## ", "### ", "上篇：", "下篇："),
]
INDENTS = ["", "", "  ", "    ", "\t", "\u3000\u3000"]
words = st.text("甲乙丙丁戊己庚辛：。“”——（）、ab ", min_size=1, max_size=8).filter(
    lambda text: any(map(str.isalnum, text))
)
lines = st.builds("{}{}{}".format, st.sampled_from(INDENTS), st.sampled_from(MARKERS), words)
texts = st.lists(lines | st.just(""), min_size=1, max_size=40).map("\n".join)


def letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


@given(texts)
def test_every_line_appears_once_and_in_order(text):
    source = [line for line in text.split("\n") if letters(line)]
    try:
        outline = parse("《课》\n课程大纲：\n" + text)
    except OutlineError:
        assert not source
        return
    numbers = [node.line for _depth, node in outline.walk()]
    rendered = [letters(node.marker + node.title) for _depth, node in outline.walk()]
    assert numbers == [number for number, line in enumerate(text.split("\n"), 3) if letters(line)]
    assert rendered == [letters(line) for line in source]


@given(texts)
def test_depth_grows_by_one_at_a_time_and_reads_back_the_same(text):
    try:
        modules = parse("课程大纲：\n" + text).modules
    except OutlineError:
        return
    depths = [0] + [depth for module in modules for depth, _node in module.walk()]
    assert all(after <= before + 1 for before, after in pairwise(depths))
    assert max(depths) < 12
    printed = parse(to_tree(modules)).modules
    assert [(d, n.marker, n.title, n.kind) for m in printed for d, n in m.walk()] == [
        (d, n.marker, n.title, n.kind) for m in modules for d, n in m.walk()
    ]


@given(st.text(max_size=300) | texts)
def test_any_text_is_read_or_refused(text):
    try:
        outline = parse(text)
    except OutlineError:
        return
    assert to_json(outline)
    assert to_text(outline.modules)
    assert all(warning.text and warning.line > 0 for warning in outline.warnings)


counted = st.lists(st.lists(st.integers(0, 3), min_size=1, max_size=4), min_size=1, max_size=4)


@given(counted)
def test_an_outline_numbered_by_the_book_is_read_without_a_doubt(chapters):
    tree = ""
    for chapter, sections in enumerate(chapters, 1):
        tree += f"第{chapter}章|章\n"
        for section, points in enumerate(sections):
            tree += f"  {'一二三四'[section]}、|节\n"
            tree += "".join(f"    {point}、|点\n" for point in range(1, points + 1))
    flat = "\n".join(line.strip().replace("|", " " if "章|" in line else "") for line in tree.splitlines())
    outline = parse("《课》\n课程大纲\n" + flat)
    assert to_tree(outline.modules) == tree
    assert outline.warnings == ()


known = st.lists(st.tuples(st.integers(0, 5), st.sampled_from(MARKERS), words), min_size=1, max_size=30)


@given(known)
def test_lines_whose_level_a_file_tells_appear_once_in_order_and_never_jump(told):
    lines = [Line(1, "课程大纲")]
    lines += [Line(at, f"{marker}{text}".strip(), heading=level) for at, (level, marker, text) in enumerate(told, 2)]
    outline = understand(lines)
    assert [node.line for _depth, node in outline.walk()] == [line.number for line in lines[1:]]
    depths = [-1] + [depth for depth, _node in outline.walk()]
    assert all(after <= before + 1 for before, after in pairwise(depths))


@given(st.lists(st.integers(1, 6), min_size=1, max_size=30))
def test_levels_that_a_file_tells_without_jumps_are_the_trees(levels):
    told = [1]
    for level in levels:
        told.append(min(level, told[-1] + 1))
    lines = [Line(1, "课程大纲"), *(Line(at, f"要点{at}", heading=level) for at, level in enumerate(told, 2))]
    assert [depth + 1 for depth, _node in understand(lines).walk()] == told
