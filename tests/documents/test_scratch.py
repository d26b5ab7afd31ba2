"""Temporary files of a worker that was killed are gone as soon as another one starts; those of a living one are not."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROGRAM = """
import tempfile, django
django.setup()
from documents import scratch
scratch.settle()
file = tempfile.NamedTemporaryFile(delete=False)
print(file.name, flush=True)
input()
scratch.leave()
"""


@contextmanager
def worker(data: Path) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """A process that keeps a temporary file until it is told to end."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", "LECTERN_DATA": str(data)}
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdout is not None
        yield process, Path(process.stdout.readline().strip())
        if process.poll() is None:
            process.communicate("\n")


def test_a_killed_workers_files_go_and_a_living_ones_stay(tmp_path):
    with worker(tmp_path) as (_living, kept), worker(tmp_path) as (dying, left):
        dying.kill()
        dying.wait()
        assert left.exists()
        with worker(tmp_path) as (_next, own):
            assert (kept.exists(), left.parent.exists(), own.exists()) == (True, False, True)
    files = [path.name for path in (tmp_path / "tmp").rglob("*")]
    assert files == ["lock"]
