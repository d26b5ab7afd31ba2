"""How a trainee learns what became of their certificate."""

from smtplib import SMTPException

import pytest
from django.core import mail
from django.utils import timezone

from documents import jobs, notices
from documents.certificates import correct, issue, revoke
from documents.models import CertificateEvent, Job
from tests.documents.worlds import ALL_PRESENT, attended_cohort
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
NEWS = "你的结业证书有新的记录"


@pytest.fixture
def admin():
    return UserFactory(admin=True)


@pytest.fixture
def cohort():
    made = attended_cohort(ALL_PRESENT, ALL_PRESENT)
    first = made.enrolments.get(seat=1).user
    first.email = "wang@example.org"
    first.save()
    return made


@pytest.fixture
def certificate(cohort, admin):
    return issue(cohort=cohort, by=admin, now=timezone.now())[0]


@pytest.fixture
def mail_is_set_up(settings):
    settings.EMAIL_URL = "smtp://localhost"


def order(cohort, admin) -> Job | None:
    return notices.order(cohort=cohort, by=admin, language="zh-hans", base_url="https://lectern.example.org")


def test_the_home_page_says_so_until_it_was_looked_at(client, certificate):
    client.force_login(certificate.enrolment.user)
    assert NEWS in client.get("/").text
    page = client.get("/documents/certificates/mine/").text
    assert certificate.number in page
    assert ">新<" in page
    assert NEWS not in client.get("/").text
    assert ">新<" not in client.get("/documents/certificates/mine/").text


def test_a_revocation_is_told_with_its_reason(client, certificate, admin):
    client.force_login(certificate.enrolment.user)
    client.get("/documents/certificates/mine/")
    revoke(certificate=certificate, by=admin, reason="姓名有误", now=timezone.now())
    assert NEWS in client.get("/").text
    page = " ".join(client.get("/documents/certificates/mine/").text.split())
    assert "已撤销 · 姓名有误" in page


def test_nobody_sees_anybody_elses(client, certificate):
    client.force_login(UserFactory())
    assert "还没有证书" in client.get("/documents/certificates/mine/").text


def test_without_mail_nothing_is_ordered(cohort, certificate, admin):
    assert order(cohort, admin) is None


@pytest.mark.usefixtures("mail_is_set_up")
def test_those_with_an_address_are_told_once(cohort, certificate, admin):
    job = order(cohort, admin)
    assert job is not None
    jobs.run(job.pk)
    [letter] = mail.outbox
    assert (letter.to, letter.subject) == (["wang@example.org"], f"结业证书 {certificate.number} 已颁发")
    assert "https://lectern.example.org/documents/certificates/mine/" in letter.body
    job.refresh_from_db()
    assert (job.state, job.may_be_retried) == (Job.State.DONE, False)
    assert order(cohort, admin) is None


@pytest.mark.usefixtures("mail_is_set_up")
def test_a_correction_is_one_letter(cohort, certificate, admin):
    CertificateEvent.objects.update(mailed_at=timezone.now())
    new = correct(certificate=certificate, name="王晓明", by=admin, reason="姓名有误", now=timezone.now())
    job = order(cohort, admin)
    assert job is not None
    jobs.run(job.pk)
    assert [letter.subject for letter in mail.outbox] == [f"结业证书 {new.number} 已颁发"]
    assert "原因：姓名有误" in mail.outbox[0].body


@pytest.mark.usefixtures("mail_is_set_up")
def test_a_letter_that_did_not_leave_is_named_and_tried_again(cohort, certificate, admin, monkeypatch):
    def refuse(*args, **kwargs):
        raise SMTPException

    with monkeypatch.context() as broken:
        broken.setattr(notices, "send_mail", refuse)
        job = order(cohort, admin)
        assert job is not None
        jobs.run(job.pk)
    job.refresh_from_db()
    assert [item["label"] for item in job.item_errors] == [f"{certificate.number} {certificate.name}"]
    jobs.run(jobs.retry(job).pk)
    assert len(mail.outbox) == 1


@pytest.mark.usefixtures("mail_is_set_up")
def test_issuing_on_the_page_tells_by_mail(client, cohort, admin):
    client.force_login(admin)
    client.post(f"/documents/{cohort.code}/certificates/issue/")
    assert set(Job.objects.values_list("kind", flat=True)) == {"certificates", "notices"}
