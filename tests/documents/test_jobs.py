import datetime as dt
import logging
import threading
import time
from unittest.mock import patch

import pytest
from django.db import connection
from django.utils import timezone, translation
from kombu.exceptions import OperationalError

from accounts.refusals import Refusal
from documents import bell, jobs, rescue, tasks
from documents.models import Job
from documents.progress import LEASE, Progress, Result, SupersededError
from tests.documents.worlds import attended_cohort
from tests.factories import CohortFactory, UserFactory

pytestmark = pytest.mark.django_db
made: list[int] = []


def make(job: Job, progress: Progress) -> Result:
    made.append(job.pk)
    progress(1, 2)
    return Result(b"%PDF-", "考勤.pdf")


def refuse(job: Job, progress: Progress) -> Result:
    raise Refusal("这个班还没有学员。")


def crash(job: Job, progress: Progress) -> Result:
    raise ZeroDivisionError("a secret path /srv/x")


def speak(job: Job, progress: Progress) -> Result:
    return Result(b"%PDF-", f"{translation.get_language()}.pdf")


def lose(job: Job, progress: Progress) -> Result:
    """The lease runs out while the document is drawn, and another worker finishes the job meanwhile."""
    rescue.sweep(timezone.now() + LEASE + dt.timedelta(seconds=1))
    with patch.dict(jobs.MAKERS, {Job.Kind.REGISTER: f"{__name__}.make"}):
        jobs.run(job.pk)
    return Result(b"late", "late.pdf")


@pytest.fixture(autouse=True)
def rung(monkeypatch) -> list[int]:
    """The jobs a worker would have been told of."""
    made.clear()
    jobs_rung: list[int] = []

    def apply_async(args: tuple[int], **options: object) -> None:
        jobs_rung.append(args[0])

    monkeypatch.setattr(tasks.render, "apply_async", apply_async)
    return jobs_rung


@pytest.fixture
def carried_out_by(monkeypatch):
    def choose(function):
        monkeypatch.setitem(jobs.MAKERS, Job.Kind.REGISTER, f"{__name__}.{function.__name__}")

    return choose


def order(cohort=None, by=None, **fields) -> Job:
    cohort = cohort or CohortFactory()
    return jobs.order(
        kind=Job.Kind.REGISTER, cohort=cohort, by=by or UserFactory(admin=True), language="zh-hans", **fields
    )


def taken(job: Job) -> Job:
    claimed = jobs.claim(job.pk)
    assert claimed is not None
    return claimed


def test_a_job_is_announced_only_after_its_row_is_there(django_capture_on_commit_callbacks, rung):
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        job = order()
        assert rung == []
    assert len(callbacks) == 1
    assert rung == [job.pk]


def test_two_presses_are_one_job_while_it_is_under_way(django_capture_on_commit_callbacks, carried_out_by):
    carried_out_by(make)
    cohort, by = CohortFactory(), UserFactory(admin=True)
    with django_capture_on_commit_callbacks() as callbacks:
        first, second = order(cohort, by), order(cohort, by)
    assert first == second
    assert len(callbacks) == 1
    jobs.run(first.pk)
    assert order(cohort, by) != first


def test_another_language_is_another_job():
    cohort, by = CohortFactory(), UserFactory(admin=True)
    english = jobs.order(kind=Job.Kind.REGISTER, cohort=cohort, by=by, language="en")
    assert order(cohort, by) != english


def test_a_job_delivered_twice_writes_one_file(carried_out_by, settings):
    carried_out_by(make)
    job = order()
    jobs.run(job.pk)
    jobs.run(job.pk)
    assert made == [job.pk]
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.file_name, job.size) == (Job.State.DONE, 2, 2, "考勤.pdf", 5)
    assert len(list((settings.MEDIA_ROOT / "jobs").rglob(f"{job.pk}-*"))) == 1


def test_a_late_worker_leaves_the_result_of_the_one_that_took_over(carried_out_by, settings):
    carried_out_by(lose)
    job = order()
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.file_name, job.attempts) == (Job.State.DONE, "考勤.pdf", 2)
    assert len(list((settings.MEDIA_ROOT / "jobs").rglob(f"{job.pk}-*"))) == 1


def test_progress_stops_a_worker_that_lost_its_job():
    job = order()
    mine = taken(job)
    rescue.put_back_all()
    with pytest.raises(SupersededError):
        Progress(mine)(1, 2)


def test_progress_renews_the_lease():
    job = order()
    mine = taken(job)
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now())
    Progress(mine)(3, 9)
    job.refresh_from_db()
    assert (job.done, job.total) == (3, 9)
    assert job.lease_until is not None
    assert job.lease_until > timezone.now() + LEASE / 2


def test_a_refusal_is_kept_as_the_reason(carried_out_by):
    carried_out_by(refuse)
    job = order()
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == (Job.State.FAILED, "这个班还没有学员。")


def test_an_unexpected_error_is_told_without_its_insides(carried_out_by, caplog):
    carried_out_by(crash)
    job = order()
    with caplog.at_level(logging.ERROR):
        jobs.run(job.pk)
    job.refresh_from_db()
    reference = caplog.records[-1].getMessage().rsplit(" ", 1)[-1]
    assert job.error == f"生成时出了意外的错误。请重试一次；若仍然失败，请把编号 {reference} 告诉系统管理员。"
    assert "/srv/x" in caplog.text


def test_a_document_is_made_in_the_language_it_was_ordered_in(carried_out_by):
    carried_out_by(speak)
    job = jobs.order(kind=Job.Kind.REGISTER, cohort=CohortFactory(), by=UserFactory(admin=True), language="en")
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.file_name == "en.pdf"


def test_the_sweep_puts_back_a_job_whose_worker_died_and_rings(rung, carried_out_by):
    carried_out_by(make)
    job = order()
    jobs.claim(job.pk)
    rescue.sweep()
    assert rung == []
    rescue.sweep(timezone.now() + LEASE + dt.timedelta(seconds=1))
    assert rung == [job.pk]
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.State.DONE, 2)


def test_the_sweep_rings_again_for_a_job_nobody_heard_of_but_not_each_time(rung):
    job = order()
    later = timezone.now() + bell.RING_AGAIN + dt.timedelta(seconds=1)
    rescue.sweep()
    rescue.sweep(later)
    rescue.sweep(later)
    assert rung == [job.pk]


def test_after_a_few_dead_workers_the_job_fails_and_says_so(settings):
    job = order()
    for _ in range(settings.JOB_ATTEMPTS):
        jobs.claim(job.pk)
        rescue.sweep(timezone.now() + LEASE + dt.timedelta(seconds=1))
    job.refresh_from_db()
    assert (job.state, job.error) == (Job.State.FAILED, "生成被中断了 5 次，已停止尝试。请稍后重试。")
    assert job.idempotency_key is None


def test_stopping_the_server_puts_running_jobs_back():
    running, waiting = order(), order()
    jobs.claim(running.pk)
    assert rescue.put_back_all() == 1
    assert set(Job.objects.values_list("state", flat=True)) == {Job.State.QUEUED}
    assert waiting.pk in Job.objects.values_list("pk", flat=True)


def test_a_failed_job_is_tried_again_from_the_start(carried_out_by):
    carried_out_by(refuse)
    job = order()
    jobs.run(job.pk)
    carried_out_by(make)
    assert jobs.retry(Job.objects.get(pk=job.pk)) == job
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error, job.attempts) == (Job.State.DONE, "", 1)


def test_retrying_while_the_same_is_under_way_leads_to_that_job(carried_out_by):
    carried_out_by(refuse)
    cohort, by = CohortFactory(), UserFactory(admin=True)
    failed = order(cohort, by)
    jobs.run(failed.pk)
    under_way = order(cohort, by)
    assert jobs.retry(failed) == under_way


def test_without_a_broker_ordering_answers_at_once_and_the_job_waits(
    client, monkeypatch, django_capture_on_commit_callbacks
):
    def unreachable(*args, **kwargs):
        assert kwargs["retry"] is False
        raise OperationalError

    monkeypatch.setattr(tasks.render, "apply_async", unreachable)
    client.force_login(UserFactory(admin=True))
    cohort = attended_cohort(("present",) * 4)
    client.get("/documents/")  # the first request of a process loads the pages
    start = time.monotonic()
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(f"/documents/{cohort.code}/register/")
    assert response.status_code == 302
    assert time.monotonic() - start < 1
    assert Job.objects.get().state == Job.State.QUEUED


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_that_claim_at_once_one_gets_the_job():
    job, barrier, claims = order(), threading.Barrier(2), []

    def claim() -> None:
        barrier.wait()
        claims.append(jobs.claim(job.pk))
        connection.close()

    threads = [threading.Thread(target=claim) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(claim is None for claim in claims) == [False, True]
