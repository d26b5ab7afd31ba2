"""A worksheet on a phone: hotel Wi-Fi that comes and goes, two members at once, a browser without scripts."""

import pytest
from playwright.sync_api import Locator, Page, expect

from exercises.models import Submission
from tests.exercises.world import World, make_world, stored

TEXT = "城东建材市场的批发户"


@pytest.fixture
def world(transactional_db) -> World:
    return make_world(groups=1)


@pytest.fixture
def sheet(visit, world) -> Page:
    page = visit("phone", world.trainees[0])
    page.goto(world.url("worksheet"))
    return page


def state(page: Page) -> Locator:
    return page.locator("[data-save-state]")


def test_what_is_written_offline_is_kept_and_sent_on_return(sheet, world):
    sheet.context.set_offline(True)
    sheet.get_by_label("目标客户").fill(TEXT)
    expect(state(sheet)).to_have_attribute("data-state", "failed")
    expect(sheet.get_by_text("未连接——文字留在本机，将重试")).to_be_visible()
    assert stored(world.sheet()) == {}
    sent = []
    sheet.on("requestfinished", lambda request: sent.append(request.method))
    sheet.context.set_offline(False)
    expect(state(sheet)).to_have_attribute("data-state", "saved")
    assert stored(world.sheet()) == {"customer": TEXT}
    sheet.reload()
    assert sent.count("POST") == 1


def test_a_page_closed_offline_gives_its_text_to_the_next_one(sheet, world):
    sheet.context.set_offline(True)
    sheet.get_by_label("目标客户").fill(TEXT)
    expect(state(sheet)).to_have_attribute("data-state", "failed")
    again = sheet.context.new_page()
    sheet.close()
    again.context.set_offline(False)
    again.goto(world.url("worksheet"))
    expect(again.get_by_label("目标客户")).to_have_value(TEXT)
    expect(state(again)).to_have_attribute("data-state", "saved")
    assert stored(world.sheet()) == {"customer": TEXT}


def test_two_who_write_in_one_field_both_keep_their_text_until_one_is_chosen(visit, sheet, world):
    mate = visit("phone", world.trainees[1])
    mate.goto(world.url("worksheet"))
    sheet.context.set_offline(True)
    sheet.get_by_label("目标客户").fill("先写的人")
    expect(state(sheet)).to_have_attribute("data-state", "failed")
    mate.get_by_label("目标客户").fill("后写的人")
    expect(state(mate)).to_have_attribute("data-state", "saved")
    sheet.context.set_offline(False)
    conflict = sheet.locator(".ws-conflict")
    expect(conflict.locator("[data-their-text]")).to_have_text("后写的人")
    expect(conflict.locator("[data-my-text]")).to_have_text("先写的人")
    conflict.get_by_role("button", name="用我的").tap()
    expect(state(sheet)).to_have_attribute("data-state", "saved")
    assert stored(world.sheet()) == {"customer": "先写的人"}


def test_without_scripts_the_same_sheet_is_saved_and_handed_in(visit, world):
    page = visit("phone", world.trainees[0], java_script_enabled=False)
    page.goto(world.url("worksheet"))
    page.get_by_label("目标客户").fill(TEXT)
    page.get_by_role("button", name="保存").tap()
    expect(page.get_by_text("已保存。", exact=True)).to_be_visible()
    expect(page.get_by_label("目标客户")).to_have_value(TEXT)
    page.get_by_role("button", name="提交").tap()
    expect(page.get_by_text("已提交。成绩公布前还可以修改并再次提交。")).to_be_visible()
    assert Submission.objects.get().answers == {"customer": TEXT}
