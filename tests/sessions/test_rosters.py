import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.refusals import Refusal
from sessions.models import Enrolment
from sessions.roster_text import RosterLine, read_lines
from sessions.rosters import RosterRefusal, enrol, parse_roster
from tests.factories import ClientFactory, CohortFactory, EnrolmentFactory, UserFactory

LI_MING = RosterLine(1, "李明", "13812345678", "城东支行", "客户经理")


# Reading --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "李明\t13812345678\t城东支行\t客户经理",
        "李明,13812345678,城东支行,客户经理",
        "李明，13812345678，城东支行，客户经理",
        "李明  13812345678   城东支行    客户经理",
        "李明　13812345678　城东支行　客户经理",
        "李明 13812345678 城东支行 客户经理",
        "李 明 13812345678 城东支行 客户经理",
        "李 明\t13812345678\t 城东支行 \t客户经理\t",
        '"李明","13812345678","城东支行","客户经理"',
        "1\t李明\t13812345678\t城东支行\t客户经理",
        "1、李明，13812345678，城东支行，客户经理",
        "1. 李明 13812345678 城东支行 客户经理",
        "李明\t１３８１２３４５６７８\t城东支行\t客户经理",
        "\ufeff李明\u200b\t13812345678\t城东支行\t客户经理",
    ],
)
def test_a_line_is_read_however_its_cells_are_set_apart(line):
    assert read_lines(line) == [LI_MING]


def test_a_header_gives_the_columns_in_any_order_and_unknown_ones_are_left_out():
    text = "序号\t单位\t职务\t备注\t姓名\t手机号码\n1\t城东支行\t客户经理\t新来\t李明\t13812345678"
    assert read_lines(text) == [RosterLine(2, "李明", "13812345678", "城东支行", "客户经理")]


def test_of_a_phone_and_an_email_column_the_first_that_is_filled_counts():
    text = "姓名,手机,邮箱\n李明,13812345678,li@example.com\n王芳,,wang@example.com"
    assert [line.contact for line in read_lines(text)] == ["13812345678", "wang@example.com"]


def test_blank_lines_are_passed_over_and_still_counted():
    assert [line.number for line in read_lines("\n李明,1\n\n \t \n王芳,2\n")] == [2, 5]


@pytest.mark.parametrize("name", ["𠮷田", "阿依古丽·买买提", "欧阳娜娜", "Anna Müller", "〇二"])
def test_names_are_kept_as_they_are_written(name):
    assert read_lines(f"{name}\t13812345678")[0].name == name


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_file_is_read_in_the_encodings_chinese_computers_write(encoding):
    text = "姓名,手机号,机构,岗位\r\n李明,138 1234 5678,城东支行,客户经理\r\n"
    roster = parse_roster(text.encode(encoding))
    assert [(row.line, row.name, str(row.identity)) for row in roster.rows] == [(2, "李明", "13812345678")]


@pytest.mark.parametrize(
    ("line", "field", "words"),
    [
        ("\t13812345678", "姓名", "缺姓名。请补上，或删去这一行。"),
        ("李明", "手机号或邮箱", "缺手机号或邮箱。学员用它登录。"),
        ("李明\t1381234567", "手机号或邮箱", "“1381234567”不是手机号或邮箱。"),
        ("13812345678\t李明", "姓名", "这一栏是号码或邮箱，不是姓名。"),
        (f"{'李' * 51}\t13812345678", "姓名", "超过 50 个字。请缩短。"),
        (f"李明\t13812345678\t{'支' * 101}", "机构/支行", "超过 100 个字。请缩短。"),
        ("李明\t13812345678\t城东支行\t客户经理\t备注", "列数", "多出一栏“备注”。"),
        ("王芳\t138-0000-0000", "手机号或邮箱", "13800000000 与第 1 行重复。请删去一行，或改正号码。"),
    ],
)
def test_a_bad_line_is_named_with_its_number_its_field_and_what_to_do(line, field, words):
    problems = parse_roster(f"张三\t13800000000\n{line}").problems
    assert problems[0].line == 2
    assert problems[0].field == field
    assert problems[0].text.startswith(words)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("", "名单里没有人。"),
        ("姓名\t手机号\n", "名单里没有人。"),
        (b"", "文件是空的。"),
        (b"PK\x03\x04 spreadsheet", "这是 Excel、Word 或压缩文件。"),
        (b"%PDF-1.7", "这是 PDF 文件。"),
        (bytes(range(256)), "这不是文本文件。"),
        (b"x" * (5 * 1024 * 1024 + 1), "名单超过 5 MB。"),
        ("x" * (5 * 1024 * 1024 + 1), "名单超过 5 MB。"),
        ("\n".join(["李明,1"] * 5001), "名单有 5001 行，一次最多 5000 行。"),
    ],
    ids=range(9),
)
def test_what_is_no_roster_is_refused_in_words(source, words):
    with pytest.raises(Refusal, match=words):
        parse_roster(source)


# Enrolling ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def admin(db):
    return UserFactory(admin=True)


@pytest.fixture
def cohort(db):
    return CohortFactory(code="HT-1")


@pytest.fixture
def paste(client, admin, cohort):
    client.force_login(admin)
    return lambda text: client.post("/cohorts/HT-1/roster/enrol/", {"text": text}, follow=True)


def problems(response):
    return [(problem.line, problem.field, problem.text) for problem in response.context["form"].problems]


def test_a_pasted_list_becomes_people_with_places_in_its_order(paste, cohort):
    page = paste("李明\t13812345678\t城东支行\t客户经理\n𠮷田·王\tWang@Example.com").content.decode()
    assert "已编入 2 位学员。" in page
    places = list(cohort.enrolments.select_related("user").order_by("seat"))
    assert [(p.seat, p.user.name, p.user.phone, p.user.email, p.branch, p.post) for p in places] == [
        (1, "李明", "13812345678", None, "城东支行", "客户经理"),
        (2, "𠮷田·王", None, "wang@example.com", "", ""),
    ]
    assert {place.user.organisation for place in places} == {cohort.client}
    assert not any(place.user.has_usable_password() or place.user.is_staff for place in places)


def test_a_file_is_enrolled_too(client, admin, cohort):
    client.force_login(admin)
    file = SimpleUploadedFile("名单.csv", "姓名,手机\n李明,13812345678".encode("gb18030"))
    client.post("/cohorts/HT-1/roster/enrol/", {"file": file})
    assert [str(place) for place in cohort.enrolments.all()] == ["李明"]


def test_one_bad_row_keeps_all_out_and_the_text_stays_to_be_put_right(client, admin, cohort):
    client.force_login(admin)
    before = User.objects.count()
    file = SimpleUploadedFile("名单.csv", "李明,13812345678\n,13812345679\n王芳,12".encode())
    response = client.post("/cohorts/HT-1/roster/enrol/", {"file": file})
    assert response.status_code == 422
    assert [(line, field) for line, field, _text in problems(response)] == [(2, "姓名"), (3, "手机号或邮箱")]
    page = response.content.decode()
    assert "名单里有 2 处问题，没有导入任何人。请改正后再导入。" in page
    assert "李明,13812345678\n,13812345679\n王芳,12</textarea>" in page
    assert (User.objects.count(), Enrolment.objects.count()) == (before, 0)


def test_nothing_pasted_asks_for_something(paste):
    assert paste(" ").context["form"].non_field_errors() == ["请选择一个文件，或粘贴名单。"]


def test_somebody_elses_account_is_never_taken_over(paste, cohort):
    other = UserFactory(name="李明", phone="13812345678", organisation=ClientFactory())
    UserFactory(admin=True, name="教务", email="office@example.com")
    response = paste("李明\t13812345678\n教务\toffice@example.com\n新人\t13800000001")
    assert [(line, text[:24]) for line, _field, text in problems(response)] == [
        (1, "13812345678 已是另一机构人员的账号，不能编入"[:24]),
        (2, "office@example.com 已是另一机构人员的账号"[:24]),
    ]
    other.refresh_from_db()
    assert other.organisation != cohort.client
    assert not User.objects.filter(name="新人").exists()


def test_a_person_of_the_bank_is_enrolled_unchanged(paste, cohort):
    known = UserFactory(name="李明", phone="13812345678", organisation=cohort.client)
    before = User.objects.filter(pk=known.pk).values().get()
    paste("李明\t13812345678\t城东支行")
    assert cohort.enrolments.get().user == known
    assert User.objects.filter(pk=known.pk).values().get() == before


def test_another_name_for_a_known_number_is_a_conflict(paste, cohort):
    UserFactory(name="李明", phone="13812345678", organisation=cohort.client)
    response = paste("李敏\t13812345678")
    assert problems(response) == [
        (1, "姓名", "13812345678 已登记为“李明”，与名单上的姓名不同。请核对号码，或把姓名改成一致。")
    ]


def test_the_same_person_by_phone_and_by_email_is_one_too_many(paste, cohort):
    UserFactory(name="李明", phone="13812345678", email="li@example.com", organisation=cohort.client)
    response = paste("李明\t13812345678\n李明\tli@example.com")
    assert [(line, text) for line, _field, text in problems(response)] == [
        (2, "li@example.com 与第 1 行是同一个人（李明）。请删去一行。")
    ]


def test_a_closed_account_is_opened_first(paste, cohort):
    UserFactory(name="李明", phone="13812345678", organisation=cohort.client, is_active=False)
    assert "账号已停用" in problems(paste("李明\t13812345678"))[0][2]


def test_enrolling_again_harms_nothing_and_brings_back_who_had_left(paste, cohort):
    paste("李明\t13812345678\t城东支行\n王芳\t13812345679\t城西支行")
    cohort.enrolments.filter(seat=2).update(state="withdrawn")
    page = paste("李明\t13812345678\n王芳\t13812345679\n赵强\t13812345670").content.decode()
    for words in ("已编入 1 位学员。", "1 位退班的学员已恢复在册。", "1 位已在名单上，没有改动。"):
        assert words in page
    places = cohort.enrolments.order_by("seat").values_list("seat", "user__name", "state", "branch")
    assert list(places) == [
        (1, "李明", "active", "城东支行"),
        (2, "王芳", "active", "城西支行"),
        (3, "赵强", "active", ""),
    ]


def test_only_an_admin_enrols(cohort):
    trainer = UserFactory(trainer=True)
    cohort.trainers.add(trainer)
    with pytest.raises(Refusal, match="只有教务"):
        enrol(cohort, parse_roster("李明\t13812345678").rows, trainer)


def test_two_thousand_rows_take_less_than_three_seconds_and_few_queries(admin, cohort):
    text = "\n".join(f"学员{number}\t138{number:08d}\t城东支行\t客户经理" for number in range(2000))
    begun = time.process_time()  # of our own work: the machine may be busy with other tests
    with CaptureQueriesContext(connection) as queries:
        outcome = enrol(cohort, parse_roster(text).rows, admin)
    assert time.process_time() - begun < 3
    assert (len(outcome.new), outcome.people_created) == (2000, 2000)
    assert len(queries) < 80


def test_a_refused_list_tells_its_problems(admin, cohort):
    UserFactory(name="李明", phone="13812345678", organisation=ClientFactory())
    with pytest.raises(RosterRefusal) as refusal:
        enrol(cohort, parse_roster("李明\t13812345678").rows, admin)
    assert [problem.line for problem in refusal.value.problems] == [1]


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
