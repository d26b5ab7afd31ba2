"""A ZIP of many files, written while it is sent: with the memory of one file, and each time the same bytes."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

CHUNK = 256 * 1024


@dataclass(frozen=True)
class Entry:
    """A file of the archive; `size` in bytes must be what `read` gives."""

    name: str
    day: dt.date
    size: int
    read: Callable[[], bytes]


class _Outlet(io.RawIOBase):
    """Takes what the archive writes until it is fetched. It cannot seek: checksums then stand behind each file."""

    def __init__(self) -> None:
        self.waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]  # zipfile writes bytes
        self.waiting += data
        return len(data)

    def fetch(self) -> bytes:
        fetched = bytes(self.waiting)
        self.waiting.clear()
        return fetched


def stream(entries: Sequence[Entry], *, start: int = 0) -> Iterator[bytes]:
    """The archive from byte `start` on; the files are packed already and are not packed again."""
    for chunk in _whole(entries):
        if start < len(chunk):
            yield chunk[start:]
        start = max(start - len(chunk), 0)


def length(entries: Sequence[Entry]) -> int:
    """Bytes of the archive, without opening a file."""
    blank = [Entry(entry.name, entry.day, entry.size, lambda size=entry.size: bytes(size)) for entry in entries]  # type: ignore[misc]
    return sum(map(len, _whole(blank)))


def _whole(entries: Sequence[Entry]) -> Iterator[bytes]:
    outlet = _Outlet()
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_STORED) as archive:
        for entry in entries:
            about = zipfile.ZipInfo(entry.name, (entry.day.year, entry.day.month, entry.day.day, 0, 0, 0))
            archive.writestr(about, entry.read())
            if len(outlet.waiting) >= CHUNK:
                yield outlet.fetch()
    yield outlet.fetch()
