"""The first view of a trainee's page over the real server, with the static files as an installation serves them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from config.demo import classes, people
from tests.browser.first_view import first_view
from tests.fixtures.worker import url_of_test_database
from tests.servers import answers, free_port, wait_until

MOST_REQUESTS, MOST_KIB = 8, 100
FONTS = ["--ignore", "vendor/fonts/*", "--ignore", "vendor/icons/*"]


@pytest.fixture
def installation(transactional_db: None, tmp_path: Path) -> Iterator[str]:
    """Address of a granian on the test database with collected static files."""
    port = free_port()
    production = {"DJANGO_SETTINGS_MODULE": "config.settings", "DATABASE_URL": url_of_test_database()}
    environment = {**os.environ, **production, "LECTERN_DATA": str(tmp_path), "LECTERN_DEMO": "1"}
    command = [sys.executable, "manage.py", "collectstatic", "--no-input", "-v", "0", *FONTS]
    subprocess.run(command, cwd=settings.BASE_DIR, env=environment, check=True)
    command = [sys.executable, "-m", "granian", "config.wsgi:application", "--interface", "wsgi", "--port", str(port)]
    process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, start_new_session=True)
    try:
        wait_until(lambda: answers(port), process, tmp_path / "granian.log")
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def test_a_trainees_first_view_is_light(visit, sign_in, installation, course):
    """Pages by which a trainee comes in, each on a phone that has nothing of ours yet."""
    staff, day = people.make_staff(), timezone.localdate()
    cohort = classes.make_class_of_today(course, staff, day)
    trainee = cohort.enrolments.order_by("seat")[0].user
    addresses = {
        "home": reverse("home"),
        "cohort": cohort.get_absolute_url(),
        "check-in": reverse("sessions:check_in", args=[cohort.code, 1]),
    }
    views = {}
    for name, address in addresses.items():
        page = visit("phone")
        sign_in(page, trainee, installation)
        views[name] = first_view(page, installation + address)
        assert page.url == installation + address
    assert {name: view.addresses for name, view in views.items() if len(view.addresses) > MOST_REQUESTS} == {}
    assert {name: view.kib for name, view in views.items() if not 10 < view.kib <= MOST_KIB} == {}
