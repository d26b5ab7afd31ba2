import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import User
from accounts.refusals import Refusal
from sessions import rosters
from sessions.models import Attendance, RosterImport
from sessions.roster_preview import preview_of
from tests.factories import ClientFactory, CohortFactory, EnrolmentFactory, SessionFactory, UserFactory
from tests.sessions.sheets import workbook

HEADER = "姓名\t手机\t邮箱\t机构\t岗位\n"


@pytest.fixture
def admin(db):
    return UserFactory(admin=True)


@pytest.fixture
def cohort(db):
    return CohortFactory(code="HT-1")


@pytest.fixture
def upload(client, admin, cohort):
    """Uploads a list; gives the page it is looked through on."""
    client.force_login(admin)
    return lambda text: client.post("/cohorts/HT-1/roster/enrol/", {"text": text}, follow=True)


@pytest.fixture
def confirm(client):
    """Presses "import" as the page shows it."""

    def press(page):
        seen = page.context["preview"].digest
        return client.post(page.request["PATH_INFO"] + "confirm/", {"seen": seen}, follow=True)

    return press


def judged(page):
    return [
        (row.entry.number, row.status, *(p.text[:18] for p in row.problems)) for row in page.context["preview"].rows
    ]


def told(page):
    return [str(message) for message in page.context["messages"]]


# Looking through ------------------------------------------------------------------------------------------------------


def test_a_pasted_list_is_looked_through_and_then_becomes_people_in_its_order(upload, confirm, cohort):
    page = upload("李明\t13812345678\t城东支行\t客户经理\n𠮷田·王\tWang@Example.com")
    assert judged(page) == [(1, "new"), (2, "new")]
    assert not cohort.enrolments.exists()
    assert told(confirm(page)) == ["已编入 2 位学员。"]
    places = list(cohort.enrolments.select_related("user").order_by("seat"))
    assert [(p.seat, p.user.name, p.user.phone, p.user.email, p.branch, p.post) for p in places] == [
        (1, "李明", "13812345678", None, "城东支行", "客户经理"),
        (2, "𠮷田·王", None, "wang@example.com", "", ""),
    ]
    assert {place.user.organisation for place in places} == {cohort.client}
    assert not any(place.user.has_usable_password() or place.user.is_staff for place in places)
    assert [event.kind for place in places for event in place.events.all()] == ["enrolled", "enrolled"]


def test_a_workbook_is_imported_too(client, admin, cohort, confirm):
    client.force_login(admin)
    data = workbook([["名单"], ["工号", "姓名", "手机"], ["007", "李 明", 13812345678]])
    file = SimpleUploadedFile("第一期.xlsx", data)
    page = client.post("/cohorts/HT-1/roster/enrol/", {"file": file}, follow=True)
    assert "第一期.xlsx" in page.content.decode()
    confirm(page)
    assert [(str(place), place.staff_number) for place in cohort.enrolments.all()] == [("李明", "007")]


def test_the_good_rows_come_in_and_the_others_can_be_downloaded_put_right_and_uploaded(client, upload, confirm, cohort):
    page = upload(HEADER + '李明\t13812345678\n=HYPERLINK("x")\t12\n李明\t13812345678\n王芳\t13812345678')
    assert judged(page) == [
        (2, "new"),
        (3, "error", "“12”不是手机号。请填 11 位手"),
        (4, "duplicate", "与第 2 行是同一个人，只导入一次。"),
        (5, "conflict", "与第 2 行（李明）的号码或账号相同"),
    ]
    here = page.redirect_chain[-1][0]
    sheet = load_workbook(io.BytesIO(client.get(here + "corrections/").content)).active
    assert [cell.value for cell in sheet[1]][:2] == ["姓名", "手机"]
    assert [(row[0].value, row[0].data_type, row[1].value) for row in sheet.iter_rows(min_row=2)] == [
        ('=HYPERLINK("x")', "s", "12"),
        ("王芳", "s", "13812345678"),
    ]
    assert sheet["F2"].value.startswith("手机号：“12”不是手机号。")
    confirm(page)
    assert [str(place) for place in cohort.enrolments.all()] == ["李明"]
    roster = client.get("/cohorts/HT-1/roster/")
    assert roster.context["left_over"] == 2
    sheet = load_workbook(io.BytesIO(client.get(here + "corrections/").content)).active
    assert sheet.max_row == 3


def test_the_columns_can_be_put_right(client, upload):
    page = upload("甲,乙,丙\n李明,13812345678,城东")
    assert [row.entry.name for row in page.context["preview"].rows] == ["甲", "李明"]
    here = page.redirect_chain[-1][0]
    page = client.post(here + "columns/", {"column": ["branch", "contact", "name"]}, follow=True)
    assert [row.entry.name for row in page.context["preview"].rows] == ["丙", "城东"]
    page = client.post(here + "columns/", {"column": ["", "contact", ""]}, follow=True)
    assert page.context["preview"].missing == ("还没有指明哪一列是姓名。",)
    page = client.post(here + "columns/", {"column": ["name"]}, follow=True)
    assert told(page) == ["各列的含义没有填全。请刷新页面再选一次。"]


def test_of_an_existing_person_each_field_is_taken_or_left(client, upload, confirm, cohort):
    known = UserFactory(name="李明", phone="13812345678", email="old@example.com", organisation=cohort.client)
    EnrolmentFactory(cohort=cohort, user=known, branch="城东支行", post="柜员")
    page = upload(HEADER + "李明\t13812345678\tnew@example.com\t城西支行\t客户经理")
    (row,) = page.context["preview"].rows
    assert [(change.field, change.before, change.after, change.taken) for change in row.changes] == [
        ("email", "old@example.com", "new@example.com", False),
        ("branch", "城东支行", "城西支行", True),
        ("post", "柜员", "客户经理", True),
    ]
    here = page.redirect_chain[-1][0]
    choice = {"row": "2", "offered": "import-2", "offered-2": "email branch post", "import-2": "on", "take-2": "email"}
    client.post(here + "choices/", choice)
    client.post(here + "choices/", {"all": "post:1"})
    confirm(client.get(here))
    known.refresh_from_db()
    place = cohort.enrolments.get()
    assert (known.email, place.branch, place.post) == ("new@example.com", "城东支行", "客户经理")
    assert [event.kind for event in place.events.all()] == ["updated"]


def test_another_name_for_a_known_number_waits_for_somebodys_word(client, upload, confirm, cohort):
    known = UserFactory(name="李明", phone="13812345678", organisation=cohort.client)
    page = upload("李敏\t13812345678\n王芳\t13812345679")
    assert [status for _number, status, *_text in judged(page)] == ["conflict", "new"]
    here = page.redirect_chain[-1][0]
    page = client.post(here + "choices/", {"row": "1", "name-1": "rename"}, headers={"HX-Request": "true"})
    assert "导入 2 人" in page.content.decode()
    confirm(client.get(here))
    known.refresh_from_db()
    assert (known.name, cohort.enrolments.count()) == ("李敏", 2)


def test_a_row_can_be_left_out(client, upload, confirm, cohort):
    page = upload("李明\t13812345678\n王芳\t13812345679")
    here = page.redirect_chain[-1][0]
    client.post(here + "choices/", {"row": ["1", "2"], "offered": ["import-1", "import-2"], "import-2": "on"})
    confirm(client.get(here))
    assert [str(place) for place in cohort.enrolments.all()] == ["王芳"]


def test_somebody_elses_account_is_never_taken_over_and_no_role_changes(client, upload, confirm, cohort):
    other = UserFactory(name="李明", phone="13812345678", organisation=ClientFactory())
    office = UserFactory(admin=True, name="教务", email="office@example.com")
    one = UserFactory(name="赵强", phone="13812345670", organisation=cohort.client)
    UserFactory(name="孙丽", phone=None, email="sun@example.com", organisation=cohort.client)
    accounts = User.objects.filter(pk__in=[other.pk, office.pk, one.pk])
    before = list(accounts.order_by("pk").values())
    page = upload(
        HEADER + "李明\t13812345678\n教务\t\toffice@example.com\n新人\t13800000001\n赵强\t13812345670\tsun@example.com"
    )
    here = page.redirect_chain[-1][0]
    for number in range(2, 6):  # whatever a form may claim
        claim = {"row": number, f"offered-{number}": "phone email", f"take-{number}": ["phone", "email"]}
        client.post(here + "choices/", claim | {f"name-{number}": "rename"})
    page = client.get(here)
    assert [status for _number, status, *_text in judged(page)] == ["conflict", "conflict", "new", "conflict"]
    confirm(page)
    assert list(accounts.order_by("pk").values()) == before
    assert [str(place) for place in cohort.enrolments.all()] == ["新人"]


def test_a_closed_account_is_opened_first(upload, cohort):
    UserFactory(name="李明", phone="13812345678", organisation=cohort.client, is_active=False)
    (row,) = upload("李明\t13812345678").context["preview"].rows
    assert "账号已停用" in row.problems[0].text


def test_the_same_person_by_phone_and_by_email_comes_once(upload, cohort):
    UserFactory(name="李明", phone="13812345678", email="li@example.com", organisation=cohort.client)
    assert [row[1] for row in judged(upload("李明\t13812345678\n李明\tli@example.com"))] == ["existing", "duplicate"]


def test_importing_again_harms_nothing_and_brings_back_who_had_left(upload, confirm, cohort):
    confirm(upload("李明\t13812345678\t城东支行\n王芳\t13812345679\t城西支行"))
    cohort.enrolments.filter(seat=2).update(state="withdrawn")
    page = confirm(upload("李明\t13812345678\n王芳\t13812345679\n赵强\t13812345670"))
    assert told(page) == ["已编入 2 位学员。", "其中 1 位退过班，已恢复。"]
    places = cohort.enrolments.order_by("seat").values_list("seat", "user__name", "state", "branch")
    assert list(places) == [
        (1, "李明", "active", "城东支行"),
        (2, "王芳", "active", "城西支行"),
        (3, "赵强", "active", ""),
    ]


def test_who_finds_no_place_waits(upload, confirm, cohort):
    cohort.capacity = 2
    cohort.save()
    cohort.quotas.create(branch="城东支行", places=1)
    page = upload("甲\t13812345671\t城东支行\n乙\t13812345672\t城东 支行\n丙\t13812345673\t城西支行\n丁\t13812345674")
    assert [row.waits for row in page.context["preview"].rows] == [False, True, False, True]
    confirm(page)
    assert list(cohort.enrolments.values_list("state", flat=True)) == ["active", "waiting", "active", "waiting"]


# What is pending is not lost, and what was done can be undone ---------------------------------------------------------


def test_a_list_left_unconfirmed_is_still_there_and_a_new_one_takes_its_place(client, upload):
    upload("李明\t13812345678")
    first = RosterImport.objects.get()
    assert client.get("/cohorts/HT-1/roster/enrol/").context["waiting"] == first
    upload("王芳\t13812345679")
    assert RosterImport.objects.get() != first


def test_discarding_removes_the_list(client, upload):
    page = upload("李明\t13812345678")
    page = client.post(page.redirect_chain[-1][0] + "discard/", follow=True)
    assert told(page) == ["已取消，没有导入任何人；上传的名单已删除。"]
    assert not RosterImport.objects.exists()


def test_what_changed_since_it_was_looked_at_is_looked_at_again(client, upload, confirm, cohort):
    page = upload("李明\t13812345678")
    UserFactory(name="李敏", phone="13812345678", organisation=cohort.client)
    page = confirm(page)
    assert told(page)[0].startswith("你查看之后情况有了变化")
    assert judged(page)[0][1] == "conflict"
    assert not cohort.enrolments.exists()


def test_an_import_is_taken_back_whole(client, upload, confirm, cohort):
    known = UserFactory(name="王芳", phone="13812345679", organisation=cohort.client)
    left = EnrolmentFactory(cohort=cohort, user=known, branch="城西支行", state="withdrawn", seat=1)
    before = (User.objects.count(), list(cohort.enrolments.values()))
    page = confirm(upload(HEADER + "李明\t13812345678\n王芳\t13812345679\twang@example.com\t城北支行"))
    assert cohort.enrolments.active().count() == 2
    page = client.post(f"/cohorts/HT-1/roster/import/{page.context['imported'].pk}/undo/", follow=True)
    assert told(page) == ["已撤销这次导入，名单回到导入之前。"]
    assert (User.objects.count(), list(cohort.enrolments.values())) == before
    known.refresh_from_db()
    assert known.email is None
    assert [event.kind for event in left.events.all()] == ["reinstated", "restored"]
    page = client.get("/cohorts/HT-1/roster/")
    assert page.context["imported"] is None


def test_an_import_that_somebody_has_built_on_stays(client, upload, confirm, cohort):
    page = confirm(upload("李明\t13812345678"))
    place = cohort.enrolments.get()
    Attendance.objects.create(session=SessionFactory(cohort=cohort), enrolment=place, marked_at=timezone.now())
    page = client.post(f"/cohorts/HT-1/roster/import/{page.context['imported'].pk}/undo/", follow=True)
    assert told(page)[0].startswith("这批学员里已有人签到")
    assert cohort.enrolments.get() == place


def test_after_a_week_nothing_of_a_list_is_kept(admin, cohort):
    kept = rosters.begin(cohort, "李明\t13812345678", admin)
    rosters.confirm(kept, admin)
    pending = rosters.begin(cohort, "王芳\t13812345679", admin)
    RosterImport.objects.update(created_at=timezone.now() - rosters.KEPT)
    rosters.forget_old()
    kept.refresh_from_db()
    assert (kept.grid, kept.written, kept.choices) == ({}, {}, {})
    assert not RosterImport.objects.filter(pk=pending.pk).exists()
    with pytest.raises(Refusal, match="超过一周"):
        rosters.undo(kept, admin)


def test_only_an_admin_imports(client, cohort, admin):
    trainer = UserFactory(trainer=True)
    cohort.trainers.add(trainer)
    with pytest.raises(Refusal, match="只有教务"):
        rosters.begin(cohort, "李明\t13812345678", trainer)
    pending = rosters.begin(cohort, "李明\t13812345678", admin)
    client.force_login(trainer)
    assert client.get(f"/cohorts/HT-1/roster/import/{pending.pk}/").status_code == 404
    assert client.post(f"/cohorts/HT-1/roster/import/{pending.pk}/confirm/").status_code == 404
    client.force_login(admin)
    CohortFactory(code="HT-2")
    assert client.get(f"/cohorts/HT-2/roster/import/{pending.pk}/").status_code == 404


def test_nothing_uploaded_asks_for_something(upload):
    assert upload(" ").context["form"].non_field_errors() == ["请选择一个文件，或粘贴名单。"]


def test_what_cannot_be_read_is_refused_and_the_text_stays(upload):
    page = upload("姓名\t手机\n")
    assert page.status_code == 422
    assert page.context["form"].non_field_errors()[0].startswith("名单里没有人。")
    assert "姓名\t手机\n</textarea>" in page.content.decode()


@pytest.mark.parametrize(("language", "titles"), [("zh-hans", ["姓名", "手机号", "邮箱"]), ("en", None)])
def test_the_template_is_read_by_the_import_it_is_for(client, admin, cohort, language, titles):
    client.force_login(admin)
    book = load_workbook(io.BytesIO(client.get(f"/cohorts/HT-1/roster/template/?language={language}").content))
    sheet = book.worksheets[0]
    assert titles is None or [cell.value for cell in sheet[1]][:3] == titles
    assert sheet.column_dimensions["B"].number_format == "@"
    sheet.append(["李明", "13812345678", "li@example.com", "007", "城东支行", "零售部", "客户经理", "零售"])
    out = io.BytesIO()
    book.save(out)
    roster = rosters.begin(cohort, out.getvalue(), admin)
    assert roster.columns == ["name", "phone", "email", "staff_number", "branch", "department", "post", "line"]


def test_the_number_of_queries_does_not_grow_with_the_list(admin, cohort):
    def queries(count):
        text = HEADER + "\n".join(f"学员{n}\t137{n:08d}\ts{n}@example.com\t城东支行\t柜员" for n in range(count))
        roster = rosters.begin(cohort, text, admin)
        with CaptureQueriesContext(connection) as looked:
            preview_of(roster, cohort)
        return len(looked)

    assert queries(1) == queries(300) <= 6


# The roster page ------------------------------------------------------------------------------------------------------


def test_a_withdrawn_trainee_keeps_the_place_and_gets_it_back(client, admin, cohort):
    place = EnrolmentFactory(cohort=cohort, user__name="李明")
    client.force_login(admin)
    page = client.get("/cohorts/HT-1/roster/").content.decode()
    assert "让 李明 退班？考勤和作业都会保留，之后可以恢复。" in page
    page = client.post(f"/cohorts/HT-1/roster/{place.pk}/withdraw/?q=%E6%9D%8E", follow=True)
    assert page.redirect_chain == [(f"/cohorts/HT-1/roster/?q=%E6%9D%8E#place-{place.pk}", 302)]
    assert "李明 已退班，考勤和作业都保留。需要时可以恢复。" in page.content.decode()
    assert page.context["active_count"] == 0
    client.post(f"/cohorts/HT-1/roster/{place.pk}/reinstate/")
    place.refresh_from_db()
    assert place.state == "active"


def test_a_place_of_another_cohort_is_not_found_under_this_one(client, admin, cohort):
    elsewhere = EnrolmentFactory()
    client.force_login(admin)
    assert client.post(f"/cohorts/HT-1/roster/{elsewhere.pk}/withdraw/").status_code == 404


def test_the_roster_is_searched_by_name_branch_and_phone(client, admin, cohort):
    EnrolmentFactory(cohort=cohort, user__name="李明", user__phone="13812345678", branch="城东支行")
    EnrolmentFactory(cohort=cohort, user__name="王芳", user__phone="13900000001", branch="城西支行")
    client.force_login(admin)
    for query, found in {
        "李": ["李明"],
        "城西": ["王芳"],
        "138 1234 5678": ["李明"],
        "9000": ["王芳"],
        "无": [],
    }.items():
        page = client.get("/cohorts/HT-1/roster/", {"q": query})
        assert [str(place) for place in page.context["page_obj"]] == found


def test_who_has_no_password_yet_is_marked_and_can_be_sent_a_link(client, admin, cohort):
    place = EnrolmentFactory(cohort=cohort)
    place.user.set_unusable_password()
    place.user.save()
    client.force_login(admin)
    page = client.get("/cohorts/HT-1/roster/").content.decode()
    assert f"/people/{place.user.pk}/invitation/" in page
    assert "未设密码" in page
