from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.outline_moves import ImpossibleMoveError, insert, move, parent_of, places, shape_of, subtree, target

SHAPE = shape_of([(1, None), (2, 1), (3, 2), (4, 1), (5, None)])


def outline(shape):
    return "".join(f"{'-' * place.depth}{place.pk}" for place in places(shape))


@pytest.mark.parametrize(
    ("pk", "way", "after"),
    [
        (4, "up", "1-4-2--35"),
        (2, "down", "1-4-2--35"),
        (4, "in", "1-2--3--45"),
        (2, "out", "1-42-35"),
        (5, "in", "1-2--3-4-5"),
        (3, "out", "1-2-3-45"),
    ],
)
def test_a_step_takes_the_whole_subtree(pk, way, after):
    aim = target(SHAPE, pk, way)
    assert aim is not None
    assert outline(move(SHAPE, pk, *aim)) == after


@pytest.mark.parametrize(("pk", "way"), [(1, "up"), (5, "down"), (2, "in"), (1, "out")])
def test_a_step_ends_where_the_way_ends(pk, way):
    assert target(SHAPE, pk, way) is None


@pytest.mark.parametrize(
    ("pk", "parent", "code"), [(1, 3, "cycle"), (1, 1, "cycle"), (9, None, "unknown"), (1, 9, "unknown")]
)
def test_an_impossible_move_is_refused(pk, parent, code):
    with pytest.raises(ImpossibleMoveError) as caught:
        move(SHAPE, pk, parent, 0)
    assert caught.value.code == code


def test_nothing_stands_deeper_than_thirteen_levels():
    chain = shape_of([(1, None), *((pk, pk - 1) for pk in range(2, 14))])
    with pytest.raises(ImpossibleMoveError) as caught:
        insert(chain, 99, 13, 0)
    assert caught.value.code == "depth"


@st.composite
def shapes(draw):
    parents = [None, *(draw(st.sampled_from([None, *range(1, pk)])) for pk in range(2, draw(st.integers(2, 12)) + 1))]
    return shape_of(list(enumerate(parents, start=1)))


@given(shapes(), st.data())
def test_a_move_loses_no_line_and_keeps_what_is_below(shape, data):
    lines = [place.pk for place in places(shape)]
    pk = data.draw(st.sampled_from(lines))
    parent = data.draw(st.sampled_from([None, *(line for line in lines if line not in subtree(shape, pk))]))
    moved = move(shape, pk, parent, data.draw(st.integers(0, 12)))
    assert sorted(place.pk for place in places(moved)) == sorted(lines)
    assert subtree(moved, pk) == subtree(shape, pk)
    assert parent_of(moved, pk) == parent
    depths = [place.depth for place in places(moved)]
    assert depths[0] == 0
    assert all(below <= above + 1 for above, below in pairwise(depths))
