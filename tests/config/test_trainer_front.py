"""The front page of a trainer."""

import pytest

from tests.config.worlds import cohort_of, context_of, record, text_of
from tests.factories import (
    UserFactory,
    WorksheetFactory,
)

pytestmark = pytest.mark.django_db


def test_a_trainer_sees_today_and_who_is_missing(client, nine_thirty):
    trainer = UserFactory(trainer=True)
    cohort, enrolled = cohort_of(3, trainers=[trainer])
    first = cohort.sessions.get(number=1)
    record(first, enrolled[0], "present", nine_thirty)
    record(first, enrolled[1], "excused", None)
    front = context_of(client, trainer)["trainer"]
    assert [(today.session.number, today.state) for today in front.today] == [(1, "running"), (2, "ahead")]
    assert (front.current.arrived, front.current.excused, front.current.missing) == (1, 1, 1)
    assert dict(front.missing) == {"": [enrolled[2].user.name]}
    assert front.following.number == 3
    text = text_of(client, trainer)
    for address in (f"/sessions/{cohort.code}/1/wall/", f"/sessions/{cohort.code}/1/", f"/cohorts/{cohort.code}/"):
        assert f'href="{address}"' in text


def test_who_has_left_the_roster_is_neither_missing_nor_counted(client, nine_thirty):
    trainer = UserFactory(trainer=True)
    cohort, enrolled = cohort_of(2, trainers=[trainer])
    record(cohort.sessions.get(number=1), enrolled[1], "present", nine_thirty)
    enrolled[1].state = "withdrawn"
    enrolled[1].save()
    current = context_of(client, trainer)["trainer"].current
    assert (current.arrived, current.total) == (0, 1)


def test_the_last_submission_waits_for_a_mark_until_it_has_one(client, nine_thirty):
    trainer = UserFactory(trainer=True)
    cohort, [enrolment] = cohort_of(1, trainers=[trainer])
    sheet = WorksheetFactory(group__cohort=cohort, exercise__course=cohort.course, exercise__title="获客方案")
    by = {"fields": [], "answers": {}, "submitted_by": enrolment.user, "submitted_at": nine_thirty}
    first = sheet.submissions.create(number=1, **by)
    assert waiting(client, trainer) == [("获客方案", 1)]
    first.reviews.create(mark=80, reviewer=trainer, reviewed_at=nine_thirty)
    assert waiting(client, trainer) == []
    sheet.submissions.create(number=2, **by)
    assert waiting(client, trainer) == [("获客方案", 1)]


def waiting(client, trainer):
    return [(entry.title, entry.count) for entry in context_of(client, trainer)["trainer"].waiting]


def test_a_trainer_sees_nothing_of_others_cohorts(client, nine_thirty):
    trainer, other = UserFactory(trainer=True), UserFactory(trainer=True)
    cohort_of(2, trainers=[trainer], name="我的班")
    theirs, _ = cohort_of(2, trainers=[other], name="别人的班")
    sheet = WorksheetFactory(group__cohort=theirs, exercise__course=theirs.course)
    sheet.submissions.create(number=1, fields=[], answers={}, submitted_by=other, submitted_at=nine_thirty)
    text = text_of(client, trainer)
    assert "我的班" in text
    assert "别人的班" not in text
    assert "没有待评的作业" in text


def test_a_trainer_without_a_cohort_is_told_what_to_do(client, nine_thirty):
    assert "还没有安排您讲课" in text_of(client, UserFactory(trainer=True))


@pytest.mark.parametrize("trainees", [1, 3, 60])
def test_a_trainers_page_takes_nine_queries(client, trainees, nine_thirty, django_assert_num_queries):
    trainer = UserFactory(trainer=True)
    cohort_of(trainees, trainers=[trainer])
    client.force_login(trainer)
    with django_assert_num_queries(9):
        client.get("/")
