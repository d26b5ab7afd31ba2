"""Telling a worker that a job waits."""

from __future__ import annotations

import datetime as dt
import logging

from django.conf import settings
from kombu.exceptions import OperationalError

from documents.models import Job

RING_AGAIN = dt.timedelta(seconds=settings.JOB_SWEEP_SECONDS)
# Parts of a batch have a queue of their own: a worker takes from both in turn, so a single sheet never waits for all.
QUEUES = {str(Job.Kind.CERTIFICATES_PART): "batch"}

logger = logging.getLogger(__name__)


def call_sweep() -> None:
    from documents import tasks

    try:
        tasks.sweep.apply_async(retry=False)
    except (OperationalError, OSError) as error:
        logger.warning("The sweep waits for its hour: no worker could be told (%s).", error)


def ring(job_id: int, kind: str = "") -> bool:
    """Tell a worker. With Redis away the job waits, the page answers at once, and the sweep rings again."""
    from documents import tasks  # tasks import the modules that ring

    try:
        tasks.render.apply_async((job_id,), retry=False, queue=QUEUES.get(kind, "render"))
    except (OperationalError, OSError) as error:
        logger.warning("Job %s waits: no worker could be told (%s).", job_id, error)
        return False
    return True
