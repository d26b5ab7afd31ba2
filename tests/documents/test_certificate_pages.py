import io
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from documents import jobs
from documents.certificates import issue, revoke
from documents.models import Certificate, Job
from tests.documents.worlds import ALL_PRESENT, attended_cohort, people_of
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
ABSENT = ("absent",) * 4


@pytest.fixture
def cohort():
    return attended_cohort(ALL_PRESENT, ABSENT, code="HT-2026-01", names=("王小明", "李缺课"))


@pytest.fixture
def people(cohort):
    return people_of(cohort)


@pytest.fixture
def certificate(cohort):
    new = issue(cohort=cohort, by=UserFactory(admin=True), now=timezone.now())[0]
    new.file.save(f"certificates/{new.token}.pdf", ContentFile(b"%PDF-1.7"))
    return new


def answers(client, people, address) -> dict[str, int]:
    found = {}
    for role, person in people.items():
        client.force_login(person)
        response = client.get(address)
        list(response)  # a download closes its file when it is read
        found[role] = response.status_code
    return found


OVERSEERS = {"admin": 200, "trainer": 200, "contact": 200, "trainee": 404, "other trainer": 404, "stranger": 404}


@pytest.mark.parametrize("address", ["", "archive/"])
def test_those_who_oversee_the_cohort_see_its_certificates(client, people, certificate, address):
    assert answers(client, people, f"/documents/HT-2026-01/certificates/{address}") == OVERSEERS


def test_a_trainee_downloads_their_own_and_nobody_elses(client, people, certificate):
    assert answers(client, people, certificate.get_absolute_url()) == {**OVERSEERS, "trainee": 200}
    client.force_login(attended_cohort(ALL_PRESENT).enrolments.get().user)
    assert client.get(certificate.get_absolute_url()).status_code == 404


def test_the_dry_run_says_who_gets_one_who_does_not_and_why(client, people):
    client.force_login(people["trainer"])
    text = client.get("/documents/HT-2026-01/certificates/").text
    assert "12 学时中至少出勤 9.6 学时" in text
    assert "还差 9.6 学时。" in text
    assert "颁发 1 份证书" in text
    assert not Certificate.objects.exists()


def test_a_contact_reads_but_finds_no_button(client, people, certificate):
    client.force_login(people["contact"])
    text = client.get("/documents/HT-2026-01/certificates/").text
    assert certificate.number in text
    assert 'form="issue"' not in text
    assert "撤销证书" not in text


def test_issuing_makes_the_rows_at_once_and_one_job_draws_them(client, people):
    client.force_login(people["trainer"])
    for _ in range(2):
        response = client.post("/documents/HT-2026-01/certificates/issue/")
    job = Job.objects.get()
    assert response.url == job.get_absolute_url()
    assert job.params == {"base_url": "http://testserver", "last": "LT-2026-00001"}
    jobs.run(job.pk)
    job.refresh_from_db()
    issued = Certificate.objects.get()
    assert (job.state, job.file_name) == (Job.State.DONE, "HT-2026-01 结业证书.pdf")
    assert len(issued.sha256) == 64
    archive = b"".join(client.get("/documents/HT-2026-01/certificates/archive/").streaming_content)
    assert zipfile.ZipFile(io.BytesIO(archive)).namelist() == [f"{issued.number} 王小明.pdf"]


def test_certificates_already_drawn_are_kept_as_they_are(client, people):
    client.force_login(people["admin"])
    client.post("/documents/HT-2026-01/certificates/issue/")
    jobs.run(Job.objects.get().pk)
    before = Certificate.objects.get()
    client.post("/documents/HT-2026-01/certificates/issue/")
    jobs.run(Job.objects.latest("pk").pk)
    after = Certificate.objects.get()
    assert (after.file.name, after.sha256) == (before.file.name, before.sha256)


def test_with_nobody_qualified_there_is_nothing_to_draw(client, people, cohort):
    cohort.enrolments.filter(seat=1).update(state="withdrawn")
    client.force_login(people["admin"])
    response = client.post("/documents/HT-2026-01/certificates/issue/", follow=True)
    assert "还没有学员达到结业要求，没有颁发证书。" in response.text
    assert not Job.objects.exists()


def test_revoking_shows_at_once_on_the_page_anyone_can_open(client, people, certificate):
    client.force_login(people["admin"])
    client.post(f"/documents/certificates/{certificate.pk}/revoke/", {"reason": "姓名有误"})
    client.logout()
    page = client.get(f"/verify/{certificate.token}/")
    assert "这份证书已由颁发机构撤销，不再有效。" in page.text


def test_revoking_without_a_reason_changes_nothing(client, people, certificate):
    client.force_login(people["admin"])
    response = client.post(f"/documents/certificates/{certificate.pk}/revoke/", {"reason": " "}, follow=True)
    assert "请写明原因" in response.text
    certificate.refresh_from_db()
    assert certificate.state == Certificate.State.VALID


def test_only_those_who_run_the_cohort_revoke(client, people, certificate):
    for role in ("contact", "trainee", "other trainer", "stranger"):
        client.force_login(people[role])
        response = client.post(f"/documents/certificates/{certificate.pk}/revoke/", {"reason": "x"})
        assert response.status_code == 404


def test_anyone_can_verify_without_learning_the_name(client, certificate):
    page = client.get(f"/verify/{certificate.token}/")
    assert page.status_code == 200
    for words in ("这份证书真实有效", certificate.number, "王**", certificate.course_title, certificate.issuer):
        assert words in page.text
    assert "王小明" not in page.text
    assert "no-store" in page["Cache-Control"]
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert not page.cookies.get("sessionid")


@pytest.mark.parametrize("token", ["LT-2026-00001", "abcdefghijklmnopqrstuv", "1"])
def test_a_guess_finds_nothing(client, certificate, token):
    page = client.get(f"/verify/{token}/")
    assert page.status_code == 404
    assert "没有查到这份证书" in page.text
    assert "no-store" in page["Cache-Control"]


def test_a_token_cannot_be_guessed(certificate):
    assert len(certificate.token) >= 22


@pytest.mark.parametrize("trainees", [1, 3, 60])
def test_the_certificate_page_takes_as_many_queries_for_any_number(client, trainees, django_assert_num_queries):
    cohort = attended_cohort(*[ALL_PRESENT] * trainees)
    admin = UserFactory(admin=True)
    issue(cohort=cohort, by=admin, now=timezone.now())
    revoke(certificate=Certificate.objects.earliest("pk"), by=admin, reason="x", now=timezone.now())
    client.force_login(admin)
    client.get(f"/documents/{cohort.code}/certificates/")
    with django_assert_num_queries(13):
        assert client.get(f"/documents/{cohort.code}/certificates/").status_code == 200
