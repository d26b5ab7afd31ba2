"""A course's feedback form: filled in alone, counted, read by the room's trainers all together and without names."""

from decimal import Decimal

import pytest
from django.db import IntegrityError

from exercises import surveys
from exercises.models import Exercise, Worksheet
from exercises.packs import exercise_files, load_exercises
from exercises.worksheets import DefinitionError, read_exercise
from tests.exercises.world import World, make_world, save, signed_in
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
FIELDS = [
    {"key": "use", "type": "rating", "label": "用得上吗", "required": True, "low": "用不上", "high": "马上能用"},
    {
        "key": "best",
        "type": "multiple_choice",
        "label": "最有用的部分",
        "options": [{"value": "talk", "label": "演练"}, {"value": "data", "label": "数据"}],
    },
    {"key": "change", "type": "long_text", "label": "请改掉一件事"},
]
FORMS = [(5, ["talk"], "多留时间给演练"), (4, ["talk", "data"], ""), (2, [], "空调太冷")]


@pytest.fixture
def world() -> World:
    return make_world(title="课程反馈", slug="feedback", individual=True, survey=True, fields=FIELDS)


def hand_in(world: World, number: int) -> None:
    user = world.trainees[number]
    use, best, change = FORMS[number]
    sheet = world.sheet(user)
    save(world, user, "use", use)
    save(world, user, "best", best, several="1")
    save(world, user, "change", change)
    assert "谢谢" in signed_in(user).post(world.url("submit", sheet.pk), follow=True).text


def test_trainers_see_everybody_together_and_nobody_by_name(world):
    for number in range(3):
        hand_in(world, number)
    page = signed_in(world.trainer).get(world.url("progress")).text
    for words in ("3.7", "n = 3", "n = 2", "多留时间给演练", "空调太冷"):
        assert words in page
    for trainee in world.trainees:
        assert trainee.name not in page
    rating, choice, text = surveys.results(world.cohort, world.exercise).tallies
    assert rating.mean == Decimal("3.7")
    assert [(bar.label, bar.count) for bar in rating.bars] == [("5", 1), ("4", 1), ("3", 0), ("2", 1), ("1", 0)]
    assert [(bar.label, bar.count, bar.share) for bar in choice.bars] == [("演练", 2, 100), ("数据", 1, 50)]
    assert text.texts == (("多留时间给演练", 1), ("空调太冷", 1))


def test_too_few_forms_are_not_shown_at_all(world):
    for number in range(2):
        hand_in(world, number)
    page = signed_in(world.trainer).get(world.url("progress")).text
    assert "再收到 1 份才显示" in page
    assert "多留时间给演练" not in page


def test_nobody_but_its_writer_opens_a_single_form(world):
    hand_in(world, 0)
    sheet = world.sheet(world.trainees[0])
    admin, other = UserFactory(admin=True), world.trainees[1]
    for person in (world.trainer, admin, other):
        client = signed_in(person)
        assert client.get(world.url("grade", sheet.pk)).status_code == 404
        assert client.get(world.url("changes", sheet.pk)).status_code == 404
        assert client.post(world.url("release")).status_code == 404
        assert not Worksheet.objects.visible_to(person).filter(pk=sheet.pk).exists()
    assert Worksheet.objects.visible_to(world.trainees[0]).filter(pk=sheet.pk).exists()


def test_the_form_can_be_changed_after_it_was_handed_in_and_counts_once(world):
    for number in range(3):
        hand_in(world, number)
    user = world.trainees[2]
    assert save(world, user, "use", "5").status_code == 200
    signed_in(user).post(world.url("submit", world.sheet(user).pk))
    results = surveys.results(world.cohort, world.exercise)
    assert results.returned == 3
    assert [bar.count for bar in results.tallies[0].bars] == [2, 1, 0, 0, 0]


def test_it_promises_on_its_page_what_it_keeps(world):
    page = signed_in(world.trainees[0]).get(world.url("worksheet")).text
    assert "只按全班汇总，不显示姓名" in page


def test_it_waits_for_no_mark(world):
    hand_in(world, 0)
    assert "feedback" not in signed_in(world.trainer).get("/").text


@pytest.mark.parametrize("count", [3, 12])
def test_the_results_take_as_many_queries_for_any_number(count, django_assert_num_queries):
    world = make_world(groups=count, size=1, slug="feedback", individual=True, survey=True, fields=FIELDS)
    for user in world.trainees:
        save(world, user, "use", "4")
        signed_in(user).post(world.url("submit", world.sheet(user).pk))
    with django_assert_num_queries(3):
        assert surveys.results(world.cohort, world.exercise).returned == count


def test_a_survey_is_filled_in_alone(world):
    with pytest.raises(IntegrityError):
        Exercise.objects.filter(pk=world.exercise.pk).update(worked_by="group")


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ("worked_by: group\nfields: [{key: a, type: rating, label: A}]", "survey_of_group"),
        ("worked_by: individual\nfields: [{key: a, type: money, label: A}]", "survey_field"),
    ],
)
def test_a_file_that_could_not_be_counted_is_refused(facts, code):
    with pytest.raises(DefinitionError) as refused:
        read_exercise(f"slug: feedback\ntitle: 反馈\nsurvey: true\n{facts}")
    assert [problem.code for problem in refused.value.problems] == [code]


def test_a_pack_takes_it_along(world, tmp_path):
    [(name, content)] = exercise_files(world.cohort.course)
    (tmp_path / name.rpartition("/")[2]).write_bytes(content)
    Exercise.objects.update(survey=False)
    [loaded] = load_exercises(world.cohort.course, tmp_path)
    assert loaded.survey
