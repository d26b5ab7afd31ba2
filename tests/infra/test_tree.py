import re
import subprocess

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
pytestmark = pytest.mark.skipif(not (ROOT / ".git").exists(), reason="an unpacked archive has no list of what is kept")
REGISTRY = re.compile(
    rb"pypi\.org|pythonhosted\.org|registry\.npmjs|deb\.debian\.org|npmmirror|/opt/pypi", re.IGNORECASE
)
MACHINE_PATH = re.compile(rb"/work/(main|shared)|/root/|/home/\w+/")
ALLOWED = {"tests/infra/test_tree.py"}


def committed_files() -> list[str]:
    command = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z"]  # the tree may be another user's
    listing = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [name for name in listing.split("\0") if name and name not in ALLOWED and (ROOT / name).is_file()]


def files_matching(pattern: re.Pattern[bytes]) -> list[str]:
    return [name for name in committed_files() if pattern.search((ROOT / name).read_bytes())]


def test_no_file_names_a_package_registry():
    assert files_matching(REGISTRY) == []


def test_no_file_names_a_path_of_one_machine():
    assert files_matching(MACHINE_PATH) == []


def test_nothing_made_or_fetched_is_committed():
    made = re.compile(r"(^|/)(\.venv|node_modules|var|vendor|__pycache__)/|\.(mo|pyc|sqlite3)$")
    assert [name for name in committed_files() if made.search(name)] == []


def test_pages_load_nothing_from_other_hosts():
    """Scripts, styles, fonts and pictures come from static/: no template or style sheet names another address."""
    outside = re.compile(rb"""(src|href|url\()\s*=?\s*["']?(https?:)?//""", re.IGNORECASE)
    ours = [name for name in committed_files() if name.startswith(("templates/", "static/"))]
    assert [name for name in ours if outside.search((ROOT / name).read_bytes())] == []
