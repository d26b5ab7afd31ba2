import re

import pytest
from django.conf import settings
from playwright.sync_api import expect

from sessions.models import AgendaItem
from sessions.timetable import fit_timetable
from tests.factories import CohortFactory, ModuleFactory, UserFactory


@pytest.fixture
def timetable(desktop, live_server, client, transactional_db):
    """The timetable page of a cohort of two topics a half-day, before its trainer."""
    trainer = UserFactory(trainer=True)
    cohort = CohortFactory(code="HT-1", trainers=[trainer])
    for position in range(8):
        ModuleFactory(course=cohort.course, position=position, title=f"主题 {position + 1}")
    fit_timetable(cohort, trainer)
    client.force_login(trainer)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    desktop.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    desktop.goto("/cohorts/HT-1/timetable/")
    return desktop


def first_times(page):
    return page.locator("#session-1 .tt-time").all_inner_texts()


def test_a_boundary_moves_in_place_by_button_and_by_arrow_key_and_keeps_the_focus(timetable):
    assert first_times(timetable) == ["9:00–10:25", "10:25–10:35", "10:35–12:00"]
    item = AgendaItem.objects.get(session__number=1, position=0)
    later = timetable.locator(f"#later-{item.pk}")
    later.click()
    expect(timetable.locator("#session-1 .tt-time").first).to_have_text("9:00–10:30")
    expect(timetable.locator(f"#later-{item.pk}")).to_be_focused()
    timetable.keyboard.press("ArrowUp")
    expect(timetable.locator("#session-1 .tt-time").first).to_have_text("9:00–10:25")
    expect(timetable.locator(f"#earlier-{item.pk}")).to_be_focused()
    assert AgendaItem.objects.get(pk=item.pk).minutes == 85


def test_a_refused_move_is_said_beside_the_session(timetable):
    item = AgendaItem.objects.get(session__number=1, position=0)
    AgendaItem.objects.filter(session__number=1, position=0).update(minutes=80)
    AgendaItem.objects.filter(session__number=1, position=2).update(minutes=90)
    timetable.locator(f"#later-{item.pk}").click()
    expect(timetable.locator("#session-1 [role=alert]")).to_have_text(re.compile("刚才有人移动过这条分界"))
    assert first_times(timetable)[0] == "9:00–10:20"


def test_refitting_asks_first(timetable):
    timetable.get_by_role("button", name="重新编排").click()
    dialog = timetable.get_by_role("dialog")
    expect(dialog).to_contain_text("手动移动过的分界会丢掉")
    dialog.get_by_role("button", name="重新编排").click()
    expect(timetable.locator(".toasts")).to_contain_text("已按课程重新排好课表。")
