"""Check-in where scripts do not run, and by keyboard where there is no camera."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from sessions import checkin, tickets
from sessions.models import Attendance, Session
from tests.factories import CohortFactory, EnrolmentFactory, SessionFactory, UserFactory
from tests.factories.people import PASSWORD


@pytest.fixture
def session(transactional_db) -> Session:
    trainer = UserFactory(trainer=True)
    cohort = CohortFactory(trainers=[trainer], start_date=timezone.localdate() + dt.timedelta(days=1))
    return checkin.open_check_in(SessionFactory(cohort=cohort), trainer)


@pytest.fixture
def trainee(session):
    return EnrolmentFactory(cohort=session.cohort).user


def test_without_scripts_a_scan_leads_through_sign_in_to_the_record(visit, session, trainee):
    phone = visit("phone", java_script_enabled=False)
    phone.goto(reverse("sessions:scan", args=[tickets.issue(session.pk, timezone.now())]))
    assert not Attendance.objects.exists()
    phone.get_by_label("手机号或邮箱").fill(trainee.phone)
    phone.get_by_label("密码", exact=True).fill(PASSWORD)
    phone.get_by_role("button", name="登录").tap()
    phone.get_by_role("button", name="签到").first.tap()
    expect(phone.get_by_role("heading", name="已签到")).to_be_visible()
    assert Attendance.objects.get().status == Attendance.Status.PRESENT


def test_without_scripts_the_wall_shows_its_code_and_counts(visit, session, trainee):
    wall = visit("wall", session.cohort.trainers.get(), java_script_enabled=False)
    wall.goto(reverse("sessions:wall", args=[session.cohort.code, session.number]))
    expect(wall.locator(".wall-qr svg")).to_be_visible()
    expect(wall.locator(".wall-count strong")).to_have_text("0")
    now = timezone.now()
    checkin.check_in(session=session, user=trainee, scanned_at=now, now=now)
    expect(wall.locator(".wall-count strong")).to_have_text("1")


def test_the_six_digits_typed_on_a_keyboard_are_enough(visit, session, trainee):
    page = visit("desktop", trainee)
    page.goto(reverse("sessions:check_in_now"))
    page.get_by_label("签到码").focus()
    page.keyboard.type(tickets.short_code(session.pk, timezone.now()))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="已签到")).to_be_visible()
    assert Attendance.objects.get().changes.get().via == "code"


def test_the_roll_is_called_by_keyboard_and_taken_back(visit, session, trainee):
    page = visit("desktop", session.cohort.trainers.get())
    page.goto(session.get_absolute_url())
    excused = page.get_by_role("group", name=trainee.name).get_by_role("button", name="请假")
    excused.focus()
    page.keyboard.press("Enter")
    expect(excused).to_have_attribute("aria-pressed", "true")
    expect(excused).to_be_focused()
    page.get_by_role("button", name="撤销").press("Enter")
    expect(excused).to_have_attribute("aria-pressed", "false")
    assert Attendance.objects.get().status == ""
