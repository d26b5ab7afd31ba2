"""What happens in the room: the wall, a trainee's phone, roll call, a group's worksheet and its mark."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from sessions import checkin
from sessions.models import Session
from tests.browser.in_office import EXCUSED, LATE, NAMES, Plan
from tests.browser.paper import read_code

EXERCISE = "seven-kinds-of-data"
OTHERS_WHO_SCAN = 17


def sign_in(page: Page, who: str, password: str) -> None:
    page.get_by_label("手机号或邮箱").fill(who)
    page.get_by_label("密码", exact=True).fill(password)
    page.get_by_role("button", name="登录").click()


def accept_invitation(phone: Page, link: str, password: str) -> None:
    phone.goto(link)
    phone.locator("#id_new_password1").fill(password)
    phone.locator("#id_new_password2").fill(password)
    phone.get_by_role("button", name="保存并登录").tap()
    expect(phone.get_by_role("heading", name=NAMES[0])).to_be_visible()


def open_check_in(trainer: Page, wall: Page, plan: Plan) -> None:
    trainer.goto("/")
    trainer.goto(f"/sessions/{plan.code}/1/")
    trainer.get_by_role("button", name="开放签到").click()
    expect(trainer.get_by_role("link", name="投屏签到码")).to_be_visible()
    wall.goto(f"/sessions/{plan.code}/1/wall/")
    expect(count_on(wall)).to_have_text("0")


def count_on(wall: Page) -> Locator:
    return wall.locator(".wall-count strong")


def scan(phone: Page, wall: Page) -> None:
    """A new code comes every ten seconds: read and open it at once, as a phone does."""
    phone.goto(read_code(wall.locator(".wall-qr")))


def check_in(phone: Page, wall: Page) -> None:
    expect(phone.get_by_text(f"以{NAMES[0]}的身份签到")).to_be_visible()
    phone.locator(".check-in-button").tap()
    expect(phone.get_by_role("heading", name="已签到")).to_be_visible()
    expect(count_on(wall)).to_have_text("1")
    scan(phone, wall)  # again: harmless
    expect(phone.get_by_role("heading", name="已签到")).to_be_visible()
    expect(count_on(wall)).to_have_text("1")


def others_check_in(wall: Page, plan: Plan) -> None:
    """The rest of the class does the same on phones of their own; each arrival is on the wall within seconds."""
    session, now = Session.objects.get(cohort__code=plan.code, number=1), timezone.now()
    for enrolment in session.cohort.enrolments.exclude(user__name__in=[NAMES[0], LATE, EXCUSED])[:OTHERS_WHO_SCAN]:
        checkin.check_in(session=session, user=enrolment.user, scanned_at=now, now=now)
    expect(count_on(wall)).to_have_text(str(1 + OTHERS_WHO_SCAN))


def mark_two(trainer: Page) -> None:
    """The arrivals show by themselves; who has no phone at hand is marked by a press."""
    expect(trainer.locator(".live .figures dd").first).to_have_text(f"{1 + OTHERS_WHO_SCAN}/ {len(NAMES)}")
    for name, status in ((LATE, "迟到"), (EXCUSED, "请假")):
        button = trainer.get_by_role("group", name=name).get_by_role("button", name=status)
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")


def days_pass(plan: Plan, *, until_after: int) -> None:
    """Instead of waiting, the timetable moves back: session 1 begins now, or the one of this number is just over."""
    sessions = Session.objects.filter(cohort__code=plan.code)
    begins = sessions.get(number=1).starts_at if until_after == 0 else sessions.get(number=until_after).ends_at
    passed = begins + dt.timedelta(minutes=1) - timezone.now()
    for session in sessions:
        session.starts_at -= passed
        session.ends_at -= passed
        session.save(update_fields=["starts_at", "ends_at"])


def mark_the_rest(trainer: Page, plan: Plan) -> None:
    for number in range(1, 5):
        trainer.goto(f"/sessions/{plan.code}/{number}/")
        trainer.get_by_role("button", name="其余全部到课").click()
        trainer.get_by_role("button", name="记为到课").click()
        expect(trainer.locator(".undo-note")).to_be_visible()


def fill_in(phone: Page, mate: Page, plan: Plan) -> None:
    """Every field saves itself, and the other member's page shows it without a touch."""
    for page in (phone, mate):
        page.goto(f"/exercises/{plan.code}/{EXERCISE}/")
    first = phone.get_by_label("客户代称与行业")
    first.fill("某建材市场的瓷砖批发户，经营八年")
    expect(mate.get_by_label("客户代称与行业")).to_have_value("某建材市场的瓷砖批发户，经营八年")
    for number, area in enumerate(phone.locator("textarea").all()):
        area.fill(f"第 {number + 1} 处：进货单上一年 1,200 箱，按每箱毛利 35 元倒算")
    phone.get_by_label("他想要什么").fill("旺季前备货 30 万元，用 6 个月")
    for choice in phone.locator("select").all():
        choice.select_option("verified")
    phone.get_by_label("补齐一项再定").check()
    expect(phone.locator("[data-save-state]")).to_have_attribute("data-state", "saved")


def submit(phone: Page) -> None:
    phone.locator("[data-submit]").tap()
    expect(phone.get_by_text("已提交。成绩公布前还可以修改并再次提交。")).to_be_visible()


def mark_and_release(trainer: Page, plan: Plan) -> None:
    trainer.goto(f"/exercises/{plan.code}/{EXERCISE}/progress/")
    trainer.get_by_role("link", name="评分").click()
    trainer.get_by_label("得分").fill("91.5")
    trainer.get_by_label("评语").fill("数字有出处；下次把淡季也问清楚。")
    trainer.get_by_role("button", name="记下评分").click()
    trainer.get_by_role("button", name="公布 1 份成绩").click()
    trainer.get_by_role("button", name="确定").click()
    expect(trainer.get_by_text("已公布 1 份成绩。")).to_be_visible()


def see_the_mark(phone: Page, plan: Plan) -> None:
    phone.goto(f"/exercises/{plan.code}/{EXERCISE}/")
    expect(phone.locator(".ws-result .figure")).to_have_text("91.5")
    expect(phone.get_by_text("数字有出处；下次把淡季也问清楚。")).to_be_visible()
