"""The preview of an imported outline in a real browser: all by keyboard, and nothing typed is lost."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from courses.models import Course
from tests.factories import UserFactory

TEXT = "《信贷》\n课程时间：1天，6小时\n课程大纲\n一、获客\n1、网点\n2、商圈的\n走访\n二、风控\n"


@pytest.fixture
def preview(desktop: Page, live_server, transactional_db) -> Page:
    client = Client()
    client.force_login(UserFactory(trainer=True))
    name = settings.SESSION_COOKIE_NAME
    desktop.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    desktop.goto(reverse("courses:import"))
    desktop.fill("textarea[name=text]", TEXT)
    desktop.get_by_role("button", name="读取大纲").click()
    expect(desktop.locator("#outline-rows > li")).to_have_count(5)
    expect(desktop.locator("form[data-outline-editor=ready]")).to_be_visible()
    return desktop


def titles(page: Page) -> list[str]:
    return [field.input_value() for field in page.locator(".row-title").all()]


def test_a_line_cut_in_two_is_merged_and_taken_back_by_keyboard(preview: Page):
    preview.locator(".row-title").nth(0).fill("获得客户")
    preview.locator(".row-title").nth(3).focus()
    preview.keyboard.press("Alt+m")
    expect(preview.locator("#outline-rows > li")).to_have_count(4)
    assert titles(preview) == ["获得客户", "网点", "商圈的走访", "风控"]
    expect(preview.locator(".row-title").nth(2)).to_be_focused()
    preview.keyboard.press("Alt+z")
    expect(preview.locator("#outline-rows > li")).to_have_count(5)
    assert titles(preview) == ["获得客户", "网点", "商圈的", "走访", "风控"]


def test_a_line_is_marked_indented_and_saved_without_the_mouse(preview: Page):
    preview.locator(".row-title").nth(1).focus()
    preview.keyboard.press("Alt+k")
    expect(preview.locator(".row-kind").nth(1)).to_be_focused()
    preview.keyboard.press("ArrowDown")
    expect(preview.locator(".row-kind").nth(1)).to_have_value("case")
    preview.locator(".row-title").nth(3).focus()
    preview.keyboard.press("Alt+x")
    expect(preview.locator("#outline-rows > li")).to_have_count(4)
    expect(preview.locator(".row-title").nth(3)).to_be_focused()
    preview.keyboard.press("Alt+ArrowUp")
    expect(preview.locator(".row-title").nth(2)).to_be_focused()
    preview.keyboard.press("Alt+ArrowRight")
    expect(preview.locator("#outline-rows > li").nth(2)).to_have_class("depth-2")
    expect(preview.locator(".row-title").nth(2)).to_be_focused()
    preview.keyboard.press("Enter")
    expect(preview.get_by_role("heading", name="信贷", exact=True)).to_be_visible()
    saved = Course.objects.get().modules.values_list("depth", "title", "kind")
    assert list(saved) == [
        (0, "获客", "part"),
        (1, "网点", "case"),
        (2, "商圈的", "topic"),
        (0, "风控", "part"),
    ]
