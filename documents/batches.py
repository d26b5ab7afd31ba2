"""A large job in parts: each is a job of its own, so all workers share them; the last to end hands the whole on."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.utils import timezone

from documents.bell import RING_AGAIN, ring
from documents.models import Job
from documents.progress import Split, SupersededError


@transaction.atomic
def split(job: Job, plan: Split) -> None:
    """Put the parts into the queue; the job itself waits for them without a worker."""
    total = sum(items for _params, items in plan.parts)
    spread = {"state": Job.State.SPREAD, "lease_until": None, "done": 0, "total": total}
    if not Job.objects.held(job).update(**spread):
        raise SupersededError
    for params, items in plan.parts:
        part = job.as_part(params, items, plan.kind)
        part.lease_until = timezone.now() + RING_AGAIN
        part.save()
        transaction.on_commit(partial(ring, part.pk, part.kind))


@transaction.atomic
def gather(job_id: int) -> None:
    """When no part is under way any more, put the job itself into the queue for what is left to do."""
    whole = Job.objects.select_for_update().filter(pk=job_id, state=Job.State.SPREAD).first()
    if whole is None or whole.parts.under_way().exists():
        return
    whole.state, whole.stage, whole.attempts = Job.State.QUEUED, Job.Stage.BIND, 0
    whole.lease_until = timezone.now() + RING_AGAIN
    whole.save(update_fields=["state", "stage", "attempts", "lease_until"])
    transaction.on_commit(partial(ring, whole.pk, whole.kind))
