"""The front page of an admin and of a client's contact."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sessions.models import TimetableDraft
from tests.config.worlds import at, certificate_of, cohort_of, context_of, record, text_of
from tests.factories import (
    ClientFactory,
    CohortFactory,
    CourseFactory,
    EnrolmentFactory,
    UserFactory,
)
from tests.factories.sessions import FIRST_DAY

pytestmark = pytest.mark.django_db


def test_the_board_names_the_next_thing_to_do(client, nine_thirty):
    trainer = UserFactory(trainer=True)
    CohortFactory(name="无课表", trainers=[trainer])
    cohort_of(1, name="无讲师", start_date=FIRST_DAY + dt.timedelta(days=9))
    cohort_of(0, name="无名单", start_date=FIRST_DAY + dt.timedelta(days=9), trainers=[trainer])
    cohort_of(1, name="已备好", start_date=FIRST_DAY + dt.timedelta(days=9), trainers=[trainer])
    cohort_of(1, name="在上课", trainers=[trainer])
    cohort_of(1, name="无证书", start_date=FIRST_DAY - dt.timedelta(days=9), trainers=[trainer])
    _, [graduate] = cohort_of(1, name="已办结", start_date=FIRST_DAY - dt.timedelta(days=9), trainers=[trainer])
    certificate_of(graduate)
    drafted, _ = cohort_of(1, name="有草稿", start_date=FIRST_DAY + dt.timedelta(days=9), trainers=[trainer])
    TimetableDraft.objects.create(cohort=drafted, document=[])
    board = context_of(client, UserFactory(admin=True))["board"]
    steps = {
        state: {glance.cohort.name: glance.step and str(glance.step.label) for glance in getattr(board, state)}
        for state in ("running", "ahead", "finished")
    }
    assert steps == {
        "running": {"在上课": None},
        "ahead": {
            "无课表": "还没有课表：去排课",
            "无讲师": "还没有讲师：去指定",
            "无名单": "名单是空的：去导入",
            "已备好": None,
            "有草稿": "课表草稿还没发布：去发布",
        },
        "finished": {"无证书": "已结课：去颁发证书", "已办结": None},
    }


def test_an_admin_without_cohorts_is_told_where_to_begin(client):
    text = text_of(client, UserFactory(admin=True))
    assert "还没有班级" in text
    assert 'href="/cohorts/new/"' in text
    assert 'href="/courses/import/"' in text


def test_a_contact_sees_the_figures_of_their_own_client_and_nothing_to_do(client):
    cohort, enrolled = cohort_of(2, name="海桐班")
    cohort_of(1, name="青山班")
    contact = UserFactory()
    contact.speaks_for.add(cohort.client)
    for session in cohort.sessions.all()[:2]:
        record(session, enrolled[0], "present", session.starts_at)
    with time_machine.travel(at(18), tick=False):
        board = context_of(client, contact)["contact"]
        text = text_of(client, contact)
    [glance] = board.running
    assert (glance.cohort.name, glance.trainees, glance.sessions_over, glance.attendance_percent) == (
        "海桐班",
        2,
        2,
        50,
    )
    assert "青山班" not in text
    assert "下一步</th>" not in text


@pytest.mark.parametrize("cohorts", [1, 3, 20])
def test_the_boards_take_two_queries_each_for_any_number_of_cohorts(client, cohorts, django_assert_num_queries):
    bank = ClientFactory()
    for number in range(cohorts):
        cohort_of(1, client=bank, start_date=FIRST_DAY + dt.timedelta(days=number))
    admin, contact = UserFactory(admin=True), UserFactory()
    contact.speaks_for.add(bank)
    for person in (admin, contact):
        client.force_login(person)
        with django_assert_num_queries(6):
            client.get("/")


def test_boards_lists_and_the_finder_ask_as_much_with_10_cohorts_as_with_500(client):
    admin, bank, course = UserFactory(admin=True), ClientFactory(), CourseFactory()
    client.force_login(admin)
    asked: list[list[int]] = []
    made = 0
    for cohorts in (10, 500):
        for number in range(made, cohorts):
            cohort_of(0, client=bank, course=course, start_date=FIRST_DAY + dt.timedelta(days=number % 90))
        made = cohorts
        queries = []
        for address in ("/", "/cohorts/", "/cohorts/?phase=upcoming&q=HT", "/find/?q=HT"):
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200
            queries.append(len(captured))
        asked.append(queries)
    assert asked[0] == asked[1]


def test_who_has_several_roles_sees_a_section_for_each(client, nine_thirty):
    person = UserFactory(admin=True)
    cohort, _ = cohort_of(0, trainers=[person])
    EnrolmentFactory(cohort=cohort, user=person)
    person.speaks_for.add(cohort.client)
    context = context_of(client, person)
    assert all(context[name] for name in ("trainer", "board", "trainee", "contact"))
