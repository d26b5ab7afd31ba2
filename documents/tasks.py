import logging
from typing import Any

from celery import shared_task
from celery.signals import worker_init, worker_process_init, worker_process_shutdown, worker_ready

from documents import bell, checks, jobs, rescue, scratch

logger = logging.getLogger(__name__)


@shared_task(acks_late=True, reject_on_worker_lost=True, ignore_result=True)
def render(job_id: int) -> None:
    jobs.run(job_id)


@shared_task(ignore_result=True)
def sweep() -> None:
    rescue.sweep()


@worker_init.connect
def load(**kwargs: Any) -> None:  # noqa: ARG001 — Celery sends more than is needed
    """Before it forks: a child that takes a dead one's place is at work at once."""
    from documents import pdf  # noqa: F401 — only a process that renders loads WeasyPrint


@worker_process_init.connect
def warm_up(**kwargs: Any) -> None:  # noqa: ARG001 — Celery sends more than is needed
    scratch.settle()
    from documents import pdf

    for warning in checks.fonts_are_cut_by_harfbuzz():
        logger.warning("%s %s", warning.msg, warning.hint)
    pdf.warm_up()


@worker_process_shutdown.connect
def clear_up(**kwargs: Any) -> None:  # noqa: ARG001
    scratch.leave()


@worker_ready.connect
def look_around(**kwargs: Any) -> None:  # noqa: ARG001
    """What was left while no worker was there is not to wait for the next sweep. In a task: here is no database."""
    bell.call_sweep()
