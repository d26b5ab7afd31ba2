"""Fitting a draft of 200 items again, and the editor's page."""

import datetime as dt
from collections.abc import Iterator
from http import HTTPStatus

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sessions.drafting import Card, Draft, Half
from sessions.refitting import refit
from sessions.scheduling import Block, Item, fit
from sessions.timetable import fit_timetable
from tests.bench.measure import Measure, cpu_ms
from tests.factories import CohortFactory, CourseFactory, ModuleFactory, UserFactory

ITEMS = 200
START = dt.datetime(2031, 3, 4, 1, tzinfo=dt.UTC)


def fitting() -> Iterator[Measure]:
    """200 items in ten days of two half-days: laid out afresh, and around forty that are locked."""
    blocks = [_block(number) for number in range(20)]
    items = [Item(number % 7 + 1) for number in range(ITEMS)]
    assert fit(items, blocks).overflow == ()
    yield Measure("timetable: fit 200 items", cpu_ms(lambda: fit(items, blocks), times=9), "ms", 20)
    sizes = dict(enumerate(items))
    draft = Draft(tuple(_half(number) for number in range(20)))
    yield Measure("timetable: refit 200 around locked ones", cpu_ms(lambda: _again(draft, sizes), times=9), "ms", 20)


def editor() -> Iterator[Measure]:
    """The page of a two-day course."""
    course = CourseFactory()
    for position in range(13):
        ModuleFactory(course=course, position=position)
    admin = UserFactory(admin=True)
    cohort = CohortFactory(course=course, start_date=START.date())
    fit_timetable(cohort, admin)
    client = Client()
    client.force_login(admin)
    page = reverse("sessions:editor", args=[cohort.code])
    with CaptureQueriesContext(connection) as asked:
        assert client.get(page).status_code == HTTPStatus.OK
    queries = len(asked)
    yield Measure("timetable: the editor's page", cpu_ms(lambda: client.get(page)), "ms", 150)
    yield Measure("timetable: queries of that page", queries, "", 22)


def _block(number: int) -> Block:
    start = START + dt.timedelta(days=number // 2, hours=5 * (number % 2))
    return Block(start, start + dt.timedelta(minutes=180))


def _half(number: int) -> Half:
    block = _block(number)
    first = number * 10
    cards = [Card(f"k{item}", "module", item, f"主题 {item}", 15, item % 5 == 0) for item in range(first, first + 10)]
    return Half(number + 1, number + 1, block.start, block.end, None, tuple(cards))


def _again(draft: Draft, sizes: dict[int, Item]) -> Draft:
    return refit(draft, sizes, fresh="n")
