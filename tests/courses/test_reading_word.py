from datetime import time
from pathlib import Path

import pytest

from courses.importers.messages import OutlineError
from courses.importers.outline import parse, to_tree
from courses.importers.reading import read_file
from courses.importers.word_numbers import numeral
from tests.courses import office

OUTLINES = Path(__file__).parent / "outlines"


def tree(document, name="大纲.docx") -> str:
    return to_tree(read_file(name, office.saved(document)).outline.modules)


def test_heading_styles_give_the_levels_and_facts_stay_out_of_the_tree():
    document = office.word()
    document.add_heading("《小微信贷》", 0)
    document.add_heading("课程对象", 1)
    document.add_paragraph("客户经理")
    document.add_heading("课程时间", 1)
    document.add_paragraph("1 天，9:00-12:00，14:00-17:00")
    document.add_heading("课程大纲", 1)
    document.add_heading("第一章 获客", 1)
    document.add_heading("渠道", 2)
    document.add_paragraph("1、网点")
    document.add_paragraph("2、商圈")
    document.add_heading("第二章 风控", 1)
    reading = read_file("大纲.docx", office.saved(document))
    outline = reading.outline
    assert (outline.title, outline.audience, outline.days, outline.hours) == ("小微信贷", "客户经理", 1, 6)
    assert outline.blocks == ((time(9), time(12)), (time(14), time(17)))
    assert to_tree(outline.modules) == "第一章|获客\n  |渠道\n    1、|网点\n    2、|商圈\n第二章|风控\n"
    assert [line.text.strip() for line in reading.source][-5:] == [
        "第一章 获客",
        "渠道",
        "1、网点",
        "2、商圈",
        "第二章 风控",
    ]


@pytest.mark.parametrize("name", ["heading 1", "标题 1"])
def test_chinese_word_calls_its_heading_styles_1_2_3(name):
    document = office.word()
    for level in (1, 2):
        style = document.styles[f"Heading {level}"]
        style.element.styleId = str(level)
        style.element.find("{*}name").set(
            next(iter(style.element.find("{*}name").keys())), name.replace("1", str(level))
        )
    for text, style_id in (("获客", "1"), ("渠道", "2"), ("网点", "2"), ("风控", "1")):
        office.set_property(document.add_paragraph(text), "w:pStyle", style_id)
    assert tree(document) == "|获客\n  |渠道\n  |网点\n|风控\n"


def test_an_id_without_its_style_is_still_a_heading():
    document = office.word()
    for text, style_id in (("获客", "标题1"), ("渠道", "标题 2"), ("风控", "1")):
        office.set_property(document.add_paragraph(text), "w:pStyle", style_id)
    assert tree(document) == "|获客\n  |渠道\n|风控\n"


def test_an_outline_level_counts_without_any_style():
    document = office.word()
    for text, level in (("获客", 0), ("渠道", 1), ("到店", 9), ("风控", 0)):
        office.set_property(document.add_paragraph(text), "w:outlineLvl", level)
    assert tree(document) == "|获客\n  |渠道\n    |到店\n|风控\n"


def test_automatic_numbers_are_written_out_as_word_prints_them():
    document = office.word()
    office.add_list(document, 70, [("chineseCounting", "第%1章"), ("chineseCounting", "%2、"), ("decimal", "%3.")])
    for text, level in (
        ("获客", 0),
        ("渠道", 1),
        ("网点", 2),
        ("商圈", 2),
        ("打法", 1),
        ("走访", 2),
        ("风控", 0),
        ("核查", 1),
    ):
        office.listed(document, text, 70, level)
    assert tree(document) == (
        "第一章|获客\n  一、|渠道\n    1.|网点\n    2.|商圈\n  二、|打法\n    1.|走访\n第二章|风控\n  一、|核查\n"
    )


def test_lists_of_one_definition_count_on_unless_one_says_where_it_starts():
    document = office.word()
    office.add_list(document, 70, [("decimal", "%1、")])
    office.add_number(document, 71, 70)
    office.add_number(document, 72, 70, starts=1)
    for text, number in (("甲", 70), ("乙", 71), ("丙", 72), ("丁", 72)):
        office.listed(document, text, number)
    source = read_file("a.docx", office.saved(document)).source
    assert [line.text.strip() for line in source] == ["1、 甲", "2、 乙", "1、 丙", "2、 丁"]


def test_legal_numbers_and_bullets_of_symbol_fonts():
    document = office.word()
    office.add_list(document, 70, [("chineseCounting", "%1、"), ("decimal", "%1.%2"), ("bullet", "\uf0d8")])
    level = document.part.numbering_part.element.find(".//{*}abstractNum[1]").findall("{*}lvl")[1]
    level.append(level.makeelement(level.tag.replace("}lvl", "}isLgl")))
    for text, depth in (("获客", 0), ("渠道", 1), ("网点", 2)):
        office.listed(document, text, 70, depth)
    assert tree(document) == "一、|获客\n  1.1|渠道\n    ➢|网点\n"


@pytest.mark.parametrize(
    ("count", "style", "shown"),
    [
        (4, "upperRoman", "IV"),
        (9, "lowerRoman", "ix"),
        (28, "upperLetter", "BB"),
        (3, "lowerLetter", "c"),
        (21, "chineseCounting", "二十一"),
        (105, "chineseCountingThousand", "一百零五"),
        (110, "chineseCounting", "一百一十"),
        (12, "chineseLegalSimplified", "拾贰"),
        (7, "decimalEnclosedCircleChinese", "⑦"),
        (2, "ideographTraditional", "乙"),
        (5, "decimalZero", "05"),
        (6, "aiueo", "6"),
    ],
)
def test_numbers_in_the_forms_of_word(count, style, shown):
    assert numeral(count, style) == shown


def test_a_table_with_a_column_a_level_becomes_a_tree():
    document = office.word()
    document.add_paragraph("课程大纲")
    table = document.add_table(rows=4, cols=3)
    rows = [
        ("模块", "内容", "时长"),
        ("模块一：获客", "渠道\n1、网点\n2、商圈", "2 小时"),
        ("", "打法", ""),
        ("模块二：风控", "核查", "1 小时"),
    ]
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    reading = read_file("a.docx", office.saved(document))
    assert to_tree(reading.outline.modules) == (
        "模块一：|获客\n  |渠道\n    1、|网点\n    2、|商圈\n  |打法\n模块二：|风控\n  |核查\n"
    )
    assert [w.text for w in reading.outline.warnings if w.code == "left-column"] == ["表格里“时长”一列没有放进大纲。"]


def test_a_table_of_facts_is_read_as_facts():
    document = office.word()
    table = document.add_table(rows=3, cols=2)
    for row, (name, text) in zip(
        table.rows, [("课程名称", "小微信贷"), ("课程对象", "客户经理"), ("课程时间", "2天")], strict=True
    ):
        row.cells[0].text, row.cells[1].text = name, text
    document.add_paragraph("课程大纲")
    document.add_paragraph("一、获客")
    outline = read_file("a.docx", office.saved(document)).outline
    assert (outline.title, outline.audience, outline.days) == ("小微信贷", "客户经理", 2)
    assert to_tree(outline.modules) == "一、|获客\n"


def test_deleted_and_hidden_text_and_the_contents_page_are_not_read():
    document = office.word()
    document.add_paragraph("一、获客")
    hidden = document.add_paragraph("")
    hidden.add_run("二、讲师备注").font.hidden = True
    gone = document.add_paragraph("三、删掉的")
    run = gone._p.find("{*}r")
    removed = run.makeelement(run.tag.replace("}r", "}del"))
    gone._p.append(removed)
    removed.append(run)
    contents = document.add_paragraph("获客 …… 1")
    document.styles.add_style("toc 1", 1)
    contents.style = document.styles["toc 1"]
    document.add_paragraph("二、风控")
    assert tree(document) == "一、|获客\n二、|风控\n"


def test_a_line_broken_within_a_paragraph_makes_two_lines():
    document = office.word()
    document.add_paragraph("一、获客\n1、网点")
    assert tree(document) == "一、|获客\n  1、|网点\n"


def test_a_document_without_text_is_refused():
    with pytest.raises(OutlineError) as refusal:
        read_file("a.docx", office.saved(office.word()))
    assert refusal.value.code == "empty"


def test_the_clients_own_outline_reads_the_same_from_word(tmp_path):
    text = (OUTLINES / "retail_credit.txt").read_text(encoding="utf-8")
    document = office.word()
    for line in text.splitlines():
        document.add_paragraph(line)
    assert tree(document) == to_tree(parse(text).modules)
