"""Materials in a cohort: released by rule and by hand, kept from everybody else, by every way there is."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from config.front.trainee import trainee_front
from courses.materials import remove
from documents import handout
from documents.handout_choices import Choice
from exercises.releases import shelf_of
from exercises.submitting import submit
from sessions.models import AgendaItem, MaterialOpening, MaterialRuling
from sessions.rollcall import mark
from tests import files
from tests.config.test_doors import doors
from tests.documents.test_print import read, text_of
from tests.exercises.shelf import SECRET, file_of, here, material_of, may_read, page
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


def test_before_the_course_everybody_of_the_cohort_reads(world):
    assert may_read(world, material_of(world), world.trainees[0])


def test_when_its_session_starts(world, nine_thirty):
    first, second = (material_of(world, release="session", release_session=number) for number in (1, 2))
    user = world.trainees[0]
    assert (may_read(world, first, user), may_read(world, second, user)) == (True, False)
    with time_machine.travel(nine_thirty + dt.timedelta(hours=5), tick=False):
        assert may_read(world, second, user)


def test_its_session_is_the_one_that_teaches_the_line_or_the_line_above_or_below(world):
    course = world.cohort.course
    part = ModuleFactory(course=course, title="部分")
    topic = ModuleFactory(course=course, parent=part, depth=1)
    point = ModuleFactory(course=course, parent=topic, depth=2)
    elsewhere = ModuleFactory(course=course)
    AgendaItem.objects.create(session=world.cohort.sessions.get(number=2), position=0, module=topic, minutes=60)
    made = [material_of(world, module=line, release="session") for line in (part, topic, point, elsewhere)]
    shelf = shelf_of(world.cohort, now=timezone.now())
    assert [shelf.rule_of(material).session for material in made] == [2, 2, 2, None]


def test_after_check_in_each_for_themselves(world):
    material = material_of(world, release="check_in", release_session=1)
    here(world, 1, world.trainees[0])
    assert [may_read(world, material, user) for user in world.trainees] == [True, False, False, False]


def test_a_mark_that_was_taken_back_shuts_it_again(world):
    material = material_of(world, release="check_in", release_session=1)
    here(world, 1, world.trainees[0])
    session = world.cohort.sessions.get(number=1)
    mark(session=session, enrolment=world.enrolments[0], status="absent", by=world.trainer, now=timezone.now())
    assert not may_read(world, material, world.trainees[0])


def test_after_the_groups_submission_for_all_its_members(world):
    material = material_of(world, release="exercise", release_exercise=world.exercise.slug)
    submit(worksheet=world.sheet(), by=world.trainees[0], now=timezone.now())
    assert [may_read(world, material, user) for user in world.trainees] == [True, True, False, False]


def test_by_hand_and_back(world):
    material = material_of(world, release="hand")
    trainer, user = signed_in(world.trainer), world.trainees[0]
    assert not may_read(world, material, user)
    trainer.post(page(world, material, "release"), {"says": "released"})
    assert may_read(world, material, user)
    trainer.post(page(world, material, "release"), {"undo": MaterialRuling.objects.get().pk})
    assert not may_read(world, material, user)


def test_a_word_for_one_cohort_is_not_one_for_another(world):
    material = material_of(world)
    other = make_world()
    other.cohort.course = world.cohort.course
    other.cohort.save()
    signed_in(world.trainer).post(page(world, material, "release"), {"says": "held"})
    assert (may_read(world, material, world.trainees[0]), may_read(other, material, other.trainees[0])) == (False, True)


def test_undo_takes_back_the_newest_word_alone(world):
    material = material_of(world)
    trainer = signed_in(world.trainer)
    for says in ("held", "held", "released"):
        trainer.post(page(world, material, "release"), {"says": says})
    first, second = MaterialRuling.objects.order_by("pk")
    trainer.post(page(world, material, "release"), {"undo": first.pk})
    assert may_read(world, material, world.trainees[0])
    for _ in range(2):
        trainer.post(page(world, material, "release"), {"undo": second.pk})
    assert not may_read(world, material, world.trainees[0])
    second.refresh_from_db()
    assert second.undone_by == world.trainer


def test_a_trainers_material_cannot_be_released(world):
    material = material_of(world, audience="trainers")
    answer = signed_in(world.trainer).post(page(world, material, "release"), {"says": "released"}, follow=True)
    assert "只给讲师看的资料不用开放" in answer.content.decode()
    assert not MaterialRuling.objects.exists()


@pytest.mark.parametrize("who", ["trainee", "contact", "stranger"])
def test_only_who_runs_the_cohort_releases(world, who):
    material = material_of(world, release="hand")
    user = world.trainees[0] if who == "trainee" else UserFactory()
    if who == "contact":
        user.speaks_for.add(world.cohort.client)
    assert signed_in(user).post(page(world, material, "release"), {"says": "released"}).status_code == 404


def test_what_is_still_to_come_is_told_with_its_reason_and_without_its_content(world):
    material_of(world, title="甲", release="check_in", release_session=1)
    material_of(world, title="乙", release="exercise", release_exercise=world.exercise.slug)
    material_of(world, title="丙", release="session", release_session=2)
    material_of(world, title="丁", release="session", release_session=9)
    material_of(world, title="戊", release="hand")
    material_of(world, title="己", audience="trainers")
    shown = signed_in(world.trainees[0]).get(reverse("materials:cohort", args=[world.cohort.code]))
    assert [(each.material.title, each.reason) for each in shown.context["waiting"]] == [
        ("甲", "第 1 场签到后开放"),
        ("乙", f"提交练习“{world.exercise.title}”后开放"),
        ("丙", "第 2 场开始时开放（11月23日 14:00）"),
        ("丁", "课表排好后开放"),
        ("戊", "由讲师开放"),
    ]
    assert SECRET not in shown.content.decode()
    assert "会被记录" in shown.content.decode()


@pytest.mark.parametrize("who", ["trainee", "another cohort's", "withdrawn", "contact"])
@pytest.mark.parametrize("audience", ["trainees", "trainers"])
def test_no_address_gives_away_what_is_not_released(world, who, audience):
    """Every address there is, asked by everybody it is not for: front page, course, cohort, handout, search, pack."""
    text = material_of(world, title="甲", release="hand", audience=audience)
    kept = file_of(world, files.pdf(SECRET), title="乙", release="hand", audience=audience)
    user = {
        "trainee": world.trainees[0],
        "another cohort's": EnrolmentFactory().user,
        "withdrawn": EnrolmentFactory(cohort=world.cohort, state="withdrawn").user,
        "contact": UserFactory(),
    }[who]
    if who == "contact":
        user.speaks_for.add(world.cohort.client)
    client = signed_in(user)
    tried = 0
    for name, _address, entry in doors(get_resolver()):
        wanted = set(entry.pattern.converters)
        for material in (text, kept):
            known = {"slug": world.cohort.course.slug, "code": world.cohort.code, "pk": material.pk, "number": 1}
            if not wanted <= set(known):
                continue
            answer = client.get(reverse(name, kwargs={key: known[key] for key in wanted}), {"q": SECRET})
            body = b"".join(answer) if answer.streaming else answer.content
            assert SECRET.encode() not in body.replace(f'value="{SECRET}"'.encode(), b""), name
            assert b"%PDF" not in body, name
            tried += 1
    assert tried > 80
    assert not MaterialOpening.objects.exists()


def test_the_negative_control_the_same_addresses_do_give_what_is_released(world):
    text, kept = material_of(world), file_of(world)
    client = signed_in(world.trainees[0])
    assert SECRET in client.get(page(world, text)).content.decode()
    assert b"%PDF" in b"".join(client.get(page(world, kept, "file")))


def test_the_front_page_lists_what_is_released_and_the_handout_prints_none(world):
    shown, hidden = material_of(world, title="给看的"), material_of(world, title="不给看的", release="hand")
    front = trainee_front(world.trainees[0], timezone.now())
    assert front is not None
    assert [material.title for material in front.materials] == [shown.title]
    drawn = handout.draw(world.cohort, Choice(), base_url="https://lectern.example", now=timezone.now())
    printed = text_of(read(drawn))
    assert hidden.title not in printed
    assert SECRET not in printed


def test_the_front_page_follows_the_trainees_own_check_in(world):
    for number in (1, 2):
        material_of(world, title=f"第 {number} 场的", release="check_in", release_session=number)
        material_of(world, title=f"第 {number} 场起", release="session", release_session=number)
    here(world, 1, world.trainees[0])
    shown = []
    for user in world.trainees[:2]:
        front = trainee_front(user, timezone.now())
        assert front is not None
        shown.append([material.title for material in front.materials])
    assert shown == [["第 1 场的", "第 1 场起"], ["第 1 场起"]]


def test_a_trainee_is_never_sent_to_the_course_for_a_material(world):
    material, kept = material_of(world), file_of(world)
    client = signed_in(world.trainees[0])
    assert client.get(material.get_absolute_url()).status_code == 404
    assert client.get(reverse("courses:material_file", args=[world.cohort.course.slug, kept.pk])).status_code == 404


def test_what_is_removed_is_gone_for_everybody(world):
    material = file_of(world)
    remove(material=material, by=world.trainer)
    for user in (world.trainees[0], world.trainer):
        assert signed_in(user).get(page(world, material)).status_code == 404
        assert signed_in(user).get(page(world, material, "file")).status_code == 404


def test_strangers_find_no_cohort(world):
    material = material_of(world)
    for user in (UserFactory(), EnrolmentFactory().user):
        client = signed_in(user)
        for name in ("material", "file"):
            assert client.get(page(world, material, name)).status_code == 404
        assert client.get(reverse("materials:cohort", args=[world.cohort.code])).status_code == 404
    assert Client().get(page(world, material, "file"))["Location"].startswith("/accounts/login/")
