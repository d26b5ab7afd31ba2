"""Ordering jobs and carrying them out. The table is the truth; Celery is only the doorbell."""

from __future__ import annotations

import hashlib
import json
import logging
import secrets
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal
from documents import batches
from documents.bell import RING_AGAIN, ring
from documents.endings import fail, finish, forget_file
from documents.models import Job
from documents.progress import LEASE, Progress, Result, Split, SupersededError
from sessions.models import Cohort

# By name: a web process that only orders documents never loads what draws them.
MAKERS = {
    Job.Kind.REGISTER: "documents.attendance_sheet.make",
    Job.Kind.HANDOUT: "documents.handout.make",
    Job.Kind.TRAINER_HANDOUT: "documents.handout.make",
    Job.Kind.CERTIFICATES: "documents.certificate_batch.make",
    Job.Kind.NOTICES: "documents.notices.make",
    Job.Kind.TABLE_CARDS: "documents.name_cards.make_table_cards",
    Job.Kind.BADGES: "documents.name_cards.make_badges",
    Job.Kind.SEATING: "documents.room_lists.make_seating",
    Job.Kind.CLOSING_LIST: "documents.room_lists.make_closing",
    Job.Kind.TIMETABLE: "documents.timetable_notices.make",
    Job.Kind.CERTIFICATES_PART: "documents.certificate_batch.make_part",
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
        transaction.on_commit(partial(ring, job.pk, job.kind))
    return job


@transaction.atomic
def retry(job: Job) -> Job:
    """Put what did not end well into the queue again; if the same is already under way, that job instead.

    Items that were made are kept: a batch draws only those that are missing.
    """
    key = _key(job.kind, job.cohort_id, job.language, job.params)
    lost = (Q(file="") & ~Q(kind__in=Job.FILELESS)) | ~Q(item_errors=[])
    ended = Job.objects.filter(
        Q(state__in=[Job.State.FAILED, Job.State.CANCELLED]) | Q(lost, state=Job.State.DONE), pk=job.pk
    )
    fresh: dict[str, Any] = {"state": Job.State.QUEUED, "stage": Job.Stage.MAKE, "attempts": 0, "done": 0}
    fresh |= {"error": "", "item_errors": [], "finished_at": None, "expired_at": None, "started_at": None}
    try:
        with transaction.atomic():
            again = ended.update(**fresh, idempotency_key=key, lease_until=timezone.now() + RING_AGAIN)
    except IntegrityError:
        return Job.objects.get(idempotency_key=key)
    if again:
        job.parts.all().delete()
        transaction.on_commit(partial(ring, job.pk, job.kind))
    return job


def claim(job_id: int) -> Job | None:
    """Take a queued job; None when another worker has it, or a task is delivered a second time."""
    now = timezone.now()
    claimed = Job.objects.filter(pk=job_id, state=Job.State.QUEUED).update(
        state=Job.State.RUNNING, attempts=F("attempts") + 1, started_at=now, lease_until=now + LEASE, done=0
    )
    if not claimed:
        return None
    job = Job.objects.select_related("cohort__course", "cohort__client").get(pk=job_id)
    forget_file(job)  # of an attempt that died, or of the time before a retry
    return job


def run(job_id: int) -> None:
    """Carry out a job if it is still to be done, and write its result once."""
    job = claim(job_id)
    if job is None:
        return
    with translation.override(job.language):
        _carry_out(job)
    if job.parent_id is not None:
        batches.gather(job.parent_id)


def _carry_out(job: Job) -> None:
    try:
        make: Callable[[Job, Progress], Result | Split] = import_string(MAKERS[Job.Kind(job.kind)])
        made = make(job, Progress(job))
        if isinstance(made, Split):
            batches.split(job, made)
        else:
            finish(job, made)
    except SupersededError:
        logger.warning("Job %s was cancelled or given to another worker.", job.pk)
    except Refusal as refusal:
        fail(job, str(refusal))
    except Exception:
        reference = secrets.token_hex(4)
        logger.exception("Job %s failed, reference %s", job.pk, reference)
        told = _("生成时出了意外的错误。请重试一次；若仍然失败，请把编号 %(reference)s 告诉系统管理员。")
        fail(job, told % {"reference": reference})


def _key(kind: str, cohort_id: int, language: str, params: dict[str, Any]) -> str:
    digest = hashlib.sha256(json.dumps(params, sort_keys=True).encode()).hexdigest()[:16]
    return f"{kind}:{cohort_id}:{language}:{digest}"
