"""The outline editor's page of a large course, as its author opens it."""

from collections.abc import Iterator
from http import HTTPStatus

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.models import Course
from tests.bench.measure import Measure, cpu_ms
from tests.factories import CourseFactory, ModuleFactory, UserFactory

LINES = 150


def editor() -> Iterator[Measure]:
    """150 lines in three levels, one of them open beside the tree."""
    course: Course = CourseFactory()
    parents: list[object] = [None, None, None]
    for position in range(LINES):
        depth = 0 if position % 25 == 0 else 1 if position % 5 == 0 else 2
        parent = parents[depth - 1] if depth else None
        parents[depth] = ModuleFactory(course=course, parent=parent, depth=depth, position=position, minutes=5)
    client = Client()
    client.force_login(UserFactory(trainer=True))
    page = reverse("courses:outline", args=[course.slug]) + f"?line={course.modules.first().pk}"  # type: ignore[union-attr]
    with CaptureQueriesContext(connection) as asked:
        assert client.get(page).status_code == HTTPStatus.OK
    queries = len(asked)
    yield Measure("editor: page of 150 lines", cpu_ms(lambda: client.get(page)), "ms", 150)
    yield Measure("editor: queries of that page", queries, "", 10)
