"""The outline editor in a real browser: mouse, keyboard, and nothing typed is lost on the way."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from courses.models import Course
from tests.factories import CourseFactory, ModuleFactory, UserFactory


@pytest.fixture
def course(live_server, transactional_db) -> Course:
    course = CourseFactory()
    one = ModuleFactory(course=course, title="第一部分", position=0, marker="")
    ModuleFactory(course=course, title="渠道", parent=one, depth=1, position=1, marker="")
    ModuleFactory(course=course, title="风控", parent=one, depth=1, position=2, marker="")
    ModuleFactory(course=course, title="第二部分", position=3, marker="")
    return course


@pytest.fixture
def editor(desktop: Page, live_server, course) -> Page:
    client = Client()
    client.force_login(UserFactory(trainer=True))
    name = settings.SESSION_COOKIE_NAME
    desktop.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    desktop.goto(reverse("courses:outline", args=[course.slug]))
    expect(desktop.locator("#outline-tree .tree-line")).to_have_count(4)
    desktop.wait_for_load_state("networkidle")
    return desktop


def lines(page: Page) -> list[str]:
    return page.locator(".tree-line a").all_inner_texts()


def test_the_keyboard_moves_a_line_and_ctrl_z_takes_it_back(editor: Page, course):
    editor.get_by_role("link", name="风控").focus()
    editor.keyboard.press("Alt+ArrowUp")
    expect(editor.locator(".tree-line a").nth(1)).to_have_text("风控")
    expect(editor.locator(".is-chosen a")).to_be_focused()
    editor.keyboard.press("Alt+ArrowLeft")
    expect(editor.locator(".tree-lines > li")).to_have_count(3)
    editor.keyboard.press("Control+z")
    expect(editor.locator(".tree-lines > li")).to_have_count(2)
    assert [(line.title, line.depth) for line in course.modules.all()] == [
        ("第一部分", 0),
        ("风控", 1),
        ("渠道", 1),
        ("第二部分", 0),
    ]


def test_a_line_is_dragged_to_another_part_with_the_mouse(editor: Page, course):
    grip = editor.locator(".tree-line", has_text="渠道").locator(".tree-grip")
    grip.drag_to(editor.locator(".tree-line", has_text="第二部分"), target_position={"x": 40, "y": 26}, steps=12)
    expect(editor.locator("[data-undo]")).to_be_visible()
    moved = course.modules.get(title="渠道")
    assert moved.position > course.modules.get(title="风控").position


def test_what_was_typed_is_saved_before_another_line_opens(editor: Page, course):
    editor.get_by_role("link", name="渠道").click()
    editor.get_by_label("标题*").fill("获客渠道")
    editor.get_by_label("正文").fill("先看**现金流**。")
    expect(editor.locator("#line-preview strong")).to_have_text("现金流")
    editor.get_by_role("link", name="风控").click()
    expect(editor.get_by_label("标题*")).to_have_value("风控")
    expect(editor.locator(".tree-line a").nth(1)).to_have_text("获客渠道")
    assert course.modules.get(title="获客渠道").body == "先看**现金流**。"


def test_a_new_line_is_written_where_the_keyboard_stands(editor: Page, course):
    editor.get_by_role("link", name="渠道").focus()
    editor.keyboard.press("n")
    editor.keyboard.type("定价")
    editor.keyboard.press("Enter")
    expect(editor.locator(".tree-line a").nth(2)).to_have_text("定价")
    assert lines(editor) == ["第一部分", "渠道", "定价", "风控", "第二部分"]
