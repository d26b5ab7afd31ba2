"""Putting an imported outline right with the keyboard, before anything is stored."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from courses.models import Course
from tests.factories import UserFactory

OUTLINE = "零售信贷拓展\n课程大纲\n一、获客\n1、存量客户\n2、商圈\n二、风控\n1、贷前\n"


@pytest.fixture
def preview(visit, transactional_db) -> Page:
    page = visit("desktop", UserFactory(trainer=True, admin=True))
    page.goto(reverse("courses:import"))
    file = {"name": "outline.txt", "mimeType": "text/plain", "buffer": OUTLINE.encode()}
    page.locator("input[type=file]").set_input_files(file)
    page.locator("main form button[type=submit]").first.click()
    expect(page.get_by_role("heading", name="核对大纲")).to_be_visible()
    return page


def depths(page: Page) -> dict[str, int]:
    rows = page.locator("#outline-rows > li").all()
    return {row.locator(".row-title").input_value(): int(row.locator("[name=depth]").input_value()) for row in rows}


BEFORE = {"获客": 0, "存量客户": 1, "商圈": 1, "风控": 0, "贷前": 1}


def test_alt_arrow_moves_a_line_with_what_is_below_it_and_undo_restores(preview):
    assert depths(preview) == BEFORE
    line = preview.locator("#outline-rows > li").nth(3)
    line.locator(".row-title").focus()
    preview.keyboard.press("Alt+ArrowRight")
    expect(line).to_have_class("depth-1")
    assert depths(preview) == {**BEFORE, "风控": 1, "贷前": 2}
    expect(line.locator(".row-title")).to_be_focused()
    preview.keyboard.press("Alt+ArrowLeft")
    expect(line).to_have_class("depth-0")
    assert depths(preview) == BEFORE
    undo = preview.get_by_role("button", name="撤销")
    undo.press("Enter")
    assert depths(preview) == {**BEFORE, "风控": 1, "贷前": 2}
    undo.press("Enter")
    assert depths(preview) == BEFORE
    expect(undo).to_be_hidden()


def test_a_title_typed_before_a_move_survives_it_and_its_undo(preview):
    title = preview.locator("#outline-rows > li").nth(2).locator(".row-title")
    title.fill("商圈与社区")
    title.press("Alt+ArrowLeft")
    expect(preview.locator("#outline-rows > li").nth(2)).to_have_class("depth-0")
    assert depths(preview) == {"获客": 0, "存量客户": 1, "商圈与社区": 0, "风控": 0, "贷前": 1}
    preview.get_by_role("button", name="撤销").click()
    assert "商圈与社区" in depths(preview)
    preview.get_by_label("天数").fill("1")
    preview.get_by_label("课时").fill("6")
    preview.get_by_role("button", name="建立课程").last.click()
    expect(preview.get_by_role("heading", name="零售信贷拓展")).to_be_visible()
    titles = Course.objects.get().modules.order_by("position").values_list("title", flat=True)
    assert list(titles) == ["获客", "存量客户", "商圈与社区", "风控", "贷前"]
