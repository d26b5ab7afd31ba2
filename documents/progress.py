"""How a job tells how far it is, keeps its lease while doing so, and hands over what it made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from django.conf import settings
from django.utils import timezone

from documents.models import Job

LEASE = dt.timedelta(seconds=settings.JOB_LEASE_SECONDS)
EVERY = 0.2  # seconds between two writes: more often nobody looks


@dataclass(frozen=True)
class ItemError:
    """One item of a job that could not be made, while the others were."""

    label: str
    reason: str


@dataclass(frozen=True)
class Result:
    """What a job made; `name` is what a person's browser saves it as. A part of a batch leaves no file of its own."""

    content: bytes | None
    name: str
    errors: Sequence[ItemError] = ()


@dataclass(frozen=True)
class Split:
    """The work in parts for all workers: the parameters of each part and its number of items."""

    kind: str
    parts: Sequence[tuple[dict[str, Any], int]]


class SupersededError(Exception):
    """The job was given away or cancelled: what this worker still makes is not wanted."""


@dataclass
class Progress:
    job: Job
    _written: float = field(default=0.0, init=False)

    def __call__(self, done: int, total: int) -> None:
        """Note that `done` of `total` parts are made; raises SupersededError when the job is no longer ours."""
        if self._written and monotonic() - self._written < EVERY and done < total:
            return
        self._written = monotonic()
        lease = timezone.now() + LEASE
        if not Job.objects.held(self.job).update(done=min(done, total), total=max(total, 1), lease_until=lease):
            raise SupersededError
