import datetime as dt
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessions.scheduling import Block, Held, Item, Plan, fit, fit_around

DAY = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
# Lines of each of the thirteen topics of the client's course, in teaching order.
REAL_COURSE = [26, 7, 11, 40, 4, 5, 8, 1, 1, 1, 1, 10, 30]


def block(day: int, start: int, minutes: int) -> Block:
    begin = DAY + dt.timedelta(days=day, minutes=start)
    return Block(begin, begin + dt.timedelta(minutes=minutes))


TWO_DAYS = [block(day, start, 180) for day in (0, 1) for start in (9 * 60, 14 * 60)]

open_items = st.lists(st.builds(Item, size=st.integers(1, 200)), min_size=1, max_size=60)
any_items = st.lists(
    st.builds(Item, size=st.integers(1, 200), minutes=st.none() | st.integers(1, 40).map(lambda n: n * 5)), max_size=30
)
some_blocks = st.lists(st.integers(4, 60).map(lambda n: n * 5), min_size=1, max_size=8).map(
    lambda lengths: [block(day, 9 * 60, minutes) for day, minutes in enumerate(lengths)]
)


def minutes_of(plan: Plan, count: int) -> list[int]:
    """Placed and left-over minutes of each item."""
    total = [0] * count
    for placement in plan.placements:
        if placement.item is not None:
            total[placement.item] += placement.minutes
    for item, minutes in plan.overflow:
        total[item] += minutes
    return total


def taught(plan: Plan) -> list[int]:
    return [placement.item for placement in plan.placements if placement.item is not None]


def test_the_real_course_fills_its_720_minutes_to_the_minute():
    plan = fit([Item(size) for size in REAL_COURSE], TWO_DAYS)
    assert sum(placement.minutes for placement in plan.placements) == 720
    assert plan.overflow == ()
    assert sorted(set(taught(plan))) == list(range(13))
    assert all(placement.minutes % 5 == 0 for placement in plan.placements)


def test_each_half_day_of_three_hours_pauses_in_its_middle():
    plan = fit([Item(size) for size in REAL_COURSE], TWO_DAYS)
    breaks = [(p.start.time().isoformat("minutes"), p.minutes) for p in plan.placements if p.item is None]
    assert breaks == [("10:25", 10), ("15:25", 10)] * 2


def test_the_real_course_keeps_its_proportions():
    plan = fit([Item(size) for size in REAL_COURSE], TWO_DAYS)
    for size, minutes in zip(REAL_COURSE, minutes_of(plan, 13), strict=True):
        assert abs(minutes - 680 * size / sum(REAL_COURSE)) <= 15


def test_a_boundary_just_after_the_break_snaps_to_it():
    plan = fit([Item(90), Item(80)], [block(0, 540, 180)])
    assert [(p.item, p.minutes) for p in plan.placements] == [(0, 85), (None, 10), (1, 85)]


def test_a_boundary_well_away_from_the_break_stays():
    plan = fit([Item(110), Item(60)], [block(0, 540, 180)])
    assert [(p.item, p.minutes) for p in plan.placements] == [(0, 85), (None, 10), (0, 25), (1, 60)]


def test_a_settled_length_is_respected():
    plan = fit([Item(1, minutes=45), Item(1), Item(1)], TWO_DAYS)
    assert minutes_of(plan, 3)[0] == 45
    assert sum(minutes_of(plan, 3)) == 680


def test_what_does_not_fit_is_named_with_its_minutes():
    plan = fit([Item(minutes=100), Item(minutes=90), Item(minutes=30)], [block(0, 540, 180)])
    assert plan.overflow == ((1, 20), (2, 30))
    assert minutes_of(plan, 3) == [100, 90, 30]


def test_more_open_items_than_there_are_steps_overflow():
    plan = fit([Item(1)] * 40, [block(0, 540, 180)])
    assert plan.overflow == tuple((index, 5) for index in range(34, 40))


@pytest.mark.parametrize(
    "blocks",
    [
        [Block(DAY, DAY)],
        [block(0, 600, 60), block(0, 630, 60)],
        [block(1, 540, 60), block(0, 540, 60)],
        [block(0, 540, 60), block(0, 540, 60)],
    ],
    ids=["empty", "overlapping", "unsorted", "twice"],
)
def test_impossible_blocks_are_refused(blocks):
    with pytest.raises(ValueError, match="block"):
        fit([Item(1)], blocks)


@pytest.mark.parametrize("item", [Item(0), Item(-1), Item(1, minutes=0)])
def test_an_item_without_size_is_refused(item):
    with pytest.raises(ValueError, match="item"):
        fit([item], TWO_DAYS)


def test_touching_blocks_are_fine():
    plan = fit([Item(1)], [block(0, 540, 50), block(0, 590, 50)])
    assert sum(p.minutes for p in plan.placements) == 100


def test_a_minute_that_is_no_whole_step_is_not_lost():
    plan = fit([Item(3), Item(1)], [block(0, 540, 177)])
    assert sum(p.minutes for p in plan.placements) == 177


@given(any_items, some_blocks)
def test_every_item_is_placed_once_in_order_inside_the_blocks(items, blocks):
    plan = fit(items, blocks)
    order = taught(plan) + [item for item, _minutes in plan.overflow]
    assert order == sorted(order)
    assert set(order) == set(range(len(items)))
    for placement in plan.placements:
        assert blocks[placement.block].start <= placement.start < placement.end <= blocks[placement.block].end
    for earlier, later in pairwise(plan.placements):
        assert earlier.end <= later.start
    for item, minutes in zip(items, minutes_of(plan, len(items)), strict=True):
        assert minutes == item.minutes if item.minutes else minutes >= 5


@given(open_items, some_blocks)
def test_open_items_fill_every_minute_or_overflow(items, blocks):
    plan = fit(items, blocks)
    total = sum(placement.minutes for placement in plan.placements)
    assert total == sum(block.minutes for block in blocks)
    room = total - sum(p.minutes for p in plan.placements if p.item is None)
    assert bool(plan.overflow) == (5 * len(items) > room)


@given(any_items, some_blocks)
def test_every_long_block_has_one_break_in_its_middle_third(items, blocks):
    plan = fit(items, blocks)
    for index, whole in enumerate(blocks):
        breaks = [p for p in plan.placements if p.item is None and p.block == index]
        assert [p.minutes for p in breaks] == ([10] if whole.minutes >= 60 else [])
        for pause in breaks:
            third = (whole.end - whole.start) / 3
            assert whole.start + third <= pause.start
            assert pause.end <= whole.end - third


@given(any_items, some_blocks)
def test_a_plan_is_stable_when_refitted_with_its_own_lengths(items, blocks):
    plan = fit(items, blocks)
    assert fit(items, blocks) == plan
    settled = [Item(item.size, minutes) for item, minutes in zip(items, minutes_of(plan, len(items)), strict=True)]
    assert fit(settled, blocks) == plan


@given(st.lists(st.integers(30, 60), min_size=2, max_size=6))
def test_no_splinter_beside_a_break_when_items_are_long(sizes):
    """Items of an hour or so in a day of two half-days: every piece can have ten minutes."""
    plan = fit([Item(size) for size in sizes], TWO_DAYS[:2])
    assert min(p.minutes for p in plan.placements) >= 10


@settings(max_examples=5)
@given(st.lists(st.integers(1, 50), min_size=200, max_size=200))
def test_two_hundred_items_fit_in_under_20_milliseconds(sizes):
    blocks = [block(day, start, 180) for day in range(10) for start in (540, 840)]
    items = [Item(size) for size in sizes]
    times = []
    for _ in range(5):
        begun = time.process_time()
        fit(items, blocks)
        times.append(time.process_time() - begun)
    assert min(times) < 0.02


# Around what is held --------------------------------------------------------------------------------------------------


@st.composite
def blocks_with_held(draw):
    """Blocks, and in each of them some stretches of whole steps that must stay."""
    blocks = draw(some_blocks)
    held = []
    for index, each in enumerate(blocks):
        at = 0
        for gap, length in draw(st.lists(st.tuples(st.integers(0, 6), st.integers(1, 6)), max_size=3)):
            start = at + gap * 5
            if start + length * 5 > each.minutes:
                break
            held.append(Held(index, each.start + dt.timedelta(minutes=start), length * 5))
            at = start + length * 5
    return blocks, held


@given(any_items, blocks_with_held())
def test_around_what_is_held_each_item_stands_once_in_order_and_to_the_minute(items, given_blocks):
    blocks, held = given_blocks
    plan = fit_around(items, blocks, held)
    order = taught(plan)
    assert order == sorted(order)
    free = sum(each.minutes for each in blocks) - sum(each.minutes for each in held)
    assert sum(p.minutes for p in plan.placements) == min(free, sum(minutes_of(plan, len(items))))
    if any(item.minutes is None for item in items) and not plan.overflow:
        assert sum(p.minutes for p in plan.placements) == free
    every = sorted([(p.start, p.end) for p in plan.placements] + [(each.start, each.end) for each in held])
    assert all(before[1] <= after[0] for before, after in pairwise(every))
    for p in plan.placements:
        assert blocks[p.block].start <= p.start < p.end <= blocks[p.block].end


def test_a_held_stretch_outside_its_block_is_refused():
    with pytest.raises(ValueError, match="held"):
        fit_around([Item(1)], TWO_DAYS, [Held(0, DAY + dt.timedelta(minutes=700), 30)])
