"""Filling a worksheet in, through its pages."""

import re

import pytest
from django.urls import reverse

from exercises.models import Answer, Worksheet
from exercises.working import token_of
from tests.exercises.world import make_world, save, signed_in, stored, whole_form
from tests.factories import CohortFactory, EnrolmentFactory, ExerciseFactory, ReviewFactory, SubmissionFactory

pytestmark = pytest.mark.django_db


def test_members_of_a_group_open_one_and_the_same_sheet():
    world = make_world()
    first, second, other, _ = world.trainees
    pages = [signed_in(user).get(world.url("worksheet")) for user in (first, second, other)]
    sheets = [page.context["worksheet"] for page in pages]
    assert [page.status_code for page in pages] == [200, 200, 200]
    assert sheets[0] == sheets[1] != sheets[2]
    assert Worksheet.objects.count() == 2


def test_an_individual_exercise_gives_each_trainee_a_sheet_of_their_own():
    world = make_world(individual=True)
    first, second, *_ = world.trainees
    sheets = [signed_in(user).get(world.url("worksheet")).context["worksheet"] for user in (first, second)]
    assert [sheet.enrolment.user for sheet in sheets] == [first, second]


def test_before_there_are_groups_the_page_says_so_and_shows_the_task():
    cohort = CohortFactory()
    trainee = EnrolmentFactory(cohort=cohort).user
    exercise = ExerciseFactory(course=cohort.course, brief="先选一位客户。")
    page = signed_in(trainee).get(reverse("exercises:worksheet", args=[cohort.code, exercise.slug]))
    assert page.status_code == 200
    assert "您还没有小组" in page.content.decode()
    assert "先选一位客户。" in page.content.decode()
    assert not Worksheet.objects.exists()


def test_the_trainer_sees_the_empty_sheet_and_makes_none():
    world = make_world(every_type=True)
    page = signed_in(world.trainer).get(world.url("worksheet"))
    assert page.status_code == 200
    assert not Worksheet.objects.exists()


def test_a_field_is_saved_by_itself_and_read_back_by_the_group():
    world = make_world()
    first, second, *_ = world.trainees
    response = save(world, first, "customer", "  早餐店夫妻 ")
    assert (response.status_code, response.json()["value"], response.json()["by"]) == (200, "早餐店夫妻", first.name)
    assert "早餐店夫妻" in signed_in(second).get(world.url("worksheet")).content.decode()


def test_every_type_of_field_is_saved_and_shown():
    world = make_world(every_type=True)
    user = world.trainees[0]
    typed = {
        "plan": "一\n二",
        "staff": "3",
        "amount": "12万",
        "rate": "4.35%",
        "day": "2026-11-23",
        "decision": "go",
        "sure": "4",
        "models.ipc.cost": "人工",
        "survey.t1.lender": "农信社",
    }
    for key, value in typed.items():
        assert save(world, user, key, value).status_code == 200
    assert save(world, user, "strengths", ["near", "speed"], several="1").status_code == 200
    assert stored(world.sheet()) == typed | {
        "amount": "120000",
        "rate": "4.35",
        "sure": 4,
        "strengths": ["speed", "near"],
    }
    page = signed_in(user).get(world.url("worksheet"))
    assert whole_form(page)["strengths"] == ["speed", "near"]
    content = page.content.decode()
    assert len(re.findall(r"\schecked\b", content)) == 4  # one choice, one rating, two strengths
    for shown in ("120000", 'value="2026-11-23"', "农信社"):
        assert shown in content


def test_saving_the_same_again_changes_nothing():
    world = make_world()
    user = world.trainees[0]
    for _ in range(2):
        assert save(world, user, "customer", "早餐店", token="0-").status_code == 200
    assert Answer.objects.get().revision == 1


def test_a_field_changed_by_somebody_else_since_is_not_overwritten_but_shown():
    world = make_world()
    first, second, *_ = world.trainees
    save(world, first, "customer", "早餐店")
    response = save(world, second, "customer", "五金店", token="0-")
    assert response.status_code == 409
    assert (response.json()["value"], response.json()["shown"], response.json()["by"]) == (
        "早餐店",
        "早餐店",
        first.name,
    )
    assert stored(world.sheet()) == {"customer": "早餐店"}


def test_keeping_ones_own_version_after_seeing_theirs_stores_it():
    world = make_world()
    first, second, *_ = world.trainees
    save(world, first, "customer", "早餐店")
    seen = save(world, second, "customer", "五金店", token="0-").json()["token"]
    assert save(world, second, "customer", "五金店", token=seen).status_code == 200
    assert stored(world.sheet()) == {"customer": "五金店"}


def test_a_page_whose_save_was_answered_into_a_dead_line_does_not_disagree_with_itself():
    world = make_world()
    user, other, *_ = world.trainees
    save(world, user, "plan", "先", token="0-", page="phone")
    assert save(world, user, "plan", "先去", token="0-", page="phone").status_code == 200
    assert save(world, user, "plan", "先看", token="0-", page="laptop").status_code == 409
    save(world, other, "plan", "后去")
    assert save(world, user, "plan", "先去市场", token="0-", page="phone").status_code == 409


def test_clearing_a_field_is_a_change_like_any_other():
    world = make_world()
    first, second, *_ = world.trainees
    save(world, first, "customer", "早餐店")
    assert save(world, first, "customer", "").status_code == 200
    assert stored(world.sheet()) == {"customer": ""}
    assert save(world, second, "customer", "五金店", token="1-").status_code == 409


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("customer", "字" * 1_000_000, "太长了：最多 200 个字，现在是 1000000 个。请缩短后再保存。"),
        ("amount", "很多", "请填写数字，例如 1200、12.5 或 3万。"),
        ("nothing", "x", "工作单里没有这一栏，请刷新页面。"),
        ("models.ipc.nothing", "x", "工作单里没有这一栏，请刷新页面。"),
    ],
)
def test_what_a_field_does_not_take_is_refused_in_words_and_changes_nothing(key, value, sentence):
    world = make_world(every_type=True)
    response = save(world, world.trainees[0], key, value)
    assert (response.status_code, response.json()) == (422, {"error": sentence})
    assert not Answer.objects.exists()


def test_a_growing_table_stops_at_its_last_row_and_a_cleared_row_makes_room():
    world = make_world(every_type=True)
    user = world.trainees[0]
    for row in ("t1", "t2"):
        assert save(world, user, f"survey.{row}.lender", "农信").status_code == 200
    response = save(world, user, "survey.t3.lender", "农信")
    assert (response.status_code, response.json()["error"]) == (422, "这张表最多 4 行。")
    save(world, user, "survey.t1.lender", "")
    assert save(world, user, "survey.t3.lender", "农信").status_code == 200


def test_looking_for_news_costs_nothing_until_there_is_some():
    world = make_world()
    first, second, *_ = world.trainees
    page = signed_in(second).get(world.url("worksheet"))
    url = world.url("changes", world.sheet().pk)
    assert signed_in(second).get(url, {"stamp": page.context["stamp"]}).status_code == 204
    save(world, first, "customer", "早餐店")
    news = signed_in(second).get(url, {"stamp": page.context["stamp"]})
    assert news.status_code == 200
    assert [(answer["address"], answer["value"], answer["by"]) for answer in news.json()["answers"]] == [
        ("customer", "早餐店", first.name)
    ]
    assert signed_in(second).get(url, {"stamp": news.json()["stamp"]}).status_code == 204


def test_once_the_mark_is_out_nothing_can_be_changed():
    world = make_world()
    user = world.trainees[0]
    save(world, user, "customer", "早餐店")
    ReviewFactory(submission=SubmissionFactory(worksheet=world.sheet()), released_at="2026-11-23T10:00Z")
    response = save(world, user, "customer", "五金店")
    assert response.status_code == 403
    assert response.json()["error"] == "成绩已经公布，这份工作单不能再改。需要补充时请告诉讲师。"
    assert stored(world.sheet()) == {"customer": "早餐店"}


def test_without_scripts_the_save_button_stores_what_was_changed_and_only_that():
    world = make_world(every_type=True)
    first, second, *_ = world.trainees
    save(world, first, "plan", "老方案")
    form = whole_form(signed_in(first).get(world.url("worksheet")))
    save(world, second, "plan", "新方案")
    form |= {"customer": "早餐店", "strengths": ["near", "price"], "survey.a001.lender": "农信"}
    response = signed_in(first).post(world.url("sheet", world.sheet().pk), form)
    assert response.status_code == 302
    assert stored(world.sheet()) == {
        "plan": "新方案",
        "customer": "早餐店",
        "strengths": ["near", "price"],
        "survey.a001.lender": "农信",
    }


def test_without_scripts_a_conflict_shows_both_versions_and_saving_again_keeps_ones_own():
    world = make_world()
    first, second, *_ = world.trainees
    form = whole_form(signed_in(first).get(world.url("worksheet")))
    save(world, second, "customer", "五金店")
    url = world.url("sheet", world.sheet().pk)
    page = signed_in(first).post(url, form | {"customer": "早餐店"})
    assert page.status_code == 422
    assert 'value="早餐店"' in page.content.decode()
    assert "<blockquote>五金店</blockquote>" in page.content.decode()
    assert signed_in(first).post(url, whole_form(page)).status_code == 302
    assert stored(world.sheet()) == {"customer": "早餐店"}


def test_without_scripts_a_refused_field_keeps_its_text_and_the_others_are_saved():
    world = make_world(every_type=True)
    user = world.trainees[0]
    form = whole_form(signed_in(user).get(world.url("worksheet")))
    page = signed_in(user).post(
        world.url("sheet", world.sheet().pk), form | {"amount": "很多", "plan": "去市场", "strengths": ["x"]}
    )
    assert page.status_code == 422
    assert 'value="很多"' in page.content.decode()
    assert "请填写数字" in page.content.decode()
    assert stored(world.sheet()) == {"plan": "去市场"}


def test_without_scripts_a_row_is_added_by_the_button():
    world = make_world(every_type=True)
    user = world.trainees[0]
    form = whole_form(signed_in(user).get(world.url("worksheet")))
    response = signed_in(user).post(world.url("sheet", world.sheet().pk), form | {"add_row": "survey"})
    address = response.headers["Location"]
    assert address == f"{world.url('worksheet')}?add=survey#table-survey"
    page = signed_in(user).get(address)
    rows = [block.rows for section in page.context["sections"] for block in section.blocks if block.pattern]
    assert [len(row) for row in rows] == [3]


def test_the_tokens_on_the_page_are_those_of_the_answers():
    world = make_world()
    save(world, world.trainees[0], "customer", "早餐店")
    form = whole_form(signed_in(world.trainees[0]).get(world.url("worksheet")))
    assert form["was:customer"] == token_of(Answer.objects.get())
    assert form["was:plan"] == token_of(None)
