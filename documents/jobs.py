"""Ordering, carrying out and rescuing jobs. The table is the truth; Celery is only the doorbell."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import logging
import secrets
from collections.abc import Callable
from functools import partial
from pathlib import PurePath
from typing import Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from accounts.models import User
from accounts.refusals import Refusal
from documents.models import Job
from documents.progress import LEASE, Progress, Result, SupersededError
from sessions.models import Cohort

RING_AGAIN = dt.timedelta(seconds=30)
MAX_ATTEMPTS = 3

# By name: a web process that only orders documents never loads what draws them.
MAKERS = {
    Job.Kind.REGISTER: "documents.attendance_sheet.make",
    Job.Kind.HANDOUT: "documents.handout.make",
    Job.Kind.CERTIFICATES: "documents.certificate_sheets.make",
}

logger = logging.getLogger(__name__)


@transaction.atomic
def order(*, kind: str, cohort: Cohort, by: User, language: str, params: dict[str, Any] | None = None) -> Job:
    """Ask for a document; asking again for the same while it is under way gives the same job."""
    params = params or {}
    job, created = Job.objects.get_or_create(
        idempotency_key=_key(kind, cohort.pk, language, params),
        defaults={
            "kind": kind,
            "cohort": cohort,
            "params": params,
            "language": language,
            "created_by": by,
            "lease_until": timezone.now() + RING_AGAIN,
        },
    )
    if created:
        transaction.on_commit(partial(ring, job.pk))
    return job


@transaction.atomic
def retry(job: Job) -> Job:
    """Put a failed job into the queue again; if the same document is already under way, that job instead."""
    key = _key(job.kind, job.cohort_id, job.language, job.params)
    failed = Job.objects.filter(pk=job.pk, state=Job.State.FAILED)
    fresh = {"state": Job.State.QUEUED, "attempts": 0, "done": 0, "error": "", "finished_at": None}
    try:
        with transaction.atomic():
            failed.update(**fresh, idempotency_key=key, lease_until=timezone.now() + RING_AGAIN)
    except IntegrityError:
        return Job.objects.get(idempotency_key=key)
    transaction.on_commit(partial(ring, job.pk))
    return job


def ring(job_id: int) -> bool:
    """Tell a worker. With Redis away the job waits, the page answers at once, and the sweep rings again."""
    from documents import tasks  # tasks import this module

    try:
        tasks.render.apply_async((job_id,), retry=False)
    except (OperationalError, OSError) as error:
        logger.warning("Job %s waits: no worker could be told (%s).", job_id, error)
        return False
    return True


def claim(job_id: int) -> Job | None:
    """Take a queued job; None when another worker has it, or a task is delivered a second time."""
    now = timezone.now()
    claimed = Job.objects.filter(pk=job_id, state=Job.State.QUEUED).update(
        state=Job.State.RUNNING, attempts=F("attempts") + 1, started_at=now, lease_until=now + LEASE, done=0
    )
    return Job.objects.select_related("cohort__course", "cohort__client").get(pk=job_id) if claimed else None


def run(job_id: int) -> None:
    """Carry out a job if it is still to be done, and write its result once."""
    job = claim(job_id)
    if job is None:
        return
    with translation.override(job.language):
        try:
            make: Callable[[Job, Progress], Result] = import_string(MAKERS[Job.Kind(job.kind)])
            _finish(job, make(job, Progress(job)))
        except SupersededError:
            logger.warning("Job %s was given to another worker.", job.pk)
        except Refusal as refusal:
            _fail(job, str(refusal))
        except Exception:
            reference = secrets.token_hex(4)
            logger.exception("Job %s failed, reference %s", job.pk, reference)
            _fail(
                job,
                _("生成时出了意外的错误。请重试一次；若仍然失败，请把编号 %(reference)s 告诉系统管理员。")
                % {"reference": reference},
            )


def sweep(now: dt.datetime | None = None) -> None:
    """Put back what a dead worker left, and ring again for what waits unheard."""
    now = now or timezone.now()
    _put_back(Q(lease_until__lt=now), now)
    waiting = Job.objects.filter(state=Job.State.QUEUED, lease_until__lte=now)
    for pk in waiting.order_by("pk").values_list("pk", flat=True):
        if waiting.filter(pk=pk).update(lease_until=now + RING_AGAIN) and not ring(pk):
            return


def put_back_all() -> int:
    """For the embedded worker's start and stop: whatever runs has lost its worker. How many did run."""
    now = timezone.now()
    Job.objects.filter(state=Job.State.QUEUED).update(lease_until=now)
    return _put_back(Q(), now)


def _put_back(which: Q, now: dt.datetime) -> int:
    left = Job.objects.filter(which, state=Job.State.RUNNING)
    for job in left.filter(attempts__gte=MAX_ATTEMPTS):
        with translation.override(job.language):
            _fail(job, _("生成被中断了 %(count)s 次，已停止尝试。请稍后重试。") % {"count": job.attempts})
    return left.filter(attempts__lt=MAX_ATTEMPTS).update(state=Job.State.QUEUED, lease_until=now, done=0)


def _finish(job: Job, result: Result) -> None:
    now = timezone.now()
    path = f"jobs/{now:%Y/%m}/{job.pk}-{secrets.token_hex(8)}{PurePath(result.name).suffix}"
    stored = job.file.storage.save(path, ContentFile(result.content))
    written = Job.objects.held(job).update(
        **_ended(Job.State.DONE, now), done=F("total"), file=stored, file_name=result.name, size=len(result.content)
    )
    if not written:
        job.file.storage.delete(stored)


def _fail(job: Job, reason: str) -> None:
    Job.objects.held(job).update(**_ended(Job.State.FAILED, timezone.now()), error=reason)


def _ended(state: str, now: dt.datetime) -> dict[str, Any]:
    return {"state": state, "finished_at": now, "lease_until": None, "idempotency_key": None}


def _key(kind: str, cohort_id: int, language: str, params: dict[str, Any]) -> str:
    digest = hashlib.sha256(json.dumps(params, sort_keys=True).encode()).hexdigest()[:16]
    return f"{kind}:{cohort_id}:{language}:{digest}"
