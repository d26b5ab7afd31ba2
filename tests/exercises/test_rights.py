"""Who reaches what. Everybody else gets 404, as if it were not there."""

import pytest

from exercises.models import GroupMember, Review, Submission
from sessions.models import Enrolment
from tests.exercises.world import make_world, save, signed_in, stored
from tests.factories import ReviewFactory, SubmissionFactory, UserFactory

pytestmark = pytest.mark.django_db

ROOM = ["exercises", "groups", "worksheet"]
SHEET_READS = ["sheet", "changes"]
SHEET_WRITES = ["sheet", "submit", "save_field"]
RUN_READS = ["progress", "grade"]
RUN_WRITES = ["deal_groups", "move_member", "grade", "release"]


def address(world, name, sheet):
    if name == "save_field":
        return world.url(name, sheet.pk, "customer")
    return world.url(name, sheet.pk) if name in {"sheet", "changes", "submit", "grade"} else world.url(name)


def reached(world, user, sheet):
    """The pages of a cohort's exercises that answer a user with anything but 404."""
    client = signed_in(user)
    gets = {
        name for name in ROOM + SHEET_READS + RUN_READS if client.get(address(world, name, sheet)).status_code != 404
    }
    data = {"value": "被别人改了", "token": "0-", "mark": "1"}
    posts = {
        name for name in SHEET_WRITES + RUN_WRITES if client.post(address(world, name, sheet), data).status_code != 404
    }
    return gets, posts


@pytest.fixture
def world():
    world = make_world()
    save(world, world.trainees[0], "customer", "早餐店")
    ReviewFactory(submission=SubmissionFactory(worksheet=world.sheet()))
    return world


def unharmed(world):
    sheet = world.groups[0].worksheets.get()
    return stored(sheet), Submission.objects.count(), Review.objects.count()


def test_a_member_works_on_the_groups_sheet_and_runs_nothing(world):
    assert reached(world, world.trainees[1], world.sheet()) == ({*ROOM, *SHEET_READS}, set(SHEET_WRITES))


def test_another_groups_sheet_is_not_there(world):
    assert reached(world, world.trainees[2], world.sheet()) == (set(ROOM), set())
    assert unharmed(world) == ({"customer": "早餐店"}, 1, 1)


def test_a_withdrawn_trainee_is_outside_and_their_text_is_kept(world):
    sheet = world.sheet()
    Enrolment.objects.filter(pk=world.enrolments[0].pk).update(state="withdrawn")
    assert reached(world, world.trainees[0], sheet) == (set(), set())
    assert unharmed(world) == ({"customer": "早餐店"}, 1, 1)


def test_a_withdrawn_trainees_individual_sheet_is_kept_and_shown_to_the_trainer():
    world = make_world(individual=True)
    user, enrolment = world.trainees[0], world.enrolments[0]
    save(world, user, "customer", "早餐店")
    sheet = world.sheet(user)
    Enrolment.objects.filter(pk=enrolment.pk).update(state="withdrawn")
    assert reached(world, user, sheet) == (set(), set())
    units = signed_in(world.trainer).get(world.url("progress")).context["units"]
    first = units[0]
    assert (first.name, first.withdrawn, first.standing.done) == (user.name, True, 1)
    assert "早餐店" in signed_in(world.trainer).get(world.url("grade", sheet.pk)).content.decode()


@pytest.mark.parametrize("kind", ["stranger", "other_trainer", "contact", "trainee_elsewhere"])
def test_nobody_else_finds_anything(world, kind):
    if kind == "contact":
        user = UserFactory.create()
        user.speaks_for.add(world.cohort.client)
    elif kind == "trainee_elsewhere":
        user = make_world().trainees[0]
    else:
        user = UserFactory.create(trainer=kind == "other_trainer")
    assert reached(world, user, world.sheet()) == (set(), set())
    assert unharmed(world) == ({"customer": "早餐店"}, 1, 1)


@pytest.mark.parametrize("kind", ["trainer", "admin"])
def test_whoever_runs_the_room_reads_and_marks_and_writes_in_no_sheet(world, kind):
    user = world.trainer if kind == "trainer" else UserFactory(admin=True)
    gets, posts = reached(world, user, world.sheet())
    assert gets == {*ROOM, *RUN_READS}
    assert posts == {"deal_groups", "grade", "release"}  # move_member names nobody here
    assert stored(world.groups[0].worksheets.get()) == {"customer": "早餐店"}


def test_a_trainee_moved_to_another_group_can_no_longer_write_in_the_old_sheet(world):
    old = world.sheet()
    GroupMember.objects.filter(enrolment=world.enrolments[0]).update(group=world.groups[1])
    response = save(world, world.trainees[0], "customer", "五金店", sheet=old)
    assert response.status_code == 404
    assert stored(old) == {"customer": "早餐店"}
    assert stored(world.sheet(world.trainees[0])) == {}


def test_a_sheet_is_not_reached_under_another_cohort_or_exercise(world):
    other = make_world()
    sheet = world.sheet()
    response = signed_in(world.trainees[0]).post(other.url("save_field", sheet.pk, "customer"), {"value": "x"})
    assert response.status_code == 404
    assert signed_in(other.trainer).get(other.url("grade", sheet.pk)).status_code == 404
