"""Work on what users wrote, in a process of its own that is killed when it takes too long, too much or too many pages.

A keeper (`documents.keeper`) stands by with fonts and styles read, and forks a cell for each piece of work: that takes
some milliseconds, where a fresh process takes a second and a half. The worker itself only waits, and lives on.
"""

from __future__ import annotations

import contextlib
import logging
import os
import pickle
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from time import monotonic
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.refusals import Refusal

STARTING = 60.0  # seconds that a keeper may need on a busy machine
OnStep = Callable[[int], None]


@dataclass(frozen=True)
class Limits:
    """seconds: of the processor, and three times as many by the clock; memory: in bytes, beside what is there."""

    seconds: int = 180
    memory: int = 1024**3
    pages: int = 1000


LIMITS = Limits()
logger = logging.getLogger(__name__)


class TooManyPagesError(Exception):
    """Raised within the cell."""


class _Keeper:
    def __init__(self) -> None:
        self.owner = os.getpid()
        self.socket, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603 — our own module
                [sys.executable, "-m", "documents.keeper", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                cwd=settings.BASE_DIR,
                env={**os.environ, "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"]},
                stdin=subprocess.DEVNULL,
            )

    def cell(self) -> Connection[Any, Any]:
        """The line to a new cell."""
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(self.socket, [b"."], [theirs.fileno()])
            except OSError:
                ours.close()
                raise
        return Connection(ours.detach())

    def close(self) -> None:
        self.socket.close()
        self.process.wait()


_keepers: list[_Keeper] = []


def call(function: Callable[..., bytes], *args: object, limits: Limits, on_step: OnStep | None = None) -> bytes:
    """What function(*args, pages=…, on_step=…) returns, called in a cell; function must be of a module.

    Raises Refusal, in words for who asked, if a limit is passed.
    """
    with _cell() as cell:
        cell.send_bytes(pickle.dumps((limits, function, args)))
        return _Watch(cell, limits, on_step).result()


@contextlib.contextmanager
def _cell() -> Any:
    try:
        cell = _keeper().cell()
    except OSError:  # somebody killed it
        close()
        cell = _keeper().cell()
    with cell:
        yield cell


def _keeper() -> _Keeper:
    if _keepers and _keepers[0].owner != os.getpid():  # a copy, made by a fork
        _keepers.clear()
    if not _keepers:
        _keepers.append(_Keeper())
    return _keepers[0]


def close() -> None:
    """End this process's keeper, and with it whatever is under way in its cells."""
    while _keepers:
        _keepers.pop().close()


@dataclass
class _Watch:
    cell: Connection[Any, Any]
    limits: Limits
    on_step: OnStep | None
    pid: int = 0

    def result(self) -> bytes:
        try:
            return self._awaited()
        except BaseException:
            self._kill()
            raise

    def _awaited(self) -> bytes:
        deadline = monotonic() + STARTING + 3 * self.limits.seconds
        while self.cell.poll(max(0.0, deadline - monotonic())):
            try:
                kind, value = self.cell.recv()
            except (EOFError, ConnectionResetError):
                self.pid = 0  # gone, and its number may be another's
                raise Refusal(_too_much()) from None
            if kind == "pid":
                self.pid = value
                deadline = monotonic() + 3 * self.limits.seconds
            elif kind == "step" and self.on_step is not None:
                self.on_step(value)
            elif kind == "done":
                return bytes(value)
            elif kind != "step":
                _raise(kind, value)
        raise Refusal(_too_much())

    def _kill(self) -> None:
        if self.pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)


def _raise(kind: str, value: Any) -> None:
    """An error is what the engine makes of the content — nested too deeply, a font as large as a house."""
    if kind == "pages":
        message = _("这份文件超过了 %(count)s 页，没有生成。请减少内容，或分成几份再生成。")
        raise Refusal(message % {"count": value})
    if kind == "memory":
        raise Refusal(_too_much())
    logger.error("Content that cannot be laid out:\n%s", value)
    raise Refusal(_("这份文件里有无法排版的内容，例如嵌套太深或字号太大。请简化最近改过的内容，然后重试。"))


def _too_much() -> str:
    return _("这份文件的内容太多或太复杂，没有在允许的时间和内存内生成。请拆小很长的表格、换掉很大的图片，然后重试。")
