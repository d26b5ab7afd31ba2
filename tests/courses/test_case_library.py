"""The case library: found, written, used; for authors only."""

import pytest
from django.urls import reverse

from courses.models import Case
from tests.factories import CaseFactory, CohortFactory, CourseFactory, EnrolmentFactory, ModuleFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(client):
    author = UserFactory(trainer=True)
    client.force_login(author)
    return author


def posted(**changes: str) -> dict[str, str]:
    stages = {f"stages-{n}-{name}": "" for n in range(3) for name in ("title", "body", "questions")}
    management = {"stages-TOTAL_FORMS": "3", "stages-INITIAL_FORMS": "3"}
    told = {"stages-0-title": "情境", "stages-0-body": "缺钱。", "stages-0-questions": "问谁？\n\n问什么？"}
    return {"title": "新案例", "tags": "平台，物流", "revision": "0", **stages, **management, **told, **changes}


def found(client, **query: object) -> list[str]:
    return [case.title for case in client.get(reverse("courses:library"), query).context["page"]]


def test_cases_are_found_by_word_industry_course_module_and_tag(client, author):
    course = CourseFactory()
    module = ModuleFactory(course=course, title="基于物流平台")
    CaseFactory(title="甲", industry="物流", tags=["平台"], course=course, course__module=module)
    CaseFactory(title="乙", industry="电商", tags=["评分卡"], institution="富国银行")
    assert found(client) == ["乙", "甲"]
    assert found(client, q="富国") == ["乙"]
    assert found(client, q="物流平台") == ["甲"]
    assert found(client, industry="物流") == ["甲"]
    assert found(client, course=course.pk) == ["甲"]
    assert found(client, tag="评分卡") == ["乙"]
    assert found(client, tag="评分卡", industry="物流") == []


def test_an_author_writes_a_case_and_uses_it_in_two_courses(client, author):
    client.post(reverse("courses:case_new"), posted())
    case = Case.objects.get()
    assert (case.title, case.tags) == ("新案例", ["平台", "物流"])
    assert [(s.title, s.body, s.questions) for s in case.stages.all()] == [("情境", "缺钱。", ["问谁？", "问什么？"])]
    first, second = CourseFactory(), CourseFactory()
    module = ModuleFactory(course=second)
    for place in (f"{first.pk}:", f"{second.pk}:{module.pk}"):
        client.post(reverse("courses:case_use", args=[case.slug]), {"place": place})
    assert {use.course: use.module for use in case.uses.all()} == {first: None, second: module}
    use = case.uses.get(course=first)
    client.post(reverse("courses:case_drop", args=[case.slug, use.pk]))
    assert [use.course for use in case.uses.all()] == [second]


def test_who_saves_a_case_second_sees_both_and_decides(client, author):
    case = CaseFactory()
    page = reverse("courses:case_edit", args=[case.slug])
    client.post(page, posted(**{"stages-0-body": "先写的"}))
    response = client.post(page, posted(**{"stages-0-body": "后写的"}))
    assert response.status_code == 409
    assert response.context["theirs"].stages.get().body == "先写的"
    assert response.context["stages"][0]["body"].value() == "后写的"
    client.post(page, posted(**{"stages-0-body": "后写的", "revision": response.context["form"]["revision"].value()}))
    assert case.stages.get().body == "后写的"


def test_a_case_needs_a_stage_and_a_stage_a_name(client, author):
    response = client.post(reverse("courses:case_new"), posted(**{"stages-0-body": "", "stages-0-questions": ""}))
    assert response.context["stages"].non_form_errors() == ["请至少写一个阶段的内容。"]
    response = client.post(reverse("courses:case_new"), posted(**{"stages-0-title": ""}))
    assert response.context["stages"][0].errors == {"title": ["请给这个阶段一个名称。"]}


@pytest.mark.parametrize("name", ["library", "case_new", "library_case", "case_edit"])
def test_the_library_is_closed_to_trainees(client, name):
    course = CourseFactory()
    case = CaseFactory(course=course)
    client.force_login(EnrolmentFactory(cohort=CohortFactory(course=course)).user)
    args = [case.slug] if name in {"library_case", "case_edit"} else []
    assert client.get(reverse(f"courses:{name}", args=args)).status_code == 404
