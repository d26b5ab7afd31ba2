import datetime as dt
import hashlib
import math
import secrets
import time
from statistics import median

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from documents.certificates import correct, issue, revoke
from documents.models import Certificate, CertificateRule
from documents.views import verification
from tests.documents.worlds import ALL_PRESENT, attended_cohort
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 issued"


@pytest.fixture
def admin():
    return UserFactory(admin=True)


@pytest.fixture
def certificate(admin):
    cohort = attended_cohort(ALL_PRESENT, names=("王小明",))
    CertificateRule.objects.create(cohort=cohort, valid_months=24)
    [new] = issue(cohort=cohort, by=admin, now=timezone.now())
    new.file.save("x.pdf", ContentFile(PDF))
    new.sha256 = hashlib.sha256(PDF).hexdigest()
    new.save()
    return new


@pytest.fixture
def no_limit(settings):
    settings.VERIFICATIONS_A_MINUTE = 10**6


def upload(client, content: bytes):
    return client.post("/verify/", {"file": SimpleUploadedFile("x.pdf", content, "application/pdf")})


def test_the_file_as_issued_is_recognised(client, certificate):
    page = upload(client, PDF)
    assert page.status_code == 200
    for words in ("这份证书真实有效", certificate.number, "王**", certificate.course_title, certificate.issuer):
        assert words in page.text
    assert "王小明" not in page.text


@pytest.mark.parametrize("content", [PDF + b"\n", PDF.replace(b"issued", b"forged"), b"not a PDF"])
def test_one_altered_byte_is_found_out(client, certificate, content):
    page = upload(client, content)
    assert page.status_code == 404
    assert "与颁发时的任何一份证书都不一致" in page.text


def test_a_certificate_without_a_file_is_not_matched_by_an_empty_one(client, certificate):
    Certificate.objects.update(sha256="", file="")
    assert upload(client, b"").status_code in {400, 404}


def test_no_file_and_a_huge_file_are_asked_for_again(client, certificate, monkeypatch):
    assert client.post("/verify/").status_code == 400
    monkeypatch.setattr(verification, "LARGEST", 10)
    assert "超过 5 MB" in upload(client, PDF).text


def test_a_superseded_one_names_its_successor(client, certificate, admin):
    new = correct(certificate=certificate, name="王晓明", by=admin, reason="x", now=timezone.now())
    for page in (client.get(f"/verify/{certificate.token}/"), upload(client, PDF)):
        assert f"已由 {new.number} 替换" in page.text
        assert new.token not in page.text


def test_a_revoked_one_says_so_however_it_is_asked(client, certificate, admin):
    revoke(certificate=certificate, by=admin, reason="x", now=timezone.now())
    for page in (client.get(f"/verify/{certificate.token}/"), upload(client, PDF)):
        assert "已由颁发机构撤销" in page.text


def test_an_expired_one_is_genuine_but_over(client, certificate):
    with time_machine.travel(certificate.expires_on + dt.timedelta(days=2)):
        assert "有效期已过" in client.get(f"/verify/{certificate.token}/").text
    with time_machine.travel(certificate.expires_on - dt.timedelta(days=2)):
        assert "这份证书真实有效" in client.get(f"/verify/{certificate.token}/").text


def test_the_page_speaks_both_languages_without_a_cookie(client, certificate):
    page = client.get(f"/verify/{certificate.token}/?lang=en")
    assert '<html lang="en">' in page.text
    assert page["Content-Language"] == "en"
    assert '<html lang="zh-hans">' in client.get(f"/verify/{certificate.token}/?lang=xx").text


@pytest.mark.parametrize("signed_in", [False, True])
def test_it_is_never_stored_and_sets_no_cookie(client, certificate, admin, signed_in):
    if signed_in:
        client.force_login(admin)
    pages = [client.get(f"/verify/{certificate.token}/"), client.get("/verify/none/"), upload(client, PDF)]
    for page in [*pages, client.get("/verify/")]:
        assert dict(page.cookies) == {}
        assert "no-store" in page["Cache-Control"]
        assert page["X-Robots-Tag"] == "noindex, nofollow"


def test_a_hit_and_a_miss_are_of_one_size_and_take_the_same_queries(
    client, certificate, django_assert_num_queries, no_limit
):
    sizes = set()
    for address in (certificate.token, secrets.token_urlsafe(16), "x", "y" * 200):
        with django_assert_num_queries(1):
            page = client.get(f"/verify/{address}/", headers={"accept-encoding": "gzip"})
        sizes.add(len(page.content))
        assert page["Content-Encoding"] == "identity"
    sizes |= {len(upload(client, content).content) for content in (PDF, b"other")}
    assert len(sizes) == 1


def test_a_miss_does_the_work_of_a_hit(client, certificate, monkeypatch, no_limit):
    made: list[bool] = []
    original = verification._page

    def counted(request, context):
        made.append("certificate" in context)
        return original(request, context)

    monkeypatch.setattr(verification, "_page", counted)
    client.get(f"/verify/{certificate.token}/")
    client.get("/verify/none/")
    assert made == [True, False, True, False]


def test_one_address_asks_a_limited_number_of_times(client, certificate, settings):
    settings.VERIFICATIONS_A_MINUTE = 3
    with time_machine.travel(timezone.now(), tick=False):
        ask(client, certificate)


def ask(client, certificate) -> None:
    codes = [client.get("/verify/guess/").status_code for _ in range(4)]
    assert codes == [404, 404, 404, 429]
    assert client.get(f"/verify/{certificate.token}/").status_code == 429
    assert upload(client, PDF).status_code == 429
    other = client.get(f"/verify/{certificate.token}/", REMOTE_ADDR="192.0.2.7")
    assert other.status_code == 200


def test_guesses_find_nothing_and_could_not(client, certificate, no_limit):
    """128 bits: at 120 guesses a minute from a million addresses, a thousand years hit one of a million by chance
    less than once in ten million times."""
    assert len(certificate.token) == 22
    guesses_in_a_thousand_years = 120 * 60 * 24 * 366 * 1000 * 10**6
    assert guesses_in_a_thousand_years * 10**6 / 2**128 < 1e-7
    assert math.log2(64) * len(certificate.token) >= 128
    tokens = {secrets.token_urlsafe(16) for _ in range(10_000)}
    assert len(tokens) == 10_000
    guesses = list(tokens)
    assert not any(
        Certificate.objects.filter(token__in=guesses[at : at + 500]).exists() for at in range(0, 10_000, 500)
    )
    assert verification._found(token=certificate.token) == certificate
    assert {client.get(f"/verify/{token}/").status_code for token in guesses[:100]} == {404}


@pytest.mark.parametrize("of_file", [False, True])
def test_a_hit_and_a_miss_cannot_be_told_apart_by_their_time(client, certificate, no_limit, of_file):
    """Whoever knows the medians of both and guesses by the nearer one is hardly righter than a coin."""

    def seconds(hit: bool) -> float:
        began = time.process_time()
        if of_file:
            upload(client, PDF if hit else PDF + b"x")
        else:
            client.get(f"/verify/{certificate.token if hit else secrets.token_urlsafe(16)}/")
        return time.process_time() - began

    for hit in [True, False] * 10:
        seconds(hit)
    pairs = [(seconds(True), seconds(False)) for _ in range(150)]
    hits, misses = ([pair[side] for pair in pairs] for side in (0, 1))
    assert abs(median(hits) / median(misses) - 1) < 0.1
