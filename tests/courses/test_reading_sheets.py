import datetime as dt

import pytest

from courses.importers.messages import OutlineError
from courses.importers.outline import to_tree
from courses.importers.reading import read_file
from tests.courses import office


def tree(rows, **more) -> str:
    return to_tree(read_file("大纲.xlsx", office.sheet(rows, **more)).outline.modules)


def test_a_column_of_numbers_beside_the_titles():
    rows = [("序号", "内容", "时长"), ("一、", "获客", 60), (1, "渠道", 30), (2, "打法", 30), ("二、", "风控", 60)]
    assert tree(rows) == "一、|获客\n  1|渠道\n  2|打法\n二、|风控\n"


def test_decimal_numbers_survive_what_excel_makes_of_them():
    rows = [("编号", "标题"), (1, "获客"), *((float(f"1.{n}"), f"要点{n}") for n in range(1, 13)), (2.0, "风控")]
    numbers = [line.split("|")[0].strip() for line in tree(rows).splitlines()]
    assert numbers == ["1", *(f"1.{n}" for n in range(1, 13)), "2"]


def test_a_number_that_excel_took_for_a_date():
    rows = [("编号", "标题"), ("1", "获客"), (dt.date(2026, 1, 2), "渠道")]
    assert read_file("a.xlsx", office.sheet(rows)).source[-1].text.strip() == "1.2 渠道"


def test_one_column_a_level():
    rows = [
        ("一级", "二级", "三级"),
        ("获客", "渠道", "网点"),
        ("获客", "渠道", "商圈"),
        (None, "打法", None),
        ("风控", None, None),
        (None, "核查", "流水"),
    ]
    assert tree(rows) == "|获客\n  |渠道\n    |网点\n    |商圈\n  |打法\n|风控\n  |核查\n    |流水\n"


def test_one_column_a_level_without_names_of_columns():
    rows = [("获客", None), (None, "渠道"), (None, "打法"), ("风控", None), (None, "核查")]
    assert tree(rows) == "|获客\n  |渠道\n  |打法\n|风控\n  |核查\n"


def test_a_column_that_says_the_level():
    rows = [("层级", "标题"), (1, "获客"), (2, "渠道"), (3, "网点"), (1, "风控")]
    assert tree(rows) == "|获客\n  |渠道\n    |网点\n|风控\n"


def test_title_and_facts_stand_above_the_table():
    rows = [("《小微信贷》",), ("课程对象：客户经理",), ("序号", "主题"), ("一、", "获客"), ("二、", "风控")]
    outline = read_file("a.xlsx", office.sheet(rows)).outline
    assert (outline.title, outline.audience) == ("小微信贷", "客户经理")
    assert to_tree(outline.modules) == "一、|获客\n二、|风控\n"


def test_lines_are_named_by_their_cells_and_left_columns_by_their_heads():
    rows = [("序号", "主题", "讲师"), ("一、", "获客", "王老师"), ("二、", "风控", "王老师")]
    reading = read_file("a.xlsx", office.sheet(rows, 备注=[("其他",)]))
    assert [line.place for line in reading.source][-2:] == ["B2", "B3"]
    assert [warning.text for warning in reading.outline.warnings][:2] == [
        "表格里“讲师”一列没有放进大纲。",
        "只读取了工作表“大纲”，其余 1 张没有读取。",
    ]


def test_an_indented_column_gives_its_levels():
    rows = [("获客",), ("  渠道",), ("    网点",), ("  打法",), ("风控",)]
    assert tree(rows) == "|获客\n  |渠道\n    |网点\n  |打法\n|风控\n"


def test_an_empty_sheet_and_one_too_long_are_refused():
    for rows, code in (([], "empty"), ([(f"第{n}行",) for n in range(5_002)], "too-long")):
        with pytest.raises(OutlineError) as refusal:
            read_file("a.xlsx", office.sheet(rows))
        assert refusal.value.code == code


def test_a_cell_in_the_last_row_of_the_sheet_costs_nothing():
    import io

    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(office.sheet([("一、获客",), ("二、风控",)])))
    book.active.cell(row=1_048_576, column=16_384, value="x")
    stream = io.BytesIO()
    book.save(stream)
    assert to_tree(read_file("a.xlsx", stream.getvalue()).outline.modules) == "一、|获客\n二、|风控\n"
