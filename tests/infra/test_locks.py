import json
import re

import pytest
from django.conf import settings

LOCKS = [*sorted((settings.BASE_DIR / "requirements").glob("*.txt")), settings.BASE_DIR / "package-lock.json"]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_no_lock_names_a_host(lock):
    assert [line for line in lock.read_text().splitlines() if "://" in line] == []


@pytest.mark.parametrize("lock", LOCKS[:-1], ids=lambda path: path.name)
def test_every_python_requirement_is_pinned_and_hashed(lock):
    requirements = re.split(r"\n(?=\S)", re.sub(r"(?m)^\s*#.*\n", "", lock.read_text()).strip())
    assert requirements
    assert [text for text in requirements if "==" not in text or "--hash=sha256:" not in text] == []


def test_every_npm_package_has_its_checksum():
    packages = json.loads(LOCKS[-1].read_text())["packages"]
    assert [name for name, package in packages.items() if name and "integrity" not in package] == []
