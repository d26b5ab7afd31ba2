"""What a trainee's front page costs: the server's processor, the phone's line; and how soon the demo is up again."""

import datetime as dt
import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from time import monotonic, sleep
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, sync_playwright

from tests.bench.measure import Measure, cpu_ms
from tests.browser.first_view import FirstView, first_view
from tests.fixtures.browser import launch_options
from tests.servers import free_port

TRAINEES = 60
OURS = {"SECRET_KEY", "ALLOWED_HOSTS", "HTTPS", "DJANGO_SETTINGS_MODULE"}  # set by the tests' settings


def trainee_home() -> Iterator[Measure]:
    """A class of 60 in the middle of its first morning: each opens the front page, compressed as phones ask for it."""
    phones = cycle(_class_in_session())
    address = reverse("home")

    def open_home() -> None:
        response = next(phones).get(address, headers={"accept-encoding": "gzip"})
        assert response.status_code == 200

    yield Measure("pages: a trainee's front page, of 60", cpu_ms(open_home, times=3 * TRAINEES), "ms", 15)


def _class_in_session() -> list[Client]:
    from courses.packs import BUILT_IN, load_pack
    from exercises.packs import load_exercises
    from sessions.models import Session
    from sessions.timetable import fit_timetable
    from tests.factories import CohortFactory, EnrolmentFactory, GroupFactory, GroupMemberFactory, UserFactory

    course = load_pack(BUILT_IN / "retail_credit")
    load_exercises(course, BUILT_IN / "retail_credit" / "exercises")
    cohort = CohortFactory(course=course, start_date=timezone.localdate() + dt.timedelta(days=1))
    fit_timetable(cohort, UserFactory(admin=True))
    Session.objects.filter(cohort=cohort, number=1).update(check_in_opened_at=timezone.now())
    groups = [GroupFactory(cohort=cohort) for _ in range(10)]
    clients = []
    for seat in range(1, TRAINEES + 1):
        enrolment = EnrolmentFactory(cohort=cohort, seat=seat)
        GroupMemberFactory(group=groups[seat % 10], enrolment=enrolment)
        clients.append(Client())
        clients[-1].force_login(enrolment.user)
    return clients


def demo() -> Iterator[Measure]:
    """`./run demo` on a folder of its own: a first start, a phone that has nothing of ours yet, a second start."""
    with tempfile.TemporaryDirectory(prefix="lectern-bench-") as folder:
        with _demo(folder) as (address, _seconds), _chromium() as browser:
            view = _first_view(browser, address)
        with _demo(folder) as (_address, seconds):
            pass
    yield Measure("pages: first view of a trainee's front page", view.kib, "KiB", 100)
    yield Measure("pages: requests of that view", len(view.addresses), "", 8)
    yield Measure("demo: second start", seconds, "s", 10)


@contextmanager
def _demo(folder: str) -> Iterator[tuple[str, float]]:
    """Its address, and the seconds it took until it answered."""
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if name not in OURS}
    environment = {**kept, "PORT": str(port), "LECTERN_DATA": folder}
    started = monotonic()
    command = ["sh", "run", "demo"]
    process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, stdout=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        while not _is_up(address):
            assert process.poll() is None, "./run demo ended"
            sleep(0.05)
        yield address, monotonic() - started
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


def _is_up(address: str) -> bool:
    try:
        with urlopen(f"{address}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (URLError, TimeoutError):
        return False


@contextmanager
def _chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())  # type: ignore[arg-type]
        yield browser
        browser.close()


def _first_view(browser: Browser, address: str) -> FirstView:
    """A trainee signs in on one browser; the view is that of another one, which has only the cookies."""
    from accounts.demo import DEMO_PASSWORD
    from config.demo.people import sign_ins

    before = browser.new_page(viewport={"width": 375, "height": 812})
    before.goto(address)
    before.fill("[name=login]", sign_ins()[2][1])
    before.fill("[name=password]", DEMO_PASSWORD)
    before.click("form[method=post] [type=submit]")
    before.wait_for_url(f"{address}/")
    fresh = browser.new_context(storage_state=before.context.storage_state(), viewport={"width": 375, "height": 812})
    view = first_view(fresh.new_page(), f"{address}/")
    fresh.close()
    return view
