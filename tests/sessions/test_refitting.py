import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions import drafting
from sessions.drafting import Card, Draft, DraftError, Half, as_document, from_document
from sessions.refitting import refit
from sessions.scheduling import Item

NINE = dt.datetime(2031, 3, 4, 1, tzinfo=dt.UTC)


def draft_of(*halves: list[Card], minutes: int = 180) -> Draft:
    starts = [NINE + dt.timedelta(hours=5 * number) for number in range(len(halves))]
    ends = [start + dt.timedelta(minutes=minutes) for start in starts]
    return Draft(tuple(Half(n + 1, n + 1, starts[n], ends[n], None, tuple(cards)) for n, cards in enumerate(halves)))


def topic(key: str, minutes: int, **more) -> Card:
    return Card(key, "module", int(key[1:]), f"主题 {key}", minutes, **more)


def pause(key: str) -> Card:
    return Card(key, "break", None, "", 10)


def shape(draft: Draft) -> list[list[tuple[str, int]]]:
    return [[(card.title or card.kind, card.minutes) for card in half.cards] for half in draft.halves]


@st.composite
def drafts(draw):
    """Sessions with topics, breaks, exercises and unnamed time, some of them locked, lengths as they come."""
    halves, module = [], 0
    for number in range(draw(st.integers(1, 5))):
        cards, used = [], 0
        for index in range(draw(st.integers(0, 6))):
            minutes = draw(st.integers(1, 8)) * 5
            kind = draw(st.sampled_from(["module", "module", "module", "again", "break", "exercise", "other"]))
            if kind == "module":
                module += 1
            locked = draw(st.booleans()) and used + minutes <= 180
            used += minutes
            known = {"module": module, "again": module or None}.get(kind)
            title = "" if kind in ("break", "other") else f"{kind} {known}"
            kind = {"again": "module"}.get(kind, kind)
            cards.append(Card(f"k{number}-{index}", kind, known, title, minutes, locked))
        halves.append(cards)
    return draft_of(*halves)


SIZES = {module: Item(module * 7 % 13 + 1) for module in range(40)}


def refitted(draft: Draft) -> Draft | None:
    try:
        return refit(draft, SIZES, fresh="n")
    except DraftError as error:
        if error.code not in ("overflow", "held"):
            raise
        return None


def content(draft: Draft) -> list[object]:
    """What is done outside the locked cards, in order; pieces that follow each other are one, whatever they are."""
    order: list[object] = []
    for card in draft.cards:
        if card.locked or card.kind == "break" or (card.kind == "other" and not card.title):
            continue
        name = card.module if card.module is not None else (card.kind, card.title)
        if not order or order[-1] != name:
            order.append(name)
    return order


def minutes_of_exercises(draft: Draft) -> int:
    return sum(card.minutes for card in draft.cards if card.kind == "exercise" and not card.locked)


@given(drafts())
def test_each_card_stands_once_in_order_and_each_session_is_full_to_the_minute(draft):
    found = refitted(draft)
    if found is None:
        return
    assert content(found) == content(draft)
    assert minutes_of_exercises(found) == minutes_of_exercises(draft)
    assert [half.over for half in found.halves] == [0] * len(found.halves)
    kept = [card for card in draft.cards if card.locked or card.kind == "break"]
    assert [card for card in found.cards if card.locked or card.kind == "break"] == kept


@given(drafts())
def test_fitting_again_changes_nothing(draft):
    found = refitted(draft)
    if found is not None:
        assert shape(refit(found, SIZES, fresh="m")) == shape(found)


@given(drafts())
def test_a_draft_survives_its_document(draft):
    assert from_document(as_document(draft)) == draft


def test_the_locked_stay_where_they_stand_and_the_rest_flows_around():
    draft = draft_of([topic("t1", 60), topic("t2", 30, locked=True), topic("t3", 5)], [topic("t4", 20)])
    found = refit(draft, {1: Item(1), 3: Item(1), 4: Item(1)}, fresh="n")
    first = found.halves[0].cards
    assert first[1] == topic("t2", 30, locked=True)
    assert first[0].minutes == 60
    assert sum(card.minutes for card in found.cards) == 360


def test_a_topic_meets_a_break_and_goes_on_after_it():
    draft = draft_of([topic("t1", 30), pause("b"), topic("t2", 30)])
    cut = drafting.split(draft, "t1", 10, pause=10, fresh="n")
    assert [(card.key, card.kind, card.minutes) for card in cut.halves[0].cards[:3]] == [
        ("t1", "module", 10), ("nb", "break", 10), ("n", "module", 20)
    ]  # fmt: skip


def test_a_shorter_session_draws_its_break_in():
    draft = draft_of([topic("t1", 85), pause("b"), topic("t2", 85)])
    short = drafting.retime(draft, "s1", NINE, NINE + dt.timedelta(minutes=60), None)
    assert shape(refit(short, {1: Item(1), 2: Item(1)}, fresh="n"))[0][-1] == ("break", 10)


def test_what_does_not_fit_is_named_in_minutes():
    draft = draft_of([Card("x", "exercise", None, "演练", 200)])
    with pytest.raises(DraftError) as raised:
        refit(draft, {}, fresh="n")
    assert (raised.value.code, raised.value.values) == ("overflow", {"minutes": 20})


def test_steps_lead_over_the_end_of_a_session():
    draft = draft_of([topic("t1", 60), topic("t2", 60)], [topic("t3", 60)])
    down = drafting.step(draft, "t2", 1)
    assert [[card.key for card in half.cards] for half in down.halves] == [["t1"], ["t2", "t3"]]
    assert drafting.step(down, "t2", -1) == draft
    with pytest.raises(DraftError, match="edge"):
        drafting.step(draft, "t1", -1)
