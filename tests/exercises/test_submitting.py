import pytest

from exercises.models import Submission
from tests.exercises.world import make_world, save, signed_in, whole_form
from tests.factories import ReviewFactory

pytestmark = pytest.mark.django_db


def hand_in(world, user, **form):
    return signed_in(user).post(world.url("submit", world.sheet(user).pk), form)


def test_submitting_freezes_the_sheet_and_its_answers():
    world = make_world()
    user = world.trainees[0]
    save(world, user, "customer", "早餐店")
    assert hand_in(world, user).status_code == 302
    save(world, user, "customer", "五金店")
    submission = Submission.objects.get()
    assert (submission.number, submission.submitted_by) == (1, user)
    assert submission.answers == {"customer": "早餐店"}
    assert submission.fields == world.exercise.fields


def test_the_submit_button_brings_along_what_was_not_saved_yet():
    world = make_world()
    user = world.trainees[0]
    form = whole_form(signed_in(user).get(world.url("worksheet")))
    assert hand_in(world, user, **form | {"customer": "早餐店"}).status_code == 302
    assert Submission.objects.get().answers == {"customer": "早餐店"}


def test_a_sheet_with_required_fields_open_is_not_submitted_and_they_are_named():
    world = make_world(every_type=True)
    user = world.trainees[0]
    save(world, user, "survey.a001.rate", "5")
    page = hand_in(world, user)
    assert page.status_code == 422
    assert [str(message) for message in page.context["messages"]] == [
        "还不能提交，请先填写：“目标客户”、“同业”（还差 1 处）。"
    ]
    assert '<a href="#field-customer">目标客户</a>' in page.content.decode()
    assert not Submission.objects.exists()


def test_pressing_submit_twice_makes_one_submission():
    world = make_world()
    first, second, *_ = world.trainees
    save(world, first, "customer", "早餐店")
    for user in (first, first, second):
        assert hand_in(world, user).status_code == 302
    assert Submission.objects.count() == 1


def test_a_changed_sheet_is_submitted_again_under_the_next_number():
    world = make_world()
    user = world.trainees[0]
    for customer in ("早餐店", "五金店"):
        save(world, user, "customer", customer)
        hand_in(world, user)
    assert list(Submission.objects.values_list("number", "answers__customer")) == [(1, "早餐店"), (2, "五金店")]


def test_a_mark_that_is_not_out_does_not_stop_a_new_submission_and_one_that_is_does():
    world = make_world()
    user = world.trainees[0]
    save(world, user, "customer", "早餐店")
    hand_in(world, user)
    review = ReviewFactory(submission=Submission.objects.get())
    save(world, user, "customer", "五金店")
    assert hand_in(world, user).status_code == 302
    review.released_at = "2026-11-23T10:00Z"
    review.save()
    page = hand_in(world, user)
    assert page.status_code == 422
    assert [str(message) for message in page.context["messages"]] == [
        "成绩已经公布，这份工作单不能再改。需要补充时请告诉讲师。"
    ]
    assert Submission.objects.count() == 2


def test_a_submission_reads_the_same_after_the_exercise_was_edited():
    world = make_world()
    user = world.trainees[0]
    save(world, user, "customer", "早餐店")
    hand_in(world, user)
    world.exercise.fields = [{"key": "other", "type": "date", "label": "别的"}]
    world.exercise.save()
    page = signed_in(world.trainer).get(world.url("grade", world.sheet().pk)).content.decode()
    assert "目标客户" in page
    assert "早餐店" in page
