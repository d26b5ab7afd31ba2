"""Private PostgreSQL and Redis for the tests: `python -m tests.servers [pytest arguments]`.

First what touches the database runs on SQLite, then the whole suite on PostgreSQL with Redis. Everything started here
lives in one temporary directory and is stopped again whatever happens.
"""

import argparse
import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import NoReturn

NO_TESTS = 5
PR_SET_PDEATHSIG = 1
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "listen_addresses": ""}
User = str | None
Server = Iterator[subprocess.Popen[bytes]]


def find(program: str) -> str:
    """Debian keeps the PostgreSQL server's programs out of PATH."""
    newest_first = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), reverse=True)
    found = str(newest_first[0]) if newest_first else shutil.which(program)
    if not found:
        raise SystemExit(f"The tests need {program}: ./run test says how to install it.")
    return found


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def wait_until(ready: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 30
    while not ready():
        if process.poll() is not None or time.monotonic() > deadline:
            raise SystemExit(f"{process.args!r} did not start:\n{log.read_text(errors='replace')}")
        time.sleep(0.05)


def die_with_parent(number: signal.Signals) -> Callable[[], None]:
    """For Popen's preexec_fn: the kernel sends the signal when this process is gone, even by SIGKILL."""
    return partial(ctypes.CDLL(None).prctl, PR_SET_PDEATHSIG, number)


@contextmanager
def server(command: list[str], log: Path, user: User, stop: signal.Signals) -> Server:
    # A session of its own: Ctrl-C reaches pytest alone, and the servers outlive its clearing up.
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            stdout=output,
            stderr=subprocess.STDOUT,
            user=user,
            start_new_session=True,
            cwd=log.parent,
            preexec_fn=die_with_parent(stop),  # noqa: PLW1509  (this process has one thread)
        )
    try:
        yield process
    finally:
        process.send_signal(stop)
        process.wait(timeout=30)


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    user: User = "postgres" if os.geteuid() == 0 else None  # PostgreSQL refuses to run as root
    folder.mkdir()
    if user:
        shutil.chown(folder, user)
    data, log = folder / "data", folder.parent / "postgresql.log"
    init = [find("initdb"), "-D", str(data), "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "-A", "trust", "-N"]
    subprocess.run(init, check=True, user=user, stdout=subprocess.DEVNULL, cwd=folder)
    settings = [f"-c{name}={value}" for name, value in FAST.items()]
    command = [find("postgres"), "-D", str(data), "-k", str(folder), *settings]
    with server(command, log, user, signal.SIGINT) as process:
        accepts = [find("pg_isready"), "-q", "-h", str(folder), "-U", "postgres"]
        wait_until(lambda: subprocess.run(accepts, check=False).returncode == 0, process, log)
        yield f"postgres://postgres@/postgres?host={folder}"


@contextmanager
def redis(folder: Path, port: int | None = None) -> Iterator[str]:
    folder.mkdir()
    port, log = port or free_port(), folder.parent / f"{folder.name}.log"
    command = [find("redis-server"), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    with server(command, log, None, signal.SIGTERM) as process:
        wait_until(lambda: answers(port), process, log)
        yield f"redis://127.0.0.1:{port}"


def run_pytest(arguments: list[str], **environment: str) -> int:
    process = subprocess.Popen(
        [sys.executable, "-m", "pytest", *arguments],
        env={**os.environ, **environment},
        preexec_fn=die_with_parent(signal.SIGINT),  # noqa: PLW1509
    )
    try:
        return process.wait()
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.wait()


def main(arguments: list[str]) -> int:
    signal.signal(signal.SIGTERM, stop)
    os.environ.pop("DATABASE_URL", None)
    os.environ.pop("REDIS_URL", None)
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("-m", dest="markers", default="database")
    markers = parser.parse_known_args(arguments)[0].markers
    print("== What touches the database, on SQLite ==", flush=True)
    code = run_pytest([*arguments, "-m", f"({markers}) and database and not browser and not worker"])
    if code not in (0, NO_TESTS):
        return code
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lectern-servers-")))
        folder.chmod(0o711)
        database_url = stack.enter_context(postgresql(folder / "postgresql"))
        redis_url = stack.enter_context(redis(folder / "redis"))
        print("== The whole suite, on PostgreSQL with a Celery worker over Redis ==", flush=True)
        return run_pytest(arguments, DATABASE_URL=database_url, REDIS_URL=redis_url)


def stop(number: int, frame: object) -> NoReturn:
    raise SystemExit(128 + number)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
