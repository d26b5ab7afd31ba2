import re
import subprocess

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR


@pytest.mark.parametrize("script", ["run", ".ci/run"])
def test_the_scripts_are_executable_and_parse(script):
    shell = "sh" if script == "run" else "bash"
    assert (ROOT / script).stat().st_mode & 0o111
    assert subprocess.run([shell, "-n", script], cwd=ROOT, check=False).returncode == 0


def test_help_names_every_command():
    text = subprocess.run(["sh", "run", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert re.findall(r"^\./run (\w+)", text, re.MULTILINE) == ["demo", "test", "lint", "bench"]


def test_an_unknown_command_shows_the_help_and_fails():
    result = subprocess.run(["sh", "run", "everything"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout) == (2, "")
    assert "./run demo" in result.stderr
