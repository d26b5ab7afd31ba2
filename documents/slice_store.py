"""Drawn slices kept on disk under the hash of all that they are made of. A cache: bounded, and lost without loss."""

from __future__ import annotations

import hashlib
import os
import time
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings

LIMIT = 256 * 2**20  # bytes; some two hundred handouts' worth of changed chapters
UNUSED = 30 * 24 * 3600  # seconds after which nobody will ask again
UNFINISHED = 3600  # seconds after which a half-written file was left by a worker that died
_DIGEST = 32


def _folder() -> Path:
    folder = Path(settings.DATA_DIR) / "slices"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def get(key: str) -> bytes | None:
    """What was kept under `key`; None if nothing was, or if the disk has spoilt it."""
    path = _folder() / f"{key}.slice"
    try:
        kept = path.read_bytes()
    except FileNotFoundError:
        return None
    digest, content = kept[:_DIGEST], kept[_DIGEST:]
    with suppress(FileNotFoundError):  # another worker may tidy at the same moment
        if hashlib.sha256(content).digest() != digest:
            path.unlink()
            return None
        os.utime(path)
    return content


def put(key: str, content: bytes) -> None:
    """Whole or not at all: a reader never meets half a file."""
    folder = _folder()
    with NamedTemporaryFile(dir=folder, suffix=".part", delete=False) as file:
        file.write(hashlib.sha256(content).digest() + content)
    Path(file.name).replace(folder / f"{key}.slice")


def tidy(*, limit: int = LIMIT, now: float | None = None) -> None:
    """Drop what nobody asked for in a month, and then the longest unused until the rest takes `limit` bytes."""
    now = time.time() if now is None else now
    found = []
    for path in _folder().iterdir():
        with suppress(FileNotFoundError):
            found.append((path.stat().st_mtime, path.stat().st_size, path))
    room = limit
    for used, size, path in sorted(found, reverse=True):
        finished = path.suffix == ".slice"
        room -= size
        if room < 0 or now - used > (UNUSED if finished else UNFINISHED):
            path.unlink(missing_ok=True)
