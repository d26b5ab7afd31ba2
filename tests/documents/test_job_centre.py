import datetime as dt
import threading

import pytest
from django.db import connection
from django.utils import timezone

from documents import endings, jobs, rescue, tasks
from documents.models import Job
from documents.progress import ItemError, Progress, Result, SupersededError
from tests.documents.test_job_pages import done, job_of
from tests.documents.worlds import ALL_PRESENT, attended_cohort, people_of
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_bell(monkeypatch):
    monkeypatch.setattr(tasks.render, "apply_async", lambda *_, **__: None)


@pytest.fixture
def cohort():
    return attended_cohort(ALL_PRESENT, code="HT-2026-01")


@pytest.fixture
def people(cohort):
    return people_of(cohort)


@pytest.fixture
def job(cohort, people):
    return job_of(cohort, people["trainer"], lease_until=timezone.now())


def state_of(job: Job) -> str:
    return Job.objects.values_list("state", flat=True).get(pk=job.pk)


def test_a_waiting_job_is_cancelled_at_once_and_never_begun(client, people, job):
    client.force_login(people["trainer"])
    response = client.post(f"/documents/jobs/{job.pk}/cancel/", follow=True)
    assert "已取消" in response.text
    assert jobs.claim(job.pk) is None
    assert state_of(job) == Job.State.CANCELLED


def test_a_running_job_stops_at_its_next_step(job):
    mine = jobs.claim(job.pk)
    assert mine is not None
    assert endings.cancel(job)
    with pytest.raises(SupersededError):
        Progress(mine)(1, 2)
    endings.finish(mine, Result(b"%PDF-", "late.pdf"))
    assert state_of(job) == Job.State.CANCELLED


def test_what_has_ended_cannot_be_cancelled(client, people, cohort):
    ended = done(job_of(cohort, people["admin"]))
    client.force_login(people["admin"])
    assert "已经结束" in client.post(f"/documents/jobs/{ended.pk}/cancel/", follow=True).text
    assert state_of(ended) == Job.State.DONE


def test_only_those_who_run_the_cohort_cancel(client, people, job):
    answers = {}
    for role in ("stranger", "contact", "trainee", "other trainer", "admin"):
        client.force_login(people[role])
        answers[role] = client.post(f"/documents/jobs/{job.pk}/cancel/").status_code
    assert answers == {"stranger": 404, "contact": 404, "trainee": 404, "other trainer": 404, "admin": 302}


def test_a_cancelled_job_can_be_taken_up_again(job):
    endings.cancel(job)
    jobs.retry(Job.objects.get(pk=job.pk))
    assert state_of(job) == Job.State.QUEUED


def test_files_expire_and_the_row_says_so(client, people, cohort, settings):
    job = done(job_of(cohort, people["admin"]))
    storage, name = job.file.storage, str(job.file.name)
    later = timezone.now() + dt.timedelta(days=settings.JOB_FILES_KEPT_DAYS)
    rescue.sweep(later - dt.timedelta(minutes=1))
    assert storage.exists(name)
    rescue.sweep(later + dt.timedelta(minutes=1))
    assert not storage.exists(name)
    client.force_login(people["admin"])
    page = client.get(f"/documents/jobs/{job.pk}/").text
    assert "过期删除" in page
    assert "重新生成" in page
    assert client.get(f"/documents/jobs/{job.pk}/file/").status_code == 404


def test_items_that_failed_are_named_and_only_they_are_tried_again(client, people, job):
    mine = jobs.claim(job.pk)
    assert mine is not None
    endings.finish(mine, Result(b"%PDF-", "全班.pdf", [ItemError("LT-1 王小明", "没有这个字。")]))
    client.force_login(people["trainer"])
    page = client.get(f"/documents/jobs/{job.pk}/").text
    assert "没有这个字。" in page
    assert "只重试没有生成的" in page
    assert f"/documents/jobs/{job.pk}/file/" in page
    client.post(f"/documents/jobs/{job.pk}/retry/")
    job.refresh_from_db()
    assert (job.state, job.item_errors) == (Job.State.QUEUED, [])


def test_a_good_job_is_not_made_twice(client, people, cohort):
    job = done(job_of(cohort, people["admin"]))
    client.force_login(people["admin"])
    client.post(f"/documents/jobs/{job.pk}/retry/")
    assert state_of(job) == Job.State.DONE


def test_a_running_job_says_how_long_it_will_take(client, people, cohort):
    started = timezone.now() - dt.timedelta(seconds=10)
    job = job_of(cohort, people["admin"], state=Job.State.RUNNING, done=25, total=100, started_at=started)
    client.force_login(people["admin"])
    page = client.get(f"/documents/jobs/{job.pk}/state/row/").text
    assert 'value="25" max="100"' in page
    assert job.seconds_left in {30, 31, 32}


def test_beside_its_button_a_job_is_followed_until_its_file_is_there(client, people, cohort):
    client.force_login(people["trainer"])
    assert client.get(f"/documents/{cohort.code}/latest/register/").content == b""
    ordered = client.post(f"/documents/{cohort.code}/register/", headers={"hx-request": "true"}).text
    job = Job.objects.get()
    assert f'hx-get="/documents/jobs/{job.pk}/state/beside/"' in ordered
    done(job)
    shown = client.get(f"/documents/{cohort.code}/latest/register/").text
    assert f'href="/documents/jobs/{job.pk}/file/"' in shown
    assert "hx-get" not in shown


@pytest.mark.parametrize("state", Job.UNDER_WAY)
def test_the_sweep_moves_a_job_on_whatever_state_it_was_left_in(people, cohort, state, monkeypatch):
    """Also one whose lease was never written."""
    job = job_of(cohort, people["admin"], state=state)
    rung: list[int] = []
    monkeypatch.setattr(tasks.render, "apply_async", lambda args, **_: rung.append(args[0]))
    rescue.sweep(timezone.now() + dt.timedelta(minutes=1))
    rescue.sweep(timezone.now() + dt.timedelta(minutes=3))
    assert state_of(job) == Job.State.QUEUED
    assert rung
    assert set(rung) == {job.pk}


@pytest.mark.parametrize("again", range(3))
@pytest.mark.django_db(transaction=True)
def test_a_cancel_and_a_finish_at_once_leave_one_ending(again):
    admin = UserFactory(admin=True)
    job = job_of(attended_cohort(ALL_PRESENT), admin, lease_until=timezone.now())
    mine = jobs.claim(job.pk)
    assert mine is not None
    barrier, cancelled = threading.Barrier(2), []

    def cancel() -> None:
        barrier.wait()
        cancelled.append(endings.cancel(job))
        connection.close()

    def finish() -> None:
        barrier.wait()
        endings.finish(mine, Result(b"%PDF-", "x.pdf"))
        connection.close()

    threads = [threading.Thread(target=work) for work in (cancel, finish)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    job.refresh_from_db()
    assert (job.state == Job.State.CANCELLED) == cancelled[0]
    assert job.has_ended
