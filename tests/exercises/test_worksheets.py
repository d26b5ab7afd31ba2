"""What a worksheet asks for and takes: no database here."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises.worksheets import AnswerError, DefinitionError, Missing, Table, definition, read_exercise, rows_of
from tests.factories.exercises import EVERY_TYPE

SHEET = definition(EVERY_TYPE)


@pytest.mark.parametrize(
    ("address", "typed", "value"),
    [
        ("customer", "  城东市场 \n 的批发户 ", "城东市场 的批发户"),
        ("customer", "a\x00b\u202ec", "ab\u202ec"),
        ("plan", "第一行\r\n第二行\r", "第一行\n第二行"),
        ("plan", "𠮷野家·A", "𠮷野家·A"),
        ("staff", "１２", "12"),
        ("amount", "1,200.50", "1200.5"),
        ("amount", "12.5万", "125000"),
        ("amount", "￥3亿元", "300000000"),
        ("amount", "-0", "0"),
        ("rate", "4.350%", "4.35"),
        ("day", "2026年1月3日", "2026-01-03"),
        ("day", "2026/11/23", "2026-11-23"),
        ("decision", "go", "go"),
        ("strengths", ["price", "speed"], ["speed", "price"]),
        ("strengths", [], ""),
        ("sure", "4", 4),
        ("models.ipc.score", "5", 5),
        ("survey.a001.lender", "农信社", "农信社"),
        ("survey.t19a2b.rate", "5", "5"),
        ("customer", "   ", ""),
    ],
)
def test_what_people_type_becomes_one_plain_value(address, typed, value):
    assert SHEET.clean(address, typed) == value


@pytest.mark.parametrize(
    ("address", "typed", "code"),
    [
        ("customer", "字" * 1_000_000, "too_long"),
        ("plan", "字" * 4_001, "too_long"),
        ("staff", "1.5", "too_precise"),
        ("staff", "100", "too_large"),
        ("amount", "-1", "too_small"),
        ("amount", "NaN", "not_a_number"),
        ("amount", "Infinity", "not_a_number"),
        ("amount", "1e9", "not_a_number"),
        ("amount", "9" * 100_000, "not_a_number"),
        ("amount", "很多", "not_a_number"),
        ("rate", "101", "too_large"),
        ("day", "2026-02-30", "not_a_date"),
        ("day", "昨天", "not_a_date"),
        ("decision", "maybe", "not_an_option"),
        ("strengths", ["speed", "near", "price"], "too_many"),
        ("strengths", ["speed", {"a": 1}], "wrong_type"),
        ("sure", "6", "not_a_rating"),
        ("sure", "４", "not_a_rating"),
        ("customer", {"a": 1}, "wrong_type"),
        ("customer", ["a"], "wrong_type"),
        ("customer", True, "wrong_type"),
        ("models", "x", "unknown_field"),
        ("models.ipc", "x", "unknown_field"),
        ("models.other.cost", "x", "unknown_field"),
        ("models.ipc.other", "x", "unknown_field"),
        ("survey.__row__.lender", "x", "unknown_field"),
        ("customer.a.b", "x", "unknown_field"),
        ("nothing", "x", "unknown_field"),
    ],
)
def test_what_a_field_does_not_take_is_refused_by_name(address, typed, code):
    with pytest.raises(AnswerError) as refused:
        SHEET.clean(address, typed)
    assert refused.value.code == code


@given(st.sampled_from(["customer", "plan", "staff", "amount", "rate", "day", "decision", "sure"]), st.text())
def test_cleaning_twice_changes_nothing_more(address, typed):
    try:
        once = SHEET.clean(address, typed)
    except AnswerError:
        return
    assert SHEET.clean(address, once) == once


@given(st.decimals(min_value=0, max_value=Decimal("999999999999.99"), places=2))
def test_money_keeps_every_cent(amount):
    assert Decimal(str(SHEET.clean("amount", f"{amount:,}"))) == amount


def test_a_required_field_is_missing_until_it_is_filled():
    assert SHEET.missing({}) == [Missing("customer", "目标客户")]
    assert SHEET.missing({"customer": "批发户"}) == []


def test_a_started_row_of_a_growing_table_needs_its_required_cells():
    assert SHEET.missing({"customer": "x", "survey.a001.rate": "5"}) == [Missing("survey", "同业", 1)]
    assert SHEET.missing({"customer": "x", "survey.a001.rate": "5", "survey.a001.lender": "农信"}) == []


def test_a_required_table_counts_its_empty_cells_or_rows():
    fixed = definition([EVERY_TYPE[-2] | {"required": True}])
    growing = definition([EVERY_TYPE[-1] | {"required": True}])
    assert fixed.missing({"models.ipc.cost": "人", "models.ipc.score": 3}) == [Missing("models", "模式", 2)]
    assert growing.missing({"survey.a001.lender": "农信"}) == [Missing("survey", "同业", 1)]


def test_progress_counts_fields_cells_and_rows():
    assert SHEET.filled({}) == (0, 9 + 4 + 2)
    assert SHEET.filled({"customer": "x", "models.ipc.cost": "人", "survey.t1.rate": "5"}) == (3, 15)


def test_rows_people_add_come_after_the_first_ones_oldest_first():
    table = SHEET.field("survey")
    assert isinstance(table, Table)
    keys = [row.key for row in rows_of(table, ["survey.tb.lender", "survey.ta.rate", "customer", "surveyx.tc.rate"])]
    assert keys == ["a001", "a002", "ta", "tb"]


def column(number: int) -> dict[str, Any]:
    return {"key": f"c{number}", "type": "short_text", "label": "列"}


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ([], "no_fields"),
        ("text", "no_fields"),
        ([column(1)] * 61, "too_many_fields"),
        ([column(1) | {"help": "字" * 200_000}], "definition_too_large"),
        ([column(1), column(1)], "fields_repeat"),
        ([{"key": "a", "label": "A"}], "union_tag_not_found"),
        ([{"key": "a", "label": "A", "type": "photo"}], "union_tag_invalid"),
        ([{"key": "A b", "label": "A", "type": "date"}], "string_pattern_mismatch"),
        ([{"key": "a", "label": "", "type": "date"}], "string_too_short"),
        ([{"key": "a", "label": "A", "type": "date", "color": "red"}], "extra_forbidden"),
        ([{"key": "a", "label": "A", "type": "number", "minimum": 3, "maximum": 1}], "limits_reversed"),
        ([{"key": "t", "label": "T", "type": "table", "columns": [column(n) for n in range(100)]}], "too_long"),
        ([{"key": "t", "label": "T", "type": "table", "columns": [column(1), column(1)]}], "columns_repeat"),
        (
            [{"key": "t", "label": "T", "type": "table", "columns": [{"key": "t", "type": "table"}]}],
            "union_tag_invalid",
        ),
    ],
)
def test_an_impossible_sheet_is_refused_with_its_fault(fields, code):
    with pytest.raises(DefinitionError) as refused:
        definition(fields)
    assert code in [problem.code for problem in refused.value.problems]


def test_a_table_of_twenty_columns_is_taken():
    fields = [{"key": "t", "label": "T", "type": "table", "columns": [column(n) for n in range(20)]}]
    assert definition(fields).filled({}) == (0, 1)


FILE = """
slug: survey
title: 调研
fields:
  - {key: who, type: short_text, label: 谁}
"""


def test_an_exercise_is_read_from_its_file():
    exercise = read_exercise(FILE)
    assert (exercise.slug, exercise.worked_by, exercise.max_mark) == ("survey", "group", 100)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("slug: [", "not_yaml"),
        ("a: &a [x]\nb: *a", "alias"),
        ("slug: x" + " " * 200_000, "definition_too_large"),
        ("just text", "model_type"),
        (FILE.replace("short_text", "photo"), "union_tag_invalid"),
        (FILE.replace("slug: survey", "slug: Not A Slug"), "string_pattern_mismatch"),
        (FILE + "colour: red\n", "extra_forbidden"),
    ],
)
def test_a_file_that_is_no_exercise_is_refused_with_its_fault(text, code):
    with pytest.raises(DefinitionError) as refused:
        read_exercise(text)
    assert code in [problem.code for problem in refused.value.problems]
