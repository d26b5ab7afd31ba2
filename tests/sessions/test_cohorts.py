import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from sessions.models import AgendaItem, Cohort
from sessions.timetable import fit_timetable
from tests.factories import (
    ClientFactory,
    CohortFactory,
    CourseFactory,
    EnrolmentFactory,
    ModuleFactory,
    RoomFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
NEW = "/cohorts/new/"


def course_of(sizes, **fields):
    """One part with a topic of each size in outline lines."""
    course = CourseFactory(**fields)
    part = ModuleFactory(course=course, position=0, depth=0, marker="一、", title="渠道及方法")
    position = 1
    for size in sizes:
        topic = ModuleFactory(course=course, position=position, depth=1, parent=part, title=f"主题 {position}")
        for line in range(1, size):
            ModuleFactory(course=course, position=position + line, depth=2, parent=topic)
        position += size
    return course


def form_data(**changes):
    data = {
        "code": "HX-2026-01",
        "name": "华信银行第 1 期",
        "client": ClientFactory(name="华信银行").pk,
        "course": course_of([26, 7, 11, 40]).pk,
        "start_date": "2026-11-23",
        "room": RoomFactory(name="301").pk,
        "trainers": [UserFactory(trainer=True, name="陈老师").pk],
        "late_after_minutes": "10",
        "certificate_percent": "80",
    }
    return data | changes


@pytest.fixture
def admin():
    return UserFactory(admin=True)


@pytest.fixture
def as_admin(client, admin):
    client.force_login(admin)
    return client


def test_an_admin_makes_a_cohort_and_its_timetable_is_there_at_once(as_admin):
    response = as_admin.post(NEW, form_data())
    assert response.status_code == 302
    assert response.url == "/cohorts/HX-2026-01/"
    cohort = Cohort.objects.get()
    assert [str(trainer) for trainer in cohort.trainers.all()] == ["陈老师"]
    shanghai = ZoneInfo("Asia/Shanghai")
    assert [session.local_start for session in cohort.sessions.order_by("number")] == [
        dt.datetime(2026, 11, day, hour, tzinfo=shanghai) for day in (23, 24) for hour in (9, 14)
    ]
    assert {session.room for session in cohort.sessions.all()} == {cohort.room}
    assert sum(item.minutes for item in AgendaItem.objects.all()) == 720
    page = as_admin.get(response.url).content.decode()
    assert "9:00–12:00" in page
    assert "华信银行第 1 期" in page


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("start_date", "下周三", "这不是一个日期。请按“年-月-日”填写，例如 2026-11-23。"),
        ("start_date", "2026-02-30", "这不是一个日期。请按“年-月-日”填写，例如 2026-11-23。"),
        ("start_date", "9999-12-31", "请填 2000 年到 2099 年之间的日期。"),
        ("code", "华信 1", "只用字母、数字和连字符，例如 HX-2026-01。"),
        ("code", "new", "这个编号留给了系统，请换一个。"),
        ("code", "taken-1", "这个编号已经有班级用了，请换一个。"),
        ("code", "TAKEN-1", "这个编号已经有班级用了，请换一个。"),
        ("name", "", "这个字段是必填项。"),
        ("certificate_percent", "101", "确保该值小于或等于100。"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_made(as_admin, field, value, message):
    CohortFactory(code="taken-1")
    response = as_admin.post(NEW, form_data(**{field: value}))
    assert response.status_code == 200
    assert response.context["form"].errors[field] == [message]
    assert message in response.content.decode()
    assert Cohort.objects.count() == 1


def test_a_date_may_be_typed_the_chinese_way(as_admin):
    as_admin.post(NEW, form_data(start_date="2026年11月3日"))
    assert Cohort.objects.get().start_date == dt.date(2026, 11, 3)


def test_only_the_providers_people_can_be_made_trainers(as_admin):
    response = as_admin.post(NEW, form_data(trainers=[UserFactory(organisation=ClientFactory()).pk]))
    assert list(response.context["form"].errors) == ["trainers"]


def test_a_course_whose_settled_lengths_do_not_fit_is_refused_in_words(as_admin):
    course = CourseFactory(title="超长课程")
    ModuleFactory(course=course, position=0, minutes=700)
    response = as_admin.post(NEW, form_data(course=course.pk))
    assert response.context["form"].non_field_errors() == [
        "课程“超长课程”的内容比课时多出 20 分钟，请先在课程中缩短模块时长或增加课时。"
    ]
    assert Cohort.objects.count() == 0


def test_the_form_keeps_a_trainer_who_has_left_since(as_admin):
    as_admin.post(NEW, form_data())
    cohort = Cohort.objects.get()
    cohort.trainers.update(is_active=False)
    page = as_admin.get("/cohorts/HX-2026-01/edit/").content.decode()
    assert "陈老师" in page


def test_a_client_with_trainees_in_the_cohort_stays(as_admin):
    as_admin.post(NEW, data := form_data())
    EnrolmentFactory(cohort=Cohort.objects.get())
    response = as_admin.post("/cohorts/HX-2026-01/edit/", data | {"client": ClientFactory().pk})
    assert list(response.context["form"].errors) == ["client"]


# Rights ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def people():
    """Everybody with something to do with one cohort, and those with nothing."""
    trainer, teammate = UserFactory(trainer=True), UserFactory(trainer=True)
    cohort = CohortFactory(code="HT-1", trainers=[trainer], course=course_of([5, 10]))
    fit_timetable(cohort, trainer)
    trainee = EnrolmentFactory(cohort=cohort, user__organisation=cohort.client).user
    gone = EnrolmentFactory(cohort=cohort, state="withdrawn").user
    contact, other_contact = UserFactory(), UserFactory()
    contact.speaks_for.add(cohort.client)
    other_contact.speaks_for.add(ClientFactory())
    return {
        "admin": UserFactory(admin=True),
        "trainer": trainer,
        "trainer of others": teammate,
        "trainee": trainee,
        "withdrawn": gone,
        "contact": contact,
        "contact of others": other_contact,
        "stranger": UserFactory(),
    }


ALL = {"admin", "trainer", "trainee", "contact"}
PAGES = {
    "cohort": ALL,
    "timetable": ALL,
    "roster": {"admin", "trainer", "contact"},
    "enrol": {"admin"},
    "cohort_edit": {"admin"},
}


@pytest.mark.parametrize("name", PAGES)
def test_each_page_of_a_cohort_opens_for_its_people_and_is_not_there_for_others(client, people, name):
    opened = set()
    for who, user in people.items():
        client.force_login(user)
        response = client.get(reverse(f"sessions:{name}", args=["HT-1"]))
        assert response.status_code in (200, 404)
        if response.status_code == 200:
            opened.add(who)
    assert opened == PAGES[name]


@pytest.mark.parametrize("name", ["cohort_new", "rooms", "room_new"])
def test_pages_of_the_office_are_for_admins_alone(client, people, name):
    for who, user in people.items():
        client.force_login(user)
        assert client.get(reverse(f"sessions:{name}")).status_code == (200 if who == "admin" else 404)


@pytest.mark.parametrize(
    ("name", "allowed"),
    [("timetable_fit", {"admin", "trainer"}), ("move_boundary", {"admin", "trainer"}), ("withdraw", {"admin"}),
     ("reinstate", {"admin"}), ("enrol", {"admin"}), ("cohort_edit", {"admin"})],
)  # fmt: skip
def test_each_change_is_for_those_who_may_and_no_change_comes_from_a_get(client, people, name, allowed):
    cohort = Cohort.objects.get()
    pk = {
        "move_boundary": cohort.sessions.all()[0].agenda.all()[0].pk,
        "withdraw": cohort.enrolments.all()[0].pk,
        "reinstate": cohort.enrolments.all()[0].pk,
    }.get(name)
    url = reverse(f"sessions:{name}", args=["HT-1", pk] if pk else ["HT-1"])
    for who, user in people.items():
        client.force_login(user)
        expected = {200, 302, 422} if who in allowed else {404}
        if name == "timetable_fit" and pk is None:
            assert client.get(url).status_code == 405
        assert client.post(url, {"minutes": "7"}).status_code in expected
        # Fitting anew replaces the agenda: look the item up again.
        if name == "move_boundary":
            url = reverse("sessions:move_boundary", args=["HT-1", cohort.sessions.all()[0].agenda.all()[0].pk])


def test_visitors_are_sent_to_sign_in(client, people):
    for name in PAGES:
        assert client.get(reverse(f"sessions:{name}", args=["HT-1"])).status_code == 302


def test_the_list_shows_each_person_their_own_cohorts(client, people):
    CohortFactory(code="OTHER-1")
    for who, user in people.items():
        client.force_login(user)
        shown = [cohort.code for cohort in client.get("/cohorts/").context["page_obj"]]
        assert sorted(shown) == {"admin": ["HT-1", "OTHER-1"]}.get(who, ["HT-1"] if who in ALL else [])


def test_the_list_finds_by_name_code_and_client(as_admin):
    CohortFactory(code="AA-1", name="春季班", client__name="华信银行")
    CohortFactory(code="BB-2", name="秋季班", client__name="海桐银行")
    for query, codes in {"春季": ["AA-1"], "bb-": ["BB-2"], "海桐": ["BB-2"], "没有": []}.items():
        page = as_admin.get("/cohorts/", {"q": query})
        assert [cohort.code for cohort in page.context["page_obj"]] == codes


def test_a_trainee_sees_no_management_and_nobody_elses_data(client, people):
    other = EnrolmentFactory(cohort=Cohort.objects.get(), user__name="王芳")
    client.force_login(people["trainee"])
    page = client.get("/cohorts/HT-1/").content.decode()
    assert other.user.name not in page
    for link in ("/edit/", "/roster/", "/groups/", "/documents/HT-1/", "/sessions/HT-1/"):
        assert link not in page


def test_the_contact_reads_and_changes_nothing(client, people):
    client.force_login(people["contact"])
    page = client.get("/cohorts/HT-1/").content.decode()
    assert "<form" not in page.split("<main")[1].split("</main>")[0]
    phone = people["trainee"].phone
    assert phone not in client.get("/cohorts/HT-1/roster/").content.decode()


# Queries --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["admin", "trainer", "trainee", "contact"])
@pytest.mark.parametrize("name", ["cohort", "timetable", "roster", "cohorts"])
def test_a_page_takes_the_same_queries_for_1_3_and_60_trainees(
    client, people, name, who, django_assert_num_queries, django_assert_max_num_queries
):
    if name == "roster" and who == "trainee":
        return
    cohort = Cohort.objects.get()
    url = reverse(f"sessions:{name}", args=[] if name == "cohorts" else ["HT-1"])
    client.force_login(people[who])
    with django_assert_max_num_queries(20) as first:
        client.get(url)
    for trainees in (3, 60):
        EnrolmentFactory.create_batch(trainees - cohort.enrolments.active().count(), cohort=cohort)
        with django_assert_num_queries(len(first)):
            assert client.get(url).status_code == 200


def test_the_list_takes_the_same_queries_for_any_number_of_cohorts(as_admin, django_assert_num_queries):
    CohortFactory(trainers=[UserFactory(trainer=True)])
    with django_assert_num_queries(6):
        as_admin.get("/cohorts/")
    for _ in range(2):  # from six on there is something to narrow, by three more lists of choices
        for _ in range(12):
            CohortFactory(trainers=UserFactory.create_batch(2, trainer=True))
        with django_assert_num_queries(9):
            as_admin.get("/cohorts/")
