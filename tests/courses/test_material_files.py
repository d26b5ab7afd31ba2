"""A material's file on its way to a browser: whole, in parts, by the proxy, from an object store."""

import io
from urllib.parse import parse_qs, urlsplit

import environ
import pytest

from config import media as media_settings
from courses import materials
from courses.models import Course
from courses.uploads.taking import take
from tests import files
from tests.courses.test_materials import FILM, act, film
from tests.factories import CourseFactory, MaterialFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def course() -> Course:
    return CourseFactory(slug="retail")


@pytest.fixture
def author(client):
    client.force_login(UserFactory(trainer=True))
    return client


def body(response) -> bytes:
    return b"".join(response)


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
