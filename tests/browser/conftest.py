from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from courses.models import Course
from courses.packs import BUILT_IN, load_pack
from exercises.packs import load_exercises
from tests.fixtures.browser import open_page

DEVICES = {
    "phone": (375, 812, {"device_scale_factor": 2, "is_mobile": True, "has_touch": True}),
    "desktop": (1280, 800, {}),
    "wall": (1920, 1080, {}),
}
Visit = Callable[..., Page]

expect.set_options(timeout=20_000)


@pytest.fixture
def visit(browser: Browser, live_server: LiveServer) -> Iterator[Visit]:
    """visit("phone", user=…, **context) is a new visitor with a browser of their own, already signed in when given."""
    with ExitStack() as stack:

        def arrive(device: str, user: User | None = None, **options: object) -> Page:
            width, height, own = DEVICES[device]
            opened = contextmanager(open_page)(browser, live_server, width, height, **{**own, **options})
            page = stack.enter_context(opened)
            if user:
                _sign_in(page, user, live_server.url)
            return page

        yield arrive


@pytest.fixture
def sign_in() -> Callable[[Page, User, str], None]:
    """sign_in(page, user, address of the server)"""
    return _sign_in


def _sign_in(page: Page, user: User, address: str) -> None:
    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])


@pytest.fixture
def course(transactional_db: None) -> Course:
    """The built-in course, as ./run demo and an installation load it."""
    folder = BUILT_IN / "retail_credit"
    course = load_pack(folder)
    load_exercises(course, folder / "exercises")
    return course
