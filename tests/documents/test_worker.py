"""A worker of its own process, over real Redis."""

import time

import pytest
from django.conf import settings
from django.utils import timezone

from config.celery import app
from documents import jobs, rescue
from documents.certificates import issue
from documents.models import Certificate, Job
from documents.progress import LEASE
from tests.documents.worlds import ALL_PRESENT, attended_cohort
from tests.factories import UserFactory

PATIENCE = 120  # the machine may be at work on other things


def wait_for(job: Job, until) -> None:
    deadline = time.monotonic() + PATIENCE
    while not until(job):
        assert time.monotonic() < deadline, f"still {job.state} {job.done}/{job.total} {job.error}"
        time.sleep(0.01)
        job.refresh_from_db()


def order_certificates(trainees: int) -> Job:
    admin = UserFactory(admin=True)
    cohort = attended_cohort(*[ALL_PRESENT] * trainees)
    issue(cohort=cohort, by=admin, now=timezone.now())
    return jobs.order(
        kind=Job.Kind.CERTIFICATES,
        cohort=cohort,
        by=admin,
        language="zh-hans",
        params={"base_url": "https://lectern.example.org"},
    )


def test_a_job_ordered_here_is_done_there(celery_worker_process):
    job = order_certificates(3)
    wait_for(job, lambda job: job.has_ended)
    assert (job.state, job.done, job.total, job.error) == (Job.State.DONE, 3, 3, "")


def test_a_worker_killed_while_drawing_loses_nothing(celery_worker_process):
    job = order_certificates(84)
    wait_for(job, lambda job: 0 < job.made < 84)
    celery_worker_process.kill()
    job.refresh_from_db()
    assert job.state == Job.State.SPREAD
    celery_worker_process.start()
    rescue.sweep(timezone.now() + LEASE)
    wait_for(job, lambda job: job.has_ended)
    assert (job.state, job.item_errors, job.parts.count()) == (Job.State.DONE, [], 2)
    assert not Certificate.objects.filter(file="").exists()
    tokens = set(Certificate.objects.values_list("token", flat=True))
    files = [path.stem for path in (settings.MEDIA_ROOT / "certificates").rglob("*.pdf")]
    assert sorted(stem for stem in files if stem[:22] in tokens) == sorted(tokens)


@pytest.mark.usefixtures("celery_worker_process")
def test_the_same_task_delivered_four_times_makes_one_file():
    job = order_certificates(12)
    for _ in range(3):
        app.tasks["documents.tasks.render"].delay(job.pk)
    wait_for(job, lambda job: job.has_ended)
    time.sleep(1)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.State.DONE, 1)
