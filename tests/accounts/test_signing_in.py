"""Signing in by phone or e-mail, and what stops those who may not."""

import pytest
from django.contrib.auth.hashers import make_password

from accounts.demo import DEMO_PASSWORD
from tests.factories import UserFactory
from tests.factories.people import PASSWORD

pytestmark = pytest.mark.django_db
WRONG = "手机号（或邮箱）或密码不对。请核对后再试一次；忘了密码，请联系教务老师重设。"


@pytest.fixture
def person():
    return UserFactory(phone="13812345678", email="wang@haitong.example")


def sign_in(client, login, password=PASSWORD, **fields):
    return client.post("/accounts/login/", {"login": login, "password": password, **fields})


def errors(answer) -> list[str]:
    return [str(error) for error in answer.context["form"].non_field_errors()]


def signed_in(client) -> bool:
    return client.get("/").status_code == 200


@pytest.mark.parametrize(
    "login", ["13812345678", "+86 138 1234 5678", "138-1234-5678", "１３８１２３４５６７８", " 0086 13812345678 "]
)
def test_a_phone_signs_in_however_it_is_typed(client, person, login):
    answer = sign_in(client, login)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert signed_in(client)


@pytest.mark.parametrize("login", ["wang@haitong.example", " Wang@HaiTong.Example ", "ｗａｎｇ@haitong.example"])
def test_an_email_signs_in_in_any_case(client, person, login):
    assert sign_in(client, login).status_code == 302
    assert signed_in(client)


def test_a_person_without_phone_signs_in_by_email(client):
    UserFactory(phone=None, email="li@haitong.example")
    assert sign_in(client, "li@haitong.example").status_code == 302
    assert signed_in(client)


def test_a_person_without_email_signs_in_by_phone(client):
    UserFactory(phone="13900000001")
    assert sign_in(client, "13900000001").status_code == 302


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("13812345678", "wrong"),
        ("wang@haitong.example", "wrong"),
        ("13899999999", PASSWORD),
        ("nobody@haitong.example", PASSWORD),
        ("no phone and no e-mail", PASSWORD),
    ],
)
def test_a_wrong_password_and_an_unknown_account_read_the_same(client, person, login, password):
    answer = sign_in(client, login, password)
    assert errors(answer) == [WRONG]
    assert not signed_in(client)


def test_somebody_without_a_password_cannot_guess_one(client):
    UserFactory(phone="13900000002", password=None)
    assert errors(sign_in(client, "13900000002", "!")) == [WRONG]


def test_a_closed_account_is_told_so_only_with_the_right_password(client, person):
    person.is_active = False
    person.save()
    assert errors(sign_in(client, "13812345678", "wrong")) == [WRONG]
    assert errors(sign_in(client, "13812345678")) == ["这个账号已经停用，请联系教务老师。"]
    assert not signed_in(client)


def test_closing_an_account_ends_its_sessions(client, person):
    sign_in(client, "13812345678")
    person.is_active = False
    person.save()
    assert not signed_in(client)


def test_a_demo_account_signs_in_in_demo_mode_alone(client, settings):
    UserFactory(phone="13800000000", is_demo=True, password=DEMO_PASSWORD)
    assert errors(sign_in(client, "13800000000", DEMO_PASSWORD)) == ["这个账号已经停用，请联系教务老师。"]
    settings.DEMO = True
    assert sign_in(client, "13800000000", DEMO_PASSWORD).status_code == 302
    settings.DEMO = False
    assert not signed_in(client)


def test_signing_in_leads_on_to_where_one_was_going(client, person):
    sent_away = client.get("/cohorts/?x=1")
    assert sent_away["Location"] == "/accounts/login/?next=/cohorts/%3Fx%3D1"
    page = client.get(sent_away["Location"])
    assert page.context["redirect_field_value"] == "/cohorts/?x=1"
    assert '<input type="hidden" name="next" value="/cohorts/?x=1"' in " ".join(page.content.decode().split())
    assert sign_in(client, "13812345678", next="/cohorts/?x=1")["Location"] == "/cohorts/?x=1"


def test_the_way_on_survives_a_wrong_password(client, person):
    answer = sign_in(client, "13812345678", "wrong", next="/courses/")
    assert answer.context["redirect_field_value"] == "/courses/"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_nobody_is_led_to_another_site(client, person, target):
    assert sign_in(client, "13812345678", next=target)["Location"] == "/"


def test_who_has_signed_in_stays_so_for_two_weeks(client, person):
    sign_in(client, "13812345678")
    assert client.session.get_expiry_age() == 60 * 60 * 24 * 14


def test_signing_out_leads_to_the_sign_in_page(client, person):
    client.force_login(person)
    answer = client.post("/accounts/logout/")
    assert answer["Location"] == "/accounts/login/"
    assert not signed_in(client)


def test_signing_out_after_the_session_has_lapsed_does_not_come_back_to_it(client):
    assert client.post("/accounts/logout/")["Location"] == "/accounts/login/"


@pytest.mark.parametrize("path", ["signup/", "password/reset/", "email/", "reauthenticate/", "inactive/"])
def test_other_pages_of_allauth_do_not_exist(client, path):
    assert client.get(f"/accounts/{path}").status_code == 404


def test_a_password_is_changed_with_the_present_one(client, person):
    client.force_login(person)
    new = {"password1": "chun-feng-2027", "password2": "chun-feng-2027"}
    refused = client.post("/accounts/password/change/", {"oldpassword": "wrong", **new})
    assert refused.context["form"].errors == {"oldpassword": ["当前密码不对，请再输一次。"]}
    assert client.post("/accounts/password/change/", {"oldpassword": PASSWORD, **new}).status_code == 302
    assert signed_in(client)
    client.logout()
    assert errors(sign_in(client, "13812345678")) == [WRONG]
    assert sign_in(client, "13812345678", "chun-feng-2027").status_code == 302


@pytest.mark.parametrize("password", [DEMO_PASSWORD, "12345678", "13812345678", "short"])
def test_a_password_that_others_would_try_is_refused(client, person, password):
    client.force_login(person)
    data = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    assert list(client.post("/accounts/password/change/", data).context["form"].errors) == ["password1"]


def test_passwords_are_hashed_with_argon2id_at_owasps_parameters(settings):
    settings.PASSWORD_HASHERS = ["accounts.hashers.OwaspArgon2PasswordHasher"]
    assert make_password(PASSWORD).startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")


def test_the_installations_own_hasher_is_that_one():
    from config import settings as installed

    assert installed.PASSWORD_HASHERS == ["accounts.hashers.OwaspArgon2PasswordHasher"]
