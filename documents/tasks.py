import logging
from typing import Any

from celery import shared_task
from celery.signals import worker_process_init

from documents import checks, jobs, rescue

logger = logging.getLogger(__name__)


@shared_task(acks_late=True, reject_on_worker_lost=True, ignore_result=True)
def render(job_id: int) -> None:
    jobs.run(job_id)


@shared_task(ignore_result=True)
def sweep() -> None:
    rescue.sweep()


@worker_process_init.connect
def warm_up(**kwargs: Any) -> None:  # noqa: ARG001 — Celery sends more than is needed
    from documents import pdf  # only a process that renders loads WeasyPrint

    for warning in checks.fonts_are_cut_by_harfbuzz():
        logger.warning("%s %s", warning.msg, warning.hint)
    pdf.warm_up()
