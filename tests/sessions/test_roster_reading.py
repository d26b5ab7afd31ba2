"""What a roster says, however it was written: pasted, in a CSV file, in a workbook."""

import datetime as dt
import io
import random
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.refusals import Refusal
from sessions.roster_columns import find_header, guess
from sessions.roster_grid import is_identity_number
from sessions.roster_rows import entries_of
from sessions.rosters import read_grid
from tests.sessions.sheets import workbook

LI_MING = {"name": "李明", "phone": "13812345678", "branch": "城东支行", "post": "客户经理"}
HEADER = ("姓名", "手机", "单位")
IDENTITY = "110101199003077459"  # checks, belongs to nobody known


def read(source):
    grid = read_grid(source)
    return entries_of(grid, guess(grid, find_header(grid)))[0]


def people(source):
    return [{name: text for name, text in entry.values.items() if text} for entry in read(source)]


def complaints(source):
    return [(problem.cell, problem.field, problem.text) for entry in read(source) for problem in entry.problems]


# Pasted ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "李明\t13812345678\t城东支行\t客户经理",
        "李明,13812345678,城东支行,客户经理",
        "李明，13812345678，城东支行，客户经理",
        "李明  13812345678   城东支行    客户经理",
        "李明　13812345678　城东支行　客户经理",
        "李明 13812345678 城东支行 客户经理",
        "李 明 13812345678 城东支行 客户经理",
        "李 明\t13812345678\t 城东支行 \t客户经理\t",
        '"李明","13812345678","城东支行","客户经理"',
        "1\t李明\t13812345678\t城东支行\t客户经理",
        "1、李明，13812345678，城东支行，客户经理",
        "1. 李明 13812345678 城东支行 客户经理",
        "李明\t１３８１２３４５６７８\t城东支行\t客户经理",
        "\ufeff李明\u200b\t13812345678\t城东支行\t客户经理",
        "单位\t岗位\t姓名\t手机号\n城东支行\t客户经理\t李 明\t+86 138-1234-5678",
        "序号,联系电话（必填）,学员姓名*,性别,机构/支行,职务/岗位,备注\n1,13812345678.0,李明,男,城东支行,客户经理,新来",
    ],
)
def test_a_person_is_read_however_the_line_is_written(line):
    assert people(line) == [LI_MING]


@pytest.mark.parametrize("name", ["𠮷田", "阿依古丽·买买提", "欧阳娜娜", "Anna Müller", "〇二"])
def test_names_are_kept_as_they_are_written(name):
    assert read(f"{name}\t13812345678")[0].name == name


def test_a_phone_and_an_email_column_are_both_kept_and_two_phones_fill_each_other_in():
    text = "姓名,手机,联系电话,邮箱\n李明,13812345678,,Li@Example.com\n王芳,,13812345679,"
    assert people(text) == [
        {"name": "李明", "phone": "13812345678", "email": "li@example.com"},
        {"name": "王芳", "phone": "13812345679"},
    ]


def test_of_the_bank_and_its_branch_the_branch_counts():
    assert people("单位,支行,姓名,手机\n青禾银行,城东支行,李明,13812345678")[0]["branch"] == "城东支行"


def test_somebody_elses_name_and_number_are_not_taken_for_the_trainees():
    text = "领导姓名,紧急联系人电话,姓名,手机\n王总,13900000000,李明,13812345678"
    assert people(text) == [{"name": "李明", "phone": "13812345678"}]


def test_headings_totals_blank_lines_and_the_header_once_more_are_nobody():
    text = "单位,姓名,手机\n城东支行,,\n,李明,13812345678\n\n单位,姓名,手机\n,合计 1 人,\n"
    grid = read_grid(text)
    entries, passed = entries_of(grid, guess(grid, find_header(grid)))
    assert ([entry.number for entry in entries], passed) == ([3], [2, 5, 6])


def test_a_quoted_cell_may_hold_commas_and_line_breaks():
    text = '姓名,手机,单位\n"李明",13812345678,"城东支行, 营业部\n二楼"\n王芳,13812345679,城西'
    assert [(entry.number, entry.values["branch"]) for entry in read(text)] == [
        (2, "城东支行, 营业部 二楼"),
        (4, "城西"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_file_is_read_in_the_encodings_chinese_computers_write(encoding):
    text = "姓名,手机号,机构,岗位\r\n李明,138 1234 5678,城东支行,客户经理\r\n"
    assert people(text.encode(encoding)) == [LI_MING]


@pytest.mark.parametrize(
    ("line", "place", "words"),
    [
        (",13812345678", ("A3", "姓名"), "缺姓名。请补上，或删去这一行。"),
        ("李明,", ("B3", "手机号或邮箱"), "缺手机号或邮箱。学员用它登录。"),
        ("李明,1381234567", ("B3", "手机号"), "“1381234567”不是手机号。"),
        ("李明,1.38123E+10", ("B3", "手机号"), "号码被写成了科学计数法"),
        ("13812345678,13812345679", ("A3", "姓名"), "这一栏是号码或邮箱，不是姓名。"),
        (f"{'李' * 200},13812345678", ("A3", "姓名"), "超过 50 个字。请缩短。"),
        (f"李明,13812345678,{'支' * 101}", ("C3", "机构/支行"), "超过 100 个字。请缩短。"),
        (f"李明,13812345678,{IDENTITY}", ("C3", "机构/支行"), "单元格里是身份证号，没有读取也不会保存。"),
    ],
)
def test_what_is_wrong_is_named_with_its_cell_and_what_to_do(line, place, words):
    (cell, field, text), *_rest = complaints(f"姓名,手机,机构\n张三,13800000000,城东\n{line}\n赵六,13800000009,城西")
    assert (cell, field) == place
    assert text.startswith(words)


# Workbooks ------------------------------------------------------------------------------------------------------------


def test_a_real_workbook_with_title_rows_two_header_rows_and_merged_cells():
    def merged(sheet):
        for cells in ("A1:H1", "A2:A3", "B2:B3", "C2:C3", "D2:E2", "C4:C5"):
            sheet.merge_cells(cells)
        sheet["F4"].number_format = "000000"

    rows: list[list[object]] = [
        ["青禾银行 2026 年零售信贷培训学员名单"],
        ["序号", "姓名", "单位", "联系方式", None, "工号", "身份证号码", "条线"],
        [None, None, None, "手机号码", "邮箱"],
        [1, "李　明", "城东支行", 13812345678, "Li@example.com", 7, IDENTITY, "小微"],
        [2, "王芳", None, "１３８１２３４５６７９", None, "0008", IDENTITY, "零售"],
        [None, "合计 2 人"],
    ]
    assert people(workbook(rows, merged)) == [
        {"name": "李明", "branch": "城东支行", "phone": "13812345678", "email": "li@example.com",
         "staff_number": "000007", "line": "小微"},
        {"name": "王芳", "branch": "城东支行", "phone": "13812345679", "staff_number": "0008", "line": "零售"},
    ]  # fmt: skip


def test_identity_numbers_are_left_out_whatever_their_column_is_called():
    titled = read_grid(workbook([["姓名", "手机", "证件号码"], ["李明", "13812345678", "110101"]]))
    untitled = read_grid(workbook([["姓名", "手机", "备注"], ["李明", "13812345678", IDENTITY]]))
    single = read_grid(f"姓名,手机,备注\n李明,13812345678,{IDENTITY}\n王芳,13812345679,新来\n赵强,13812345670,老员工")
    assert (titled.left_out, untitled.left_out, single.left_out) == ({2: "证件号码"}, {2: ""}, {})
    for grid in (titled, untitled, single):
        assert "110101" not in str(grid.as_json())


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("=A2", "单元格里是公式，没有读取。"),
        (dt.date(2026, 3, 12), "Excel 把它当成了日期（2026-03-12）。"),
        (6222021001001234567, "数字超过 15 位，Excel 已把末尾改成了 0。"),
    ],
)
def test_a_cell_that_cannot_be_trusted_is_refused_by_its_name(cell, words):
    (place, field, text), *rest = complaints(
        workbook([["姓名", "手机", "工号"], ["李明", "13812345678", cell], ["王芳", "13812345679", 7]])
    )
    assert (place, field, rest) == ("C2", "工号", [])
    assert text.startswith(words)


def test_a_formula_in_a_column_that_is_not_read_harms_nothing():
    assert complaints(workbook([["序号", "姓名", "手机"], ["=ROW()-1", "李明", "13812345678"]])) == []


def test_the_sheet_with_the_roster_is_found_and_other_rosters_are_named():
    def more(sheet):
        sheet.title = "说明"
        for title in ("一班", "二班"):
            other = sheet.parent.create_sheet(title)
            for row in (
                HEADER,
                ("李明", "13812345678", "城东"),
                *[("王芳", "13812345679", "城西")] * (title == "一班"),
            ):
                other.append(row)

    grid = read_grid(workbook([["请填写下一张表"]], more))
    assert (grid.sheet, grid.beside) == ("一班", ("二班",))


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 40_000_000)
    return out.getvalue()


def word_document():
    out = io.BytesIO()
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    with zipfile.ZipFile(out, "w") as archive:
        override = f'<Override PartName="/word/document.xml" ContentType="{kind}"/>'
        archive.writestr("[Content_Types].xml", f"<Types>{override}</Types>")
    return out.getvalue()


OLD_EXCEL = b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "Workbook".encode("utf-16-le") + b"\0" * 100


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("", "名单里没有人。"),
        ("姓名\t手机号\n", "名单里没有人。"),
        (b"", "文件是空的。"),
        (workbook([[]]), "文件是空的。"),
        (b"PK\x03\x04 spreadsheet", "文件已损坏，打不开。"),
        (OLD_EXCEL, "这是旧格式的 Excel 文件（.xls）。请用 Excel 或 WPS 打开，另存为 .xlsx"),
        (word_document(), "这不是表格文件。"),
        (b"%PDF-1.7", "这是 PDF 文件。"),
        (bytes(range(256)), "这不是名单文件。"),
        (b"x" * (5 * 1024 * 1024 + 1), "名单超过 5 MB。"),
        ("x" * (5 * 1024 * 1024 + 1), "名单超过 5 MB。"),
        (bomb(), "文件解开后大得不合常理，没有读取。"),
        ("\n".join(["李明,1"] * 10_001), "名单有 10001 行，一次最多 10000 行。请分几次导入。"),
        (workbook([HEADER, *[("李明", "1")] * 10_001]), "一次最多 10000 行。请分几次导入。"),
    ],
    ids=range(14),
)
def test_what_is_no_roster_is_refused_in_words(source, words):
    with pytest.raises(Refusal, match=words):
        read_grid(source)


def test_nothing_is_unpacked_of_what_claims_to_be_too_much(monkeypatch):
    opened = []
    monkeypatch.setattr(openpyxl, "load_workbook", lambda *_args, **_options: opened.append(1))
    with pytest.raises(Refusal):
        read_grid(bomb())
    assert opened == []


# What holds for any roster --------------------------------------------------------------------------------------------

FIELDS = {"姓名": "name", "手机": "phone", "支行": "branch", "岗位": "post", "工号": "staff_number"}


@given(st.permutations(list(FIELDS)), st.sampled_from(["\t", ","]), st.integers(0, 3))
def test_the_order_of_the_columns_does_not_matter(titles, delimiter, above):
    values = {"姓名": "李明", "手机": "13812345678", "支行": "城东支行", "岗位": "客户经理", "工号": "007"}
    lines = ["学员名单"] * above + [delimiter.join(titles), delimiter.join(values[title] for title in titles)]
    assert people("\n".join(lines)) == [{FIELDS[title]: text for title, text in values.items()} | {}]


@given(st.text(max_size=300))
def test_no_text_at_all_breaks_the_reading(text):
    try:
        grid = read_grid(text)
    except Refusal:
        return
    header = find_header(grid)
    entries, passed = entries_of(grid, guess(grid, header))
    assert len(entries) + len(passed) == len(grid.rows) - header.below


@given(st.integers(0, 10**12))
def test_an_identity_number_is_known_by_its_last_place(seed):
    rng = random.Random(seed)
    first = f"11010119{rng.randint(0, 99):02d}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}{rng.randint(0, 999):03d}"
    assert sum(is_identity_number(first + check) for check in "0123456789X") == 1
