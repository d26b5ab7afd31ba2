"""The trainee's phone, from the code on the wall to the page that says it is done. No JavaScript anywhere."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from exercises.models import Group
from sessions import checkin, tickets
from sessions.models import Attendance, AttendanceChange, Enrolment
from tests.factories import EnrolmentFactory, GroupFactory, GroupMemberFactory, SessionFactory, UserFactory
from tests.factories.people import PASSWORD
from tests.sessions.conftest import NINE

SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def trainee(cohort):
    return EnrolmentFactory(cohort=cohort)


@pytest.fixture
def here(open_session):
    return reverse("sessions:check_in", args=[open_session.cohort.code, open_session.number])


@pytest.fixture
def signed_in(client, trainee):
    client.force_login(trainee.user)
    return client


def scan(client, session, at=NINE):
    return client.get(reverse("sessions:scan", args=[tickets.issue(session.pk, at)]))


def words(response):
    """The refusal a page shows."""
    found = re.search(r'role="alert"[^>]*>(.*?)</p>', response.content.decode(), re.DOTALL)
    return found[1].strip() if found else ""


def button(response):
    return "check-in-button" in response.content.decode()


def test_scan_press_done(signed_in, here, open_session, trainee):
    assert scan(signed_in, open_session).headers["Location"] == here
    assert button(signed_in.get(here))
    assert signed_in.post(here).headers["Location"] == here
    done = signed_in.get(here)
    assert done.templates[0].name == "sessions/check_in_done.html"
    assert "9:00" in done.content.decode()
    assert Attendance.objects.get().enrolment == trainee


def test_the_scan_survives_signing_in_and_the_end_of_its_slot(client, here, open_session, trainee, clock):
    to_sign_in = scan(client, open_session)
    sign_in = reverse("account_login")
    assert to_sign_in.headers["Location"] == f"{sign_in}?next={here}"
    clock.shift(5 * 60)
    form = client.get(to_sign_in.headers["Location"])
    assert re.search(rf'name="next"\s+value="{here}"', form.content.decode())
    signed_in = client.post(sign_in, {"login": trainee.user.phone, "password": PASSWORD, "next": here})
    assert signed_in.headers["Location"] == here
    assert button(client.get(here))
    client.post(here)
    attendance = Attendance.objects.get()
    assert (attendance.enrolment, attendance.checked_in_at, attendance.status) == (trainee, NINE, "present")


def test_a_proof_lasts_ten_minutes(signed_in, here, open_session, clock):
    scan(signed_in, open_session)
    clock.shift(10 * 60 + 1)
    assert not button(signed_in.get(here))
    refused = signed_in.post(here)
    assert (refused.status_code, words(refused)) == (409, "扫码已超过 10 分钟。请重新扫描大屏幕上的二维码。")
    assert not Attendance.objects.exists()


def test_reading_never_records(signed_in, here, open_session):
    scan(signed_in, open_session)
    signed_in.get(here)
    signed_in.head(here)
    assert not Attendance.objects.exists()
    assert signed_in.post(reverse("sessions:scan", args=[tickets.issue(open_session.pk, NINE)])).status_code == 405


def test_pressing_twice_keeps_the_first_time(signed_in, here, open_session, clock):
    scan(signed_in, open_session)
    signed_in.post(here)
    clock.shift(60)
    scan(signed_in, open_session, at=NINE + 60 * SECOND)
    assert signed_in.post(here).headers["Location"] == here
    assert Attendance.objects.get().checked_in_at == NINE
    assert AttendanceChange.objects.count() == 1


@pytest.mark.parametrize("seconds", [9, 11, 19])
def test_a_code_in_its_time_leads_on(seconds, client, here, open_session, clock):
    clock.shift(seconds)
    assert scan(client, open_session).status_code == 302


def test_a_code_of_21_seconds_says_so_and_offers_the_typed_one(client, here, open_session, clock):
    clock.shift(21)
    refused = scan(client, open_session)
    assert (refused.status_code, words(refused)) == (
        410,
        "这个签到码已过期：它每 10 秒更换一次。请重新扫描大屏幕上的二维码。",
    )
    assert f'href="{here}"' in refused.content.decode()
    assert "proof" not in client.session


def test_a_forged_code_says_so(client, here):
    refused = client.get(reverse("sessions:scan", args=["A" * 24]))
    assert (refused.status_code, words(refused)) == (400, "这不是有效的签到码。请扫描教室大屏幕上的二维码。")


def test_the_code_of_another_session_says_which(signed_in, here, open_session, trainer):
    afternoon = SessionFactory(cohort=open_session.cohort, number=2)
    checkin.open_check_in(afternoon, trainer)
    scan(signed_in, afternoon)
    told = "你扫的是第 2 场的签到码，这里是第 1 场。请扫描本场大屏幕上的二维码。"
    assert words(signed_in.get(here)) == told
    refused = signed_in.post(here)
    assert (refused.status_code, words(refused)) == (409, told)
    assert not Attendance.objects.exists()


def test_the_code_of_another_cohort_says_so(signed_in, here, trainee):
    scan(signed_in, SessionFactory())
    assert words(signed_in.post(here)) == "你扫的是另一个班的签到码。请扫描本场大屏幕上的二维码。"


def test_without_a_scan_the_button_is_not_there_and_a_post_is_refused(signed_in, here):
    assert not button(signed_in.get(here))
    assert words(signed_in.post(here)) == "请先扫描大屏幕上的二维码，或者输入屏幕上的 6 位数字。"


def test_someone_of_another_cohort_is_refused_in_words_only_with_a_fresh_scan(client, here, open_session):
    client.force_login(EnrolmentFactory().user)
    assert client.get(here).status_code == 404
    scan(client, open_session)
    for refused in (client.get(here), client.post(here)):
        assert refused.status_code == 403
        assert words(refused) == "你不在这个班的名单上。请确认登录的是你本人的账户，或者请讲师、教务核对名单。"
        assert open_session.cohort.name not in refused.content.decode()
    assert not Attendance.objects.exists()


def test_someone_who_left_the_cohort_is_told_so(client, here, cohort):
    client.force_login(EnrolmentFactory(cohort=cohort, state=Enrolment.State.WITHDRAWN).user)
    refused = client.get(here)
    assert (refused.status_code, words(refused)) == (403, "你已从这个班退班，不能签到。如有疑问，请联系教务。")


def test_before_after_and_closed(signed_in, here, open_session, trainer, clock):
    scan(signed_in, open_session)
    checkin.close_check_in(open_session, trainer)
    for response in (signed_in.get(here), signed_in.post(here)):
        assert words(response) == "签到已经关闭。如果你在教室里，请找讲师补记。"
        assert not button(response)
    clock.shift(3 * 60 * 60)
    assert words(signed_in.get(here)) == "本场已经结束，不能再签到。如果你在教室里，请找讲师补记。"
    afternoon = SessionFactory(cohort=open_session.cohort, number=2)
    unopened = reverse("sessions:check_in", args=[open_session.cohort.code, afternoon.number])
    assert words(signed_in.get(unopened)) == "签到还没有开放。请等讲师宣布开始，再试一次。"


def test_an_early_scan_waits_for_the_opening(signed_in, session, trainer, clock):
    here = reverse("sessions:check_in", args=[session.cohort.code, session.number])
    scan(signed_in, session)
    assert words(signed_in.post(here)) == "签到还没有开放。请等讲师宣布开始，再试一次。"
    clock.shift(60)
    checkin.open_check_in(session, trainer)
    assert button(signed_in.get(here))
    signed_in.post(here)
    assert Attendance.objects.get().checked_in_at == NINE


def test_the_typed_code_is_the_way_in_without_a_camera(signed_in, here, open_session):
    code = tickets.short_code(open_session.pk, NINE)
    assert signed_in.post(here, {"code": f"{code[:3]} {code[3:]}"}).headers["Location"] == here
    assert AttendanceChange.objects.get().via == AttendanceChange.Via.CODE


def test_guessing_codes_ends_after_ten_tries(signed_in, here, open_session):
    right = tickets.short_code(open_session.pk, NINE)
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    for _ in range(10):
        assert words(signed_in.post(here, {"code": wrong})).startswith("签到码不对，或者已经更换。")
    stopped = "试的次数太多了。请过 5 分钟再输入，或者扫描大屏幕上的二维码。"
    assert words(signed_in.post(here, {"code": right})) == stopped
    scan(signed_in, open_session)
    assert signed_in.post(here).status_code == 302


def test_the_short_address_leads_to_the_session_that_is_open(signed_in, here, open_session, trainer):
    short = reverse("sessions:check_in_now")
    assert signed_in.get(short).headers["Location"] == here
    checkin.close_check_in(open_session, trainer)
    assert words(signed_in.get(short)) == "你的班级现在没有开放签到的场次。请等讲师宣布开始，再试一次。"


def test_the_done_page_names_time_seat_and_group(signed_in, here, open_session, trainee, clock):
    group: Group = GroupFactory(cohort=open_session.cohort, number=3)
    GroupMemberFactory(group=group, enrolment=trainee)
    clock.shift(15 * 60)
    scan(signed_in, open_session, at=NINE + 900 * SECOND)
    signed_in.post(here)
    text = signed_in.get(here).content.decode()
    for shown in ("9:15", f">{trainee.seat}<", "第 3 组", "迟到", trainee.user.name, "9:00–12:00"):
        assert escape(shown) in text or shown in text


def test_a_post_without_its_csrf_token_records_nothing(here, open_session, trainee):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(trainee.user)
    scan(strict, open_session)
    assert strict.post(here).status_code == 403
    assert not Attendance.objects.exists()


def test_nothing_of_check_in_is_kept_by_a_cache(signed_in, here, open_session):
    for response in (signed_in.get(here), scan(signed_in, open_session)):
        assert "no-store" in response.headers["Cache-Control"]


def test_a_stranger_to_everything_sees_nothing(client, here):
    client.force_login(UserFactory())
    assert client.get(here).status_code == 404
    client.logout()
    assert client.get(here).headers["Location"].startswith(reverse("account_login"))
