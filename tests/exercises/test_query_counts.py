"""Pages of lists take as many queries for sixty as for one."""

import pytest

from tests.exercises.world import make_world, save, signed_in
from tests.factories import ExerciseFactory, ReviewFactory, SubmissionFactory

pytestmark = pytest.mark.django_db
# Each figure holds three that every page needs: session, user, navigation.


def busy_world(groups, size, **exercise):
    """Every sheet has an answer, a submission and a mark."""
    world = make_world(groups=groups, size=size, **exercise)
    for enrolment in world.enrolments[:: 1 if exercise else size]:
        sheet = world.sheet(enrolment.user)
        save(world, enrolment.user, "customer", "早餐店", sheet=sheet)
        ReviewFactory(submission=SubmissionFactory(worksheet=sheet))
    return world


@pytest.mark.parametrize(("groups", "size"), [(1, 1), (1, 3), (10, 6)])
def test_the_trainers_pages(groups, size, django_assert_max_num_queries):
    world = busy_world(groups, size)
    trainer = signed_in(world.trainer)
    counted = {}
    for name in ("exercises", "groups", "progress"):
        with django_assert_max_num_queries(30) as captured:
            assert trainer.get(world.url(name)).status_code == 200
        counted[name] = len(captured)
    with django_assert_max_num_queries(30) as captured:
        assert trainer.get(world.url("groups"), {"groups": groups}).status_code == 200
    counted["preview"] = len(captured)
    assert counted == {"exercises": 12, "groups": 10, "progress": 12, "preview": 11}


@pytest.mark.parametrize(("groups", "size"), [(1, 1), (1, 3), (10, 6)])
def test_the_progress_of_an_individual_exercise(groups, size, django_assert_num_queries):
    world = busy_world(groups, size, individual=True)
    trainer = signed_in(world.trainer)
    with django_assert_num_queries(11):
        assert trainer.get(world.url("progress")).status_code == 200


@pytest.mark.parametrize("number", [1, 3, 60])
def test_the_trainees_list_of_exercises(number, django_assert_num_queries):
    world = make_world()
    for _ in range(number - 1):
        ExerciseFactory(course=world.cohort.course)
    save(world, world.trainees[0], "customer", "早餐店")
    client = signed_in(world.trainees[0])
    with django_assert_num_queries(9):
        assert client.get(world.url("exercises")).status_code == 200


@pytest.mark.parametrize("size", [1, 3, 12])
def test_a_worksheet_and_its_saves(size, django_assert_max_num_queries):
    world = make_world(groups=1, size=size, every_type=True)
    user = world.trainees[0]
    sheet = world.sheet()
    for key in ("customer", "plan", "survey.t1.lender"):
        save(world, user, key, "农信")
    client = signed_in(user)
    counted = {}
    with django_assert_max_num_queries(30) as captured:
        assert client.get(world.url("worksheet")).status_code == 200
    counted["page"] = len(captured)
    with django_assert_max_num_queries(30) as captured:
        client.post(world.url("save_field", sheet.pk, "plan"), {"value": "新方案", "token": "1-"})
    counted["save"] = len(captured)
    with django_assert_max_num_queries(30) as captured:
        client.get(world.url("changes", sheet.pk))
    counted["changes"] = len(captured)
    assert counted == {"page": 13, "save": 8, "changes": 7}
