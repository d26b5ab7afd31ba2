"""The main job from end to end, through the pages alone: from an empty list of cohorts to a verified certificate."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from exercises.models import GroupMember
from tests.browser import in_office, in_room
from tests.browser.in_office import FIRST_PHONE, NAMES, Plan
from tests.browser.paper import code_on, download, picture_of, text_of
from tests.factories import ClientFactory, RoomFactory, UserFactory
from tests.factories.people import PASSWORD
from tests.fixtures.browser import save_picture

ADMIN = "admin@lectern.example.org"
NEW_PASSWORD = "Qinghe-2026-shouke"


@pytest.fixture
def plan(course, tmp_path) -> Plan:
    """Nothing exists yet but the course, the bank, a room and the staff."""
    client, room = ClientFactory(name="青禾银行"), RoomFactory(name="青禾大厦 12 层")
    UserFactory(admin=True, name="何静", phone=None, email=ADMIN)
    trainer = UserFactory(trainer=True, name="周明远")
    return Plan("QH-2026-1", "青禾银行零售信贷第一期", client.name, room.name, trainer.name, tmp_path)


@pytest.mark.usefixtures("background_worker")
def test_from_an_empty_list_to_a_verified_certificate(visit, plan, screenshot):
    admin, phone = visit("desktop"), visit("phone")
    admin.goto("/")
    in_room.sign_in(admin, ADMIN, PASSWORD)
    in_office.create_cohort(admin, plan)
    screenshot(admin, "timetable", whole=False)
    in_office.enrol(admin, plan)
    in_office.deal_groups(admin, plan)
    in_room.accept_invitation(phone, in_office.invitation_for(admin, plan, NAMES[0]), NEW_PASSWORD)
    phone.context.clear_cookies()  # days later, in the room

    in_room.days_pass(plan, until_after=0)
    trainer = visit("desktop", User.objects.get(name=plan.trainer))
    wall = visit("wall", User.objects.get(name=plan.trainer))
    in_room.open_check_in(trainer, wall, plan)
    in_room.scan(phone, wall)
    in_room.sign_in(phone, str(FIRST_PHONE), NEW_PASSWORD)
    in_room.check_in(phone, wall)
    in_room.others_check_in(wall, plan)
    screenshot(wall, "wall", whole=False)
    in_room.mark_two(trainer)
    trainer.evaluate("scrollTo({top: 0, behavior: 'instant'})")
    screenshot(trainer, "room", whole=False)
    in_room.days_pass(plan, until_after=4)
    in_room.mark_the_rest(trainer, plan)
    phone.goto("/")
    screenshot(phone, "trainee", whole=False)

    in_room.fill_in(phone, visit("phone", group_mate()), plan)
    in_room.submit(phone)
    in_room.mark_and_release(trainer, plan)
    in_room.see_the_mark(phone, plan)

    keep(in_office.order_register(admin, plan), "register")
    certificates = in_office.issue_certificates(admin, plan)
    keep(certificates, "certificate")
    own = own_certificate(phone, plan)
    assert code_on(own) == code_on(certificates)  # hers is the first of the bound volume
    verify(visit("phone"), code_on(own))


def group_mate() -> User:
    own = GroupMember.objects.get(enrolment__user__name=NAMES[0])
    return own.group.members.exclude(pk=own.pk).select_related("enrolment__user")[0].enrolment.user


def keep(pdf: Path, name: str) -> None:
    save_picture(picture_of(pdf), name, pdf.parent)


def own_certificate(phone: Page, plan: Plan) -> Path:
    phone.goto("/")
    file = download(phone, phone.get_by_role("link", name="下载证书").first, plan.folder)
    assert NAMES[0] in text_of(file)
    return file


def verify(anyone: Page, address: str) -> None:
    anyone.goto(address)
    expect(anyone.get_by_text("这份证书真实有效")).to_be_visible()
    expect(anyone.get_by_text("李**")).to_be_visible()
    assert NAMES[0] not in anyone.content()
