"""A timetable that is being worked on, and what can be done to it. Plain values in and out; knows no Django."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

STEP = 5  # minutes: the least a card takes, and what its length is counted in
LONGEST = 600
MODULE, BREAK, EXERCISE, OTHER = "module", "break", "exercise", "other"


class DraftError(Exception):
    """What was asked for cannot be; the code says why."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values


@dataclass(frozen=True, slots=True)
class Card:
    """A stretch of a session. key: its name for as long as the draft lives."""

    key: str
    kind: str
    module: int | None
    title: str
    minutes: int
    locked: bool = False


@dataclass(frozen=True, slots=True)
class Half:
    """One session. pk: its row; times in UTC."""

    pk: int
    number: int
    starts: dt.datetime
    ends: dt.datetime
    room: int | None
    cards: tuple[Card, ...] = ()

    @property
    def key(self) -> str:
        return f"s{self.pk}"

    @property
    def minutes(self) -> int:
        return int((self.ends - self.starts).total_seconds()) // 60

    @property
    def planned(self) -> int:
        return sum(card.minutes for card in self.cards)

    @property
    def over(self) -> int:
        """Minutes planned beyond the end; negative: still free."""
        return self.planned - self.minutes


@dataclass(frozen=True, slots=True)
class Draft:
    halves: tuple[Half, ...]

    def at(self, key: str) -> tuple[int, int]:
        """Where a card is: index of its half, index in it."""
        for number, half in enumerate(self.halves):
            for index, card in enumerate(half.cards):
                if card.key == key:
                    return number, index
        raise DraftError("gone")

    def card(self, key: str) -> Card:
        number, index = self.at(key)
        return self.halves[number].cards[index]

    def half(self, key: str) -> int:
        found = next((number for number, half in enumerate(self.halves) if half.key == key), None)
        if found is None:
            raise DraftError("gone")
        return found

    def with_cards(self, number: int, cards: Iterable[Card]) -> Draft:
        return self.with_half(number, replace(self.halves[number], cards=tuple(cards)))

    def with_half(self, number: int, half: Half) -> Draft:
        return Draft((*self.halves[:number], half, *self.halves[number + 1 :]))

    @property
    def cards(self) -> Iterator[Card]:
        return (card for half in self.halves for card in half.cards)


def as_document(draft: Draft) -> list[dict[str, Any]]:
    """For a JSON column."""
    times = {half.pk: {"starts": half.starts.isoformat(), "ends": half.ends.isoformat()} for half in draft.halves}
    return [asdict(half) | times[half.pk] for half in draft.halves]


def from_document(document: list[dict[str, Any]]) -> Draft:
    return Draft(tuple(_half(each) for each in document))


def _half(each: dict[str, Any]) -> Half:
    moments = {name: dt.datetime.fromisoformat(each[name]) for name in ("starts", "ends")}
    return Half(**{**each, **moments, "cards": tuple(Card(**card) for card in each["cards"])})


# What can be done -----------------------------------------------------------------------------------------------------


def move(draft: Draft, key: str, half: str, index: int) -> Draft:
    """Take a card to place `index` of a session, counted without the card itself."""
    from_number, from_index = draft.at(key)
    to = draft.half(half)
    card = draft.halves[from_number].cards[from_index]
    left = draft.with_cards(from_number, (each for each in draft.halves[from_number].cards if each.key != key))
    cards = left.halves[to].cards
    index = max(0, min(index, len(cards)))
    return left.with_cards(to, (*cards[:index], card, *cards[index:]))


def step(draft: Draft, key: str, by: int) -> Draft:
    """One place up (-1) or down (1); from the first or last place into the session before or after."""
    number, index = draft.at(key)
    if 0 <= index + by < len(draft.halves[number].cards):
        return move(draft, key, draft.halves[number].key, index + by)
    if not 0 <= number + by < len(draft.halves):
        raise DraftError("edge")
    target = draft.halves[number + by]
    return move(draft, key, target.key, len(target.cards) if by < 0 else 0)


def resize(draft: Draft, key: str, minutes: int) -> Draft:
    _check_minutes(minutes)
    return _changed(draft, key, lambda card: [replace(card, minutes=minutes)])


def rename(draft: Draft, key: str, title: str) -> Draft:
    if draft.card(key).kind == MODULE:
        raise DraftError("module_title")
    return _changed(draft, key, lambda card: [replace(card, title=title.strip()[:200])])


def lock(draft: Draft, key: str) -> Draft:
    """Lock it, or let it go again."""
    return _changed(draft, key, lambda card: [replace(card, locked=not card.locked)])


def split(draft: Draft, key: str, minutes: int, *, pause: int, fresh: str) -> Draft:
    """Cut a card after `minutes`; with `pause` minutes of break in between, it goes on after the break."""
    whole = draft.card(key).minutes
    if minutes % STEP or not STEP <= minutes <= whole - STEP:
        raise DraftError("split", whole=whole)
    between = [Card(f"{fresh}b", BREAK, None, "", pause)] if pause else []

    def cut(card: Card) -> list[Card]:
        return [replace(card, minutes=minutes), *between, replace(card, key=fresh, minutes=whole - minutes)]

    return _changed(draft, key, cut)


def insert(draft: Draft, half: str, index: int, card: Card) -> Draft:
    _check_minutes(card.minutes)
    number = draft.half(half)
    cards = draft.halves[number].cards
    index = max(0, min(index, len(cards)))
    return draft.with_cards(number, (*cards[:index], card, *cards[index:]))


def remove(draft: Draft, key: str) -> Draft:
    return _changed(draft, key, lambda _card: [])


def retime(draft: Draft, half: str, starts: dt.datetime, ends: dt.datetime, room: int | None) -> Draft:
    number = draft.half(half)
    if ends <= starts:
        raise DraftError("backwards")
    if ends - starts > dt.timedelta(hours=12):
        raise DraftError("long")
    return draft.with_half(number, replace(draft.halves[number], starts=starts, ends=ends, room=room))


def _changed(draft: Draft, key: str, change: Callable[[Card], list[Card]]) -> Draft:
    number, index = draft.at(key)
    cards = draft.halves[number].cards
    return draft.with_cards(number, (*cards[:index], *change(cards[index]), *cards[index + 1 :]))


def _check_minutes(minutes: int) -> None:
    if minutes % STEP or not STEP <= minutes <= LONGEST:
        raise DraftError("minutes", step=STEP, longest=LONGEST)
