"""Deal trainees into groups so that colleagues of one branch or one post sit apart. Knows no Django and no clock."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

# Swaps tried in all; enough that more find nothing for a class of 60, and 2,000 people still take well under a second.
MOST_TRIES = 60_000
TRIES_EACH = 120


@dataclass(frozen=True)
class Trainee:
    id: int
    branch: str = ""
    post: str = ""

    @cached_property
    def traits(self) -> tuple[tuple[str, str], ...]:
        """What two people may have in common; an empty branch or post is nothing in common."""
        return tuple(trait for trait in (("branch", self.branch), ("post", self.post)) if trait[1])


Groups = tuple[tuple[Trainee, ...], ...]


def deal(trainees: Sequence[Trainee], *, groups: int, seed: int) -> Groups:
    """Place each trainee in one of `groups` groups whose sizes differ by one at most; the same seed deals the same.

    Starts from the better of a shuffle and a deal sorted by branch and post, then swaps pairs while that helps,
    so the result never has more alike pairs than the shuffle. Raises ValueError unless 1 <= groups <= trainees.
    """
    if not 1 <= groups <= len(trainees):
        raise ValueError(f"{len(trainees)} trainees, {groups} groups")
    chance = random.Random(seed)  # noqa: S311 (fair seats, not secrets)
    shuffled = sorted(trainees, key=lambda trainee: trainee.id)
    chance.shuffle(shuffled)
    branches, posts = Counter(t.branch for t in shuffled), Counter(t.post for t in shuffled)
    in_order = sorted(shuffled, key=lambda t: (-branches[t.branch], t.branch, -posts[t.post], t.post))
    start = min((_round_robin(order, groups) for order in (in_order, shuffled)), key=alike_pairs)
    return tuple(tuple(group) for group in _improved(start, chance))


def alike_pairs(groups: Sequence[Sequence[Trainee]]) -> int:
    """How well a deal mixes: pairs at one table that share a branch, plus those that share a post; 0 is perfect."""
    counts = (Counter(trait for trainee in group for trait in trainee.traits) for group in groups)
    return sum(number * (number - 1) // 2 for count in counts for number in count.values())


def _round_robin(order: Sequence[Trainee], groups: int) -> list[list[Trainee]]:
    return [list(order[first::groups]) for first in range(groups)]


def _improved(tables: list[list[Trainee]], chance: random.Random) -> list[list[Trainee]]:
    counts = [Counter(trait for trainee in table for trait in trainee.traits) for table in tables]
    if len(tables) == 1:
        return tables
    people = sum(map(len, tables))
    for _ in range(min(people * TRIES_EACH, MOST_TRIES)):
        one = int(chance.random() * len(tables))
        other = (one + 1 + int(chance.random() * (len(tables) - 1))) % len(tables)
        i, j = int(chance.random() * len(tables[one])), int(chance.random() * len(tables[other]))
        left, right = tables[one][i], tables[other][j]
        if _gain(left, right, counts[one], counts[other]) >= 0:  # sideways steps lead out of dead ends
            tables[one][i], tables[other][j] = right, left
            counts[one].subtract(left.traits)
            counts[one].update(right.traits)
            counts[other].subtract(right.traits)
            counts[other].update(left.traits)
    return tables


def _gain(left: Trainee, right: Trainee, here: Counter[tuple[str, str]], there: Counter[tuple[str, str]]) -> int:
    """Alike pairs saved when two people of different tables change places."""
    gain = 0
    for trait in left.traits:
        if trait not in right.traits:
            gain += (here[trait] - 1) - there[trait]
    for trait in right.traits:
        if trait not in left.traits:
            gain += (there[trait] - 1) - here[trait]
    return gain
