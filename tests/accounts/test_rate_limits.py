"""A class signs in from one hotel address within a minute; somebody who guesses is stopped."""

import pytest

from tests.factories import UserFactory
from tests.factories.people import PASSWORD

pytestmark = pytest.mark.django_db
TOO_MANY = ["试错密码的次数太多了。请过 5 分钟再试；忘了密码，请联系教务老师重设。"]
PER_ACCOUNT = 10


def sign_in(client, login, password=PASSWORD):
    return client.post("/accounts/login/", {"login": login, "password": password})


def errors(answer) -> list[str]:
    return [str(error) for error in answer.context["form"].non_field_errors()]


def test_sixty_right_passwords_from_one_address_pass(client):
    for person in UserFactory.create_batch(60):
        assert sign_in(client, person.phone).status_code == 302
        client.logout()


def test_one_person_may_sign_in_again_and_again(client):
    person = UserFactory()
    for _ in range(PER_ACCOUNT * 2):
        assert sign_in(client, person.phone).status_code == 302
        client.logout()


def test_guessing_one_account_is_stopped_even_with_the_right_password(client):
    person = UserFactory()
    for _ in range(PER_ACCOUNT):
        assert errors(sign_in(client, person.phone, "wrong")) != TOO_MANY
    assert errors(sign_in(client, person.phone, "wrong")) == TOO_MANY
    assert errors(sign_in(client, person.phone)) == TOO_MANY


def test_other_spellings_and_addresses_count_against_the_same_account(client):
    UserFactory(phone="13812345678")
    spellings = ["13812345678", "+86 138 1234 5678", "138-1234-5678", "１３８１２３４５６７８", "0086 13812345678"]
    for number in range(PER_ACCOUNT):
        client.defaults["REMOTE_ADDR"] = f"10.0.0.{number}"
        sign_in(client, spellings[number % len(spellings)], "wrong")
    assert errors(sign_in(client, "13812345678")) == TOO_MANY


def test_a_stopped_account_does_not_stop_its_neighbours(client):
    guessed, neighbour, by_email = UserFactory(), UserFactory(), UserFactory(email="li@haitong.example")
    for _ in range(PER_ACCOUNT + 1):
        sign_in(client, guessed.phone, "wrong")
    assert sign_in(client, neighbour.phone).status_code == 302
    client.logout()
    assert sign_in(client, by_email.email).status_code == 302


def test_trying_one_password_on_many_accounts_is_stopped_by_address(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login_failed": "5/m/ip,10/5m/key"}
    for person in UserFactory.create_batch(5):
        sign_in(client, person.phone, "wrong")
    assert errors(sign_in(client, UserFactory().phone)) == TOO_MANY


def test_a_flood_gets_a_page_that_says_to_wait(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login": "1/m/ip"}
    sign_in(client, "13812345678", "wrong")
    answer = sign_in(client, "13812345678", "wrong")
    assert answer.status_code == 429
    assert "请等一分钟再试" in answer.content.decode()
