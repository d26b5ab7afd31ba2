"""What keeps every job moving: dead workers, lost bells, parts that ended unheard, files past their time."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from documents import batches
from documents.bell import RING_AGAIN, ring
from documents.endings import expire, fail
from documents.models import Job


def sweep(now: dt.datetime | None = None) -> None:
    """Put back what a dead worker left, hand on batches whose parts have ended, ring again for what waits unheard."""
    now = now or timezone.now()
    _put_back(_due(now), now)
    for pk in Job.objects.filter(state=Job.State.SPREAD).values_list("pk", flat=True):
        batches.gather(pk)
    expire(now, settings.JOB_FILES_KEPT_DAYS)
    waiting = Job.objects.filter(_due(now), state=Job.State.QUEUED)
    for pk, kind in waiting.order_by("pk").values_list("pk", "kind"):
        if waiting.filter(pk=pk).update(lease_until=now + RING_AGAIN) and not ring(pk, kind):
            return


def put_back_all() -> int:
    """For the embedded worker's start and stop: whatever runs has lost its worker. How many did run."""
    now = timezone.now()
    Job.objects.filter(state=Job.State.QUEUED).update(lease_until=now)
    return _put_back(Q(), now)


def _due(now: dt.datetime) -> Q:
    return Q(lease_until__lte=now) | Q(lease_until=None)


def _put_back(which: Q, now: dt.datetime) -> int:
    left = Job.objects.filter(which, state=Job.State.RUNNING)
    for job in left.filter(attempts__gte=settings.JOB_ATTEMPTS):
        with translation.override(job.language):
            fail(job, _("生成被中断了 %(count)s 次，已停止尝试。请稍后重试。") % {"count": job.attempts})
    return left.filter(attempts__lt=settings.JOB_ATTEMPTS).update(state=Job.State.QUEUED, lease_until=now, done=0)
