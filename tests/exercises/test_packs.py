import re
from pathlib import Path

import pytest

from accounts.refusals import Refusal
from courses.packs import BUILT_IN, load_pack
from exercises.models import Exercise
from exercises.packs import load_exercises
from exercises.worksheets import Table, definition, read_exercise
from tests.exercises.world import make_world, save, stored
from tests.factories import CourseFactory

FOLDER = BUILT_IN / "retail_credit" / "exercises"
FILES = sorted(FOLDER.glob("*.yaml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_built_in_exercise_is_complete(path: Path):
    exercise = read_exercise(path.read_text(encoding="utf-8"))
    sheet = definition(exercise.fields)
    assert exercise.title_en
    assert exercise.module or exercise.survey
    assert exercise.minutes
    assert sheet.missing({})
    if not exercise.survey:
        assert len(exercise.brief) > 300
        assert any(isinstance(field, Table) for field in sheet.fields)


@pytest.mark.django_db
def test_the_built_in_exercises_hang_at_their_modules_and_loading_again_changes_nothing():
    course = load_pack(BUILT_IN / "retail_credit")
    first = {exercise.slug: exercise.pk for exercise in load_exercises(course, FOLDER)}
    assert {exercise.slug: exercise.pk for exercise in load_exercises(course, FOLDER)} == first
    assert list(first) == [
        "eight-stages",
        "competitor-survey",
        "price-negotiation",
        "four-lending-models",
        "seven-kinds-of-data",
        "integrated-plan",
        "logistics-platform",
        "own-platform",
        "cluster-list",
        "course-feedback",
    ]
    assert not Exercise.objects.filter(course=course, module=None, survey=False).exists()


@pytest.mark.django_db
def test_each_of_the_seven_cases_is_told_in_stages_with_questions_sources_and_a_worksheet():
    course = load_pack(BUILT_IN / "retail_credit")
    sheets = {exercise.title for exercise in load_exercises(course, FOLDER)}
    cases = course.cases.all()
    assert len(cases) == 7
    for case in cases:
        stages = case.stages.all()
        assert [stage.title for stage in stages] == ["情境", "数据", "结果"]
        assert all(len(stage.questions) > 1 for stage in stages)
        assert case.sources
        assert re.findall("工作单：《(.+?)》", case.teaching_note)[0] in sheets
        # Without a date of its facts nothing is certain: then the case says so and asks for them.
        unsure = "".join(stage.body for stage in stages)
        assert case.facts_as_of or ("请讲师" in unsure and "没有" in unsure)


@pytest.mark.django_db
def test_loading_again_keeps_what_was_written(tmp_path):
    world = make_world()
    save(world, world.trainees[0], "customer", "早餐店")
    text = f"slug: {world.exercise.slug}\ntitle: 新标题\nfields:\n  - {{key: customer, type: long_text, label: 客户}}\n"
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    load_exercises(world.cohort.course, tmp_path)
    assert Exercise.objects.get().title == "新标题"
    assert stored(world.sheet()) == {"customer": "早餐店"}


GOOD = "slug: a\ntitle: 甲\nfields:\n  - {key: x, type: date, label: 日}\n"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (GOOD + "module: 没有这一节\n", "b.yaml：课程里没有模块“没有这一节”。"),
        (GOOD.replace("date", "photo"), "b.yaml：字段“x”的类型不存在。"),
        ("fields: [", "b.yaml：第 1 行不是正确的 YAML，请检查缩进和冒号。"),
    ],
)
def test_a_bad_file_is_named_and_nothing_is_loaded(tmp_path, text, sentence):
    (tmp_path / "a.yaml").write_text(GOOD.replace("slug: a", "slug: good"), encoding="utf-8")
    (tmp_path / "b.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(Refusal) as refused:
        load_exercises(CourseFactory(), tmp_path)
    assert str(refused.value) == sentence
    assert not Exercise.objects.exists()


@pytest.mark.django_db
def test_a_file_in_another_encoding_is_named(tmp_path):
    (tmp_path / "a.yaml").write_bytes(GOOD.encode("gb18030"))
    with pytest.raises(Refusal, match=r"a\.yaml 不是 UTF-8 文本。"):
        load_exercises(CourseFactory(), tmp_path)
