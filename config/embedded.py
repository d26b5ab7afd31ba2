"""The worker inside the web process, for installations without Redis.

It starts when the server has forked for the last time and loads `config.wsgi`. Of several web processes on one
machine only the holder of the lock file works: the others' jobs reach it through the sweep, because the table of jobs
is the truth and the broker only a doorbell.
"""

import fcntl
import logging
import os
import threading
from multiprocessing.util import Finalize
from typing import TextIO

from celery.worker import WorkController
from celery.worker import state as worker_state
from django.conf import settings
from django.db import close_old_connections

from config.celery import app

GRACE = 3.0  # seconds a running job has to finish when the server stops
RETRY_AFTER = 1.0
QUEUES = ["default", "render", "batch"]

logger = logging.getLogger(__name__)
logging.getLogger("celery.worker.control").setLevel(logging.ERROR)  # it warns of the shutdown we ask it for


class EmbeddedWorker:
    """A Celery worker over memory:// in daemon threads; start it once, stop it once."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._working = threading.Event()
        self._thread = threading.Thread(target=self._work, name="embedded-worker", daemon=True)

    def start(self) -> None:
        worker_state.should_stop = None
        self._thread.start()

    def stop(self) -> bool:
        """Let running jobs finish within GRACE, put back the others; True when none was left running."""
        self._stopping.set()
        worker_state.should_stop = os.EX_OK  # type: ignore[assignment]  # the stub knows only None
        app.control.shutdown()  # wakes the worker; the flag alone is seen seconds later
        self._thread.join(GRACE)
        if self._working.is_set():
            _put_back()
        return not self._thread.is_alive()

    def _work(self) -> None:
        with (settings.DATA_DIR / "worker.lock").open("w") as file:
            if not self._wait_for(file):
                return
            self._working.set()
            _settle()
            _put_back()
            threading.Thread(target=self._sweep, name="embedded-sweep", daemon=True).start()
            while not self._stopping.is_set():
                try:
                    _controller().start()
                except Exception:
                    logger.exception("The embedded worker failed; it starts again.")
                self._stopping.wait(RETRY_AFTER)

    def _wait_for(self, file: TextIO) -> bool:
        """Become the only worker of this machine; False when told to stop before that."""
        while not self._stopping.is_set():
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                self._stopping.wait(RETRY_AFTER)
            else:
                return True
        return False

    def _sweep(self) -> None:
        from documents import rescue

        while True:
            try:
                rescue.sweep()
            except Exception:
                logger.exception("The sweep of jobs failed; it is tried again.")
            close_old_connections()
            if self._stopping.wait(settings.JOB_SWEEP_SECONDS):
                return


def start() -> None:
    """Start this process's worker and stop it when the process ends."""
    worker = EmbeddedWorker()
    worker.start()
    # Server processes are children that leave by os._exit: multiprocessing's finalizers run there, atexit does not.
    Finalize(None, _leave, args=(worker,), exitpriority=-100)


def _leave(worker: EmbeddedWorker) -> None:
    from documents import scratch

    stopped = worker.stop()
    scratch.leave()
    if not stopped:
        # Its jobs are back in the queue; waiting for their threads would hold up the stop for minutes.
        os._exit(os.EX_OK)


def _controller() -> WorkController:
    return app.WorkController(
        pool_cls="threads",
        concurrency=2,
        queues=QUEUES,
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
    )


def _settle() -> None:
    from documents import scratch

    scratch.settle()


def _put_back() -> None:
    from documents import rescue

    count = rescue.put_back_all()
    close_old_connections()
    if count:
        logger.warning("%s running jobs were put back into the queue.", count)
