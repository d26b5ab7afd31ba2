"""A case told in the room: stage by stage, to one cohort, and nothing before its time."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.refusals import Refusal
from sessions import case_telling
from sessions.models import StageReveal
from tests.factories import CaseFactory, CohortFactory, CourseFactory, EnrolmentFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def trainer():
    return UserFactory(trainer=True)


@pytest.fixture
def cohort(trainer):
    course = CourseFactory()
    CaseFactory(course=course, slug="logistics", title="汽配物流")
    return CohortFactory(course=course, trainers=[trainer])


@pytest.fixture
def trainee(cohort):
    return EnrolmentFactory(cohort=cohort).user


def url(name: str, cohort) -> str:
    return reverse(f"sessions:{name}", args=[cohort.code, "logistics"])


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def shown(client: Client, cohort) -> list[str]:
    return [each.stage.title for each in client.get(url("cohort_case", cohort)).context["stages"]]


def test_phones_follow_what_the_trainer_shows_and_takes_back(cohort, trainer, trainee):
    phone, desk = signed_in(trainee), signed_in(trainer)
    assert shown(phone, cohort) == []
    for stage, titles in ((1, ["情境"]), (2, ["情境", "数据"])):
        desk.post(url("case_reveal", cohort), {"stage": stage})
        assert shown(phone, cohort) == titles
    desk.post(url("case_reveal", cohort), {"stage": 2, "take_back": "1"})
    assert shown(phone, cohort) == ["情境"]


def test_a_phone_that_shows_it_already_gets_nothing_again(cohort, trainer, trainee):
    phone = signed_in(trainee)
    seen = phone.get(url("cohort_case", cohort)).context["version"]
    assert phone.get(url("case_state", cohort), {"seen": seen}).status_code == 204
    case_telling.reveal(cohort=cohort, slug="logistics", stage=1, by=trainer)
    answer = phone.get(url("case_state", cohort), {"seen": seen})
    assert answer.status_code == 200
    assert "某村镇银行与物流公司合作。" in answer.content.decode()


def test_sources_come_with_the_last_stage_and_the_note_never(cohort, trainer, trainee):
    phone = signed_in(trainee)
    for stage in (1, 2, 3):
        assert "公开年报" not in phone.get(url("case_state", cohort)).content.decode()
        case_telling.reveal(cohort=cohort, slug="logistics", stage=stage, by=trainer)
    told = phone.get(url("case_state", cohort)).content.decode()
    assert "公开年报" in told
    assert "先让学员猜" not in told


def test_another_cohort_of_the_course_is_told_nothing(cohort, trainer):
    other = CohortFactory(course=cohort.course)
    stranger = EnrolmentFactory(cohort=other).user
    case_telling.reveal(cohort=cohort, slug="logistics", stage=1, by=trainer)
    assert shown(signed_in(stranger), other) == []
    assert signed_in(stranger).get(url("case_state", cohort)).status_code == 404


def test_stages_are_shown_in_order_and_twice_is_once(cohort, trainer):
    with pytest.raises(Refusal, match="下一个是第 1 阶段"):
        case_telling.reveal(cohort=cohort, slug="logistics", stage=2, by=trainer)
    for _ in range(2):
        case_telling.reveal(cohort=cohort, slug="logistics", stage=1, by=trainer)
    assert StageReveal.objects.count() == 1
    with pytest.raises(Refusal, match="最后公布"):
        case_telling.take_back(cohort=cohort, slug="logistics", stage=2, by=trainer)


@pytest.mark.parametrize("name", ["case_wall", "case_reveal"])
def test_trainees_have_neither_the_wall_nor_the_button(cohort, trainee, name):
    client = signed_in(trainee)
    answer = client.get(url(name, cohort)) if name == "case_wall" else client.post(url(name, cohort), {"stage": 1})
    assert answer.status_code == 404
    assert StageReveal.objects.count() == 0


def test_the_wall_shows_what_was_told_and_no_more(cohort, trainer):
    case_telling.reveal(cohort=cohort, slug="logistics", stage=1, by=trainer)
    wall = signed_in(trainer).get(url("case_wall", cohort)).content.decode()
    assert "某村镇银行与物流公司合作。" in wall
    assert "户均二十万" not in wall
    assert "先让学员猜" not in wall


def test_a_case_the_course_does_not_use_is_not_found(cohort, trainer):
    CaseFactory(slug="elsewhere")
    page = reverse("sessions:cohort_case", args=[cohort.code, "elsewhere"])
    assert signed_in(trainer).get(page).status_code == 404


@pytest.mark.parametrize("trainees", [1, 60])
def test_asking_again_and_again_costs_few_queries(cohort, trainee, trainees, django_assert_max_num_queries):
    for _ in range(trainees):
        EnrolmentFactory(cohort=cohort)
    phone = signed_in(trainee)
    seen = phone.get(url("cohort_case", cohort)).context["version"]
    with django_assert_max_num_queries(10):
        phone.get(url("case_state", cohort), {"seen": seen})
