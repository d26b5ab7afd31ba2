"""The app refuses to start unsafely; each case is a process of its own with its own environment."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

GOOD = {"SECRET_KEY": "a key of this test alone, long and of many letters", "ALLOWED_HOSTS": "lectern.example"}


def check(tmp_path, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    clean |= {"DJANGO_SETTINGS_MODULE": "config.settings", "LECTERN_DATA": str(tmp_path / "data"), **environment}
    command = [sys.executable, "manage.py", "check"]
    return subprocess.run(command, cwd=settings.BASE_DIR, env=clean, capture_output=True, text=True, check=False)


def refusal(result: subprocess.CompletedProcess[str]) -> str:
    assert result.returncode != 0
    return result.stderr.strip().splitlines()[-1]


def test_it_starts_with_a_secret_key_and_a_host(tmp_path):
    assert check(tmp_path, **GOOD).returncode == 0


@pytest.mark.parametrize("key", ["", "short", "x" * 50])
def test_a_missing_short_or_guessable_secret_key_is_refused(tmp_path, key):
    assert "SECRET_KEY" in refusal(check(tmp_path, **{**GOOD, "SECRET_KEY": key}))


def test_missing_hosts_are_refused(tmp_path):
    assert "ALLOWED_HOSTS" in refusal(check(tmp_path, SECRET_KEY=GOOD["SECRET_KEY"]))


def test_debug_is_refused_outside_the_demo(tmp_path):
    assert "DEBUG" in refusal(check(tmp_path, **GOOD, DEBUG="1"))


def test_demo_data_with_its_known_password_is_refused_outside_the_demo(tmp_path):
    environment = {**os.environ, **GOOD, "DJANGO_SETTINGS_MODULE": "config.settings", "LECTERN_DATA": str(tmp_path)}
    environment.pop("LECTERN_DEMO", None)
    command = [sys.executable, "manage.py", "demo_data"]
    result = subprocess.run(
        command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False
    )
    assert "LECTERN_DEMO" in refusal(result)


def test_the_demo_makes_its_own_secret_key_and_keeps_it(tmp_path):
    assert check(tmp_path, LECTERN_DEMO="1").returncode == 0
    key = tmp_path / "data" / "secret_key"
    first = key.read_text()
    assert len(first) >= 32
    assert key.stat().st_mode & 0o077 == 0
    assert check(tmp_path, LECTERN_DEMO="1").returncode == 0
    assert key.read_text() == first
