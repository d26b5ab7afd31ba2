"""Source texts are Chinese; every one of them has its English, and no catalogue carries leftovers."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
APPS = ["accounts", "config", "courses", "documents", "exercises", "sessions", "templates"]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%[sd]")


@pytest.fixture(scope="module")
def english() -> polib.POFile:
    return polib.pofile(str(ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"))


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str | None, str]]:
    """What makemessages finds in a copy of the sources."""
    copy = tmp_path_factory.mktemp("sources")
    for app in APPS:
        shutil.copytree(ROOT / app, copy / app, ignore=shutil.ignore_patterns("*.pyc", "data"))
    (copy / "locale").mkdir()
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": ""}
    command = [shutil.which("django-admin", path=str(Path(sys.executable).parent)) or "django-admin"]
    command += ["makemessages", "-l", "en", "--no-location"]
    subprocess.run(command, cwd=copy, env=environment, check=True, capture_output=True)
    catalogue = polib.pofile(str(copy / "locale" / "en" / "LC_MESSAGES" / "django.po"))
    return {(entry.msgctxt, entry.msgid) for entry in catalogue}


def test_every_source_text_has_its_english(english, extracted):
    translated = {(entry.msgctxt, entry.msgid) for entry in english if entry.translated()}
    assert sorted(text for _, text in extracted - translated) == []


def test_the_catalogue_holds_nothing_fuzzy_obsolete_or_unused(english, extracted):
    assert [entry.msgid for entry in english if entry.fuzzy or entry.obsolete] == []
    assert sorted(entry.msgid for entry in english if (entry.msgctxt, entry.msgid) not in extracted) == []


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


def test_translations_keep_their_placeholders(english):
    pairs = [(entry.msgid, text) for entry in english for text in entry.msgstr_plural.values() or [entry.msgstr]]
    assert [pair for pair in pairs if pair[1] and placeholders(pair[0]) != placeholders(pair[1])] == []
