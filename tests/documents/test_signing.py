"""Certificates signed with a key and an authority that the test makes itself."""

import datetime as dt
import hashlib
import io

import pypdfium2
import pytest
from asn1crypto import x509 as asn1
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from documents import jobs, signing
from documents.models import Certificate, Job
from tests.documents.keys import DAY, NAME, PASSPHRASE, authority, pkcs12_of
from tests.documents.worlds import ALL_PRESENT, attended_cohort, people_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    cohort = attended_cohort(*[ALL_PRESENT] * 3, code="HT-2026-01", names=("王小明", "𠮷野家", "Anna Müller"))
    return people_of(cohort)["admin"]


@pytest.fixture
def configure(settings, tmp_path):
    """A key file, its passphrase file, and the settings that name them."""

    def configured(key: bytes, passphrase: bytes = PASSPHRASE, *, visible: bool = False) -> None:
        (tmp_path / "key.p12").write_bytes(key)
        (tmp_path / "passphrase").write_bytes(passphrase + b"\n")
        settings.SIGNING_KEY_FILE = str(tmp_path / "key.p12")
        settings.SIGNING_PASSPHRASE_FILE = str(tmp_path / "passphrase")
        settings.SIGNING_VISIBLE = visible

    return configured


def drawn(client, admin) -> Job:
    client.force_login(admin)
    client.post("/documents/HT-2026-01/certificates/issue/")
    job = Job.objects.latest("pk")
    jobs.run(job.pk)
    job.refresh_from_db()
    return job


def files() -> list[bytes]:
    found = []
    for certificate in Certificate.objects.order_by("number"):
        with certificate.file.open("rb") as file:
            found.append(file.read())
    return found


def judged(content: bytes):
    root = asn1.Certificate.load(authority().certificate.public_bytes(Encoding.DER))
    embedded = PdfFileReader(io.BytesIO(content)).embedded_signatures
    return validate_pdf_signature(embedded[0], ValidationContext(trust_roots=[root], allow_fetching=False))


@pytest.mark.parametrize("visible", [False, True])
@pytest.mark.parametrize("elliptic", [False, True])
def test_each_file_of_a_batch_is_reported_intact_valid_and_trusted(client, admin, configure, visible, elliptic):
    configure(pkcs12_of(elliptic=elliptic), visible=visible)
    assert drawn(client, admin).state == Job.State.DONE
    for content, certificate in zip(files(), Certificate.objects.order_by("number"), strict=True):
        status = judged(content)
        assert (status.intact, status.valid, status.trusted, status.docmdp_ok) == (True, True, True, True)
        assert status.signing_cert.subject.native["common_name"] == NAME
        assert certificate.signer == NAME
        assert certificate.sha256 == hashlib.sha256(content).hexdigest() != certificate.drawn_sha256
        text = pypdfium2.PdfDocument(content)[0].get_textpage().get_text_range()
        assert ("数字签名" in text.replace(" ", "")) == visible


def test_a_changed_file_is_reported_broken(client, admin, configure):
    configure(pkcs12_of())
    drawn(client, admin)
    content = bytearray(files()[0])
    content[len(content) // 4] ^= 1
    status = judged(bytes(content))
    assert not status.intact


def test_the_delivered_file_verifies_by_upload_and_the_volume_shows_all(client, admin, configure):
    configure(pkcs12_of(), visible=True)
    job = drawn(client, admin)
    client.logout()
    for content in files():
        answer = client.post("/verify/", {"file": io.BytesIO(content)})
        assert (answer.status_code, "这份证书真实有效" in answer.text) == (200, True)
    with job.file.open("rb") as file:
        whole = pypdfium2.PdfDocument(file.read())
        assert [
            name in page.get_textpage().get_text_range()
            for page, name in zip(whole, ("王小明", "𠮷野家", "Anna Müller"), strict=True)
        ] == [
            True,
            True,
            True,
        ]


def test_a_visible_signature_lies_over_its_line(client, admin, configure):
    configure(pkcs12_of(), visible=True)
    drawn(client, admin)
    field = PdfFileReader(io.BytesIO(files()[0])).embedded_signatures[0].sig_field
    assert [round(float(each) / 72 * 25.4) for each in field["/Rect"]] == [40, 25, 257, 29]


@pytest.mark.parametrize(
    ("key", "passphrase", "told"),
    [
        (pkcs12_of, b"wrong", "签名密钥的口令不对。"),
        (
            lambda: pkcs12_of(until=-2 * DAY),
            PASSPHRASE,
            f"签名证书“{NAME}”已于 {(dt.datetime.now(dt.UTC) - 2 * DAY).date()} 过期。",
        ),
        (lambda: b"-----BEGIN PRIVATE KEY-----", PASSPHRASE, "签名密钥文件不能用"),
        (lambda: b"", PASSPHRASE, "签名密钥文件不能用"),
    ],
)
def test_a_key_that_cannot_be_used_is_told_in_words_and_draws_nothing(client, admin, configure, key, passphrase, told):
    configure(key(), passphrase)
    job = drawn(client, admin)
    assert job.state == Job.State.FAILED
    assert job.error.startswith(told)
    assert told in client.get("/documents/HT-2026-01/certificates/").text
    assert set(Certificate.objects.values_list("file", flat=True)) == {""}
    configure(pkcs12_of())
    client.post(f"/documents/jobs/{job.pk}/retry/")
    jobs.run(job.pk)
    assert all(judged(content).intact for content in files())


@pytest.mark.parametrize("missing", ["SIGNING_KEY_FILE", "SIGNING_PASSPHRASE_FILE"])
def test_a_missing_file_is_named(client, admin, configure, settings, missing):
    configure(pkcs12_of())
    setattr(settings, missing, "/nowhere/at/all")
    assert missing in drawn(client, admin).error


def test_without_the_extra_the_page_says_what_to_install(monkeypatch, configure):
    configure(pkcs12_of())
    monkeypatch.setitem(__import__("sys").modules, "documents.signing_keys", None)
    monkeypatch.delattr("documents.signing_keys", raising=False)
    assert signing.status().problem == "已配置签名密钥，但没有安装签名组件。请安装 requirements/sign.txt，再重启。"


def test_without_a_key_all_works_unsigned_and_says_so(client, admin):
    assert drawn(client, admin).state == Job.State.DONE
    assert [len(PdfFileReader(io.BytesIO(content)).embedded_signatures) for content in files()] == [0, 0, 0]
    assert set(Certificate.objects.values_list("signer", "drawn_sha256")) == {("", "")}
    assert "没有配置签名密钥，证书不带数字签名" in client.get("/documents/HT-2026-01/certificates/").text


def test_the_page_names_the_signer(client, admin, configure):
    configure(pkcs12_of())
    client.force_login(admin)
    assert f"由“{NAME}”签名" in client.get("/documents/HT-2026-01/certificates/").text
