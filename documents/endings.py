"""How a job ends: with a file, with a reason, or cancelled. Each is one conditional UPDATE: one of them wins."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import asdict
from pathlib import PurePath
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from documents.models import Job
from documents.progress import Result


def finish(job: Job, result: Result) -> None:
    """Keep the result, unless the job was given away or cancelled meanwhile."""
    stored = _keep(job, result)
    ended = _ended(Job.State.DONE)
    ended |= {"done": F("total"), "item_errors": [asdict(error) for error in result.errors]}
    ended |= {"file": stored, "file_name": result.name, "size": len(result.content or b"")}
    if not Job.objects.held(job).update(**ended) and stored:
        job.file.storage.delete(stored)


def fail(job: Job, reason: str) -> None:
    if Job.objects.held(job).update(**_ended(Job.State.FAILED), error=reason):
        forget_file(job)


@transaction.atomic
def cancel(job: Job) -> bool:
    """End a job that is under way, and its parts; a worker that has it stops at its next step. False: it had ended."""
    ended = _ended(Job.State.CANCELLED)
    if not Job.objects.under_way().filter(pk=job.pk).update(**ended):
        return False
    Job.objects.under_way().filter(parent=job.pk).update(**ended)
    return True


def forget_file(job: Job, **also: Any) -> None:
    """Delete the file first: a row that names a missing file is tidied again, a file without a row never is."""
    named = Job.objects.filter(pk=job.pk).exclude(file="").values_list("file", flat=True).first()
    if named:
        job.file.storage.delete(named)
        Job.objects.filter(pk=job.pk, file=named).update(file="", size=0, **also)


def expire(now: dt.datetime, kept_days: int) -> int:
    """Delete the files of jobs that ended long ago; the rows stay and say so. How many there were."""
    old = Job.objects.filter(~Q(file=""), state=Job.State.DONE, finished_at__lt=now - dt.timedelta(days=kept_days))
    jobs = list(old)
    for job in jobs:
        forget_file(job, expired_at=now)
    return len(jobs)


def _keep(job: Job, result: Result) -> str:
    """The row names the file before there is one: a worker killed in between leaves nothing that nobody knows of."""
    if result.content is None:
        return ""
    path = f"jobs/{timezone.now():%Y/%m}/{job.pk}-{secrets.token_hex(8)}{PurePath(result.name).suffix}"
    if not Job.objects.held(job).update(file=path):
        return ""
    return str(job.file.storage.save(path, ContentFile(result.content)))


def _ended(state: str) -> dict[str, Any]:
    return {"state": state, "finished_at": timezone.now(), "lease_until": None, "idempotency_key": None}
