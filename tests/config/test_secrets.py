"""Secrets that are none are refused, in words."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from config.secret import refuse_known_secrets

KEY = "a key of this test alone, long and of many letters"


@pytest.mark.parametrize(
    "key", ["django-insecure-" + KEY, "changeme" * 5, "x" * 50, "ab" * 25, "Your-Secret-Key-Goes-Here-1234567890"]
)
def test_a_secret_key_from_a_manual_is_refused(key):
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY is not secret"):
        refuse_known_secrets(key, {})


@pytest.mark.parametrize(
    ("user", "password"),
    [("lectern", "postgres"), ("lectern", "Password"), ("lectern", "123456"), ("kurs", "kurs"), ("x", "lectern-demo")],
)
def test_a_database_password_that_everybody_knows_is_refused(user, password):
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        refuse_known_secrets(KEY, {"USER": user, "PASSWORD": password})


@pytest.mark.parametrize("password", ["", None, "dR4-nine-geese"])
def test_a_password_of_its_own_or_none_at_all_is_accepted(password):
    refuse_known_secrets(KEY, {"USER": "lectern", "PASSWORD": password})


def start(tmp_path, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    clean |= {"DJANGO_SETTINGS_MODULE": "config.settings", "LECTERN_DATA": str(tmp_path), "ALLOWED_HOSTS": "x.example"}
    command = [sys.executable, "manage.py", "check"]
    return subprocess.run(
        command, cwd=settings.BASE_DIR, env=clean | environment, capture_output=True, text=True, check=False
    )


def test_the_app_does_not_start_with_either(tmp_path):
    known_key = start(tmp_path, SECRET_KEY="django-insecure-" + KEY)
    known_password = start(tmp_path, SECRET_KEY=KEY, DATABASE_URL="postgres://lectern:postgres@localhost/lectern")
    assert [result.stderr.strip().splitlines()[-1].split(": ", 1)[1] for result in (known_key, known_password)] == [
        "SECRET_KEY is not secret: set it to a random text of at least 32 characters.",
        "The password in DATABASE_URL is a well-known default: give the database its own.",
    ]
