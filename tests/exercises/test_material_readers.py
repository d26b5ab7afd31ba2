"""What a trainer learns of materials: to whom each is released, why and since when, and who has opened it."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from courses.models import Material
from exercises.submitting import submit
from sessions.models import MaterialOpening
from tests.exercises.shelf import file_of, here, material_of, page
from tests.exercises.world import World, make_world, signed_in
from tests.factories import EnrolmentFactory, ModuleFactory, SessionFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def world() -> World:
    """Two groups, two sessions, the first on since half an hour."""
    world = make_world(fields=[{"key": "plan", "type": "long_text", "label": "写下来"}])
    for number in (1, 2):
        SessionFactory(cohort=world.cohort, number=number)
    return world


@pytest.fixture(autouse=True)
def nine_thirty():
    with time_machine.travel(dt.datetime(2026, 11, 23, 1, 30, tzinfo=dt.UTC), tick=False):
        yield timezone.now()


def test_the_first_opening_is_kept_for_the_trainer(world, nine_thirty):
    text, kept = material_of(world), file_of(world)
    user = world.trainees[0]
    signed_in(user).get(page(world, text))
    signed_in(user).get(page(world, kept))  # the page around a file is not yet the file
    assert list(MaterialOpening.objects.values_list("material", "enrolment__user", "first_at")) == [
        (text.pk, user.pk, nine_thirty)
    ]
    with time_machine.travel(nine_thirty + dt.timedelta(hours=1), tick=False):
        signed_in(user).head(page(world, kept, "file"))
        assert MaterialOpening.objects.count() == 1
        for header in ("bytes=0-9", "bytes=10-19"):
            assert len(b"".join(signed_in(user).get(page(world, kept, "file"), headers={"Range": header}))) == 10
        signed_in(user).get(page(world, text))
    assert MaterialOpening.objects.count() == 2
    shown = signed_in(world.trainer).get(page(world, text)).context
    assert [(reader.user, at.isoformat()) for reader, at in shown["opened"]] == [(user, "2026-11-23T09:30:00+08:00")]
    assert [reader.user for reader in shown["unopened"]] == world.trainees[1:]


def test_a_trainer_or_a_contact_looking_is_no_opening(world):
    contact = UserFactory()
    contact.speaks_for.add(world.cohort.client)
    material = file_of(world)
    for user in (world.trainer, contact):
        assert b"".join(signed_in(user).get(page(world, material, "file"))).startswith(b"%PDF")
    assert not MaterialOpening.objects.exists()


def test_a_trainer_sees_what_is_released_to_how_many_why_and_when(world):
    before, word = material_of(world, title="甲"), material_of(world, title="乙", release="hand")
    personal = material_of(world, title="丙", release="check_in", release_session=1)
    timed = material_of(world, title="丁", release="session", release_session=2)
    here(world, 1, world.trainees[0])
    signed_in(world.trainees[0]).get(page(world, personal))
    trainer = signed_in(world.trainer)
    trainer.post(page(world, word, "release"), {"says": "released"})
    kept = trainer.get(reverse("materials:cohort", args=[world.cohort.code])).context["kept"]
    assert [(each.material, each.open_to, each.opened_by, each.readers, each.rule, each.when) for each in kept] == [
        (before, 4, 0, 4, "课前开放", ""),
        (word, 4, 0, 4, "讲师已开放", "11月23日 9:30"),
        (personal, 1, 1, 4, "第 1 场签到后开放", ""),
        (timed, 0, 0, 4, "第 2 场开始时开放（11月23日 14:00）", "11月23日 14:00"),
    ]


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_lists_take_the_same_queries_for_any_number_of_materials_and_trainees(
    world, count, django_assert_num_queries
):
    module = ModuleFactory(course=world.cohort.course)
    seats = iter(range(100, 1000))
    for release in Material.Release.values:
        for _ in range(count):
            material = material_of(world, release=release, module=module, release_exercise=world.exercise.slug)
            enrolment = EnrolmentFactory(cohort=world.cohort, seat=next(seats))
            MaterialOpening.objects.create(material=material, enrolment=enrolment, first_at=timezone.now())
    submit(worksheet=world.sheet(), by=world.trainees[0], now=timezone.now())
    address = reverse("materials:cohort", args=[world.cohort.code])
    for user, queries in ((world.trainer, TRAINER_QUERIES), (world.trainees[0], TRAINEE_QUERIES)):
        client = signed_in(user)
        client.get(address)
        with django_assert_num_queries(queries):
            client.get(address)
    client = signed_in(world.trainer)
    with django_assert_num_queries(ONE_QUERIES):
        client.get(page(world, material))


TRAINER_QUERIES, TRAINEE_QUERIES, ONE_QUERIES = 15, 15, 9
