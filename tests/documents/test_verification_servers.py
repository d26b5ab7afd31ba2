"""A revoked certificate verifies as revoked at once, whichever web process is asked."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from django.utils import timezone

from documents.certificates import correct, issue, revoke
from tests.documents.worlds import ALL_PRESENT, attended_cohort
from tests.factories import UserFactory
from tests.fixtures.worker import PATIENCE, url_of_test_database
from tests.servers import answers, die_with_parent, free_port

VALID, REVOKED = "这份证书真实有效", "已由颁发机构撤销"


def start(port: int, log: Path, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    with log.open("wb") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "granian", "config.wsgi:application", "--interface", "wsgi", "--port", str(port)],
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            preexec_fn=die_with_parent(signal.SIGTERM),  # noqa: PLW1509  (no other thread holds a lock here)
        )


@pytest.fixture
def servers(transactional_db, tmp_path):
    """Two web processes as they are served, with nothing in common but the database."""
    ports = [free_port(), free_port()]
    # An address without a Redis: no worker of their own, which would look for work in the test's database.
    own = {"DJANGO_SETTINGS_MODULE": "tests.settings", "DATABASE_URL": url_of_test_database()}
    own["REDIS_URL"] = "redis://127.0.0.1:1"
    processes = [start(port, tmp_path / f"{port}.log", {**os.environ, **own}) for port in ports]
    deadline = time.monotonic() + PATIENCE
    for process, port in zip(processes, ports, strict=True):
        while not answers(port):
            assert process.poll() is None, (tmp_path / f"{port}.log").read_text()
            assert time.monotonic() < deadline
            time.sleep(0.05)
    yield [f"http://127.0.0.1:{port}" for port in ports]
    for process in processes:
        process.terminate()
        process.wait(PATIENCE)


def page(server: str, token: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"{server}/verify/{token}/", timeout=PATIENCE) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_every_web_process_knows_of_a_revocation_at_once(servers):
    admin = UserFactory(admin=True)
    certificates = issue(cohort=attended_cohort(*[ALL_PRESENT] * 4), by=admin, now=timezone.now())
    for certificate in certificates[:3]:
        assert [VALID in page(server, certificate.token)[1] for server in servers] == [True, True]
        revoke(certificate=certificate, by=admin, reason="x", now=timezone.now())
        assert [REVOKED in page(server, certificate.token)[1] for server in servers] == [True, True]
    new = correct(certificate=certificates[3], name="王晓明", by=admin, reason="x", now=timezone.now())
    for server in servers:
        status, text = page(server, certificates[3].token)
        assert (status, f"已由 {new.number} 替换" in text) == (200, True)
        assert page(server, "guess")[0] == 404
