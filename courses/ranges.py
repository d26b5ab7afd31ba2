"""A part of a file, as HTTP asks for one (RFC 9110, section 14): what a phone needs to start and to seek in a video."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ONE = re.compile(
    r"bytes=\s*(?:(?P<first>\d{1,18})-(?P<last>\d{1,18})?|-(?P<tail>\d{1,18}))\s*", re.IGNORECASE | re.ASCII
)


class UnsatisfiableError(Exception):
    """The range begins behind the end of the file."""


@dataclass(frozen=True)
class Part:
    """Bytes `first` to `last`, both included."""

    first: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1


def wanted(header: str, size: int) -> Part | None:
    """The one part that is asked for; None where the whole is to be sent: no range, several, another unit, nonsense.

    Raises UnsatisfiableError.
    """
    asked = _ONE.fullmatch(header)
    if asked is None:
        return None
    if asked["tail"] is not None:
        length = min(int(asked["tail"]), size)
        if not length:
            raise UnsatisfiableError
        return Part(size - length, size - 1)
    first, last = int(asked["first"]), int(asked["last"] or size - 1)
    if asked["last"] is not None and last < first:
        return None
    if first >= size:
        raise UnsatisfiableError
    return Part(first, min(last, size - 1))
