"""The front page of a trainee."""

import datetime as dt

import pytest
import time_machine
from django.core.files.base import ContentFile

from tests.config.worlds import at, certificate_of, cohort_of, context_of, record, text_of
from tests.factories import (
    EnrolmentFactory,
    ExerciseFactory,
    GroupMemberFactory,
    MaterialFactory,
    RoomFactory,
    UserFactory,
    WorksheetFactory,
)
from tests.factories.sessions import FIRST_DAY

pytestmark = pytest.mark.django_db


def test_before_the_course_a_trainee_reads_when_and_where_and_how_long_until(client):
    _, [enrolment] = cohort_of(1, name="秋季班", room=RoomFactory(name="三楼多功能厅"))
    with time_machine.travel(at(8), tick=False):
        text = text_of(client, enrolment.user)
    for words in ("秋季班", "下一场", "9:00–12:00", "11月23日 星期一", "三楼多功能厅", "还有 1 小时"):
        assert words in text.replace("\xa0", " ")
    assert "去签到" not in text


def test_the_way_to_check_in_appears_while_it_is_open_and_goes_once_recorded(client, nine_thirty):
    cohort, [enrolment] = cohort_of(1)
    session = cohort.sessions.get(number=1)
    link = f'href="/sessions/{cohort.code}/1/check-in/"'
    assert link not in text_of(client, enrolment.user)
    session.check_in_opened_at = nine_thirty
    session.save()
    assert link in text_of(client, enrolment.user)
    record(session, enrolment, "present", nine_thirty)
    text = text_of(client, enrolment.user)
    assert link not in text
    assert "本场已记录：到课，9:30 签到。" in text


def test_a_session_that_is_on_and_has_no_record_says_so(client, nine_thirty):
    cohort, [enrolment] = cohort_of(1)
    assert "还没签到" in text_of(client, enrolment.user)
    record(cohort.sessions.get(number=1), enrolment, "late", nine_thirty)
    assert "还没签到" not in text_of(client, enrolment.user)


def test_a_trainee_reads_what_is_taught_at_this_minute(client, nine_thirty):
    cohort, [enrolment] = cohort_of(1)
    session = cohort.sessions.get(number=1)
    for position, title in enumerate(["开场", "获客渠道", "现金流"]):
        session.agenda.create(position=position, title=title, minutes=30)
    assert "现在：获客渠道" in text_of(client, enrolment.user)


def test_credited_hours_and_each_sessions_status_are_shown(client):
    cohort, [enrolment] = cohort_of(1)
    for number, status in ((1, "present"), (2, "left_early"), (3, "absent")):
        session = cohort.sessions.get(number=number)
        record(session, enrolment, status, session.starts_at if status != "absent" else None)
    with time_machine.travel(at(15, day=1), tick=False):
        front = context_of(client, enrolment.user)["trainee"]
    assert [attended.cell.status for attended in front.sessions] == ["present", "left_early", "absent", None]
    assert (front.credited_hours, front.session_hours, front.needed_hours) == (4.5, 12.0, 9.6)
    assert front.upcoming.session.number == 4


def test_each_exercise_shows_how_far_ones_group_is(client, nine_thirty):
    cohort, [enrolment] = cohort_of(1)
    group = GroupMemberFactory(group__cohort=cohort, enrolment=enrolment).group
    stages = ["open", "begun", "submitted", "reviewed", "marked"]
    for position, stage in enumerate(stages):
        exercise = ExerciseFactory(course=cohort.course, title=stage, position=position)
        if stage == "open":
            continue
        sheet = WorksheetFactory(exercise=exercise, group=group)
        by = {"updated_by": enrolment.user, "updated_at": nine_thirty}
        sheet.answers.create(key="plan", value="x", **by)
        if stage == "begun":
            continue
        handed_in = sheet.submissions.create(
            number=1, fields=[], answers={}, submitted_by=enrolment.user, submitted_at=nine_thirty
        )
        if stage != "submitted":
            released = nine_thirty if stage == "marked" else None
            handed_in.reviews.create(
                mark="92.5", reviewer=enrolment.user, reviewed_at=nine_thirty, released_at=released
            )
    tasks = context_of(client, enrolment.user)["trainee"].tasks
    assert [(task.title, task.state) for task in tasks] == [
        ("open", "open"),
        ("begun", "begun"),
        ("submitted", "submitted"),
        ("reviewed", "submitted"),
        ("marked", "marked"),
    ]
    assert "得分 92.5 / 100" in text_of(client, enrolment.user)


def test_another_groups_work_is_not_ones_own(client, nine_thirty):
    cohort, [enrolment, other] = cohort_of(2)
    exercise = ExerciseFactory(course=cohort.course)
    theirs = GroupMemberFactory(group__cohort=cohort, enrolment=other).group
    sheet = WorksheetFactory(exercise=exercise, group=theirs)
    sheet.submissions.create(number=1, fields=[], answers={}, submitted_by=other.user, submitted_at=nine_thirty)
    assert [task.state for task in context_of(client, enrolment.user)["trainee"].tasks] == ["open"]
    assert [task.state for task in context_of(client, other.user)["trainee"].tasks] == ["submitted"]


def test_materials_for_trainers_stay_with_them(client, nine_thirty):
    cohort, [enrolment] = cohort_of(1)
    for audience in ("trainees", "trainers"):
        MaterialFactory(course=cohort.course, title=f"资料 {audience}", audience=audience)
    front = context_of(client, enrolment.user)["trainee"]
    assert [material.title for material in front.materials] == ["资料 trainees"]


def test_the_certificate_is_offered_once_it_can_be_downloaded(client):
    _, [enrolment] = cohort_of(1)
    certificate = certificate_of(enrolment)
    with time_machine.travel(at(18, day=1), tick=False):
        assert "下载证书" not in text_of(client, enrolment.user)
        certificate.file.save("c.pdf", ContentFile(b"%PDF-1.7"))
        assert certificate.get_absolute_url() in text_of(client, enrolment.user)


def test_the_cohort_that_is_on_comes_before_later_and_earlier_ones(client, nine_thirty):
    user = UserFactory()
    for days, name in ((-60, "春季班"), (0, "秋季班"), (60, "冬季班")):
        cohort, _ = cohort_of(0, name=name, start_date=FIRST_DAY + dt.timedelta(days=days))
        EnrolmentFactory(cohort=cohort, user=user)
    front = context_of(client, user)["trainee"]
    assert front.cohort.name == "秋季班"
    assert [place.cohort.name for place in front.others] == ["冬季班", "春季班"]


def test_times_are_those_of_the_cohorts_own_zone(client, nine_thirty):
    _, [enrolment] = cohort_of(1, timezone="Asia/Tokyo")
    assert "10:00–13:00" in text_of(client, enrolment.user)


def test_who_has_withdrawn_or_never_enrolled_is_told_what_to_do(client, nine_thirty):
    _, [enrolment] = cohort_of(1)
    enrolment.state = "withdrawn"
    enrolment.save()
    for person in (enrolment.user, UserFactory()):
        assert "您还没有加入班级" in text_of(client, person)


@pytest.mark.parametrize("trainees", [1, 3, 60])
def test_a_trainees_page_takes_twelve_queries(client, trainees, nine_thirty, django_assert_num_queries):
    cohort, enrolled = cohort_of(trainees)
    ExerciseFactory.create_batch(3, course=cohort.course)
    MaterialFactory.create_batch(6, course=cohort.course)
    for enrolment in enrolled:
        record(cohort.sessions.get(number=1), enrolment, "present", nine_thirty)
    client.force_login(enrolled[0].user)
    with django_assert_num_queries(12):
        client.get("/")
