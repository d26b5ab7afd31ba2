import datetime as dt
import io
import re

import pytest
import time_machine
import vobject
from dateutil.tz import tzical
from django.core import mail

from documents import jobs
from documents.models import Job
from sessions.calendars import new_feed
from sessions.models import AgendaItem, CalendarFeed, Session, TimetableNotice, TimetableVersion
from sessions.timetable import fit_timetable
from tests.factories import CohortFactory, CourseFactory, EnrolmentFactory, ModuleFactory, RoomFactory, UserFactory

pytestmark = pytest.mark.django_db
DAY = dt.date(2031, 3, 4)


@pytest.fixture
def trainer():
    return UserFactory(trainer=True, name="周明远", email="zhou@example.test")


@pytest.fixture
def cohort(trainer):
    course = CourseFactory(days=1, hours=6)
    for position in range(4):
        ModuleFactory(course=course, position=position, title=f"主题{position}", minutes=60)
    room = RoomFactory(name="301", city="上海")
    cohort = CohortFactory(code="HT-1", name="一班", course=course, trainers=[trainer], start_date=DAY, room=room)
    fit_timetable(cohort, trainer)
    return cohort


@pytest.fixture
def trainee(cohort):
    return EnrolmentFactory(cohort=cohort, user__email="li@example.test", user__name="李文静").user


def act(client, user, revision=0, **values):
    client.force_login(user)
    client.post("/cohorts/HT-1/timetable/edit/act/", {"revision": revision, **values})


def publish(client, user, revision=1):
    client.force_login(user)
    return client.post("/documents/HT-1/timetable/publish/", {"revision": revision}, follow=True).content.decode()


def later(client, user, cohort, *, day="2031-03-04", starts="14:30", ends="17:30", room=None):
    half = cohort.sessions.get(number=2)
    values = {"half": f"s{half.pk}", "day": day, "starts": starts, "ends": ends, "room": room or cohort.room_id}
    act(client, user, act="retime", **values)


# Publishing -----------------------------------------------------------------------------------------------------------


def test_the_changes_are_shown_then_published_and_kept_as_a_version(client, trainer, trainee, cohort):
    item = AgendaItem.objects.get(title="主题0")
    later(client, trainer, cohort)
    act(client, trainer, 1, act="resize", card=f"a{item.pk}", minutes=30)
    page = client.get("/cohorts/HT-1/timetable/publish/").content.decode()
    told = ["第 2 场：2031-03-04 14:00–17:00 改为 2031-03-04 14:30–17:30", "第 1 场：“主题0”由 60 分钟改为 30 分钟"]
    assert [line for line in told if line not in page] == []
    assert "课表已发布，已通知 1 人。" in publish(client, trainer, 2)
    item.refresh_from_db()
    session = Session.objects.get(cohort=cohort, number=2)
    assert (item.minutes, session.local_start.hour, session.local_start.minute, session.sequence) == (30, 14, 30, 2)
    assert sum(each.minutes for each in cohort.sessions.get(number=1).agenda.all()) == 180
    client.force_login(trainee)
    page = client.get("/cohorts/HT-1/timetable/versions/").content.decode()
    assert [line for line in told if line not in page] == []


def test_the_trainee_is_told_in_the_app_until_they_say_so(client, trainer, trainee, cohort):
    later(client, trainer, cohort)
    publish(client, trainer)
    client.force_login(trainee)
    assert "“一班”的课表有变动（第 1 版）" in client.get("/cohorts/HT-1/").content.decode()
    notice = TimetableNotice.objects.get()
    client.force_login(UserFactory())
    assert client.post(f"/timetable-notices/{notice.pk}/read/").status_code == 404
    client.force_login(trainee)
    client.post(f"/timetable-notices/{notice.pk}/read/", {"next": "/cohorts/HT-1/"})
    assert "的课表有变动" not in client.get("/cohorts/HT-1/").content.decode()


def test_mail_goes_out_once_through_a_job_with_the_dates(
    client, trainer, trainee, cohort, settings, django_capture_on_commit_callbacks
):
    settings.EMAIL_URL = "smtp://localhost"
    later(client, trainer, cohort)
    with django_capture_on_commit_callbacks() as callbacks:
        publish(client, trainer)
    assert len(callbacks) == 1
    job = Job.objects.get(kind=Job.Kind.TIMETABLE)
    jobs.run(job.pk)
    Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED)
    jobs.run(job.pk)
    message = mail.outbox[0]
    assert [each.to for each in mail.outbox] == [["li@example.test"]]
    assert "第 2 场：2031-03-04 14:00–17:00 改为 2031-03-04 14:30–17:30" in message.body
    assert message.attachments[0].filename == "timetable.ics"


def test_what_only_the_trainer_notices_is_told_to_trainers_alone(client, trainer, trainee, cohort):
    admin = UserFactory(admin=True)
    item = AgendaItem.objects.get(title="主题0")
    act(client, admin, act="resize", card=f"a{item.pk}", minutes=30)
    publish(client, admin)
    assert [notice.user for notice in TimetableNotice.objects.all()] == [trainer]


def test_a_cohort_lasts_as_long_as_its_last_session_wherever_that_was_moved(client, trainer, cohort):
    later(client, trainer, cohort, day="2031-03-18")
    publish(client, trainer)
    cohort.refresh_from_db()
    assert cohort.last_day == dt.date(2031, 3, 18)
    with time_machine.travel(dt.datetime(2031, 3, 10, 4, tzinfo=dt.UTC), tick=False):
        assert cohort.phase() == "running"
        client.force_login(trainer)
        found = {
            phase: len(client.get(f"/cohorts/?phase={phase}").context["page_obj"]) for phase in cohort.Phase.values
        }
    assert found == {"upcoming": 0, "running": 1, "finished": 0}


def test_a_draft_that_changed_since_it_was_looked_at_is_not_published(client, trainer, cohort):
    later(client, trainer, cohort)
    assert "刚才又有人改了草稿，还没有发布" in publish(client, trainer, 0)
    assert not TimetableVersion.objects.exists()


def test_too_much_for_a_session_or_a_taken_room_is_refused_and_the_draft_kept(client, trainer, cohort):
    later(client, trainer, cohort, ends="15:00")
    assert "第 2 场的内容超出" in publish(client, trainer)
    other = CohortFactory(course=cohort.course, name="二班", start_date=dt.date(2031, 3, 5), room=cohort.room)
    fit_timetable(other, UserFactory(admin=True))
    client.force_login(trainer)
    half = cohort.sessions.get(number=2)
    times = {"day": "2031-03-05", "starts": "14:00", "ends": "17:00", "room": cohort.room_id}
    act(client, trainer, 1, act="retime", half=f"s{half.pk}", **times)
    page = publish(client, trainer, 2)
    assert "教室“301”在 2031-03-05 14:00–17:00 已经给了班级“二班”第 2 场" in page
    half.refresh_from_db()
    assert half.local_start.date() == DAY


def test_what_has_gone_since_the_draft_was_begun_is_no_accident(client, trainer, cohort):
    """A room that was deleted is asked for again; a topic that left the outline stays as a title."""
    room, item = RoomFactory(name="302"), AgendaItem.objects.get(title="主题0")
    later(client, trainer, cohort, room=room.pk)
    room.delete()
    assert "第 2 场的教室已经被删除。请另选教室，再发布。" in publish(client, trainer)
    half = cohort.sessions.get(number=2)
    times = {"day": "2031-03-04", "starts": "14:30", "ends": "17:30", "room": ""}
    act(client, trainer, 1, act="retime", half=f"s{half.pk}", **times)
    cohort.course.modules.get(title="主题0").delete()
    assert "课表已发布" in publish(client, trainer, 2)
    item.refresh_from_db()
    assert (item.title, item.module, cohort.sessions.get(number=2).room) == ("主题0", None, None)


# Calendars ------------------------------------------------------------------------------------------------------------


def events(client, address):
    response = client.get(address)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = vobject.readOne(response.content.decode())
    return calendar, {str(event.summary.value): event for event in getattr(calendar, "vevent_list", [])}


def feed_of(client, user):
    client.force_login(user)
    client.post("/calendar/new/")
    token = CalendarFeed.objects.get(user=user).token
    client.logout()
    return f"/calendar/{token}.ics"


def test_another_library_reads_the_feed_and_the_same_event_is_updated(client, trainer, trainee, cohort):
    address = feed_of(client, trainee)
    _calendar, before = events(client, address)
    event = before["一班 第 2 场"]
    assert event.dtstart.value.isoformat() == "2031-03-04T14:00:00+08:00"
    assert event.location.value == "301 · 上海"
    later(client, trainer, cohort)
    publish(client, trainer)
    client.logout()
    _calendar, after = events(client, address)
    changed = after["一班 第 2 场"]
    assert changed.uid.value == event.uid.value
    assert int(changed.sequence.value) == int(event.sequence.value) + 1
    assert changed.dtstart.value.isoformat() == "2031-03-04T14:30:00+08:00"
    assert after["一班 第 1 场"].sequence.value == before["一班 第 1 场"].sequence.value


def test_the_trainers_and_the_rooms_feeds_hold_the_same_sessions(client, trainer, cohort):
    _calendar, own = events(client, feed_of(client, trainer))
    client.force_login(UserFactory(admin=True))
    client.post("/calendar/new/", {"room": cohort.room_id})
    _calendar, rooms = events(client, f"/calendar/{CalendarFeed.objects.get(room=cohort.room).token}.ics")
    assert {event.uid.value for event in own.values()} == {event.uid.value for event in rooms.values()}
    assert len(own) == 2


def test_a_new_address_shuts_the_old_one_and_a_stopped_one_is_gone(client, trainee, cohort):
    old = feed_of(client, trainee)
    new = feed_of(client, trainee)
    assert (client.get(old).status_code, client.get(new).status_code) == (404, 200)
    client.force_login(trainee)
    client.post("/calendar/stop/")
    assert client.get(new).status_code == 404


def test_a_room_address_is_the_admins_business(client, trainer, cohort):
    client.force_login(trainer)
    assert client.post("/calendar/new/", {"room": cohort.room_id}).status_code == 404
    assert "301" not in client.get("/calendar/").content.decode()


def test_who_has_left_the_company_or_the_class_reads_no_more(client, trainee, cohort):
    address = feed_of(client, trainee)
    cohort.enrolments.update(state="withdrawn")
    assert events(client, address)[1] == {}
    trainee.is_active = False
    trainee.save()
    assert client.get(address).status_code == 404


def test_a_session_that_is_no_more_is_cancelled_under_its_old_name(client, trainer, cohort):
    address = feed_of(client, trainer)
    before = events(client, address)[1]["一班 第 2 场"]
    cohort.course.modules.update(minutes=None)
    cohort.course.blocks = cohort.course.blocks[:1]
    cohort.course.save()
    fit_timetable(cohort, trainer)
    gone = events(client, address)[1]["一班 第 2 场"]
    assert (gone.uid.value, gone.status.value) == (before.uid.value, "CANCELLED")
    assert int(gone.sequence.value) == int(before.sequence.value) + 1


def test_across_the_end_of_summer_time_both_mornings_start_at_nine(client):
    """The clocks of New York go back on 7 November 2032: the feed carries the zone with both its offsets."""
    trainer = UserFactory(trainer=True)
    start = dt.date(2032, 11, 6)
    cohort = CohortFactory(
        course=CourseFactory(days=2), trainers=[trainer], timezone="America/New_York", start_date=start
    )
    fit_timetable(cohort, trainer)
    text = client.get(feed_of(client, trainer)).content.decode().replace("\r\n", "\n")
    zone = tzical(io.StringIO(text[text.index("BEGIN:VTIMEZONE") : text.index("BEGIN:VEVENT")])).get("America/New_York")
    starts = re.findall(r"DTSTART;TZID=America/New_York:(\d{8}T\d{6})", text)
    mornings = [dt.datetime.strptime(each, "%Y%m%dT%H%M%S").replace(tzinfo=zone) for each in starts[::2]]
    assert [(each.hour, each.utcoffset()) for each in mornings] == [
        (9, dt.timedelta(hours=-4)),
        (9, dt.timedelta(hours=-5)),
    ]
    real = cohort.sessions.filter(number__in=[1, 3]).order_by("number").values_list("starts_at", flat=True)
    assert mornings == list(real)


def test_an_address_cannot_be_guessed(trainee):
    assert len(new_feed(user=trainee).token) == 32
