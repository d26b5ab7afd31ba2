"""Trainers' notes never reach a trainee, whichever way is tried."""

import io
import zipfile

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from courses import editing
from courses.editions import publish
from sessions.taking_over import give_newest
from tests.config.test_doors import doors
from tests.documents.handouts import handout, text_of
from tests.factories import (
    CaseFactory,
    CohortFactory,
    CourseFactory,
    EnrolmentFactory,
    ExerciseFactory,
    MaterialFactory,
    ModuleFactory,
    SessionFactory,
    UserFactory,
)

SECRET = "绝密提示"
EXERCISE = "plan"
pytestmark = pytest.mark.django_db


@pytest.fixture(params=["draft", "published"])
def cohort(request):
    course = CourseFactory()
    line = ModuleFactory(course=course, title="现金流", body="看得到的正文", trainer_notes="")
    CaseFactory(course=course, course__module=line, teaching_note=SECRET, stages=[("结果", SECRET)])
    MaterialFactory(course=course, title="讲师用", body=SECRET, audience="trainers")
    ExerciseFactory(course=course, slug=EXERCISE)
    values = {name: getattr(line, name) for name in editing.WRITTEN}
    editing.write_line(line=line, values={**values, "trainer_notes": SECRET}, seen=0, by=UserFactory(trainer=True))
    cohort = CohortFactory(course=course)
    SessionFactory(cohort=cohort)
    if request.param == "published":
        publish(course=course, by=None)
        give_newest(cohort)
    return cohort


def addresses(cohort) -> list[str]:
    """Every address there is, with what the cohort has put where the address asks for a name or number."""
    course, case = cohort.course, cohort.course.cases.get()
    line = course.modules.get()
    change = course.outline_changes.get()
    numbers = {"code": cohort.code, "number": 1, "pk": line.pk, "revision": 1, "change": change.pk, "key": "plan"}
    samples = [{**numbers, "slug": slug} for slug in (course.slug, case.slug, EXERCISE)]
    samples += [{**samples[0], "pk": material.pk} for material in course.materials.all()]
    found = []
    for name, _address, entry in doors(get_resolver()):
        wanted = entry.pattern.converters
        fitting = [sample for sample in samples if set(wanted) <= set(sample)]
        found += [reverse(name, kwargs={key: sample[key] for key in wanted}) for sample in fitting]
    return list(dict.fromkeys(found))


@pytest.mark.parametrize("who", ["trainee", "contact"])
def test_no_page_fragment_or_search_shows_a_note_or_an_untold_stage(client, cohort, who):
    user = EnrolmentFactory(cohort=cohort).user if who == "trainee" else UserFactory()
    if who == "contact":
        user.speaks_for.add(cohort.client)
    client.force_login(user)
    tried = addresses(cohort)
    assert reverse("exercises:pack_export", args=[cohort.course.slug]) in tried
    for address in tried:
        for headers in ({}, {"HX-Request": "true"}):
            assert SECRET not in shown(client, address, headers), address


def shown(client, address: str, headers: dict[str, str]) -> str:
    """What comes back, a zip unpacked; a page that repeats what was searched for tells nothing by that."""
    response = client.get(address, {"q": SECRET, "search": SECRET}, headers=headers)
    content = b"".join(response) if response.streaming else response.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = b"".join(archive.read(name) for name in archive.namelist())
    return content.decode(errors="replace").replace(f'value="{SECRET}"', "")


def test_the_negative_control_a_trainer_does_see_them_in_many_places(client, cohort):
    client.force_login(UserFactory(trainer=True))
    course = cohort.course
    line = reverse("courses:line", args=[course.slug, course.modules.get().pk])
    places = [line, reverse("exercises:pack_export", args=[course.slug]), course.get_absolute_url()]
    places += [course.cases.get().get_absolute_url(), course.materials.get().get_absolute_url()]
    assert [place for place in places if SECRET not in shown(client, place, {"HX-Request": "true"})] == []


def test_what_a_trainee_posts_brings_back_no_note(cohort):
    """Every address again, by POST: what is not refused shows nothing either."""
    client = Client()
    client.force_login(EnrolmentFactory(cohort=cohort).user)
    log_out = {reverse("account_logout")}
    for address in addresses(cohort):
        if address not in log_out:
            response = client.post(address, {}, headers={"HX-Request": "true"})
            content = b"".join(response) if response.streaming else response.content
            assert SECRET not in content.decode(errors="replace"), address


def test_the_trainees_handout_prints_the_text_but_not_the_notes(client, cohort):
    text = text_of(handout(client, cohort))
    assert "看得到的正文" in text
    assert SECRET not in text


def test_a_trainee_cannot_write_or_preview_with_the_editor(cohort):
    client = Client()
    client.force_login(EnrolmentFactory(cohort=cohort).user)
    course = cohort.course
    assert client.post(reverse("courses:outline_act", args=[course.slug]), {"act": "undo"}).status_code == 404
    assert client.post(reverse("courses:line", args=[course.slug, 1]), {}).status_code == 404
    assert client.post(reverse("courses:publish", args=[course.slug])).status_code == 404
