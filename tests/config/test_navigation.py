"""Navigation for each role, and the language switch."""

import pytest

from tests.config.worlds import cohort_of, context_of
from tests.factories import (
    UserFactory,
)

pytestmark = pytest.mark.django_db


def labels(client, person) -> list[str]:
    return [entry.label for entry in context_of(client, person)["navigation"]]


def test_each_role_has_its_own_navigation_of_five_entries_at_most(client):
    cohort, [enrolment] = cohort_of(1, trainers=[UserFactory(trainer=True)])
    contact = UserFactory()
    contact.speaks_for.add(cohort.client)
    assert labels(client, enrolment.user) == ["首页", "我的班级", "课程", "练习"]
    assert labels(client, cohort.trainers.get()) == ["首页", "班级", "课程", "文件"]
    assert labels(client, UserFactory(admin=True)) == ["首页", "班级", "课程", "人员", "文件"]
    assert labels(client, contact) == ["首页", "我的班级", "课程"]


def test_visitors_have_no_navigation(client):
    assert client.get("/accounts/login/").context["navigation"] == []


def test_the_language_is_switched_from_the_sign_in_page_and_kept(client):
    assert client.get("/accounts/login/")["Content-Language"] == "zh-hans"
    answer = client.post("/language/", {"language": "en", "next": "/accounts/login/"})
    assert answer["Location"] == "/accounts/login/"
    assert client.get("/accounts/login/")["Content-Language"] == "en"
    client.force_login(UserFactory())
    assert client.get("/")["Content-Language"] == "en"


def test_the_language_switch_leads_to_no_other_site(client):
    answer = client.post("/language/", {"language": "en", "next": "https://evil.example/"})
    assert answer["Location"] == "/"
