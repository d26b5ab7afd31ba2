"""Placing what is not locked in a draft afresh. Plain values in and out; knows no Django and no clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from sessions.drafting import BREAK, OTHER, STEP, Card, Draft, DraftError, Half
from sessions.scheduling import Block, Held, Item, Plan, fit_around


def refit(draft: Draft, sizes: Mapping[int, Item], *, fresh: str) -> Draft:
    """Place all cards that are not locked afresh, in order, around the locked ones and the breaks.

    sizes: how each module counts against the others. Exercises and the like keep their length; what is left free
    becomes a card without a name, and such a card is no content. Fitting again changes nothing.
    """
    order = sorted(range(len(draft.halves)), key=lambda number: draft.halves[number].starts)
    blocks = [Block(draft.halves[number].starts, draft.halves[number].ends) for number in order]
    kept = {place: list(_kept(draft.halves[number], place)) for place, number in enumerate(order)}
    pieces = _pieces(draft.halves[number] for number in order)
    held = [stretch for place in kept for stretch, _card in kept[place]]
    locked = {card.module for card in draft.cards if card.locked}
    try:
        plan = fit_around(_items(pieces, sizes, locked), blocks, held, step=STEP)
    except ValueError as error:
        raise DraftError("held") from error
    if plan.overflow:
        raise DraftError("overflow", minutes=sum(minutes for _item, minutes in plan.overflow))
    placed = list(_placed(plan, pieces, fresh))
    for place, number in enumerate(order):
        laid = [(stretch.start, card) for stretch, card in kept[place]]
        laid += [(start, card) for block, start, card in placed if block == place]
        draft = draft.with_cards(number, _filled(blocks[place], laid, f"{fresh}f{place}"))
    return draft


def _placed(plan: Plan, pieces: list[Card], fresh: str) -> Iterator[tuple[int, dt.datetime, Card]]:
    """Block, start and card; the first piece of an item keeps its key, what goes on after a break gets a new one."""
    seen: set[int] = set()
    for count, placed in enumerate(plan.placements):
        if placed.item is None:
            continue
        card = pieces[placed.item]
        key = f"{fresh}-{count}" if placed.item in seen else card.key
        seen.add(placed.item)
        yield placed.block, placed.start, replace(card, key=key, minutes=placed.minutes)


def _kept(half: Half, place: int) -> Iterator[tuple[Held, Card]]:
    """Locked cards and breaks, where they stand now; one that the session's new end cuts off moves in before it."""
    at, kept = half.starts, []
    for card in half.cards:
        if card.locked or card.kind == BREAK:
            kept.append((at, card))
        at += dt.timedelta(minutes=card.minutes)
    limit = half.ends
    for number in reversed(range(len(kept))):
        start, card = kept[number]
        start = min(start, limit - dt.timedelta(minutes=card.minutes))
        kept[number], limit = (start, card), start
    yield from ((Held(place, start, card.minutes), card) for start, card in kept)


def _pieces(halves: Iterable[Half]) -> list[Card]:
    """What is to be placed: the pieces of a module that follow each other are one."""
    pieces: list[Card] = []
    for half in halves:
        for card in half.cards:
            if card.locked or card.kind == BREAK or (card.kind == OTHER and not card.title):
                continue
            if pieces and card.module is not None and pieces[-1].module == card.module:
                pieces[-1] = replace(pieces[-1], minutes=pieces[-1].minutes + card.minutes)
                continue
            pieces.append(card)
    return pieces


def _items(pieces: list[Card], sizes: Mapping[int, Item], locked: set[int | None]) -> list[Item]:
    """A module in several places counts a part of its size in each; beside a locked piece the others keep theirs."""
    places: dict[int | None, int] = {}
    for card in pieces:
        places[card.module] = places.get(card.module, 0) + 1
    items = []
    for card in pieces:
        size = sizes.get(card.module) if card.module is not None else None
        several = places[card.module] > 1
        if size is None or card.module in locked or (size.minutes is not None and several):
            items.append(Item(minutes=card.minutes))
        else:
            items.append(Item(max(1, size.size // places[card.module]), size.minutes))
    return items


def _filled(block: Block, laid: list[tuple[dt.datetime, Card]], fresh: str) -> Iterator[Card]:
    at = block.start
    for count, (start, card) in enumerate(sorted(laid, key=lambda each: each[0])):
        if start > at:
            yield Card(f"{fresh}-{count}", OTHER, None, "", int((start - at).total_seconds()) // 60)
        yield card
        at = start + dt.timedelta(minutes=card.minutes)
    if at < block.end:
        yield Card(f"{fresh}-end", OTHER, None, "", int((block.end - at).total_seconds()) // 60)
