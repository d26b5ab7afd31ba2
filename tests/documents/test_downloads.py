"""Bulk downloads that finish: whatever their size, and also after the connection broke off."""

import datetime as dt
import io
import tracemalloc
import zipfile
from functools import partial
from hashlib import sha256

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from documents import archives
from documents.certificates import issue
from documents.models import Certificate
from tests.documents.test_job_pages import done, job_of
from tests.documents.worlds import ALL_PRESENT, attended_cohort
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
SIZE = 24_992  # bytes


def content_of(number: str) -> bytes:
    return sha256(number.encode()).digest() * (SIZE // 32)


@pytest.fixture
def fetch(client):
    """The archive of a cohort of so many, as its response and its bytes."""
    admin = UserFactory(admin=True)
    client.force_login(admin)

    def fetch(**headers: str):
        response = client.get(f"/documents/{cohort.code}/certificates/archive/", headers=headers)
        return response, b"".join(response.streaming_content)

    cohort = attended_cohort(*[ALL_PRESENT] * 3)
    for certificate in issue(cohort=cohort, by=admin, now=timezone.now()):
        certificate.file.save(f"{certificate.token}.pdf", ContentFile(content_of(certificate.number)))
    return fetch


def test_it_holds_every_certificate_byte_for_byte_and_says_how_long_it_is(fetch):
    response, archive = fetch()
    assert int(response["Content-Length"]) == len(archive)
    packed = zipfile.ZipFile(io.BytesIO(archive))
    assert packed.testzip() is None
    numbers = Certificate.objects.values_list("number", flat=True)
    assert {name.split()[0]: packed.read(name) for name in packed.namelist()} == {n: content_of(n) for n in numbers}
    assert response["Content-Encoding"] == "identity"


def test_one_that_broke_off_goes_on_where_it_stopped(fetch):
    whole_response, whole = fetch()
    for start in (1, SIZE + 100, len(whole) - 1):
        response, rest = fetch(range=f"bytes={start}-", if_range=whole_response["ETag"])
        assert (response.status_code, rest) == (206, whole[start:])
        assert response["Content-Range"] == f"bytes {start}-{len(whole) - 1}/{len(whole)}"
        assert int(response["Content-Length"]) == len(rest)


def test_after_a_certificate_has_changed_it_begins_anew(fetch):
    tag = fetch()[0]["ETag"]
    Certificate.objects.filter(pk=Certificate.objects.earliest("pk").pk).update(state=Certificate.State.REVOKED)
    response, archive = fetch(range="bytes=100-", if_range=tag)
    assert response.status_code == 200
    assert len(zipfile.ZipFile(io.BytesIO(archive)).namelist()) == 2


def test_a_certificate_without_its_file_is_named_in_the_archive(fetch):
    lost = Certificate.objects.earliest("pk")
    lost.file.storage.delete(str(lost.file.name))
    archive = zipfile.ZipFile(io.BytesIO(fetch()[1]))
    assert archive.testzip() is None
    listed = archive.read("没有文件的证书.txt").decode("utf-8-sig")
    assert [line.split()[0] for line in listed.splitlines()[1:]] == [lost.number]


def test_a_finished_document_is_resumed_too(client):
    admin = UserFactory(admin=True)
    job = done(job_of(attended_cohort(ALL_PRESENT), admin))
    client.force_login(admin)
    address = f"/documents/jobs/{job.pk}/file/"
    whole = client.get(address)
    content = b"".join(whole.streaming_content)
    rest = client.get(address, headers={"range": "bytes=3-", "if-range": whole["ETag"]})
    assert (rest.status_code, b"".join(rest.streaming_content)) == (206, content[3:])
    assert rest["Content-Length"] == str(len(content) - 3)


@pytest.mark.parametrize("count", [500, 2000])
def test_any_number_of_files_takes_the_memory_of_a_few(count):
    day = dt.date(2026, 5, 18)
    names = [f"LT-2026-{number:05d} 王小明.pdf" for number in range(count)]
    entries = [archives.Entry(name, day, SIZE, partial(content_of, name)) for name in names]
    tracemalloc.start()
    size = sum(map(len, archives.stream(entries)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size == archives.length(entries) > count * SIZE
    assert peak < 6 * 2**20  # the list of what is in it grows by a kilobyte a file; the files would be 12 and 48 MiB
