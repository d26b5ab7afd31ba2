"""Trainers' notes never reach a trainee, whichever way is tried."""

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from courses.editions import publish
from sessions.taking_over import give_newest
from tests.config.test_doors import doors
from tests.documents.handouts import handout, text_of
from tests.factories import (
    CaseFactory,
    CohortFactory,
    CourseFactory,
    EnrolmentFactory,
    ModuleFactory,
    SessionFactory,
    UserFactory,
)

SECRET = "绝密提示"
pytestmark = pytest.mark.django_db


@pytest.fixture(params=["draft", "published"])
def cohort(request):
    course = CourseFactory()
    line = ModuleFactory(course=course, title="现金流", body="看得到的正文", trainer_notes=SECRET)
    CaseFactory(course=course, course__module=line, teaching_note=SECRET, stages=[("结果", SECRET)])
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
    samples = {
        "courses": [{"slug": course.slug, "pk": line.pk, "number": 1}, {"slug": case.slug, "pk": 1}],
        "": [{"code": cohort.code, "slug": case.slug, "number": 1, "pk": line.pk}],
    }
    found = []
    for name, _address, entry in doors(get_resolver()):
        wanted = entry.pattern.converters
        fitting = [s for s in samples["courses" if name.startswith("courses:") else ""] if set(wanted) <= set(s)]
        found += [reverse(name, kwargs={key: sample[key] for key in wanted}) for sample in fitting]
    return found


@pytest.mark.parametrize("who", ["trainee", "contact"])
def test_no_page_fragment_or_search_shows_a_note_or_an_untold_stage(client, cohort, who):
    user = EnrolmentFactory(cohort=cohort).user if who == "trainee" else UserFactory()
    if who == "contact":
        user.speaks_for.add(cohort.client)
    client.force_login(user)
    tried = addresses(cohort)
    assert len(tried) > 40
    for address in tried:
        for headers in ({}, {"HX-Request": "true"}):
            response = client.get(address, {"q": SECRET, "search": SECRET}, headers=headers)
            shown = b"".join(response) if response.streaming else response.content
            # A page that repeats what was searched for tells nothing.
            assert SECRET not in shown.decode(errors="replace").replace(f'value="{SECRET}"', ""), address


def test_the_negative_control_a_trainer_does_see_them(client, cohort):
    client.force_login(UserFactory(trainer=True))
    page = client.get(reverse("courses:outline", args=[cohort.course.slug]) + f"?line={cohort.course.modules.get().pk}")
    assert SECRET in page.content.decode()


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
