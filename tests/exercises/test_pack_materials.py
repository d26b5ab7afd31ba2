"""The materials of a pack: their files are looked through like any upload, and their rules must make sense."""

import io
import zipfile

import pytest

from accounts.refusals import Refusal
from courses.materials import hold, remove
from courses.models import Course, Material
from courses.uploads.taking import take
from exercises.packs import export_pack, import_pack
from tests import files
from tests.exercises.test_course_packs import content, packed, same_again
from tests.factories import CourseFactory, MaterialFactory, ModuleFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def course() -> Course:
    """With a noisy film, which packing cannot shrink."""
    course = CourseFactory()
    ModuleFactory(course=course)
    material = MaterialFactory.build(course=course, title="访谈", body="")
    film = files.film(noise=20_000)
    hold(material, take(io.BytesIO(film), "", len(film)))
    material.save()
    return course


def told(facts: str, **more: bytes) -> bytes:
    page = f"---\ntitle: 甲\n{facts}\n---\n"
    return packed({"materials/a.md": page, **{f"materials/files/{name}": data for name, data in more.items()}})


REFUSED = {
    "a rule without its exercise": (told("release: exercise"), "release_exercise"),
    "a rule without its session": (told("release: session"), "release_session"),
    "a rule that is none": (told("release: someday"), "release"),
    "a session that is none": (told("session: 早上"), "release_session"),
    "an SVG": (told("kind: file\nfile: a.png", **{"a.png": b"<svg/>"}), "SVG 图片里可以藏脚本"),
    "a docx that is an xlsx": (told("kind: file\nfile: a.docx", **{"a.docx": files.sheet()}), "Excel 表格"),
    "a picture of 900 megapixels": (
        told("kind: file\nfile: a.png", **{"a.png": files.huge_png(30_000, 30_000)}),
        "图片有 900 百万像素",
    ),
}


@pytest.mark.parametrize(("data", "words"), REFUSED.values(), ids=REFUSED)
def test_a_material_that_cannot_be_keeps_the_whole_pack_out(data, words):
    with pytest.raises(Refusal, match=words):
        import_pack(data, by=None)
    assert not Course.objects.exists()


def test_a_picture_put_into_a_pack_by_hand_is_drawn_anew():
    course = import_pack(told("kind: file\nfile: a.jpg", **{"a.jpg": files.photograph()}), by=None)
    assert b"Secret Camera" not in content(course.materials.get())
    same_again(course)


def test_a_course_too_large_to_come_back_is_not_taken_home(course, monkeypatch):
    monkeypatch.setattr("exercises.packs.MAX_BYTES", 30_000)
    with pytest.raises(Refusal, match="课程包会超过 60 MB，导入不回来"):
        export_pack(course)


def test_what_was_removed_is_in_no_pack(course):
    with zipfile.ZipFile(io.BytesIO(export_pack(course))) as archive:
        assert "materials/files/001-访谈.mp4" in archive.namelist()
    remove(material=Material.objects.get(), by=UserFactory())
    with zipfile.ZipFile(io.BytesIO(export_pack(course))) as archive:
        assert [name for name in archive.namelist() if name.startswith("materials/")] == []
