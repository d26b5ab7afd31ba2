import pytest

from exercises.models import Review
from tests.exercises.world import make_world, save, signed_in, stored
from tests.factories import ReviewFactory, SubmissionFactory

pytestmark = pytest.mark.django_db


def handed_in(world, user):
    sheet = world.sheet(user)
    save(world, user, "customer", "早餐店")
    return SubmissionFactory(worksheet=sheet, submitted_by=user, submitted_at="2030-01-01T00:00Z")


def mark(world, submission, points, comment="", **more):
    data = {"mark": points, "comment": comment, "submission": submission.pk} | more
    return signed_in(world.trainer).post(world.url("grade", submission.worksheet_id), data)


def test_the_trainer_sees_what_was_handed_in_and_marks_it():
    world = make_world()
    submission = handed_in(world, world.trainees[0])
    page = signed_in(world.trainer).get(world.url("grade", submission.worksheet_id))
    assert "城东市场的批发户" in page.content.decode()
    assert mark(world, submission, "87.5", "有数字，有出处。").status_code == 302
    review = Review.objects.get()
    assert (float(review.mark), review.comment, review.reviewer) == (87.5, "有数字，有出处。", world.trainer)
    assert review.released_at is None


def test_marking_again_appends_and_the_last_one_counts():
    world = make_world()
    submission = handed_in(world, world.trainees[0])
    mark(world, submission, "60")
    mark(world, submission, "80")
    assert [float(points) for points in Review.objects.values_list("mark", flat=True)] == [60, 80]
    units = signed_in(world.trainer).get(world.url("progress")).context["units"]
    assert [unit.standing.review and float(unit.standing.review.mark) for unit in units] == [80, None]


@pytest.mark.parametrize(
    ("points", "sentence"),
    [
        ("100.5", "得分应在 0 到 100 之间，最多一位小数。"),
        ("-1", None),
        ("80.55", None),
        ("NaN", None),
        ("", None),
        ("优", None),
    ],
)
def test_an_impossible_mark_is_refused_and_the_comment_stays(points, sentence):
    world = make_world()
    page = mark(world, handed_in(world, world.trainees[0]), points, "写了很久的评语")
    assert page.status_code == 422
    assert "写了很久的评语" in page.content.decode()
    if sentence:
        assert page.context["form"].errors["mark"] == [sentence]
    assert not Review.objects.exists()


def test_a_mark_for_a_submission_that_was_just_replaced_is_refused():
    world = make_world()
    old = handed_in(world, world.trainees[0])
    SubmissionFactory(worksheet=old.worksheet, number=2)
    page = mark(world, old, "80")
    assert page.context["form"].errors["mark"] == ["这份工作单刚刚又提交了一次。请先看最新的内容，再给分。"]
    assert not Review.objects.exists()


def test_a_sheet_that_was_not_handed_in_cannot_be_marked():
    world = make_world()
    foreign = handed_in(world, world.trainees[2])
    sheet = world.sheet(world.trainees[0])
    page = signed_in(world.trainer).get(world.url("grade", sheet.pk))
    assert "还没有提交。" in page.content.decode()
    data = {"mark": "80", "submission": foreign.pk}
    assert signed_in(world.trainer).post(world.url("grade", sheet.pk), data).status_code == 404
    assert not Review.objects.exists()


SECRETS = ("88.0", "88", "数字有出处", "已评分")


def test_neither_mark_nor_comment_leaks_before_the_release():
    world = make_world()
    user = world.trainees[0]
    submission = handed_in(world, user)
    ReviewFactory(submission=submission)
    client = signed_in(user)
    answers = [
        client.get(world.url("exercises")),
        client.get(world.url("worksheet")),
        client.get(world.url("worksheet"), headers={"HX-Request": "true"}),
        client.get(world.url("changes", submission.worksheet_id)),
        save(world, user, "plan", "方案"),
    ]
    assert [answer.status_code for answer in answers] == [200] * 5
    for answer in answers:
        shown = answer.content.decode() if b"<main" not in answer.content else answer.content.decode().split("<main")[1]
        for secret in SECRETS[2:]:
            assert secret not in shown
        assert "exercise-mark" not in shown
    assert answers[1].context["standing"].state == "submitted"
    for page in (world.url("progress"), world.url("grade", submission.worksheet_id)):
        assert client.get(page).status_code == 404


def test_after_the_release_the_whole_group_sees_mark_and_comment():
    world = make_world()
    first, second, other, _ = world.trainees
    ReviewFactory(submission=handed_in(world, first))
    ReviewFactory(submission=handed_in(world, other), comment="别组的评语")
    assert signed_in(world.trainer).post(world.url("release")).status_code == 302
    page = signed_in(second).get(world.url("worksheet"))
    assert "数字有出处，很好。" in page.content.decode()
    assert "88.0" in page.content.decode()
    assert "别组的评语" not in page.content.decode()
    assert page.context["closed"]


def test_one_sheet_can_be_released_alone():
    world = make_world()
    first, other = world.trainees[0], world.trainees[2]
    mine = ReviewFactory(submission=handed_in(world, first))
    theirs = ReviewFactory(submission=handed_in(world, other))
    signed_in(world.trainer).post(world.url("release"), {"worksheet": mine.submission.worksheet_id})
    assert Review.objects.get(pk=mine.pk).released_at is not None
    assert Review.objects.get(pk=theirs.pk).released_at is None


def test_a_second_mark_after_the_release_is_seen_only_once_it_is_released_too():
    world = make_world()
    user = world.trainees[0]
    submission = handed_in(world, user)
    mark(world, submission, "60", "初评")
    signed_in(world.trainer).post(world.url("release"))
    mark(world, submission, "90", "复评")
    page = signed_in(user).get(world.url("worksheet")).content.decode()
    assert ("初评" in page, "复评" in page) == (True, False)
    signed_in(world.trainer).post(world.url("release"))
    assert "复评" in signed_in(user).get(world.url("worksheet")).content.decode()


def test_releasing_nothing_is_refused_in_words():
    world = make_world()
    save(world, world.trainees[0], "customer", "早餐店")
    page = signed_in(world.trainer).post(world.url("release"), follow=True)
    assert [str(message) for message in page.context["messages"]] == ["没有可以公布的成绩：请先给已提交的工作单评分。"]
    assert stored(world.sheet()) == {"customer": "早餐店"}


def test_the_progress_page_tells_how_far_each_group_is():
    world = make_world()
    user = world.trainees[0]
    save(world, user, "customer", "早餐店")
    page = signed_in(world.trainer).get(world.url("progress"))
    states = [
        (unit.name, unit.standing.state.value, unit.standing.done, unit.standing.total)
        for unit in page.context["units"]
    ]
    assert states == [("第 1 组", "working", 1, 2), ("第 2 组", "not_started", 0, 2)]
    rows = signed_in(world.trainer).get(world.url("progress"), headers={"HX-Request": "true"})
    assert "<html" not in rows.content.decode()
    assert "第 1 组" in rows.content.decode()
