"""What users wrote is drawn in a cell: whatever it does, the worker lives on, and says why there is no document."""

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from accounts.refusals import Refusal
from documents import confinement, pdf
from documents.confinement import Limits
from documents.keeper import PREFIX

DEEP = ("<table><tr><td>" * 24 + "深" + "</table>" * 24) * 30
PLENTY = Limits(seconds=60)


@pytest.fixture(autouse=True, scope="module")
def folder(tmp_path_factory):
    """Where a keeper of our own has its temporary files, and nobody else."""
    path = tmp_path_factory.mktemp("keeper")
    confinement.close()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(path))
        yield path
    confinement.close()
    assert list(path.glob(f"{PREFIX}*")) == []


def drawn(monkeypatch, source: str, limits: Limits | None = PLENTY, **options) -> bytes:
    def given(name: str, context: dict[str, object]) -> str:
        return source

    monkeypatch.setattr(pdf, "render_to_string", given)
    return pdf.render("given.html", {}, limits=limits, **options)


def hungry(size: int, *, pages: int, on_step: object) -> bytes:
    """Stands for a picture or a table of that size; called in a cell."""
    return b"fed" if bytearray(size) else b""


def lives_on(monkeypatch) -> bool:
    return drawn(monkeypatch, "<p>可见").startswith(b"%PDF-")


def test_a_cell_draws_the_same_bytes_and_tells_its_steps(monkeypatch):
    source = "<html lang=zh-hans><title>甲</title><body>王小明 <h1>一</h1>"
    steps: list[int] = []
    confined = drawn(monkeypatch, source, on_step=steps.append)
    assert confined == drawn(monkeypatch, source, None)
    assert (steps[0], steps[-1], steps) == (1, pdf.STEPS, sorted(steps))


def test_too_many_pages_are_refused_with_their_number(monkeypatch):
    endless = "<p style='break-after: page'>页" * 40
    with pytest.raises(Refusal, match="超过了 20 页"):
        drawn(monkeypatch, endless, Limits(pages=20))
    assert lives_on(monkeypatch)


def test_too_long_work_is_ended(monkeypatch):
    started = time.process_time()
    with pytest.raises(Refusal, match="太多或太复杂"):
        drawn(monkeypatch, DEEP, Limits(seconds=1))
    assert time.process_time() - started < 2  # the worker itself did next to nothing
    assert lives_on(monkeypatch)


def test_too_much_memory_is_not_given(monkeypatch):
    with pytest.raises(Refusal, match="太多或太复杂"):
        confinement.call(hungry, 200 * 2**20, limits=Limits(memory=100 * 2**20))
    assert confinement.call(hungry, 50 * 2**20, limits=Limits(memory=100 * 2**20)) == b"fed"
    assert lives_on(monkeypatch)


def test_what_cannot_be_laid_out_is_refused_and_the_cause_logged(monkeypatch, caplog):
    with pytest.raises(Refusal, match="无法排版"):
        drawn(monkeypatch, "<p style='font-size: 1e7px'>大")
    assert "ZeroDivisionError" in caplog.text
    assert lives_on(monkeypatch)


def test_who_no_longer_wants_the_work_ends_it(monkeypatch):
    pids: list[int] = []

    def unwanted(step: int) -> None:
        pids.extend(cells())
        raise InterruptedError

    with pytest.raises(InterruptedError):
        drawn(monkeypatch, "<p>字", on_step=unwanted)
    assert len(pids) == 1
    wait_until(lambda: not cells())


def test_a_killed_keeper_is_replaced_and_leaves_no_file(monkeypatch, folder):
    endless = "<p>字" * 20_000
    said: list[BaseException] = []

    def work() -> None:
        try:
            drawn(monkeypatch, endless)
        except Refusal as refusal:
            said.append(refusal)

    thread = threading.Thread(target=work)
    thread.start()
    wait_until(lambda: bool(cells()))
    wait_until(lambda: bool(list(folder.glob(f"{PREFIX}*/*"))))
    os.kill(confinement._keepers[0].process.pid, signal.SIGKILL)
    thread.join(30)
    assert len(said) == 1  # the cell died with its keeper
    assert list(folder.glob(f"{PREFIX}*")) != []
    assert lives_on(monkeypatch)
    (left,) = folder.glob(f"{PREFIX}*")
    assert left.name.startswith(f"{PREFIX}{confinement._keepers[0].process.pid}-")


def test_a_killed_cell_leaves_no_file(monkeypatch, folder):
    with pytest.raises(Refusal):
        drawn(monkeypatch, DEEP, Limits(seconds=1))
    wait_until(lambda: not list(folder.glob(f"{PREFIX}*/*")))


def test_nothing_is_kept_when_the_worker_ends(monkeypatch):
    assert lives_on(monkeypatch)
    pid = confinement._keepers[0].process.pid
    assert Path("/proc", str(pid)).exists()
    confinement.close()
    assert not Path("/proc", str(pid)).exists()


def cells() -> list[int]:
    """The children of our keeper."""
    if not confinement._keepers:
        return []
    pid = confinement._keepers[0].process.pid
    listed = Path("/proc", str(pid), "task", str(pid), "children").read_text(encoding="ascii").split()
    return [int(each) for each in listed if Path("/proc", each, "stat").read_text().split(") ")[-1][0] != "Z"]


def wait_until(come) -> None:
    deadline = time.monotonic() + 60
    while not come():
        assert time.monotonic() < deadline
        time.sleep(0.02)
