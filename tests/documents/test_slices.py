import hashlib
import os
from pathlib import Path

import pytest
import time_machine

from documents import slice_store, slices
from tests.documents.handouts import content_of, rich_cohort

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path / "slices"


@pytest.fixture
def cohort():
    return rich_cohort()


def kept(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("*.slice")}


def edit(cohort) -> None:
    line = cohort.course.modules.get(title="线上渠道")
    line.body += "\n\n改过一次。"
    line.save()


@time_machine.travel("2026-11-24 09:00", tick=False)
def test_only_the_edited_part_is_drawn_again_and_the_whole_is_as_if_drawn_afresh(client, cohort, folder):
    content_of(client, cohort)
    before = kept(folder)
    edit(cohort)
    content = content_of(client, cohort)
    assert len(kept(folder) - before) == 1
    for path in folder.iterdir():
        path.unlink()
    assert content_of(client, cohort) == content


@pytest.mark.parametrize("change", ["language", "edition", "engine"])
def test_whatever_a_slice_depends_on_draws_it_anew(client, cohort, folder, monkeypatch, change):
    content_of(client, cohort)
    before = kept(folder)
    fields = {"language": {"language": "en"}, "edition": {"edition": "trainer"}, "engine": {}}[change]
    if change == "engine":
        monkeypatch.setattr(slices, "engine", lambda: "another font file")
    content_of(client, cohort, **fields)
    drawn = len(kept(folder) - before)
    assert drawn >= len(before) - 1  # the specimen of the page numbers is the same in both editions


def test_a_slice_spoilt_on_disk_is_drawn_again(client, cohort, folder):
    with time_machine.travel("2026-11-24 09:00", tick=False):
        content = content_of(client, cohort)
        for path in folder.iterdir():
            path.write_bytes(path.read_bytes()[:-20])
        assert content_of(client, cohort) == content


def test_the_store_keeps_to_its_size_and_drops_the_longest_unused(folder):
    for number in range(5):
        slice_store.put(f"{number}", bytes(1000))
    for number, path in enumerate(sorted(folder.iterdir())):
        stamp = 1_000_000 + number
        os.utime(path, (stamp, stamp))
    slice_store.tidy(limit=2500, now=1_000_100)
    assert kept(folder) == {"3.slice", "4.slice"}
    slice_store.tidy(now=1_000_100 + slice_store.UNUSED)
    assert kept(folder) == set()


def test_half_a_file_left_by_a_killed_worker_is_never_read_and_goes(folder):
    slice_store.put("whole", b"content")
    (folder / "x.part").write_bytes(b"half")
    assert slice_store.get("whole") == b"content"
    slice_store.tidy(now=(folder / "x.part").stat().st_mtime + slice_store.UNFINISHED + 1)
    assert [path.name for path in folder.iterdir()] == ["whole.slice"]


def test_a_kept_slice_bears_the_hash_of_its_content(folder):
    slice_store.put("key", b"content")
    assert (folder / "key.slice").read_bytes() == hashlib.sha256(b"content").digest() + b"content"
