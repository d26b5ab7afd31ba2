"""Materials as their authors keep them."""

import datetime as dt
import io

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from courses import materials
from courses.models import Course, Material
from courses.uploads.taking import take
from tests import files
from tests.factories import CohortFactory, CourseFactory, ExerciseFactory, MaterialFactory, ModuleFactory, UserFactory

pytestmark = pytest.mark.django_db
FILM = files.film(noise=50_000)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def course() -> Course:
    return CourseFactory(slug="retail")


@pytest.fixture
def author(client):
    user = UserFactory(trainer=True)
    client.force_login(user)
    return client


def upload(data: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def posted(**more) -> dict[str, object]:
    return {"audience": "trainees", "release": "before", **more}


def film(course: Course) -> Material:
    material = MaterialFactory.build(course=course, title="访谈：第一集", body="")
    materials.hold(material, take(io.BytesIO(FILM), "a.mp4", len(FILM)))
    material.save()
    return material


def add(course: Course) -> str:
    return reverse("courses:material_new", args=[course.slug])


def act(material: Material, name: str) -> str:
    return reverse(f"courses:material_{name}", args=[material.course.slug, material.pk])


def test_several_files_become_a_material_each_called_by_its_name(author, course, media):
    line = ModuleFactory(course=course, depth=3)
    uploads = [upload(files.pdf(), "讲义 一.pdf"), upload(files.photograph(), "教室.jpg")]
    answer = author.post(add(course), posted(kind="file", uploads=uploads, module=line.pk, release="hand"))
    assert [(m.title, m.suffix, m.module, m.release, m.position) for m in course.materials.all()] == [
        ("讲义 一", ".pdf", line, "hand", 0),
        ("教室", ".jpg", line, "hand", 1),
    ]
    assert answer["Location"] == f"/courses/retail/materials/#material-{course.materials.first().pk}"
    stored = sorted(path for path in media.rglob("*") if path.is_file())
    assert sorted(path.suffix for path in stored) == [".jpg", ".pdf"]
    assert not any("讲义" in path.name for path in stored)
    assert all(b"Secret Camera" not in path.read_bytes() for path in stored)


def test_one_bad_file_of_several_is_named_and_none_is_kept(author, course, media):
    uploads = [upload(files.pdf(), "好的.pdf"), upload(files.sheet(), "坏的.docx")]
    form = author.post(add(course), posted(kind="file", uploads=uploads)).context["form"]
    assert form.errors["uploads"] == [
        "坏的.docx：文件名是 .docx，内容却是“Excel 表格（.xlsx）”。请把扩展名改对，或重新保存后再上传。"
    ]
    assert not course.materials.exists()
    assert not [path for path in media.rglob("*") if path.is_file()]


def test_a_form_sent_by_script_is_told_where_to_go(author, course):
    answer = author.post(add(course), posted(kind="page", title="要点", body="一"), headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == f"/courses/retail/materials/#material-{course.materials.get().pk}"


def test_a_rule_may_wait_for_an_exercise_of_the_course(author, course):
    exercise = ExerciseFactory(course=course)
    sent = posted(kind="link", title="公告", url="https://example.org/", release="exercise")
    author.post(add(course), sent | {"release_exercise": exercise.slug, "release_session": "2"})
    material = course.materials.get()
    assert (material.release_exercise, material.release_session) == (exercise.slug, None)


def test_an_edit_keeps_the_file_or_changes_it_for_another(author, course, media):
    author.post(add(course), posted(kind="file", uploads=upload(files.pdf(), "讲义.pdf")))
    material = course.materials.get()
    first = material.file.name
    author.post(act(material, "edit"), posted(title="新名", revision="0"))
    material.refresh_from_db()
    assert (material.title, material.file.name, material.revision) == ("新名", first, 1)
    author.post(act(material, "edit"), posted(title="新名", revision="1", uploads=upload(files.word(), "讲义.docx")))
    material.refresh_from_db()
    assert material.suffix == ".docx"
    assert material.media_type.endswith("wordprocessingml.document")


def test_a_file_that_was_replaced_or_dropped_for_good_leaves_the_disk(
    course, media, django_capture_on_commit_callbacks
):
    material = film(course)
    before = media / material.file.name
    assert before.exists()
    with django_capture_on_commit_callbacks(execute=True):
        materials.change(material=material, seen=0, taken=take(io.BytesIO(files.pdf()), "", len(files.pdf())))
    assert not before.exists()
    with django_capture_on_commit_callbacks(execute=True):
        materials.drop(material)
    assert not [path for path in media.rglob("*") if path.is_file()]


def test_of_two_who_edit_at_once_the_second_is_told_and_keeps_the_words(author, course):
    material = MaterialFactory(course=course, title="旧名")
    author.post(act(material, "edit"), posted(title="甲写的", body="一", revision="0"))
    answer = author.post(act(material, "edit"), posted(title="乙写的", body="二", revision="0"))
    assert "刚被别人改过" in answer.content.decode()
    assert 'value="乙写的"' in answer.content.decode()
    material.refresh_from_db()
    assert material.title == "甲写的"


def test_the_order_changes_within_a_line_and_stays_put_at_its_ends(author, course):
    line = ModuleFactory(course=course)
    whole = MaterialFactory.create_batch(2, course=course)
    on_line = [MaterialFactory(course=course, module=line, position=n) for n in range(3)]

    def order() -> list[Material]:
        return list(course.materials.filter(module=line))

    author.post(act(on_line[2], "move"), {"up": ""})
    assert order() == [on_line[0], on_line[2], on_line[1]]
    author.post(act(on_line[0], "move"), {"down": ""})
    assert order() == [on_line[2], on_line[0], on_line[1]]
    author.post(act(on_line[2], "move"), {"up": ""})
    assert order() == [on_line[2], on_line[0], on_line[1]]
    assert list(course.materials.filter(module=None)) == whole


def test_what_is_removed_comes_back_where_it_stood(author, course, media):
    material = film(course)
    author.post(act(material, "remove"))
    assert not course.materials.exists()
    assert list(author.get(reverse("courses:materials", args=["retail"])).context["removed"]) == [material]
    author.post(act(material, "restore"))
    assert course.materials.get() == material
    assert (media / material.file.name).exists()
    assert "已经恢复" in author.post(act(material, "restore"), follow=True).content.decode()


def test_after_a_month_the_next_removal_takes_the_old_ones_for_good(course, media, django_capture_on_commit_callbacks):
    old, recent = film(course), MaterialFactory(course=course)
    materials.remove(material=old, by=UserFactory())
    with time_machine.travel(timezone.now() + dt.timedelta(days=31)), django_capture_on_commit_callbacks(execute=True):
        materials.remove(material=recent, by=UserFactory())
    assert list(Material.with_removed.filter(course=course)) == [recent]
    assert not (media / old.file.name).exists()


@pytest.mark.parametrize("count", [1, 20])
def test_the_list_takes_the_same_queries_for_any_number(author, course, count, django_assert_num_queries):
    for _ in range(count):
        MaterialFactory(course=course, module=ModuleFactory(course=course))
        materials.remove(material=MaterialFactory(course=course), by=UserFactory())
        CohortFactory(course=course)
    with django_assert_num_queries(LIST_QUERIES):
        author.get(reverse("courses:materials", args=["retail"]))


LIST_QUERIES = 9
