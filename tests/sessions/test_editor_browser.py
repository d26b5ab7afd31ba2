import datetime as dt
import re

import pytest
from django.conf import settings
from django.http import QueryDict
from playwright.sync_api import expect

from sessions.editing import change, draft_of
from sessions.forms.editor import wanted
from sessions.timetable import fit_timetable
from tests.factories import CohortFactory, CourseFactory, ModuleFactory, UserFactory


@pytest.fixture
def cohort(transactional_db):
    """Two topics a half-day, around a break."""
    course = CourseFactory(days=1, hours=6)
    for position in range(4):
        ModuleFactory(course=course, position=position, title=f"主题{position + 1}")
    cohort = CohortFactory(
        code="HT-1", course=course, trainers=[UserFactory(trainer=True)], start_date=dt.date(2031, 3, 4)
    )
    fit_timetable(cohort, cohort.trainers.get())
    return cohort


@pytest.fixture
def editor(desktop, live_server, client, cohort):
    client.force_login(cohort.trainers.get())
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    desktop.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    desktop.goto("/cohorts/HT-1/timetable/edit/")
    expect(desktop.locator("[data-half]").first).to_have_attribute("data-half", re.compile("s"))
    return desktop


def card(page, title):
    return page.locator(".ed-card", has_text=title)


def order(page):
    return [
        [
            title.split(" ")[0].strip()
            for title in page.locator(f"[data-half] >> nth={half}").locator(".tt-title").all_inner_texts()
        ]
        for half in (0, 1)
    ]


def test_a_card_is_dragged_and_the_server_says_the_new_times(editor):
    assert order(editor) == [["主题1", "茶歇", "主题2"], ["主题3", "茶歇", "主题4"]]
    source, target = card(editor, "主题3").locator(".tt-time"), card(editor, "主题1").locator(".tt-time")
    target.scroll_into_view_if_needed()
    source.hover()
    editor.mouse.down()
    box = target.bounding_box()
    editor.mouse.move(box["x"] + 20, box["y"] + 40, steps=12)
    editor.mouse.move(box["x"] + 20, box["y"] + 6, steps=6)
    editor.mouse.up()
    expect(editor.locator(".ed-last")).to_contain_text("移动了“主题3”")
    moved = order(editor)
    assert "主题3" in moved[0]
    assert moved[1] == ["茶歇", "主题4"]
    expect(editor.locator(".pill-bad")).to_have_text("超出 85 分钟")


def test_all_of_it_works_by_keyboard_and_the_focus_stays_on_the_card(editor):
    card(editor, "主题1").focus()
    editor.keyboard.press("-")
    expect(card(editor, "主题1").locator(".tt-time")).to_have_text("9:00–10:20")
    expect(card(editor, "主题1")).to_be_focused()
    editor.keyboard.press("l")
    expect(card(editor, "主题1").locator(".ed-lock")).to_be_visible()
    expect(card(editor, "主题1")).to_be_focused()
    editor.keyboard.press("Alt+ArrowDown")
    expect(editor.locator("[data-half] >> nth=0").locator(".tt-title").first).to_contain_text("茶歇")
    expect(card(editor, "主题1")).to_be_focused()
    editor.keyboard.press("Control+z")
    expect(editor.locator("[data-half] >> nth=0").locator(".tt-title").first).to_contain_text("主题1")
    expect(editor.locator(".ed-said")).to_contain_text("已撤销：移动了“主题1”")


def test_the_second_of_two_people_is_asked_and_may_insist(editor, cohort):
    other = UserFactory(admin=True, name="何静")
    key = card(editor, "主题1").get_attribute("data-card")
    data = QueryDict(f"act=resize&card={key}&minutes=60")
    change(cohort, wanted(cohort, draft_of(cohort)[0], data), seen=0, by=other)
    card(editor, "主题1").focus()
    editor.keyboard.press("+")
    expect(editor.get_by_role("alert")).to_contain_text("何静刚才改了“主题1”的时长，与您的改动碰在一起")
    expect(card(editor, "主题1").locator(".tt-time")).to_have_text("9:00–10:00")
    editor.get_by_role("button", name="仍然按我的改").click()
    expect(card(editor, "主题1").locator(".tt-time")).to_have_text("9:00–10:05")
