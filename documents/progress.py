"""How a job tells how far it is, and keeps its lease while doing so."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from time import monotonic

from django.utils import timezone

from documents.models import Job

LEASE = dt.timedelta(seconds=60)
EVERY = 0.2  # seconds between two writes: more often nobody looks


@dataclass(frozen=True)
class Result:
    """A finished document; `name` is what a person's browser saves it as."""

    content: bytes
    name: str


class SupersededError(Exception):
    """The lease ran out and the job was given away: what this worker still makes is not wanted."""


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
