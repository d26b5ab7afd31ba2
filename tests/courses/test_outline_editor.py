"""The outline editor: what it moves, what it refuses, what two trainers at once lose (nothing)."""

import pytest
from django.urls import reverse

from courses import editing, undoing
from courses.models import Module, OutlineChange
from tests.factories import CourseFactory, MaterialFactory, ModuleFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    return UserFactory(trainer=True, name="周明远")


@pytest.fixture
def course():
    """一 (1 (1.1), 2), 二"""
    course = CourseFactory()
    one = ModuleFactory(course=course, title="一", position=0, marker="")
    first = ModuleFactory(course=course, title="1", parent=one, depth=1, position=1, marker="")
    ModuleFactory(course=course, title="1.1", parent=first, depth=2, position=2, marker="")
    ModuleFactory(course=course, title="2", parent=one, depth=1, position=3, marker="")
    ModuleFactory(course=course, title="二", position=4, marker="")
    return course


def drawn(course) -> str:
    return " ".join("-" * line.depth + line.title for line in course.modules.order_by("position"))


def pk(course, title: str) -> int:
    return course.modules.get(title=title).pk


def act(client, course, **values):
    course.refresh_from_db()
    values.setdefault("revision", course.revision)
    return client.post(reverse("courses:outline_act", args=[course.slug]), values)


def text(line: Module, **changes: object) -> dict[str, object]:
    values = {name: getattr(line, name) for name in editing.WRITTEN} | {"revision": line.revision}
    return {name: "" if value is None else value for name, value in (values | changes).items()}


def latest(course) -> int:
    change = undoing.latest_change(course)
    assert change is not None
    return change.pk


def messages_of(response) -> list[str]:
    return [str(message) for message in response.wsgi_request._messages]


@pytest.mark.parametrize(
    ("title", "way", "after"),
    [
        ("2", "up", "一 -2 -1 --1.1 二"),
        ("1", "down", "一 -2 -1 --1.1 二"),
        ("2", "in", "一 -1 --1.1 --2 二"),
        ("1", "out", "一 -2 1 -1.1 二"),
        ("一", "up", "一 -1 --1.1 -2 二"),
    ],
)
def test_the_buttons_move_a_line_with_all_below_it(client, course, author, title, way, after):
    client.force_login(author)
    act(client, course, act=way, line=pk(course, title))
    assert drawn(course) == after


def test_dragging_puts_a_subtree_anywhere_and_undo_puts_it_back(client, course, author):
    client.force_login(author)
    act(client, course, act="move", line=pk(course, "1"), parent=pk(course, "二"), index=0)
    assert drawn(course) == "一 -2 二 -1 --1.1"
    act(client, course, act="undo", change=latest(course))
    assert drawn(course) == "一 -1 --1.1 -2 二"


def test_undo_walks_back_through_every_kind_of_change_and_the_log_keeps_them_all(client, course, author):
    client.force_login(author)
    before = drawn(course)
    act(client, course, act="add", title=" 新  增 ", below=pk(course, "二"))
    act(client, course, act="remove", line=pk(course, "1"))
    line = course.modules.get(title="2")
    client.post(reverse("courses:line", args=[course.slug, line.pk]), text(line, title="贰", body="正文"))
    assert drawn(course) == "一 -贰 二 -新 增"
    for _ in range(3):
        act(client, course, act="undo", change=latest(course))
    assert drawn(course) == before
    assert undoing.latest_change(course) is None
    assert [change.kind for change in course.outline_changes.all()] == ["added", "removed", "edited", *["undone"] * 3]


def test_a_deleted_line_comes_back_with_what_hung_on_it(client, course, author):
    client.force_login(author)
    material = MaterialFactory(course=course, module=course.modules.get(title="1.1"))
    act(client, course, act="remove", line=pk(course, "1"))
    assert drawn(course) == "一 -2 二"
    act(client, course, act="undo", change=latest(course))
    material.refresh_from_db()
    assert material.module == course.modules.get(title="1.1")


def test_a_cycle_by_a_request_made_by_hand_is_refused(client, course, author):
    client.force_login(author)
    before = drawn(course)
    for parent in ("1.1", "1"):
        response = act(client, course, act="move", line=pk(course, "1"), parent=pk(course, parent), index=0)
        assert messages_of(response)[-1] == "不能把一行移到它自己下面。"
    assert drawn(course) == before


def test_a_line_of_another_course_cannot_be_moved_in(client, course, author):
    client.force_login(author)
    foreign = ModuleFactory(title="别的课")
    response = act(client, course, act="move", line=pk(course, "1"), parent=foreign.pk, index=0)
    assert messages_of(response) == ["这一行已经不在大纲里了。请看最新的大纲再操作。"]


@pytest.mark.parametrize("values", [{"act": "fly"}, {"act": "move", "line": "x"}, {"act": "up"}, {}])
def test_a_request_that_no_page_makes_finds_nothing(client, course, author, values):
    client.force_login(author)
    assert act(client, course, **values).status_code == 404


def test_who_moves_second_is_told_and_sees_the_outline_as_it_is(client, course, author):
    client.force_login(author)
    seen = course.revision
    act(client, course, act="up", line=pk(course, "2"))
    response = client.post(
        reverse("courses:outline_act", args=[course.slug]),
        {"act": "remove", "line": pk(course, "1"), "revision": seen},
        headers={"HX-Request": "true"},
    )
    assert response.context["refused"] == "刚才有人改过大纲，您这一步没有执行。现在显示的是最新的大纲，请再操作一次。"
    assert [node.module.title for node in response.context["tree"][0].children] == ["2", "1"]
    assert drawn(course) == "一 -2 -1 --1.1 二"


def test_who_writes_second_sees_both_texts_and_decides(client, course, author):
    client.force_login(author)
    line = course.modules.get(title="2")
    page = reverse("courses:line", args=[course.slug, line.pk])
    client.post(page, text(line, body="先写的"))
    response = client.post(page, text(line, body="后写的", trainer_notes="提醒"))
    assert response.status_code == 409
    assert response.context["theirs"].body == "先写的"
    form = response.context["form"]
    assert (form["body"].value(), form["trainer_notes"].value()) == ("后写的", "提醒")
    line.refresh_from_db()
    assert line.body == "先写的"
    client.post(page, text(line, body="后写的", revision=form["revision"].value()))
    line.refresh_from_db()
    assert line.body == "后写的"


def test_what_was_written_for_a_line_just_deleted_is_not_lost(client, course, author):
    client.force_login(author)
    line = course.modules.get(title="2")
    act(client, course, act="remove", line=line.pk)
    response = client.post(reverse("courses:line", args=[course.slug, line.pk]), text(line, body="写了半小时"))
    assert response.context["form"]["body"].value() == "写了半小时"
    assert response.context["form"].non_field_errors() == ["这一行刚刚被删除了。您写的还在下面：请先撤销删除，再保存。"]


def test_undo_takes_back_only_what_the_author_was_shown(client, course, author):
    client.force_login(author)
    act(client, course, act="up", line=pk(course, "2"))
    shown = latest(course)
    editing.add_line(
        course=course, title="别人加的", after=None, below=None, seen=course.revision + 1, by=UserFactory(trainer=True)
    )
    act(client, course, act="undo", change=shown)
    assert drawn(course) == "一 -2 -1 --1.1 二 别人加的"


def test_writing_nothing_new_leaves_no_trace(client, course, author):
    client.force_login(author)
    line = course.modules.get(title="2")
    client.post(reverse("courses:line", args=[course.slug, line.pk]), text(line))
    assert OutlineChange.objects.count() == 0


def test_the_preview_shows_markdown_and_runs_no_script(client, author):
    client.force_login(author)
    answer = client.post(reverse("courses:line_preview"), {"body": "**要点** <script>x</script>"})
    assert answer.content.decode() == "<p><strong>要点</strong> &lt;script&gt;x&lt;/script&gt;</p>\n"


@pytest.mark.parametrize("lines", [3, 150])
def test_the_page_takes_the_same_queries_for_any_number_of_lines(
    client, course, author, lines, django_assert_max_num_queries
):
    for number in range(lines):
        ModuleFactory(course=course, position=5 + number)
    client.force_login(author)
    editing.step_line(course=course, pk=pk(course, "2"), way="up", seen=0, by=author)
    page = reverse("courses:outline", args=[course.slug])
    client.get(page)
    with django_assert_max_num_queries(10):
        client.get(f"{page}?line={pk(course, '2')}")
