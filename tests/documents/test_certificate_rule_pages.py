import pytest
import time_machine
from django.utils import timezone

from documents.certificates import issue
from documents.models import Certificate, CertificateRule, CertificateRuling, Job
from tests.documents.test_certificate_rules import AFTER, CEREMONY, UNTIL_NOON
from tests.documents.worlds import ALL_PRESENT, attended_cohort, people_of
from tests.factories import ExerciseFactory

pytestmark = pytest.mark.django_db
RULE = {"exercises": "none", "pass_percent": "60"}


@pytest.fixture
def cohort():
    return attended_cohort(ALL_PRESENT, ("present",) * 3 + ("absent",), code="HT-2026-01", names=("王小明", "李缺课"))


@pytest.fixture
def people(cohort):
    return people_of(cohort)


@pytest.fixture
def short(cohort):
    return cohort.enrolments.get(seat=2)


def test_a_rule_is_composed_in_a_form_and_the_dry_run_answers_at_once(client, people, cohort):
    client.force_login(people["trainer"])
    assert "课程共 12 学时" in client.get("/documents/HT-2026-01/certificates/rule/").text
    page = client.post(
        "/documents/HT-2026-01/certificates/rule/", {**RULE, "hours": "11", "every_session": "on"}, follow=True
    ).text
    assert CertificateRule.objects.get().least_minutes == 660
    for words in ("12 学时中至少出勤 11 学时", "每个半天都到课", "还差 2 学时。有 1 个半天未到课。"):
        assert words in page
    assert 'value="11"' in client.get("/documents/HT-2026-01/certificates/rule/").text


def test_a_rule_that_nobody_could_meet_is_refused(client, people, cohort):
    client.force_login(people["admin"])
    page = client.post("/documents/HT-2026-01/certificates/rule/", {**RULE, "hours": "13"}).text
    assert "不能超过课程的 12 学时" in page
    assert not CertificateRule.objects.exists()


@pytest.mark.parametrize(
    ("address", "method"),
    [
        ("/documents/HT-2026-01/certificates/rule/", "get"),
        ("/documents/HT-2026-01/certificates/settle/", "post"),
        ("/documents/HT-2026-01/certificates/approve/", "post"),
        ("/documents/certificates/of/{short}/ruling/", "post"),
        ("/documents/certificates/{certificate}/correct/", "post"),
    ],
)
def test_only_those_who_run_the_cohort_decide(client, people, cohort, short, address, method):
    [certificate] = issue(cohort=cohort, by=people["admin"], now=timezone.now())
    where = address.format(short=short.pk, certificate=certificate.pk)
    refused = {}
    for role, person in people.items():
        client.force_login(person)
        refused[role] = getattr(client, method)(where).status_code == 404
    assert refused == {role: role not in {"admin", "trainer"} for role in people}


def test_a_contact_reads_a_trainees_page_and_a_trainee_does_not(client, people, short):
    seen = {}
    for role, person in people.items():
        client.force_login(person)
        seen[role] = client.get(f"/documents/certificates/of/{short.pk}/").status_code
    assert seen == {
        "admin": 200, "trainer": 200, "contact": 200, "trainee": 404, "other trainer": 404, "stranger": 404,
    }  # fmt: skip


def test_an_exception_is_asked_for_its_reason_and_then_stands_in_the_list(client, people, short):
    client.force_login(people["trainer"])
    where = f"/documents/certificates/of/{short.pk}/ruling/"
    refused = client.post(where, {"kind": "grant", "reason": ""})
    assert refused.status_code == 422
    assert "请写明原因" in refused.text
    client.post(where, {"kind": "grant", "reason": "总行会议，已补课"})
    page = client.get("/documents/HT-2026-01/certificates/").text
    assert "破例颁发 · 总行会议，已补课" in page
    assert "颁发 2 份证书" in page


def test_those_who_only_wait_for_approval_are_approved_in_one_go(client, people, cohort):
    CertificateRule.objects.create(cohort=cohort, approval=True)
    client.force_login(people["admin"])
    assert "1 人只差批准。" in client.get("/documents/HT-2026-01/certificates/").text
    client.post("/documents/HT-2026-01/certificates/approve/")
    assert [ruling.enrolment.seat for ruling in CertificateRuling.objects.all()] == [1]


def test_a_name_is_corrected_and_a_new_sheet_ordered(client, people, cohort):
    [old] = issue(cohort=cohort, by=people["admin"], now=timezone.now())
    client.force_login(people["trainer"])
    where = f"/documents/certificates/{old.pk}/correct/"
    page = client.post(where, {"name": "王晓明", "reason": "姓名有误"}, follow=True).text
    new = Certificate.objects.get(state="valid")
    assert (new.name, Job.objects.get().params["last"]) == ("王晓明", new.number)
    assert f"替换为 {new.number}" in page
    assert client.post(where, {"name": "王晓明", "reason": "再来"}).status_code == 422


def test_early_printing_and_its_confirmation_are_offered_when_they_apply(client):
    cohort = attended_cohort(UNTIL_NOON, code="HT-2026-02")
    client.force_login(people_of(cohort)["admin"])
    where = "/documents/HT-2026-02/certificates/"
    with time_machine.travel(CEREMONY, tick=False):
        assert "提前颁发 1 份" in client.get(where).text
        client.post(f"{where}issue/", {"early": "1"})
        assert "提前颁发，待确认" in client.get(where).text
    with time_machine.travel(AFTER, tick=False):
        assert "按考勤确认" in client.get(where).text
        page = client.post(f"{where}settle/", follow=True).text
    assert "确认 0 份，按实际学时更正 0 份，撤销 1 份" in page


def test_a_rule_asks_only_for_what_the_course_has(client, people, cohort):
    client.force_login(people["trainer"])
    address = "/documents/HT-2026-01/certificates/rule/"
    assert "这门课程还没有反馈表" in client.post(address, {**RULE, "survey": "on"}).text
    assert "这门课程还没有练习" in client.post(address, {**RULE, "exercises": "submitted"}).text
    ExerciseFactory(course=cohort.course)
    assert "课程只有 1 个练习" in client.post(address, {**RULE, "exercises": "passed", "exercise_count": "2"}).text
    assert not CertificateRule.objects.exists()
    ExerciseFactory(course=cohort.course, individual=True, survey=True)
    page = client.post(address, {**RULE, "exercises": "submitted", "survey": "on"}, follow=True).text
    for words in ("提交 1 个练习", "填写课程反馈", "还没有填写课程反馈。"):
        assert words in page
