"""`python -m documents.keeper FD`: stands by with everything read, and forks a cell for each line it is handed.

It ends when the socket of its worker closes, and its cells end with it; whatever they left in their temporary folders
is cleared away with them. Folders of keepers that were killed are cleared away by the next one.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import pickle
import resource
import shutil
import signal
import socket
import sys
import tempfile
import traceback
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import django

from documents.confinement import Limits, TooManyPagesError

PREFIX = "lectern-keeper-"
DIE_WITH_PARENT = 1  # prctl's PR_SET_PDEATHSIG
LOOK_EVERY = 0.5  # seconds, after cells that have ended


def main(number: int) -> None:
    django.setup()
    from documents import pdf

    pdf.warm_up()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the worker; when that ends, so does this
    _clear_away_strangers()
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
    try:
        with socket.socket(fileno=number) as control:
            control.settimeout(LOOK_EVERY)
            _keep(control, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _keep(control: socket.socket, folder: Path) -> None:
    cells: set[int] = set()
    while True:
        _forget_ended(cells, folder)
        try:
            data, lines, *_ = socket.recv_fds(control, 1, 1)
        except TimeoutError:
            continue
        if not data:
            break
        pid = os.fork()
        if pid == 0:
            control.close()
            _serve(Connection(lines[0]), folder)
        os.close(lines[0])
        cells.add(pid)
    for pid in cells:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _forget_ended(cells: set[int], folder: Path) -> None:
    for pid in list(cells):
        if os.waitpid(pid, os.WNOHANG)[0]:
            cells.remove(pid)
            shutil.rmtree(folder / str(pid), ignore_errors=True)


def _serve(line: Connection[Any, Any], folder: Path) -> None:
    """Do one piece of work, and end."""
    ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)
    with contextlib.suppress(BrokenPipeError, EOFError):
        line.send(("pid", os.getpid()))
        limits, function, args = pickle.loads(line.recv_bytes())  # noqa: S301 — from our own worker
        own = folder / str(os.getpid())
        own.mkdir()
        tempfile.tempdir = str(own)
        _limit(limits)
        try:
            content = function(*args, pages=limits.pages, on_step=lambda step: line.send(("step", step)))
            answer: tuple[str, Any] = ("done", content)
        except TooManyPagesError:
            answer = ("pages", limits.pages)
        except MemoryError:
            answer = ("memory", None)
        except Exception:  # noqa: BLE001 — the worker raises it
            answer = ("error", traceback.format_exc())
        line.send(answer)
    os._exit(os.EX_OK)


def _limit(limits: Limits) -> None:
    used = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + limits.memory,) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _clear_away_strangers() -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        pid = folder.name.removeprefix(PREFIX).partition("-")[0]
        if not Path("/proc", pid).exists():
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
