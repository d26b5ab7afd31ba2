"""The room in a real browser: what scripts add, and that the phone does without them."""

import datetime as dt
import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from sessions import checkin, tickets
from sessions.models import Attendance, Session
from tests.factories import CohortFactory, EnrolmentFactory, SessionFactory, UserFactory
from tests.factories.people import PASSWORD


@pytest.fixture
def open_now(live_server, transactional_db):
    """A session of this very hour, open for check-in, and its trainer."""
    trainer, now = UserFactory(trainer=True), timezone.now()
    cohort = CohortFactory(trainers=[trainer])
    session = SessionFactory(cohort=cohort, starts_at=now, ends_at=now + dt.timedelta(hours=3))
    return checkin.open_check_in(session, trainer), trainer


def sign_in(page: Page, user, address: str) -> None:
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": address}])


def place(session: Session) -> list[object]:
    return [session.cohort.code, session.number]


def test_the_wall_follows_the_room_and_outlives_a_lost_connection(wall, live_server, open_now):
    session, trainer = open_now
    trainee = EnrolmentFactory(cohort=session.cohort)
    sign_in(wall, trainer, live_server.url)
    wall.goto(reverse("sessions:wall", args=place(session)))
    expect(wall.locator(".wall-count strong")).to_have_text("0")
    wall.context.set_offline(True)
    expect(wall.get_by_text("连接中断，正在重试……")).to_be_visible()
    now = timezone.now()
    checkin.check_in(session=session, user=trainee.user, scanned_at=now, now=now)
    wall.context.set_offline(False)
    expect(wall.locator(".wall-count strong")).to_have_text("1")
    expect(wall.get_by_text("连接中断，正在重试……")).to_be_hidden()
    wall.get_by_role("button", name="关闭签到").click()
    expect(wall.get_by_text("签到已关闭")).to_be_visible()
    wall.get_by_role("button", name="开放签到").click()
    expect(wall.locator(".wall-qr svg")).to_be_visible()


def test_one_tap_marks_and_one_tap_takes_it_back(phone, live_server, open_now):
    session, trainer = open_now
    first, second = (EnrolmentFactory(cohort=session.cohort, user__name=name) for name in ("王伟", "李秀英"))
    sign_in(phone, trainer, live_server.url)
    phone.goto(reverse("sessions:session", args=place(session)))
    phone.locator("[data-roll-search]").fill("李")
    expect(phone.locator(f"#row-{first.pk}")).to_be_hidden()
    phone.locator(f"#mark-{second.pk}-late").tap()
    expect(phone.locator(f"#mark-{second.pk}-late")).to_have_attribute("aria-pressed", "true")
    expect(phone.locator("#live dd").first).to_have_text(re.compile(r"1\s*/ 2"))
    phone.get_by_role("button", name="撤销").tap()
    expect(phone.locator(f"#mark-{second.pk}-late")).to_have_attribute("aria-pressed", "false")
    expect(phone.locator(f"#row-{first.pk}")).to_be_hidden()
    phone.locator(f"#row-{second.pk} .history").tap()
    expect(phone.get_by_role("dialog")).to_contain_text("迟到")


def test_an_arrival_turns_up_on_the_trainers_phone_by_itself(phone, live_server, open_now):
    session, trainer = open_now
    trainee = EnrolmentFactory(cohort=session.cohort)
    sign_in(phone, trainer, live_server.url)
    phone.goto(reverse("sessions:session", args=place(session)))
    now = timezone.now()
    checkin.check_in(session=session, user=trainee.user, scanned_at=now, now=now)
    expect(phone.locator(f"#mark-{trainee.pk}-present")).to_have_attribute("aria-pressed", "true")


def test_a_phone_without_javascript_scans_signs_in_and_checks_in(browser, live_server, open_now):
    session, _ = open_now
    trainee = EnrolmentFactory(cohort=session.cohort)
    context = browser.new_context(java_script_enabled=False, viewport={"width": 375, "height": 812})
    page = context.new_page()
    ticket = tickets.issue(session.pk, timezone.now())
    page.goto(live_server.url + reverse("sessions:scan", args=[ticket]))
    page.fill("[name=login]", str(trainee.user.phone))
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.locator(".check-in-button").click()
    expect(page.get_by_role("heading", name="已签到")).to_be_visible()
    context.close()
    assert Attendance.objects.get().enrolment == trainee
