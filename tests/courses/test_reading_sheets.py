import datetime as dt
import io
import zipfile

import openpyxl
import pytest
from openpyxl.styles import Alignment

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


MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
SHARED = """<si><t>编号</t></si><si><t>标题</t></si>
<si><r><t>获</t></r><r><t>客</t></r><rPh sb="0" eb="1"><t>huò kè</t></rPh></si>
<si><t xml:space="preserve">渠道&#10;网点</t></si>"""
ROWS = """<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>
<row><c r="A2"><v>1</v></c><c r="B2" t="s"><v>2</v></c><c r="C2" t="b"><v>1</v></c><c r="D2" t="e"><v>#N/A</v></c></row>
<row r="4"><c><f>1+1</f><v>2</v></c><c t="str"><f>A1</f><v>风控</v></c></row>
<row r="6"><c r="A6"><v>3</v></c><c r="B6" t="s"><v>3</v></c><c r="C6" t="s"><v>99</v></c></row>"""


def as_excel_writes_it() -> bytes:
    """Shared texts with runs and their pronunciation, formulas with their last results, cells without an address."""
    plain = office.sheet([("x",)], 隐藏=[("藏起来的",)] * 9)
    with zipfile.ZipFile(io.BytesIO(plain)) as archive:
        book, links = (archive.read(name).decode() for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"))
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    texts = f'<Relationship Id="rId99" Type="{kind}" Target="sharedStrings.xml"/></Relationships>'
    hidden = 'name="隐藏" sheetId="2" state="hidden"'
    parts = {
        "xl/workbook.xml": book.replace('name="隐藏" sheetId="2" state="visible"', hidden),
        "xl/_rels/workbook.xml.rels": links.replace("</Relationships>", texts),
        "xl/sharedStrings.xml": f"<sst {MAIN}>{SHARED}</sst>",
        "xl/worksheets/sheet1.xml": f"<worksheet {MAIN}><sheetData>{ROWS}</sheetData></worksheet>",
    }
    assert hidden in parts["xl/workbook.xml"]
    return office.repacked(plain, {name: part.encode() for name, part in parts.items()})


def test_a_file_as_excel_itself_writes_it():
    reading = read_file("a.xlsx", as_excel_writes_it())
    assert to_tree(reading.outline.modules) == "1|获客\n2|风控\n3|渠道\n  |网点\n"
    assert [line.place for line in reading.source] == ["A1", "B2", "B4", "B6", "B6"]
    assert "other-sheets" not in {warning.code for warning in reading.outline.warnings}


def test_an_indent_of_the_cell_format_counts_as_spaces_do():
    book = openpyxl.load_workbook(io.BytesIO(office.sheet([("获客",), ("渠道",), ("网点",), ("风控",)])))
    for place, steps in (("A2", 1), ("A3", 2)):
        book["大纲"][place].alignment = Alignment(indent=steps)
    stream = io.BytesIO()
    book.save(stream)
    assert to_tree(read_file("a.xlsx", stream.getvalue()).outline.modules) == "|获客\n  |渠道\n    |网点\n|风控\n"


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])
def test_a_sheet_with_a_broken_part_or_with_entities_is_refused(part):
    for content in (b"<sst><si>", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'):
        with pytest.raises(OutlineError) as refusal:
            read_file("a.xlsx", office.repacked(as_excel_writes_it(), {part: content}))
        assert refusal.value.code == "broken-file"


def test_an_empty_sheet_and_one_too_long_are_refused():
    for rows, code in (([], "empty"), ([(f"第{n}行",) for n in range(5_002)], "too-long")):
        with pytest.raises(OutlineError) as refusal:
            read_file("a.xlsx", office.sheet(rows))
        assert refusal.value.code == code


def test_a_cell_in_the_last_row_of_the_sheet_costs_nothing():
    book = openpyxl.load_workbook(io.BytesIO(office.sheet([("一、获客",), ("二、风控",)])))
    book.active.cell(row=1_048_576, column=16_384, value="x")
    stream = io.BytesIO()
    book.save(stream)
    assert to_tree(read_file("a.xlsx", stream.getvalue()).outline.modules) == "一、|获客\n二、|风控\n"
