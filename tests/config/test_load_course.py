import pytest
from django.core.management import CommandError, call_command

from courses.models import Course
from exercises.models import Exercise

pytestmark = pytest.mark.django_db


def test_without_a_folder_it_loads_the_built_in_course(capsys):
    call_command("load_course")
    course = Course.objects.get()
    assert (course.slug, course.modules.count(), Exercise.objects.filter(course=course).count()) == (
        "retail-credit",
        150,
        9,
    )
    assert capsys.readouterr().out == f"retail-credit: {course.title} · 150 + 9\n"


def test_loading_it_twice_is_refused_and_changes_nothing():
    call_command("load_course")
    with pytest.raises(CommandError, match="retail-credit"):
        call_command("load_course")
    assert Course.objects.count() == 1


def test_a_pack_with_a_bad_exercise_leaves_nothing_behind(tmp_path):
    (tmp_path / "course.yaml").write_text('title: 短课\ndays: 1\nhours: 3\nblocks: ["09:00-12:00"]\n')
    (tmp_path / "outline.md").write_text("- **一、** 获客\n")
    (tmp_path / "exercises").mkdir()
    (tmp_path / "exercises" / "a.yaml").write_text("title: 没有栏目\n")
    with pytest.raises(CommandError, match=r"a\.yaml"):
        call_command("load_course", str(tmp_path))
    assert not Course.objects.exists()
