import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from courses.markdown import render_markdown
from courses.models import Course, Material
from courses.packs import BUILT_IN, load_pack
from tests.factories import (
    CaseFactory,
    CohortFactory,
    CourseFactory,
    EnrolmentFactory,
    MaterialFactory,
    ModuleFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> Course:
    return CourseFactory(slug="retail")


@pytest.fixture
def trainee(course):
    return EnrolmentFactory(cohort=CohortFactory(course=course)).user


def test_the_built_in_pack_becomes_a_course_with_cases_and_materials():
    course = load_pack(BUILT_IN / "retail_credit")
    assert course.slug == "retail-credit"
    assert course.modules.count() == 150
    assert course.cases.count() == 7
    unsure = {case.slug for case in course.cases.all() if not case.facts_as_of}
    assert unsure == {"auto-parts-logistics", "jinxiang", "industry-cluster"}
    assert all(case.sources for case in course.cases.all())
    assert all(use.module for use in course.case_uses.all())
    assert all(case.teaching_note and case.stages.count() == 3 for case in course.cases.all())
    assert course.materials.filter(audience=Material.Audience.TRAINERS).count() == 1


def test_trainees_see_their_course_and_nobody_elses(client, course, trainee):
    other = CourseFactory()
    client.force_login(trainee)
    assert client.get(course.get_absolute_url()).status_code == 200
    assert client.get(other.get_absolute_url()).status_code == 404
    assert [c.pk for c in client.get("/courses/").context["page"]] == [course.pk]


def test_a_withdrawn_trainee_no_longer_sees_the_course(client, course, trainee):
    trainee.enrolments.update(state="withdrawn")
    client.force_login(trainee)
    assert client.get(course.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"kind": "page", "title": "要点"}, "body"),
        ({"kind": "page", "body": "要点"}, "title"),
        ({"kind": "link", "title": "要点"}, "url"),
        ({"kind": "link", "title": "要点", "url": "javascript:alert(1)"}, "url"),
        ({"kind": "file", "title": "要点"}, "uploads"),
        ({"kind": "file", "title": "要点", "uploads": SimpleUploadedFile("x.exe", b"MZ")}, "uploads"),
        ({"kind": "page", "title": "要点", "body": "一", "release": "session"}, "release_session"),
        ({"kind": "page", "title": "要点", "body": "一", "release": "exercise"}, "release_exercise"),
        (
            {"kind": "page", "title": "要点", "body": "一", "release": "exercise", "release_exercise": "x"},
            "release_exercise",
        ),
    ],
)
def test_an_incomplete_or_dangerous_material_is_refused_at_its_field(client, course, data, field):
    client.force_login(UserFactory(trainer=True))
    response = client.post(
        f"/courses/{course.slug}/materials/new/", {"audience": "trainees", "release": "before"} | data
    )
    assert list(response.context["form"].errors) == [field]
    assert course.materials.count() == 0


def test_trainees_cannot_author(client, course, trainee):
    material = MaterialFactory(course=course)
    client.force_login(trainee)
    base = f"/courses/{course.slug}"
    assert client.get(f"{base}/edit/").status_code == 404
    assert client.post(f"{base}/materials/new/", {}).status_code == 404
    for act in ("edit", "move", "remove", "restore"):
        assert client.post(f"{base}/materials/{material.pk}/{act}/").status_code == 404
    assert client.get(f"{base}/materials/").status_code == 404
    assert course.materials.count() == 1


def test_course_facts_are_edited_a_line_each(client, course):
    client.force_login(UserFactory(trainer=True))
    facts = {
        "title": "新名",
        "days": 2,
        "hours": 12,
        "objectives": "一\n\n 二 \n",
        "background": "",
        "delivery": "讲授",
    }
    client.post(f"/courses/{course.slug}/edit/", {**facts, "revision": 0})
    course.refresh_from_db()
    assert (course.title, course.objectives, course.background, course.delivery) == ("新名", ["一", "二"], [], ["讲授"])


def test_markdown_carries_no_script_style_or_foreign_scheme():
    html = render_markdown(
        "<script>x</script>[a](javascript:x) ![i](http://e/i.png) <b onclick=x>b</b>\n\n|a|\n|-|\n|1|"
    )
    for danger in ("<script", 'javascript:x"', "<img", "<b onclick"):
        assert danger not in html
    assert "<table>" in html


def test_trainees_read_the_text_of_a_line_and_trainers_their_notes_too(client, course, trainee):
    ModuleFactory(course=course, body="先看**现金流**。", trainer_notes="留十分钟提问")
    client.force_login(trainee)
    assert "<strong>现金流</strong>" in client.get(course.get_absolute_url()).content.decode()
    client.force_login(UserFactory(trainer=True))
    assert "留十分钟提问" in client.get(course.get_absolute_url()).content.decode()


@pytest.mark.parametrize("count", [1, 3, 60])
def test_course_pages_take_the_same_queries_for_any_number_of_things(
    client, course, trainee, count, django_assert_num_queries
):
    module = ModuleFactory(course=course)
    for _ in range(count):
        MaterialFactory(course=course, module=module)
        CaseFactory(course=course, course__module=module)
        ModuleFactory(course=course, parent=module, depth=1)
    client.force_login(trainee)
    client.get("/courses/")
    with django_assert_num_queries(COURSE_QUERIES):
        client.get(course.get_absolute_url())
    with django_assert_num_queries(LIST_QUERIES):
        client.get("/courses/")


COURSE_QUERIES = 8
LIST_QUERIES = 5
