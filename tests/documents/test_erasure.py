"""Certificates outlive the account of their holder."""

import pytest
from django.core.management import CommandError, call_command
from django.db.models import ProtectedError
from django.utils import timezone

from accounts.erasure import erase
from accounts.models import User
from accounts.refusals import Refusal
from documents.certificates import issue
from tests.documents.worlds import ALL_PRESENT, attended_cohort
from tests.factories import UserFactory
from tests.factories.people import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return UserFactory(admin=True)


@pytest.fixture
def certificate(admin):
    return issue(cohort=attended_cohort(ALL_PRESENT, names=("王小明",)), by=admin, now=timezone.now())[0]


def test_the_certificate_still_verifies_and_the_person_is_gone(client, certificate, admin):
    holder = certificate.enrolment.user
    phone = holder.phone
    erase(user=holder)
    page = client.get(f"/verify/{certificate.token}/").text
    assert "这份证书真实有效" in page
    assert "王**" in page
    client.force_login(admin)
    roster = client.get(f"/documents/{certificate.enrolment.cohort.code}/certificates/").text
    assert certificate.number in roster
    assert not User.objects.with_sign_in(phone).exists()
    erased = User.objects.get(pk=holder.pk)
    assert (erased.name.startswith("已注销"), erased.is_active, erased.phone) == (True, False, None)


def test_who_was_erased_is_signed_out_and_cannot_come_back(client, certificate):
    holder = certificate.enrolment.user
    phone = holder.phone
    client.force_login(holder)
    erase(user=holder)
    assert client.get("/").status_code == 302
    client.post("/accounts/login/", {"login": phone, "password": PASSWORD})
    assert client.get("/").status_code == 302


def test_an_account_with_a_certificate_cannot_be_deleted_outright(certificate):
    with pytest.raises(ProtectedError):
        certificate.enrolment.user.delete()


def test_an_admin_is_not_erased_by_mistake(admin):
    with pytest.raises(Refusal, match="请先取消教务身份"):
        erase(user=admin)


def test_the_command_names_whom_it_does_not_find(certificate, capsys):
    with pytest.raises(CommandError, match="Nobody signs in with 0"):
        call_command("erase_person", "0")
    call_command("erase_person", certificate.enrolment.user.phone, yes=True)
    assert capsys.readouterr().out.startswith("已注销")
