"""A single sheet does not wait for a large batch; the same with Redis and with the worker inside the web process."""

import datetime as dt
import time

from django.utils import timezone

from documents import bell, jobs
from documents.certificates import issue
from documents.models import Job
from tests.documents.worlds import ALL_PRESENT, attended_cohort
from tests.factories import UserFactory
from tests.fixtures.worker import PATIENCE

BATCH = 200


def wait_for(ready) -> None:
    deadline = time.monotonic() + 2 * PATIENCE
    while not ready():
        assert time.monotonic() < deadline, list(Job.objects.values_list("kind", "state", "error"))
        time.sleep(0.1)  # each look takes time from a worker in this very process


def beginnings() -> tuple[dt.datetime, list[dt.datetime]]:
    """Of a register ordered when a batch has been spread over its queue; and of the batch's parts, in their order."""
    admin = UserFactory(admin=True)
    cohort = attended_cohort(*[ALL_PRESENT] * BATCH, names=("王小明",) * BATCH)
    other = attended_cohort(ALL_PRESENT)
    warm = jobs.order(kind=Job.Kind.REGISTER, cohort=cohort, by=admin, language="en")
    wait_for(lambda: not Job.objects.under_way().filter(pk=warm.pk).exists())
    issue(cohort=cohort, by=admin, now=timezone.now())
    base = {"base_url": "https://lectern.example.org"}
    batch = jobs.order(kind=Job.Kind.CERTIFICATES, cohort=cohort, by=admin, language="zh-hans", params=base)
    # The first part has begun: the bells of all of them have been rung.
    wait_for(Job.objects.filter(parent=batch).exclude(state=Job.State.QUEUED).exists)
    sheet = jobs.order(kind=Job.Kind.REGISTER, cohort=other, by=admin, language="zh-hans")
    wait_for(lambda: not Job.objects.under_way().exists())
    assert set(Job.objects.values_list("state", flat=True)) == {Job.State.DONE}
    began = {job.pk: job.started_at for job in Job.objects.all() if job.started_at}
    return began[sheet.pk], sorted(began[part.pk] for part in batch.parts.all())


def test_a_single_sheet_overtakes_the_parts_of_a_batch(background_worker):
    sheet, parts = beginnings()
    assert len(parts) == 4
    assert sheet < parts[-1]


def test_in_one_queue_it_would_wait_for_all_of_them(background_worker, monkeypatch):
    """The negative control of the test above."""
    monkeypatch.setitem(bell.QUEUES, str(Job.Kind.REGISTER), "batch")
    sheet, parts = beginnings()
    assert sheet > parts[-1]
