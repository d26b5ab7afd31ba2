"""Materials as their authors keep them, and their files on the way to a browser."""

import datetime as dt
import io
from urllib.parse import parse_qs, urlsplit

import environ
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from config import media as media_settings
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


def body(response) -> bytes:
    return b"".join(response)


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


def test_a_file_carries_its_title_and_runs_nothing(author, course):
    answer = author.get(act(film(course), "file"))
    assert body(answer) == FILM
    name = "%E8%AE%BF%E8%B0%88%EF%BC%9A%E7%AC%AC%E4%B8%80%E9%9B%86.mp4"
    assert answer["Content-Disposition"] == f"inline; filename*=utf-8''{name}"
    assert answer["Content-Type"] == "video/mp4"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    saved = author.get(act(film(course), "file") + "?download")
    assert body(saved) == FILM
    assert saved["Content-Disposition"] == f"attachment; filename*=utf-8''{name}"


def test_a_document_is_saved_and_a_title_cannot_break_out_of_its_header(author, course):
    material = MaterialFactory.build(course=course, title='a"; x=\r\nSet-Cookie: b', body="")
    materials.hold(material, take(io.BytesIO(files.word()), "", len(files.word())))
    material.save()
    answer = author.get(act(material, "file"))
    assert body(answer)[:4] == b"PK\x03\x04"
    assert answer["Content-Disposition"].startswith("attachment; filename")
    assert "Set-Cookie" not in answer.headers
    assert "\n" not in answer["Content-Disposition"]


@pytest.mark.parametrize(
    ("asked", "status", "first", "last"),
    [
        ("bytes=0-1", 206, 0, 1),
        ("bytes=100-", 206, 100, len(FILM) - 1),
        ("bytes=-100", 206, len(FILM) - 100, len(FILM) - 1),
        ("bytes=70000-70009", 206, 70_000, 70_009),
        ("bytes=0-1,5-6", 200, 0, len(FILM) - 1),
        ("nonsense", 200, 0, len(FILM) - 1),
    ],
)
def test_a_part_of_a_file(author, course, asked, status, first, last):
    for coding in ("", "gzip, br"):
        answer = author.get(act(film(course), "file"), headers={"Range": asked, "Accept-Encoding": coding})
        assert answer.status_code == status
        assert body(answer) == FILM[first : last + 1]
        assert answer["Content-Length"] == str(last - first + 1)
        told = f"bytes {first}-{last}/{len(FILM)}" if status == 206 else None
        assert answer.get("Content-Range") == told
        assert answer["Accept-Ranges"] == "bytes"


def test_a_part_behind_the_end_is_refused_with_the_length(author, course):
    answer = author.get(act(film(course), "file"), headers={"Range": f"bytes={len(FILM)}-"})
    assert (answer.status_code, answer["Content-Range"]) == (416, f"bytes */{len(FILM)}")


def test_a_part_of_another_file_than_the_one_begun_is_not_sent(author, course):
    address = act(film(course), "file")
    etag = author.head(address)["ETag"]
    assert author.head(address)["Content-Length"] == str(len(FILM))
    for condition, status in (
        (etag, 206),
        ('"other"', 200),
        (f"W/{etag}", 200),
        ("Mon, 23 Nov 2026 09:00:00 GMT", 200),
    ):
        answer = author.get(address, headers={"Range": "bytes=0-1", "If-Range": condition})
        assert (answer.status_code, len(body(answer))) == (status, 2 if status == 206 else len(FILM))
    assert author.get(address, headers={"If-None-Match": etag}).status_code == 304


def test_a_file_that_is_missing_is_not_found(author, course, media):
    material = film(course)
    (media / material.file.name).unlink()
    assert author.get(act(material, "file")).status_code == 404


def test_the_proxy_sends_the_file_where_the_settings_say_so(author, course, settings):
    settings.MATERIALS_ACCEL = "/protected/"
    material = film(course)
    answer = author.get(act(material, "file"))
    assert answer["X-Accel-Redirect"] == f"/protected/{material.file.name}"
    assert (answer.content, answer["Content-Type"]) == (b"", "video/mp4")
    author.logout()
    assert "X-Accel-Redirect" not in author.get(act(material, "file"))


def test_an_object_store_gets_a_signed_link_that_soon_expires(author, course, settings, monkeypatch):
    told = {
        "BUCKET": "lectern",
        "ENDPOINT": "https://s3.example.org",
        "REGION": "cn-1",
        "ACCESS_KEY": "a",
        "SECRET_KEY": "b",
    }
    for name, value in told.items():
        monkeypatch.setenv(f"S3_{name}", value)
    address = act(film(course), "file")
    name = course.materials.get().file.name
    settings.STORAGES = {**settings.STORAGES, "default": media_settings.storage(environ.Env())}
    answer = author.get(address)
    assert (answer.status_code, answer["Cache-Control"]) == (302, "private, no-store")
    link = urlsplit(answer["Location"])
    query = parse_qs(link.query)
    assert f"{link.scheme}://{link.netloc}{link.path}" == f"https://s3.example.org/lectern/{name}"
    assert query["X-Amz-Expires"] == ["60"]
    assert query["response-content-type"] == ["video/mp4"]
    assert query["response-content-disposition"][0].startswith("inline; filename")
    assert media_settings.policy(environ.Env())["media-src"] == ["'self'", "https://s3.example.org"]
    author.force_login(UserFactory())
    assert author.get(address).status_code == 404


def test_without_an_object_store_pages_show_their_own_files_alone():
    assert media_settings.policy(environ.Env())["media-src"] == ["'self'"]
    assert media_settings.storage(environ.Env())["BACKEND"].endswith("FileSystemStorage")
