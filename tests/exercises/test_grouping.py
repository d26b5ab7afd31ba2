import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises.grouping import Trainee, alike_pairs, deal

traits = st.sampled_from(["", "城东", "城西", "桥南", "开发区"])
classes = st.lists(st.tuples(traits, traits), min_size=1, max_size=40).map(
    lambda rows: [Trainee(number, branch, post) for number, (branch, post) in enumerate(rows)]
)


@given(classes, st.integers(1, 12), st.integers(0, 2**31))
def test_each_trainee_sits_at_one_table_and_tables_differ_by_one_at_most(trainees, groups, seed):
    groups = min(groups, len(trainees))
    tables = deal(trainees, groups=groups, seed=seed)
    sizes = [len(table) for table in tables]
    assert sorted(trainee.id for table in tables for trainee in table) == [trainee.id for trainee in trainees]
    assert len(tables) == groups
    assert max(sizes) - min(sizes) <= 1


@given(classes, st.integers(1, 12), st.integers(0, 2**31))
def test_the_same_seed_deals_the_same_whatever_order_the_roster_comes_in(trainees, groups, seed):
    groups = min(groups, len(trainees))
    assert deal(trainees, groups=groups, seed=seed) == deal(trainees[::-1], groups=groups, seed=seed)


@given(classes, st.integers(1, 12), st.integers(0, 2**31))
def test_a_deal_never_has_more_alike_pairs_than_the_shuffle_it_starts_from(trainees, groups, seed):
    groups = min(groups, len(trainees))
    shuffled = list(trainees)
    random.Random(seed).shuffle(shuffled)
    by_chance = [shuffled[first::groups] for first in range(groups)]
    assert alike_pairs(deal(trainees, groups=groups, seed=seed)) <= alike_pairs(by_chance)


def test_six_branches_of_six_are_spread_over_six_tables_without_an_alike_pair():
    trainees = [Trainee(n, f"支行{n % 6}", f"岗位{n // 6}") for n in range(36)]
    assert alike_pairs(deal(trainees, groups=6, seed=1)) == 0


def test_people_without_branch_or_post_are_not_alike():
    assert alike_pairs([[Trainee(1), Trainee(2)]]) == 0


@pytest.mark.parametrize("groups", [0, -1, 4])
def test_an_impossible_number_of_groups_is_refused(groups):
    with pytest.raises(ValueError, match="3 trainees"):
        deal([Trainee(n) for n in range(3)], groups=groups, seed=1)


def test_two_thousand_trainees_are_dealt_within_a_second_of_cpu():
    chance = random.Random(1)
    trainees = [Trainee(n, f"b{chance.randrange(20)}", f"p{chance.randrange(5)}") for n in range(2000)]
    start = time.process_time()
    deal(trainees, groups=333, seed=1)
    assert time.process_time() - start < 1
