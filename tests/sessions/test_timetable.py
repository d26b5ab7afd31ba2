import datetime as dt
import threading
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from accounts.refusals import Refusal
from sessions import timetable
from sessions.agenda import agenda_of, session_agenda_of
from sessions.models import AgendaItem, Attendance, Session
from sessions.timetable import fit_timetable, move_boundary, topics
from tests.factories import CohortFactory, CourseFactory, EnrolmentFactory, ModuleFactory, RoomFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def trainer():
    return UserFactory(trainer=True)


@pytest.fixture
def cohort(trainer):
    course = CourseFactory()
    position = 0
    for part, sizes in enumerate([[26, 7, 11, 40], [4, 5, 8], [1, 1], [1, 1], [10, 30]]):
        top = ModuleFactory(course=course, position=position, depth=0, title=f"部分 {part}")
        for size in sizes:
            topic = ModuleFactory(course=course, position=position + 1, depth=1, parent=top)
            for line in range(2, size + 1):
                ModuleFactory(course=course, position=position + line, depth=2, parent=topic)
            position += size
        position += 1
    cohort = CohortFactory(code="HT-1", course=course, trainers=[trainer], room=RoomFactory())
    fit_timetable(cohort, trainer)
    return cohort


def minutes_of(session):
    return [item.minutes for item in session.agenda.order_by("position")]


def attend(cohort):
    place = EnrolmentFactory(cohort=cohort)
    session = cohort.sessions.all()[0]
    return Attendance.objects.create(session=session, enrolment=place, status="present", marked_at=timezone.now())


# Fitting --------------------------------------------------------------------------------------------------------------


def test_four_half_days_of_three_hours_come_out_at_720_minutes_with_a_break_in_each(cohort):
    agenda = agenda_of(cohort)
    assert [[session.hours for session in day.sessions] for day in agenda.days] == [["9:00–12:00", "14:00–17:00"]] * 2
    assert (agenda.minutes, agenda.break_minutes, agenda.teaching_minutes) == (720, 40, 680)
    assert not agenda.differs_from_course
    for session in agenda.sessions:
        assert sum(slot.minutes for slot in session.slots) == 180
        assert [slot.hours for slot in session.slots if slot.is_break] in (["10:25–10:35"], ["15:25–15:35"])


def test_the_topics_are_placed_in_order_each_marked_where_it_goes_on(cohort):
    slots = [slot for session in agenda_of(cohort).sessions for slot in session.slots if not slot.is_break]
    first = [slot.item.module for slot in slots if not slot.continued]
    assert first == [module for module, _size in topics(cohort.course.modules.all())]
    for before, after in pairwise(slots):
        assert after.continued == (after.item.module == before.item.module)


def test_one_session_reads_as_it_does_in_the_whole(cohort):
    for session in agenda_of(cohort).sessions:
        alone = session_agenda_of(Session.objects.get(pk=session.session.pk))
        assert [(slot.title, slot.hours, slot.continued) for slot in alone.slots] == [
            (slot.title, slot.hours, slot.continued) for slot in session.slots
        ]


def test_a_part_without_topics_is_taught_itself(trainer):
    course = CourseFactory()
    first = ModuleFactory(course=course, position=0, depth=0)
    second = ModuleFactory(course=course, position=1, depth=0)
    below = ModuleFactory(course=course, position=2, depth=1, parent=second)
    assert topics(course.modules.all()) == [(first, 1), (below, 1)]


def test_a_course_without_an_outline_still_gets_its_half_days(trainer):
    cohort = CohortFactory(trainers=[trainer], course__title="空课程")
    fit_timetable(cohort, trainer)
    agenda = agenda_of(cohort)
    assert {slot.title for session in agenda.sessions for slot in session.slots} == {"空课程", "茶歇"}
    assert agenda.minutes == 720


def test_settled_lengths_shorter_than_the_course_leave_free_time(trainer):
    course = CourseFactory(days=1)
    ModuleFactory(course=course, position=0, minutes=60, title="导论")
    cohort = CohortFactory(trainers=[trainer], course=course)
    fit_timetable(cohort, trainer)
    morning, afternoon = agenda_of(cohort).sessions
    assert [(slot.title, slot.minutes) for slot in morning.slots] == [
        ("导论", 60), ("其他", 25), ("茶歇", 10), ("其他", 85)
    ]  # fmt: skip
    assert sum(slot.minutes for slot in afternoon.slots) == 180


def test_a_cohort_in_another_time_zone_is_taught_by_its_own_clock(trainer):
    """The clocks of New York go back on 1 November 2026 at 2:00: both mornings still begin at nine."""
    cohort = CohortFactory(trainers=[trainer], timezone="America/New_York", start_date=dt.date(2026, 10, 31))
    fit_timetable(cohort, trainer)
    agenda = agenda_of(cohort)
    assert [session.hours for session in agenda.sessions] == ["9:00–12:00", "14:00–17:00"] * 2
    assert [session.session.starts_at.astimezone(dt.UTC).hour for session in agenda.sessions] == [13, 18, 14, 19]
    assert agenda.minutes == 720


def test_fitting_again_keeps_the_sessions_and_their_addresses(cohort, trainer):
    before = list(cohort.sessions.values_list("pk", "number", "starts_at"))
    plan = [minutes_of(session) for session in cohort.sessions.all()]
    fit_timetable(cohort, trainer)
    assert list(cohort.sessions.values_list("pk", "number", "starts_at")) == before
    assert [minutes_of(session) for session in cohort.sessions.all()] == plan


def test_a_shorter_course_takes_the_sessions_it_no_longer_has(cohort, trainer):
    cohort.course.days = 1
    cohort.course.save()
    fit_timetable(cohort, trainer)
    assert [session.number for session in cohort.sessions.all()] == [1, 2]


def test_nothing_is_fitted_again_once_somebody_has_attended(client, cohort, trainer):
    attend(cohort)
    before = [minutes_of(session) for session in cohort.sessions.all()]
    client.force_login(trainer)
    page = client.post("/cohorts/HT-1/timetable/fit/", follow=True).content.decode()
    assert "已经有学员的考勤记录，课表不能重新编排" in page
    assert "/timetable/fit/" not in page
    assert [minutes_of(session) for session in cohort.sessions.all()] == before


def test_a_stranger_to_the_cohort_cannot_fit_it(cohort):
    with pytest.raises(Refusal, match="只有教务和本班讲师"):
        fit_timetable(cohort, UserFactory(trainer=True))


# Following the cohort -------------------------------------------------------------------------------------------------


def edit(client, cohort, **changes):
    client.force_login(UserFactory(admin=True))
    data = {
        "code": cohort.code,
        "name": cohort.name,
        "client": cohort.client_id,
        "course": cohort.course_id,
        "start_date": cohort.start_date.isoformat(),
        "room": cohort.room_id or "",
        "trainers": [trainer.pk for trainer in cohort.trainers.all()],
        "late_after_minutes": "10",
        "certificate_percent": "80",
    }
    return client.post(f"/cohorts/{cohort.code}/edit/", data | changes)


def test_a_new_start_date_moves_the_sessions_and_leaves_the_boundaries(client, cohort, trainer):
    session = cohort.sessions.get(number=2)
    move_boundary(item=session.agenda.all()[0], minutes=-5, by=trainer)
    before = minutes_of(session)
    Session.objects.filter(pk=session.pk).update(check_in_opened_at=timezone.now())
    assert edit(client, cohort, start_date="2026-12-30").status_code == 302
    session.refresh_from_db()
    assert session.local_start == dt.datetime(2026, 12, 30, 14, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert cohort.sessions.get(number=3).local_start.date() == dt.date(2026, 12, 31)
    assert minutes_of(session) == before
    assert session.check_in_opened_at is None


def test_another_course_is_fitted_at_once(client, cohort):
    other = CourseFactory(days=1, hours=6)
    ModuleFactory(course=other, position=0, title="新课")
    edit(client, cohort, course=other.pk)
    assert {item.title for item in AgendaItem.objects.filter(kind="module")} == {"新课"}
    assert cohort.sessions.count() == 2


@pytest.mark.parametrize("change", ["start_date", "course"])
def test_once_somebody_has_attended_date_and_course_stay(client, cohort, change):
    attend(cohort)
    value = {"start_date": "2026-12-30", "course": CourseFactory().pk}[change]
    response = edit(client, cohort, **{change: value})
    assert "已经有学员的考勤记录" in response.context["form"].non_field_errors()[0]
    before = getattr(cohort, change)
    cohort.refresh_from_db()
    assert getattr(cohort, change) == before


@time_machine.travel("2026-11-23T13:00:00+08:00")
def test_a_new_room_is_the_room_of_sessions_to_come(client, cohort):
    old, new = cohort.room, RoomFactory()
    edit(client, cohort, room=new.pk)
    assert [session.room for session in cohort.sessions.order_by("number")] == [old, new, new, new]


# Boundaries -----------------------------------------------------------------------------------------------------------


def move(client, item, minutes, seen, **headers):
    url = f"/cohorts/HT-1/timetable/{item.pk}/move/"
    return client.post(url, {"minutes": minutes, "seen": seen}, headers=headers)


def test_a_boundary_moves_and_the_session_keeps_its_length(client, cohort, trainer):
    client.force_login(trainer)
    session = cohort.sessions.get(number=1)
    before = minutes_of(session)
    response = move(client, session.agenda.all()[0], "-5", before[0])
    assert response.url == "/cohorts/HT-1/timetable/#session-1"
    assert minutes_of(session) == [before[0] - 5, before[1] + 5, *before[2:]]


def test_with_htmx_the_session_alone_comes_back(client, cohort, trainer):
    client.force_login(trainer)
    item = cohort.sessions.get(number=1).agenda.all()[0]
    page = move(client, item, "5", item.minutes, **{"hx-request": "true"}).content.decode()
    assert page.count("<section") == page.count('id="session-1"') == 1
    assert "<html" not in page
    assert "9:00–10:30" in page


def test_a_boundary_somebody_else_has_moved_is_left_alone_and_said(client, cohort, trainer):
    client.force_login(trainer)
    item = cohort.sessions.get(number=1).agenda.all()[0]
    move(client, item, "5", item.minutes)
    page = move(client, item, "5", item.minutes, **{"hx-request": "true"}).content.decode()
    assert "刚才有人移动过这条分界，您的改动没有保存。请看最新的时间再调整。" in page
    assert AgendaItem.objects.get(pk=item.pk).minutes == item.minutes + 5


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(-85, "每一项至少要留 5 分钟"), (10, "每一项至少要留 5 分钟"), (3, "只能按 5 分钟移动"), (0, "只能按 5 分钟移动")],
)
def test_a_neighbour_keeps_five_minutes_and_steps_are_of_five(cohort, trainer, minutes, words):
    """The second neighbour is the break of ten minutes."""
    session = cohort.sessions.get(number=1)
    before = minutes_of(session)
    with pytest.raises(Refusal, match=words):
        move_boundary(item=session.agenda.all()[0], minutes=minutes, by=trainer)
    assert minutes_of(session) == before


def test_the_end_of_a_session_is_no_boundary(cohort, trainer):
    with pytest.raises(Refusal, match="不能移动"):
        move_boundary(item=cohort.sessions.get(number=1).agenda.last(), minutes=-5, by=trainer)


def test_a_boundary_is_moved_by_those_who_run_the_cohort_alone(cohort):
    with pytest.raises(Refusal, match="只有教务和本班讲师"):
        move_boundary(item=cohort.sessions.all()[0].agenda.all()[0], minutes=-5, by=UserFactory(trainer=True))


def test_an_item_that_a_refit_took_away_sends_back_to_the_new_timetable(client, cohort, trainer):
    client.force_login(trainer)
    item = cohort.sessions.get(number=1).agenda.all()[0]
    fit_timetable(cohort, trainer)
    response = move(client, item, "5", item.minutes)
    assert response.url == "/cohorts/HT-1/timetable/"
    response = move(client, item, "5", item.minutes, **{"hx-request": "true"})
    assert response.headers["HX-Redirect"] == "/cohorts/HT-1/timetable/"


@pytest.mark.parametrize("nonsense", ["", "x", "9" * 30])
def test_a_number_that_is_none_changes_nothing(client, cohort, trainer, nonsense):
    client.force_login(trainer)
    session = cohort.sessions.get(number=1)
    before = minutes_of(session)
    assert move(client, session.agenda.all()[0], nonsense, "85").status_code == 302
    assert minutes_of(session) == before


def test_those_who_only_read_see_times_and_no_buttons(client, cohort):
    trainee = EnrolmentFactory(cohort=cohort).user
    client.force_login(trainee)
    page = client.get("/cohorts/HT-1/timetable/").content.decode()
    assert "9:00–10:25" in page
    assert "tt-boundary" not in page
    assert "boundary.js" not in page


def at_once(*works):
    """Run each in a thread of its own, all let go together; what they raise comes back."""
    barrier, raised = threading.Barrier(len(works)), []

    def run(work):
        try:
            barrier.wait(10)
            work()
        except Refusal as refusal:
            raised.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


@pytest.mark.django_db(transaction=True)
def test_boundaries_moved_at_once_lose_no_minute(cohort, trainer):
    session = cohort.sessions.get(number=3)
    items = list(session.agenda.order_by("position"))

    def push(item):
        return lambda: [move_boundary(item=item, minutes=minutes, by=trainer) for minutes in (5, -5)]

    refused = at_once(*(push(items[number % 4]) for number in range(8)))
    assert sum(minutes_of(session)) == 180
    assert min(minutes_of(session)) >= 5
    if not refused:
        assert minutes_of(session) == [item.minutes for item in items]


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite's immediate transactions let one writer in at a time")
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_minutes_are_lost(cohort, trainer, monkeypatch):
    """The control of the test above: both have read before either writes."""
    session = cohort.sessions.get(number=3)
    items = list(session.agenda.order_by("position"))
    both_have_read, write = threading.Barrier(2), AgendaItem.objects.bulk_update

    def write_when_both_have_read(*args):
        both_have_read.wait(10)
        return write(*args)

    monkeypatch.setattr(timetable, "_locked_session", lambda *_args, **_kwargs: session)
    monkeypatch.setattr(AgendaItem.objects, "bulk_update", write_when_both_have_read)
    pushes = [lambda item=item: move_boundary(item=item, minutes=-5, by=trainer) for item in items[:2]]
    assert at_once(*pushes) == []
    assert sum(minutes_of(session)) != 180
