"""The finder gives each person what they may open, and no hint of the rest; lists narrow by what one asks."""

import datetime as dt

import pytest
from django.utils import timezone

from tests.config.worlds import cohort_of
from tests.factories import (
    CaseFactory,
    ClientFactory,
    CohortFactory,
    CourseFactory,
    EnrolmentFactory,
    RoomFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def hits(client, person, words):
    client.force_login(person)
    page = client.get("/find/", {"q": words})
    assert page.status_code == 200
    return {kind.title: [hit.label for hit in kind.hits] for kind in page.context["kinds"]}


@pytest.fixture
def world():
    """Two cohorts of two banks; 松 is in the name of one thing of each kind."""
    course = CourseFactory(title="松树课程")
    trainer = UserFactory(trainer=True, name="松老师")
    taught = CohortFactory(name="松江一班", course=course, trainers=[trainer])
    other = CohortFactory(name="松江二班", course=course, client=ClientFactory(name="别家银行"))
    own, foreign = (
        EnrolmentFactory(cohort=cohort, user=UserFactory(name=name))
        for cohort, name in ((taught, "松小明"), (other, "松大明"))
    )
    RoomFactory(name="松厅")
    CaseFactory(title="松鼠贷款", course=course)
    return trainer, taught, own.user, foreign.user


def test_an_admin_finds_everything_of_every_kind(client, world):
    assert hits(client, UserFactory(admin=True), " 松 ") == {
        "班级": ["松江一班", "松江二班"],
        "课程": ["松树课程"],
        "人员": ["松大明", "松小明", "松老师"],
        "教室": ["松厅"],
        "案例": ["松鼠贷款"],
    }


def test_a_trainer_finds_their_own_cohorts_and_trainees(client, world):
    found = hits(client, world[0], "松")
    assert (found["班级"], found["学员"], found["案例"]) == (["松江一班"], ["松小明"], ["松鼠贷款"])
    assert {"人员", "教室"} & set(found) == set()


def test_a_trainee_finds_nobody_and_no_other_cohort(client, world):
    assert hits(client, world[2], "松") == {"班级": ["松江一班"], "课程": ["松树课程"]}


def test_a_person_is_found_by_phone_in_any_spelling(client):
    person = UserFactory(phone="+8613900001234")
    assert hits(client, UserFactory(admin=True), "139 0000 1234") == {"人员": [person.name]}


@pytest.mark.parametrize("words", ["", "  ", "没有的东西", "%", "'" * 500])
def test_words_that_mean_nothing_find_nothing(client, world, words):
    assert hits(client, world[2], words) == {}


def test_what_is_more_than_a_few_is_listed_on_its_page(client):
    for number in range(7):
        CohortFactory(name=f"松江{number}班", start_date=dt.date(2026, 1, 1 + number))
    client.force_login(UserFactory(admin=True))
    [kind] = client.get("/find/", {"q": "松江"}).context["kinds"]
    assert len(kind.hits) == 6
    assert len(client.get(kind.more).context["page_obj"]) == 7


def test_finding_costs_the_same_with_one_cohort_and_with_many(client, django_assert_max_num_queries):
    admin = UserFactory(admin=True)
    client.force_login(admin)
    for _ in range(30):
        cohort_of(2)
    with django_assert_max_num_queries(9):
        client.get("/find/", {"q": "a"}, headers={"HX-Request": "true"})


def listed(client, **asked):
    return [cohort.name for cohort in client.get("/cohorts/", asked).context["page_obj"]]


def test_cohorts_narrow_by_phase_client_course_and_trainer(client):
    today = timezone.localdate()
    long, short = CourseFactory(days=5), CourseFactory(days=2)
    trainer = UserFactory(trainer=True)
    CohortFactory(name="未开", course=short, start_date=today + dt.timedelta(days=1))
    CohortFactory(name="两天课的末日", course=short, start_date=today - dt.timedelta(days=1), trainers=[trainer])
    CohortFactory(name="两天课已完", course=short, start_date=today - dt.timedelta(days=2))
    CohortFactory(name="五天课未完", course=long, start_date=today - dt.timedelta(days=2))
    client.force_login(UserFactory(admin=True))
    assert listed(client, phase="upcoming") == ["未开"]
    assert sorted(listed(client, phase="running")) == ["两天课的末日", "五天课未完"]
    assert listed(client, phase="finished") == ["两天课已完"]
    assert listed(client, course=long.pk) == ["五天课未完"]
    assert listed(client, trainer=trainer.pk, phase="running") == ["两天课的末日"]
    assert listed(client, trainer=trainer.pk, phase="upcoming") == []
    assert len(listed(client, phase="no-such-phase")) == 4, "a choice that is none narrows nothing"


def test_the_choices_of_a_filter_name_only_what_one_may_see(client, world):
    for number in range(6):
        CohortFactory(name=f"班{number}", trainers=[world[0]])
    client.force_login(world[0])
    assert "别家银行" not in client.get("/cohorts/").content.decode()
    client.force_login(UserFactory(admin=True))
    assert "别家银行" in client.get("/cohorts/").content.decode()


def test_rooms_narrow_by_words_and_seats(client):
    for name, city, seats in (("松厅", "上海", 30), ("竹厅", "杭州", 60), ("梅厅", "", None)):
        RoomFactory(name=name, city=city, capacity=seats)
    client.force_login(UserFactory(admin=True))
    narrowed = {
        asked: [room.name for room in client.get("/rooms/?" + asked).context["page_obj"]]
        for asked in ("q=杭州", "seats=40", "q=厅&seats=1", "seats=many", "q=无")
    }
    assert narrowed == {
        "q=杭州": ["竹厅"],
        "seats=40": ["竹厅"],
        "q=厅&seats=1": ["松厅", "竹厅"],
        "seats=many": ["松厅", "梅厅", "竹厅"],
        "q=无": [],
    }


def test_people_narrow_by_role(client, world):
    admin = UserFactory(admin=True, name="何教务")
    client.force_login(admin)
    names = {
        role: {person.name for person in client.get("/people/", {"role": role}).context["page_obj"]}
        for role in ("admin", "trainer", "trainee", "contact")
    }
    assert names == {"admin": {"何教务"}, "trainer": {"松老师"}, "trainee": {"松小明", "松大明"}, "contact": set()}
