"""Drawing documents as a warm worker does, in processes of their own, so that each peak of memory is theirs alone.

Times are of the processor, and what is promised as a ratio is measured against the plain way in the same process:
other work on the machine slows down both.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from tests.bench.measure import Measure


def _measured(work: str) -> dict[str, float]:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.bench.settings"}
    environment.pop("DATABASE_URL", None)
    child = subprocess.run(
        [sys.executable, "-m", "tests.bench.drawing.child", work], check=True, capture_output=True, env=environment
    )
    found: dict[str, Any] = json.loads(child.stdout.splitlines()[-1])
    return found


def certificates() -> Iterator[Measure]:
    """60, 500 and 2,000 certificates as single files and one bound together, zipped."""
    found = _measured("certificates")
    yield Measure("documents: 500 certificates, single, bound and zipped", found["s500"], "s", 5)
    yield Measure("documents: 500 certificates, times the naive loop", found["x500"], "×", 20, "higher")
    yield Measure("documents: 60 certificates, times the naive loop", found["x60"], "×", 10, "higher")
    yield Measure("documents: 2,000 certificates, each against one of 500", found["linear"], "%", 110)
    yield Measure("documents: 2,000 certificates, peak memory", found["peak"], "MiB", 160)
    yield Measure("documents: largest file of 500", found["largest"], "KiB", 35)
    yield Measure("documents: one certificate, warm", found["single"], "ms", 60)
    yield Measure("documents: one certificate, times the plain way", found["plain"] / found["single"], "×", 3, "higher")
    unreadable = _measured("reading")["unreadable"]
    yield Measure("documents: of 500 not readable (text, fonts, code)", unreadable, "files", 0)


def workers() -> Iterator[Measure]:
    """Two worker processes against one."""
    yield Measure("documents: two workers, times one", _measured("workers")["two"], "×", 1.8, "higher")


def signatures() -> Iterator[Measure]:
    """Certificates signed one by one with an RSA key of 2048 bits, judged by pyHanko against their own authority."""
    found = _measured("signatures")
    yield Measure("documents: signing one certificate", found["ms"], "ms", 12)
    yield Measure("documents: of 100 signed not intact or not valid", found["broken"], "files", 0)


def registers() -> Iterator[Measure]:
    """Attendance registers of 60 trainees in 4 sessions, 500 and 2,000 in 8."""
    found = _measured("registers")
    yield Measure("documents: register of 60 × 4", found["s60"], "s", 1)
    yield Measure("documents: register of 500 × 8", found["s500"], "s", 0.5)
    yield Measure("documents: register of 500 × 8, times the plain table", found["x500"], "×", 10, "higher")
    yield Measure("documents: register of 2,000 × 8", found["s2000"], "s", 2)
    yield Measure("documents: register of 2,000 × 8, peak memory", found["peak"], "MiB", 250)


def memory() -> Iterator[Measure]:
    """1,000 documents of all kinds by one worker."""
    found = _measured("growth")
    yield Measure("documents: growth over 1,000, after the first 60", found["growth"], "MiB", 10)


def handouts() -> Iterator[Measure]:
    """A handout of 85 pages: drawn for the first time, and again with one part edited."""
    found = _measured("handouts")
    yield Measure("documents: handout, pages", found["pages"], "", 80, "higher")
    yield Measure("documents: handout of so many pages", found["seconds"], "s", 15)
    yield Measure("documents: handout, peak memory", found["peak"], "MiB", 400)
    yield Measure("documents: handout, times the plain way", found["times"], "×", 1.4, "higher")
    yield Measure("documents: handout, one part edited, times the plain way", found["edited"], "×", 4, "higher")
