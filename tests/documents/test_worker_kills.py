"""Workers killed at any moment, and a Redis that forgets: no job is lost, none is done twice.

The Redis here is the tests' own, beside that of the suite: it is stopped and started again.
"""

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from django.conf import settings
from django.db.models import Count, Sum
from kombu import Connection

from documents import jobs, tasks
from documents.models import Job
from tests.documents.worlds import ALL_PRESENT, attended_cohort
from tests.factories import UserFactory
from tests.fixtures.worker import WorkerProcess
from tests.servers import die_with_parent, free_port, redis

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]
JOBS, KILLS, MINUTES = 100, 20, 5


class Broker:
    """A Redis that can be stopped, and comes back empty at the same address."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port, self.starts = folder, free_port(), 0
        self.address = f"redis://127.0.0.1:{self.port}"

    @contextmanager
    def running(self) -> Iterator[None]:
        self.starts += 1
        with redis(self.folder / f"redis-{self.starts}", self.port):
            yield


@pytest.fixture
def broker(tmp_path, monkeypatch) -> Broker:
    """Bells of this process go to it."""
    broker = Broker(tmp_path)
    connection = Connection(broker.address, transport_options=settings.REDIS_OPTIONS)
    ring = tasks.render.apply_async
    monkeypatch.setattr(
        tasks.render, "apply_async", lambda args, **how: ring(args, **{**how, "connection": connection})
    )
    return broker


@pytest.fixture
def workers(tmp_path, broker) -> Iterator[list[WorkerProcess]]:
    # With so short a lease a busy machine looks like a dead worker now and then: that must not use up the attempts.
    quick = {"LECTERN_DATA": str(tmp_path), "JOB_LEASE_SECONDS": "4", "JOB_SWEEP_SECONDS": "1", "JOB_ATTEMPTS": "30"}
    workers = [WorkerProcess(name, broker=broker.address, **quick) for name in ("first", "second")]
    yield workers
    for worker in workers:
        worker.kill()


@contextmanager
def beat(worker: WorkerProcess, folder: Path) -> Iterator[None]:
    """Calls the sweep each second."""
    command = [sys.executable, "-m", "celery", "-A", "config", "beat", "--schedule", str(folder / "beat")]
    process = subprocess.Popen(
        [*command, "--pidfile=", "--loglevel", "ERROR"],
        env=worker.variables(),
        preexec_fn=die_with_parent(signal.SIGKILL),  # noqa: PLW1509  (no other thread holds a lock here)
    )
    try:
        yield
    finally:
        process.kill()
        process.wait()


def order(count: int) -> None:
    cohort, by = attended_cohort(*[ALL_PRESENT] * 3), UserFactory(admin=True)
    for number in range(count):
        jobs.order(kind=Job.Kind.REGISTER, cohort=cohort, by=by, language="zh-hans", params={"number": number})


def wait_until(ready: Callable[[], bool], seconds: float = MINUTES * 60) -> None:
    deadline = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < deadline, dict(Job.objects.values_list("state").annotate(Count("pk")))
        time.sleep(0.02)


def ended() -> int:
    return Job.objects.exclude(state__in=Job.UNDER_WAY).count()


def reached(count: int) -> bool:
    return ended() >= count


def strike(workers: list[WorkerProcess], chance: random.Random, number: int) -> None:
    """Mostly the process at work alone; each seventh time the worker as a whole, which somebody starts again."""
    worker = chance.choice(workers)
    time.sleep(chance.random() * 0.3)
    if number % 7:
        wait_until(worker.kill_child, 60)
    else:
        worker.kill()
        worker.start()


def assert_each_has_one_result(folder: Path, count: int) -> None:
    assert list(Job.objects.exclude(state=Job.State.DONE)) == []
    assert Job.objects.count() == count
    stored = sorted(str(path.relative_to(folder / "media")) for path in (folder / "media").rglob("*") if path.is_file())
    assert stored == sorted(Job.objects.values_list("file", flat=True))
    assert len(set(stored)) == count
    assert {(folder / "media" / name).read_bytes()[:5] for name in stored} == {b"%PDF-"}


def test_twenty_killed_workers_lose_none_of_a_hundred_jobs(tmp_path, broker, workers):
    chance = random.Random(7)
    with broker.running():
        for worker in workers:
            worker.start()
        with beat(workers[0], tmp_path):
            order(JOBS)
            for number in range(KILLS):
                wait_until(partial(reached, number * JOBS // (KILLS + 5)))
                strike(workers, chance, number)
            wait_until(lambda: ended() == JOBS)
    assert_each_has_one_result(tmp_path, JOBS)
    attempts = Job.objects.aggregate(Sum("attempts"))["attempts__sum"]
    assert attempts > JOBS  # some kills met a job at work
    left = {path.parent for path in (tmp_path / "tmp").glob("*/weasyprint-*")}
    assert len(left) <= len(workers)  # of the living at most: twenty were killed


def test_without_the_sweep_a_killed_worker_leaves_jobs_at_work_for_ever(tmp_path, broker, workers):
    """The negative control of the test above; with the sweep back, the same jobs end."""
    worker = workers[0]
    with broker.running():
        worker.start()
        order(12)
        wait_until(Job.objects.filter(state=Job.State.RUNNING).exists)
        worker.kill_child()
        wait_until(lambda: ended() >= 8, 120)
        time.sleep(6)  # longer than the lease
        left = Job.objects.filter(state=Job.State.RUNNING).count()
        assert left >= 1
        with beat(worker, tmp_path):
            wait_until(lambda: ended() == 12)
    assert_each_has_one_result(tmp_path, 12)


def test_a_redis_that_comes_back_empty_loses_no_job(tmp_path, broker, workers):
    worker = workers[0]
    with broker.running():
        worker.start()
        order(20)
        wait_until(lambda: ended() >= 2)
    assert ended() < 20
    with broker.running(), beat(worker, tmp_path):
        wait_until(lambda: ended() == 20)
    assert_each_has_one_result(tmp_path, 20)


def test_a_task_delivered_to_two_workers_at_once_makes_one_file(tmp_path, broker, workers):
    with broker.running():
        order(6)
        for pk in list(Job.objects.values_list("pk", flat=True)) * 4:
            tasks.render.apply_async((pk,), queue="render")
        for worker in workers:
            worker.start()
        wait_until(lambda: ended() == 6)
        time.sleep(1)  # for the deliveries that are left
    assert set(Job.objects.values_list("attempts", flat=True)) == {1}
    assert_each_has_one_result(tmp_path, 6)


def test_jobs_ordered_while_redis_is_away_wait_and_are_done_when_it_is_back(tmp_path, broker, workers, client):
    client.force_login(UserFactory(admin=True))
    client.get("/documents/")  # what is read at the first page of a process
    taken = []
    for _ in range(3):
        cohort, began = attended_cohort(ALL_PRESENT), time.monotonic()
        assert client.post(f"/documents/{cohort.code}/register/", follow=True).status_code == 200
        taken.append(time.monotonic() - began)
    assert min(taken) < 1
    assert set(Job.objects.values_list("state", flat=True)) == {Job.State.QUEUED}
    with broker.running():
        workers[0].start()
        with beat(workers[0], tmp_path):
            wait_until(lambda: ended() == 3)
    assert_each_has_one_result(tmp_path, 3)
