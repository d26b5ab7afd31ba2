import datetime as dt

import pytest
import time_machine

from sessions.holidays import day_warnings
from sessions.models import AgendaItem, Cohort, Session
from sessions.timetable import fit_timetable
from tests.factories import CohortFactory, CourseFactory, EnrolmentFactory, ModuleFactory, RoomFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_june():
    with time_machine.travel("2026-06-01T10:00:00+08:00", tick=False):
        yield


@pytest.fixture
def admin():
    return UserFactory(admin=True)


@pytest.fixture
def cohort(admin):
    course = CourseFactory(days=2)
    ModuleFactory(course=course, position=0, title="导论")
    cohort = CohortFactory(
        code="HT-1",
        name="一班",
        course=course,
        start_date=dt.date(2026, 6, 8),
        room=RoomFactory(name="301"),
        trainers=[UserFactory(trainer=True)],
    )
    fit_timetable(cohort, admin)
    EnrolmentFactory(cohort=cohort)
    return cohort


def send(client, admin, **values):
    client.force_login(admin)
    usual = {"mode": "copy", "code": "HT-2", "name": "二班", "keeps_room": "on", "keeps_trainers": "on"}
    return client.post("/cohorts/HT-1/again/", usual | values, follow=True)


def times(cohort):
    return [
        (f"{each.local_start:%m-%d %H:%M}", f"{each.local_end:%H:%M}") for each in cohort.sessions.order_by("number")
    ]


def agenda(cohort):
    items = AgendaItem.objects.filter(session__cohort=cohort).order_by("session__number", "position")
    return list(items.values_list("session__number", "kind", "title", "minutes"))


def test_a_copy_keeps_hours_agenda_room_and_trainers_and_takes_nobody_along(client, admin, cohort):
    page = send(client, admin, start_date="2026-07-06").content.decode()
    assert "都是工作日，也没有冲突。" in page
    assert Cohort.objects.count() == 1  # looking writes nothing
    send(client, admin, start_date="2026-07-06", confirm="1")
    copy = Cohort.objects.get(code="HT-2")
    assert times(copy) == [
        ("07-06 09:00", "12:00"), ("07-06 14:00", "17:00"), ("07-07 09:00", "12:00"), ("07-07 14:00", "17:00")
    ]  # fmt: skip
    assert agenda(copy) == agenda(cohort)
    assert (copy.room, list(copy.trainers.all())) == (cohort.room, list(cohort.trainers.all()))
    assert not copy.enrolments.exists()
    uids = set(Session.objects.values_list("uid", flat=True))
    assert len(uids) == 8


def test_a_copy_onto_the_same_days_is_refused_unless_room_and_trainers_stay_behind(client, admin, cohort):
    page = send(client, admin, start_date="2026-06-08", confirm="1").content.decode()
    assert "已经给了班级“一班”第 1 场" in page or "要给班级“一班”上第 1 场" in page
    assert Cohort.objects.count() == 1
    send(client, admin, start_date="2026-06-08", confirm="1", keeps_room="", keeps_trainers="")
    assert Cohort.objects.get(code="HT-2").room is None


def test_a_move_takes_the_cohort_itself(client, admin, cohort):
    send(client, admin, mode="move", start_date="2026-06-22", confirm="1")
    cohort.refresh_from_db()
    assert (cohort.start_date, times(cohort)[3]) == (dt.date(2026, 6, 22), ("06-23 14:00", "17:00"))


@pytest.mark.parametrize("mode", ["copy", "move"])
def test_into_the_past_is_refused(client, admin, cohort, mode):
    page = send(client, admin, mode=mode, start_date="2026-05-31", confirm="1").content.decode()
    assert "2026-05-31 已经过去了，请选今天或以后的日期。" in page
    assert Cohort.objects.count() == 1
    cohort.refresh_from_db()
    assert cohort.start_date == dt.date(2026, 6, 8)


def test_holidays_worked_weekends_and_unknown_years_are_told_before(client, admin, cohort):
    page = send(client, admin, start_date="2026-10-01").content.decode()
    assert "2026-10-01 是法定节假日（国庆节）。" in page
    assert day_warnings([dt.date(2026, 10, 10), dt.date(2026, 10, 12), dt.date(2026, 10, 17), dt.date(2095, 1, 4)]) == [
        "2026-10-10 虽是周末，却是调休上班日（国庆节）：机构当天上班。",
        "2026-10-17 是周末。",
        "2095 年的节假日安排还没有公布（或本系统还没有收录），请自行核对。",
    ]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"code": ""}, "请给新班级一个编号"),
        ({"code": "ht-1"}, "这个编号已经有班级用了"),
        ({"code": "有空格 的"}, "只用字母、数字和连字符"),
        ({"name": " "}, "请给新班级一个名称"),
        ({"start_date": "昨天"}, "这不是一个日期"),
    ],
)
def test_what_is_missing_is_said(client, admin, cohort, values, words):
    page = send(client, admin, **{"start_date": "2026-07-06", "confirm": "1", **values}).content.decode()
    assert words in page
    assert Cohort.objects.count() == 1


def test_only_admins_copy(client, cohort):
    client.force_login(cohort.trainers.get())
    assert client.get("/cohorts/HT-1/again/").status_code == 404
