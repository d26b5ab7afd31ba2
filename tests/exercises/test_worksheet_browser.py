"""The worksheet in a real browser: saves by itself, survives the hotel's Wi-Fi, shows both versions."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from exercises.models import Answer, GroupMember
from tests.exercises.world import World, make_world, save, signed_in, stored

pytestmark = pytest.mark.django_db(transaction=True)


def open_sheet(page: Page, world: World, user: User) -> None:
    page.goto("/healthz")
    cookie = signed_in(user).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": page.url}])
    page.goto(world.url("worksheet"))
    page.wait_for_function("document.querySelector('[data-plain-save]').hidden")


def state(page: Page):
    return page.locator("[data-save-state]")


def field(page: Page, address: str):
    return page.locator(f'[data-cell="{address}"] [data-input]')


def until_stored(sheet, expected, seconds=5):
    deadline = time.monotonic() + seconds
    while stored(sheet) != expected and time.monotonic() < deadline:
        time.sleep(0.05)
    assert stored(sheet) == expected


def test_what_is_typed_is_saved_within_a_second_of_the_last_key(phone):
    world = make_world(every_type=True)
    open_sheet(phone, world, world.trainees[0])
    field(phone, "customer").fill("早餐店夫妻")
    until_stored(world.sheet(), {"customer": "早餐店夫妻"}, seconds=1.5)
    expect(state(phone)).to_have_attribute("data-state", "saved")
    phone.locator('[data-cell="strengths"] input[value=near]').check()
    phone.locator('[data-cell="decision"] input[value=go]').check()
    field(phone, "models.ipc.score").select_option("4")
    until_stored(
        world.sheet(),
        {"customer": "早餐店夫妻", "strengths": ["near"], "decision": "go", "models.ipc.score": 4},
    )


def test_without_a_network_the_text_stays_on_the_phone_and_goes_out_on_return(phone):
    world = make_world()
    open_sheet(phone, world, world.trainees[0])
    phone.context.set_offline(True)
    field(phone, "customer").fill("地下一层的面馆")
    expect(state(phone)).to_have_attribute("data-state", "failed")
    assert "地下一层的面馆" in phone.evaluate("JSON.stringify(localStorage)")
    assert not Answer.objects.exists()
    phone.context.set_offline(False)
    until_stored(world.sheet(), {"customer": "地下一层的面馆"})
    expect(state(phone)).to_have_attribute("data-state", "saved")
    assert "面馆" not in phone.evaluate("JSON.stringify(localStorage)")


def test_text_that_never_went_out_is_sent_when_the_page_is_opened_again(phone):
    world = make_world()
    user = world.trainees[0]
    open_sheet(phone, world, user)
    phone.route("**/fields/**", lambda route: route.abort())
    field(phone, "customer").fill("地下一层的面馆")
    expect(state(phone)).to_have_attribute("data-state", "failed")
    phone.unroute("**/fields/**")
    phone.goto("about:blank")
    Answer.objects.all().delete()
    open_sheet(phone, world, user)
    until_stored(world.sheet(), {"customer": "地下一层的面馆"})


@pytest.mark.parametrize(("button", "kept"), [("用我的", "我写的"), ("用对方的", "对方写的")])
def test_a_field_two_people_changed_shows_both_until_one_is_chosen(phone, button, kept):
    world = make_world()
    first, second, *_ = world.trainees
    open_sheet(phone, world, first)
    phone.route("**/changes/**", lambda route: route.abort())
    save(world, second, "plan", "对方写的")
    field(phone, "plan").fill("我写的")
    box = phone.locator(".ws-conflict")
    expect(box.locator("[data-their-text]")).to_have_text("对方写的")
    expect(box.locator("[data-my-text]")).to_have_text("我写的")
    expect(box).to_contain_text(second.name)
    expect(state(phone)).to_have_attribute("data-state", "held")
    box.get_by_role("button", name=button).click()
    until_stored(world.sheet(), {"plan": kept})
    expect(field(phone, "plan")).to_have_value(kept)
    expect(box).to_have_count(0)
    expect(state(phone)).to_have_attribute("data-state", "saved")


def test_other_members_text_comes_in_by_itself(desktop):
    world = make_world(every_type=True)
    first, second, *_ = world.trainees
    open_sheet(desktop, world, first)
    save(world, second, "customer", "五金店")
    save(world, second, "survey.t9.lender", "农信社")
    expect(field(desktop, "customer")).to_have_value("五金店", timeout=8_000)
    expect(field(desktop, "survey.t9.lender")).to_have_value("农信社")
    expect(desktop.locator('[data-cell="customer"] [data-by]')).to_contain_text(second.name)


def test_a_row_is_added_and_filled(phone):
    world = make_world(every_type=True)
    open_sheet(phone, world, world.trainees[0])
    phone.get_by_role("button", name="加一行").click()
    phone.locator("tr[data-row^=t] [data-input]").first.fill("消费金融公司")
    deadline = time.monotonic() + 5
    while not Answer.objects.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    answer = Answer.objects.get()
    assert answer.value == "消费金融公司"
    assert re.fullmatch(r"survey\.t[0-9a-z]+\.lender", answer.key)
    phone.get_by_role("button", name="加一行").click()
    expect(phone.get_by_role("button", name="加一行")).to_be_disabled()


def test_a_refused_answer_says_why_and_keeps_the_text(phone):
    world = make_world(every_type=True)
    open_sheet(phone, world, world.trainees[0])
    field(phone, "amount").fill("很多")
    expect(phone.locator('[data-cell="amount"] [data-error]')).to_have_text("请填写数字，例如 1200、12.5 或 3万。")
    expect(field(phone, "amount")).to_have_value("很多")
    expect(state(phone)).to_have_attribute("data-state", "held")
    field(phone, "amount").fill("3万")
    until_stored(world.sheet(), {"amount": "30000"})
    expect(phone.locator('[data-cell="amount"] [data-error]')).to_be_hidden()


def test_a_member_moved_away_while_writing_keeps_the_text_on_the_phone(phone):
    world = make_world()
    user = world.trainees[0]
    open_sheet(phone, world, user)
    old = world.sheet()
    GroupMember.objects.filter(enrolment=world.enrolments[0]).update(group=world.groups[1])
    field(phone, "plan").fill("写到一半")
    expect(state(phone)).to_have_attribute("data-state", "gone")
    assert "写到一半" in phone.evaluate("JSON.stringify(localStorage)")
    assert stored(old) == {}


def test_submitting_right_after_typing_hands_in_what_was_typed(phone):
    world = make_world()
    open_sheet(phone, world, world.trainees[0])
    field(phone, "customer").fill("早餐店夫妻")
    phone.get_by_role("button", name="提交").click()
    expect(phone.locator(".pill", has_text="已提交")).to_be_visible()
    assert world.sheet().submissions.get().answers == {"customer": "早餐店夫妻"}


@pytest.mark.parametrize("width", [320, 375, 1280, 1920])
def test_the_sheet_never_scrolls_sideways(desktop, width):
    world = make_world(every_type=True)
    desktop.set_viewport_size({"width": width, "height": 800})
    open_sheet(desktop, world, world.trainees[0])
    assert desktop.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
