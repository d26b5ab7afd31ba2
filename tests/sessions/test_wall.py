import re

import pytest
import zxingcpp
from django.urls import reverse
from PIL import Image, ImageDraw

from sessions import checkin, rollcall, tickets
from sessions.views import wall
from tests.factories import EnrolmentFactory, GroupFactory, GroupMemberFactory
from tests.sessions.conftest import NINE

SCALE = 8


@pytest.fixture
def url(open_session):
    return lambda name: reverse(f"sessions:{name}", args=[open_session.cohort.code, open_session.number])


@pytest.fixture
def screen(client, trainer, open_session):
    client.force_login(trainer)
    return client


def find(pattern, response):
    found = re.search(pattern, response.content.decode(), re.DOTALL)
    assert found
    return found


def version(response):
    return find(r'data-version="(\w+)"', response)[1]


def read_code(response):
    """What a phone reads from the wall: the SVG drawn dot by dot, then decoded."""
    svg = find(r'<svg viewBox="0 0 (\d+) \d+" class="segno">.*?stroke="#000" d="M([^"]+)"', response)
    size, path = int(svg[1]), svg[2]
    image = Image.new("L", (size * SCALE, size * SCALE), 255)
    draw, x, y = ImageDraw.Draw(image), 0.0, 0.0
    for command, first, second in re.findall(r"([Mmh]?)(-?[\d.]+)(?:[ ,]?(-?[\d.]+))?", f"M{path}"):
        if command == "M":
            x, y = float(first), float(second)
        elif command == "m":
            x, y = x + float(first), y + float(second)
        else:
            draw.rectangle((x * SCALE, (y - 0.5) * SCALE, (x + float(first)) * SCALE - 1, (y + 0.5) * SCALE - 1), 0)
            x += float(first)
    barcode = zxingcpp.read_barcode(image)
    assert barcode
    return barcode.text


def test_the_code_on_the_wall_leads_to_check_in(screen, url, open_session):
    address = read_code(screen.get(url("wall")))
    ticket = tickets.issue(open_session.pk, NINE)
    assert address == f"http://testserver{reverse('sessions:scan', args=[ticket])}"


def test_the_code_points_to_the_public_address_where_one_is_set(screen, url, open_session, settings):
    settings.PUBLIC_URL = "https://lectern.example.com"
    response = screen.get(url("wall"))
    assert read_code(response).startswith("https://lectern.example.com/c/")
    assert "<b>lectern.example.com/c/</b>" in response.content.decode()


def test_the_code_is_coarse_enough_for_the_back_row():
    svg = wall.qr("https://lectern.example.com/c/", tickets.issue(123_456, NINE))
    assert 'viewBox="0 0 37 37"' in svg  # 29 modules and the quiet zone; as one segment of bytes it would be 33


def test_a_wall_that_shows_what_there_is_gets_nothing_new(screen, url, clock):
    before = screen.get(url("wall"))
    seen = {"seen": version(before)}
    assert screen.get(url("wall_state"), seen).status_code == 204
    clock.shift(10)
    after = screen.get(url("wall_state"), seen)
    assert (after.status_code, after.templates[0].name) == (200, "sessions/partials/wall_state.html")
    assert read_code(after) != read_code(before)


def test_an_arrival_shows_at_the_next_look(screen, url, open_session, cohort):
    trainee = EnrolmentFactory(cohort=cohort)
    seen = version(screen.get(url("wall")))
    checkin.check_in(session=open_session, user=trainee.user, scanned_at=NINE, now=NINE)
    fresh = screen.get(url("wall_state"), {"seen": seen})
    assert re.search(r"<strong>1</strong>\s*<span>/ 1</span>", fresh.content.decode())


def test_the_wall_counts_who_came_and_who_has_leave(screen, url, open_session, cohort, trainer):
    for status in ("present", "late", "left_early", "excused", "absent"):
        enrolment = EnrolmentFactory(cohort=cohort)
        rollcall.mark(session=open_session, enrolment=enrolment, status=status, by=trainer, now=NINE)
    EnrolmentFactory(cohort=cohort)
    page = screen.get(url("wall")).content.decode()
    assert re.search(r"<strong>3</strong>\s*<span>/ 6</span>", page)
    assert "1 人请假" in page


def test_no_name_stands_on_the_wall_unless_the_trainer_asks(screen, url, open_session, cohort):
    group = GroupFactory(cohort=cohort, number=2)
    missing, here = EnrolmentFactory(cohort=cohort), EnrolmentFactory(cohort=cohort)
    GroupMemberFactory(group=group, enrolment=missing)
    alone = EnrolmentFactory(cohort=cohort)
    checkin.check_in(session=open_session, user=here.user, scanned_at=NINE, now=NINE)
    for name in ("wall", "wall_state"):
        text = screen.get(url(name)).content.decode()
        assert [e.user.name in text for e in (missing, here, alone)] == [False, False, False]
        asked = re.sub(r"<[^>]+>|\s+", "", screen.get(url(name), {"names": "1"}).content.decode())
        assert f"第2组{missing.user}" in asked
        assert f"未分组{alone.user}" in asked
        assert here.user.name not in asked


def test_a_closed_wall_shows_no_code_and_how_to_open(screen, url, open_session, trainer, clock):
    checkin.close_check_in(open_session, trainer)
    page = screen.get(url("wall")).content.decode()
    assert "segno" not in page
    assert tickets.short_code(open_session.pk, NINE)[:3] + " " not in page
    assert f'action="{url("open_check_in")}"' in page
    clock.shift(4 * 60 * 60)
    over = screen.get(url("wall")).content.decode()
    assert "本场已结束" in over
    assert f'action="{url("open_check_in")}"' not in over


def test_opening_from_the_wall_keeps_the_page(screen, url):
    assert screen.post(url("close_check_in"), headers={"HX-Request": "true"}).status_code == 204
    assert screen.post(url("open_check_in"), {"from": "wall"}).headers["Location"] == url("wall")


def test_the_wall_is_never_kept_by_a_cache(screen, url):
    for name in ("wall", "wall_state"):
        assert "no-store" in screen.get(url(name)).headers["Cache-Control"]


def test_without_javascript_the_wall_reloads_itself(screen, url):
    page = re.sub(r"\s+", " ", screen.get(url("wall")).content.decode())
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page
