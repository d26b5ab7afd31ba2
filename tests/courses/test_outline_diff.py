from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.importers.diff import Entry, match

OLD = [
    Entry(-1, "一、", "客户获取"),
    Entry(0, "1、", "网点阵地营销"),
    Entry(0, "2、", "商圈走访"),
    Entry(-1, "二、", "风险控制"),
    Entry(3, "1、", "交叉检验的方法"),
    Entry(3, "2、", "贷后检查"),
]


def test_an_outline_matches_itself():
    assert match(OLD, OLD) == {index: index for index in range(6)}


def test_a_renamed_line_is_known_by_what_is_left_of_its_title():
    new = [*OLD[:4], replace(OLD[4], title="交叉检验的三种方法"), OLD[5]]
    assert match(OLD, new) == {index: index for index in range(6)}


def test_a_chapter_with_another_title_is_known_by_its_lines():
    new = [*OLD[:3], replace(OLD[3], title="把好关"), *OLD[4:]]
    assert match(OLD, new)[3] == 3


def test_a_line_added_in_the_middle_is_new_and_the_renumbered_ones_stay():
    new = [OLD[0], OLD[1], Entry(0, "2、", "线上引流"), replace(OLD[2], marker="3、")]
    assert match(OLD, new) == {0: 0, 1: 1, 3: 2}


def test_a_line_put_into_another_chapter_is_the_same_line():
    new = [OLD[0], OLD[1], Entry(-1, "二、", "风险控制"), Entry(2, "1、", "商圈走访")]
    assert match(OLD, new) == {0: 0, 1: 1, 2: 3, 3: 2}


def test_a_different_line_with_the_old_ones_number_is_a_new_one():
    new = [OLD[0], Entry(0, "1、", "短视频直播"), OLD[2]]
    assert match(OLD, new) == {0: 0, 2: 2}


@pytest.mark.parametrize("times", [2, 3])
def test_lines_that_read_alike_are_paired_in_their_order(times):
    twins = [Entry(-1, "", "小组讨论")] * times
    assert match(twins, twins) == {index: index for index in range(times)}
    assert match(twins, twins[1:]) == {index: index for index in range(times - 1)}


titles = st.text("获客风控贷后检查网点商圈ab ", min_size=1, max_size=6)
outlines = st.lists(st.tuples(st.integers(0, 5), titles, st.sampled_from(["", "1、", "2、"])), max_size=14).map(
    lambda rows: [Entry(min(up, at) - 1 if at else -1, marker, title) for at, (up, title, marker) in enumerate(rows)]
)


@given(outlines, outlines)
def test_no_line_is_used_twice_and_the_answer_is_always_the_same(old, new):
    pairs = match(old, new)
    assert len(set(pairs.values())) == len(pairs)
    assert set(pairs) <= set(range(len(new)))
    assert set(pairs.values()) <= set(range(len(old)))
    assert match(old, new) == pairs
    assert match(old, old) == {index: index for index in range(len(old))}
