"""The embedded default as one starts it: one web process with SQLite, no Redis, told to stop by a signal."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest
from django.conf import settings

from tests.servers import answers, free_port

COHORT = """
import django
django.setup()
from tests.factories import CohortFactory, EnrolmentFactory, SessionFactory
cohort = CohortFactory()
EnrolmentFactory(cohort=cohort)
SessionFactory(cohort=cohort)
"""

LEFT_RUNNING = """
import datetime as dt
import django
django.setup()
from django.utils import timezone
from accounts.models import User
from documents.models import Job
from sessions.models import Cohort
Job.objects.create(kind="register", cohort=Cohort.objects.get(), created_by=User.objects.get(), state="running",
                   attempts=1, lease_until=timezone.now() + dt.timedelta(hours=1))
"""


class Installation:
    def __init__(self, data: Path) -> None:
        self.data = data
        (data / "static").mkdir(parents=True)
        kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
        self.environment = {**kept, "DJANGO_SETTINGS_MODULE": "config.settings", "LECTERN_DATA": str(data)}
        self.python("manage.py", "migrate", "--verbosity", "0")

    def python(self, *arguments: str) -> None:
        subprocess.run([sys.executable, *arguments], cwd=settings.BASE_DIR, env=self.environment, check=True)

    @contextmanager
    def serving(self) -> Iterator[subprocess.Popen[bytes]]:
        port = free_port()
        command = [sys.executable, "-m", "granian", "config.wsgi:application", "--interface", "wsgi"]
        command += ["--port", str(port)]
        server = subprocess.Popen(command, cwd=settings.BASE_DIR, env=self.environment, start_new_session=True)
        try:
            wait_until(lambda: answers(port))
            yield server
        finally:
            with suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGKILL)
            server.wait()

    def states(self) -> list[str]:
        with closing(sqlite3.connect(self.data / "db.sqlite3")) as database:
            return [state for (state,) in database.execute("select state from documents_job order by id")]


def wait_until(reached, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    return Installation(tmp_path / "data")


def test_jobs_left_running_are_put_back_at_a_stop_and_done_after_the_next_start(installation):
    installation.python("-c", COHORT)
    installation.python("-c", LEFT_RUNNING)
    with installation.serving() as server:
        wait_until(lambda: installation.states() == ["done"])
        installation.python("-c", LEFT_RUNNING)
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=10) == 0
    assert installation.states() == ["done", "queued"]
    with installation.serving():
        wait_until(lambda: installation.states() == ["done", "done"])
