"""A worker's own folder for temporary files: what a killed one leaves is taken away when the next one starts."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

_own: list[tuple[Path, int]] = []  # file descriptors, open for as long as the process lives: the lock says that it does


def settle() -> Path:
    """Let this process, and the libraries it uses, write temporary files into a folder of its own."""
    with _alone():
        _clear()
        folder = Path(tempfile.mkdtemp(dir=_base()))
        mark = os.open(_mark(folder), os.O_RDWR | os.O_CREAT)
        fcntl.flock(mark, fcntl.LOCK_EX)
    _own[:] = [(folder, mark)]
    tempfile.tempdir = str(folder)
    return folder


def leave() -> None:
    """At the regular end of the process."""
    for folder, mark in _own:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(mark)
        _mark(folder).unlink(missing_ok=True)
    _own.clear()
    tempfile.tempdir = None


def _clear() -> None:
    """Take away the folders whose process is gone: its lock went with it, however it ended."""
    for folder in [path for path in _base().iterdir() if path.is_dir()]:
        with _mark(folder).open("w") as mark:
            try:
                fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            shutil.rmtree(folder, ignore_errors=True)
            _mark(folder).unlink(missing_ok=True)


@contextmanager
def _alone() -> Iterator[None]:
    with (_base() / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _mark(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.alive")


def _base() -> Path:
    base: Path = settings.DATA_DIR / "tmp"
    base.mkdir(parents=True, exist_ok=True)
    return base
