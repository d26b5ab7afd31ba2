import datetime as dt
import threading
from contextlib import contextmanager
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import F
from hypothesis import given
from hypothesis import strategies as st

from accounts.refusals import Refusal
from sessions.booking import book
from sessions.clashes import Stay, clashes, overlap
from sessions.conflicts import bookings_near, conflicts_of, standing
from sessions.models import Booking, Session, Waiver
from sessions.models.overlap import NoOverlap
from sessions.timetable import fit_timetable
from tests.factories import CohortFactory, CourseFactory, EnrolmentFactory, RoomFactory, UserFactory

DAY = dt.date(2031, 3, 4)  # to come, whenever the tests run
HOUR = 3600
SHANGHAI = ZoneInfo("Asia/Shanghai")

# Pure -----------------------------------------------------------------------------------------------------------------

some_keys = st.frozensets(st.integers(1, 3), max_size=3)
stays = st.builds(
    lambda session, start, length, **rest: Stay(session, starts=start, ends=start + length, **rest),
    st.integers(1, 5),
    st.integers(0, 30),
    st.integers(1, 10),
    cohort=st.integers(1, 3),
    room=st.none() | st.integers(1, 3),
    city=st.sampled_from(["", "上海", "成都"]),
    trainers=some_keys,
    trainees=some_keys,
)


@given(stays, stays, st.integers(0, 8))
def test_what_clashes_with_another_is_clashed_with(one, other, travel):
    assert clashes(one, other, travel) == clashes(other, one, travel)


@given(stays, stays)
def test_sessions_overlap_when_they_share_a_second(one, other):
    shared = set(range(one.starts, one.ends)) & set(range(other.starts, other.ends))
    assert overlap(one, other) == bool(shared)


def test_two_till_five_touches_twelve_till_two_and_does_not_clash():
    one = Stay(1, 1, 12 * HOUR, 14 * HOUR, room=7, trainers=frozenset({1}))
    other = Stay(2, 2, 14 * HOUR, 17 * HOUR, room=7, trainers=frozenset({1}))
    assert clashes(one, other, travel=0) == frozenset()


@pytest.mark.parametrize(
    ("city", "apart", "expected"), [("成都", 2, True), ("成都", 3, False), ("上海", 2, False), ("", 2, False)]
)
def test_a_trainer_needs_time_between_two_cities(city, apart, expected):
    one = Stay(1, 1, 0, HOUR, city="上海", trainers=frozenset({9}))
    other = Stay(2, 2, (1 + apart) * HOUR, 9 * HOUR, city=city, trainers=frozenset({9}))
    assert clashes(one, other, travel=3 * HOUR) == (frozenset({("travel", 9)}) if expected else frozenset())


# Across cohorts -------------------------------------------------------------------------------------------------------


@pytest.fixture
def admin(db):
    return UserFactory(admin=True)


@pytest.fixture
def course(db):
    return CourseFactory(days=1, hours=6)


def made(course, admin, **facts):
    cohort = CohortFactory(course=course, start_date=facts.pop("start_date", DAY), **facts)
    fit_timetable(cohort, admin)
    return cohort


def kinds(cohort):
    return [(each.kind, each.severity, each.mine.number, each.other.number) for each in conflicts_of(cohort)]


def test_a_room_taken_by_another_cohort_is_refused_by_name(course, admin):
    room = RoomFactory(name="301")
    first = made(course, admin, room=room, name="一班")
    other = CohortFactory(course=course, start_date=DAY, room=room)
    with pytest.raises(Refusal, match=r"第 1 场：教室“301”在 2031-03-04 9:00–12:00 已经给了班级“一班”第 1 场。请换"):
        fit_timetable(other, admin)
    assert not other.sessions.exists()
    assert kinds(first) == []


def test_a_trainer_added_to_a_second_cohort_of_that_day_is_refused_on_the_form(client, course, admin):
    trainer = UserFactory(trainer=True, name="周明远")
    made(course, admin, trainers=[trainer], name="一班")
    other = made(course, admin)
    client.force_login(admin)
    data = {"code": other.code, "name": other.name, "client": other.client_id, "course": course.pk}
    data |= {
        "start_date": DAY.isoformat(),
        "trainers": [trainer.pk],
        "late_after_minutes": 10,
        "certificate_percent": 80,
    }
    page = client.post(f"/cohorts/{other.code}/edit/", data).content.decode()
    assert "讲师周明远在 2031-03-04 9:00–12:00 要给班级“一班”上第 1 场" in page
    assert not other.trainers.exists()


def test_trainees_and_journeys_are_warned_of_and_let_through(course, admin):
    trainer, person = UserFactory(trainer=True), UserFactory(name="李文静")
    shanghai, chengdu = RoomFactory(city="上海"), RoomFactory(city="成都")
    first = made(course, admin, room=shanghai, trainers=[trainer])
    for cohort in (first, made(course, admin, name="二班")):
        EnrolmentFactory(cohort=cohort, user=person)
    evening = made(CourseFactory(days=1, hours=2, blocks=[["19:00", "21:00"]]), admin, room=chengdu, trainers=[trainer])
    assert kinds(first) == [("trainee", "warn", 1, 1), ("trainee", "warn", 2, 2), ("travel", "warn", 2, 1)]
    assert kinds(evening) == [("travel", "warn", 1, 2)]
    assert "学员李文静" in conflicts_of(first)[0].told


def test_a_warning_is_set_aside_with_a_reason_until_a_session_moves(client, course, admin):
    person = UserFactory()
    first, second = made(course, admin), made(course, admin)
    for cohort in (first, second):
        EnrolmentFactory(cohort=cohort, user=person)
    client.force_login(admin)
    name = conflicts_of(first)[0].name
    page = f"/cohorts/{first.code}/conflicts/"
    told = client.post(f"{page}waive/", {"conflict": name, "reason": " "}, follow=True).content.decode()
    assert "请写明为什么可以忽略" in told
    told = client.post(f"{page}waive/", {"conflict": name, "reason": "只听一场"}, follow=True).content.decode()
    assert "理由：只听一场" in told
    assert kinds(second) == [("trainee", "ignore", 1, 1), ("trainee", "warn", 2, 2)]  # seen from the other side too
    Session.objects.filter(cohort=second, number=1).update(
        starts_at=first.sessions.get(number=1).starts_at + dt.timedelta(hours=1)
    )
    assert [severity for _kind, severity, *_rest in kinds(first)] == ["warn", "warn"]
    assert Waiver.objects.get().by == admin


def test_what_blocks_cannot_be_set_aside(client, course, admin):
    room = RoomFactory()
    first, second = made(course, admin, room=room), made(course, admin)
    Session.objects.filter(cohort=second, number=1).update(room=room)
    client.force_login(admin)
    conflict = conflicts_of(second)[0]
    client.post(f"/cohorts/{second.code}/conflicts/waive/", {"conflict": conflict.name, "reason": "不要紧"})
    assert not Waiver.objects.exists()
    assert first.sessions.count() == 2


def test_a_room_in_use_is_not_deleted_and_a_free_one_is(client, course, admin):
    used, free = RoomFactory(name="301"), RoomFactory(name="302")
    made(course, admin, room=used, name="一班")
    client.force_login(admin)
    page = client.post(f"/rooms/{used.pk}/delete/", follow=True).content.decode()
    assert "教室“301”正在被班级“一班”使用，不能删除。" in page
    assert "已删除教室“302”。" in client.post(f"/rooms/{free.pk}/delete/", follow=True).content.decode()


def test_conflicts_take_the_same_queries_for_any_number_of_cohorts(course, admin, django_assert_max_num_queries):
    first, person = made(course, admin), UserFactory()
    EnrolmentFactory(cohort=first, user=person)
    for more in (1, 10):
        for _ in range(more):
            EnrolmentFactory(cohort=made(course, admin), user=person)
        with django_assert_max_num_queries(9):
            conflicts_of(first)


# In the database ------------------------------------------------------------------------------------------------------

WRITERS = 32


def at_once(work):
    """Run `work(number)` in 32 threads let go together; how many were refused, by whom."""
    barrier, refused = threading.Barrier(WRITERS), []

    def run(number):
        try:
            connection.ensure_connection()
            barrier.wait(60)
            work(number)
        except (Refusal, DatabaseError) as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


@contextmanager
def without_constraint():
    """The control: the database lets everything in."""
    constraint = next(each for each in Booking._meta.constraints if isinstance(each, NoOverlap))
    table = Booking._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
            restore = [sql for (sql,) in cursor.fetchall()]
            remove = [f"DROP TRIGGER {constraint.trigger(event)}" for event in ("INSERT", "UPDATE")]
        else:
            with connection.schema_editor() as editor:
                restore, remove = (
                    [str(constraint.create_sql(Booking, editor))],
                    [str(constraint.remove_sql(Booking, editor))],
                )
        for statement in remove:
            cursor.execute(statement)
        try:
            yield
        finally:
            Booking.objects.all().delete()
            for statement in restore:
                cursor.execute(statement)


def rows_for_one_slot(kind, ref):
    """32 writers that look at nothing each take the same hour for a session of their own."""
    sessions = [
        Session.objects.create(
            cohort=CohortFactory(),
            number=1,
            starts_at=dt.datetime(2031, 3, 4, 9, tzinfo=SHANGHAI),
            ends_at=dt.datetime(2031, 3, 4, 12, tzinfo=SHANGHAI),
        )
        for _ in range(WRITERS)
    ]
    start = int(sessions[0].starts_at.timestamp())

    def write(number):
        minutes = number % 3 * 600  # not even the same times
        with transaction.atomic():
            times = {"starts": start + minutes, "ends": start + minutes + 3 * HOUR}
            Booking.objects.create(session=sessions[number], kind=kind, ref=ref, **times)

    return at_once(write), Booking.objects.filter(kind=kind, ref=ref).count()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", [Booking.Kind.ROOM, Booking.Kind.TRAINER])
def test_of_32_writers_for_one_slot_the_database_lets_one_in(kind):
    refused, rows = rows_for_one_slot(kind, 7)
    assert rows == 1
    assert len(refused) == WRITERS - 1


@pytest.mark.django_db(transaction=True)
def test_without_the_constraint_all_32_get_in():
    with without_constraint():
        refused, rows = rows_for_one_slot(Booking.Kind.ROOM, 7)
    assert (refused, rows) == ([], WRITERS)


@pytest.mark.django_db(transaction=True)
def test_of_32_cohorts_for_one_room_one_gets_it_and_the_others_are_told_by_name():
    admin, course, room = UserFactory(admin=True), CourseFactory(days=1, hours=6), RoomFactory(name="301")
    cohorts = [CohortFactory(course=course, start_date=DAY, room=room) for _ in range(WRITERS)]
    refused = at_once(lambda number: fit_timetable(cohorts[number], admin))
    assert Booking.objects.filter(kind=Booking.Kind.ROOM, ref=room.pk).count() == 2
    assert len({session.cohort_id for session in Session.objects.all()}) == 1
    assert {type(error) for error in refused} == {Refusal}
    assert all("教室“301”" in str(error) for error in refused)


@pytest.mark.django_db
def test_a_booking_cannot_be_moved_onto_another(course, admin):
    room = RoomFactory()
    made(course, admin, room=room)
    other = made(course, admin, room=room, start_date=DAY + dt.timedelta(days=1))
    moved = Booking.objects.filter(session__cohort=other, kind=Booking.Kind.ROOM)
    with pytest.raises(IntegrityError), transaction.atomic():
        moved.update(starts=F("starts") - 86400, ends=F("ends") - 86400)
    book(other)


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite explains its plans in other words")
def test_a_session_is_compared_with_ten_thousand_by_the_index(course, admin):
    trainer, room = UserFactory(trainer=True), RoomFactory()
    cohort = made(course, admin, trainers=[trainer], room=room)
    fill(cohort, 10_000)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {Booking._meta.db_table}")
    asked = bookings_near(cohort, standing(cohort.sessions.filter(number=1)), [trainer.pk])
    assert "booking_by_time" in asked.explain()
    assert "Seq Scan on course_sessions_booking" not in asked.explain()


def fill(cohort, count):
    """As many sessions of another cohort: half-days of 20 rooms and 20 trainers, a year and more of them."""
    other = CohortFactory()
    first = dt.datetime(2030, 6, 3, 9, tzinfo=SHANGHAI)
    starts = [first + dt.timedelta(days=number // 40, hours=5 * (number % 2)) for number in range(count)]
    sessions = Session.objects.bulk_create(
        Session(cohort=other, number=number + 1, starts_at=start, ends_at=start + dt.timedelta(hours=3))
        for number, start in enumerate(starts)
    )
    with_keys = [
        (session, kind, 10_000 + number % 40 // 2) for number, session in enumerate(sessions) for kind in (1, 2)
    ]
    Booking.objects.bulk_create(
        Booking(session=s, kind=k, ref=r, starts=int(s.starts_at.timestamp()), ends=int(s.ends_at.timestamp()))
        for s, k, r in with_keys
    )
