"""What was changed stands in a log, and any state of it can be had again; who comes second is told."""

import pytest
from django.test import Client
from django.urls import reverse

from courses import editing, undoing
from courses.describing import describe
from courses.models import Case, OutlineChange
from tests.factories import CaseFactory, CourseFactory, MaterialFactory, ModuleFactory, UserFactory

pytestmark = pytest.mark.django_db
FACTS = {"days": 2, "hours": 12, "audience": "", "delivery": "", "objectives": "", "background": ""}


@pytest.fixture
def author():
    return UserFactory(trainer=True)


@pytest.fixture
def course():
    course = CourseFactory(title="零售信贷")
    one = ModuleFactory(course=course, title="一", position=0, marker="")
    ModuleFactory(course=course, title="甲", parent=one, depth=1, position=1, marker="")
    return course


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def drawn(course) -> str:
    return " ".join("-" * line.depth + line.title for line in course.modules.order_by("position"))


def worked_on(course, author) -> list[OutlineChange]:
    """Four changes: a line added, the title of the course, a text, a line removed with a material on it."""
    line = course.modules.get(title="甲")
    MaterialFactory(course=course, module=line, title="讲义")
    editing.add_line(course=course, title="二", after=None, below=None, seen=0, by=author)
    describe(course=course, values={"title": "小微信贷"}, seen=0, by=author)
    values = {name: getattr(line, name) for name in editing.WRITTEN} | {"body": "正文"}
    editing.write_line(line=line, values=values, seen=0, by=author)
    editing.remove_line(course=course, pk=line.pk, seen=1, by=author)
    return list(course.outline_changes.order_by("pk"))


def test_of_two_trainers_at_the_facts_the_second_is_told_and_loses_nothing(course):
    first, second = browser(UserFactory(trainer=True)), browser(UserFactory(trainer=True))
    page = reverse("courses:edit", args=[course.slug])
    seen = [each.get(page).context["form"]["revision"].value() for each in (first, second)]
    first.post(page, {**FACTS, "title": "甲的名字", "revision": seen[0]})
    answer = second.post(page, {**FACTS, "title": "乙的名字", "revision": seen[1]})
    assert answer.status_code == 409
    assert [str(name) for name, _value in answer.context["theirs"]] == ["课程名称"]
    form = answer.context["form"]
    assert form["title"].value() == "乙的名字"
    course.refresh_from_db()
    assert course.title == "甲的名字"
    second.post(page, {**FACTS, "title": "乙的名字", "revision": form["revision"].value()})
    course.refresh_from_db()
    assert course.title == "乙的名字"


def test_facts_are_undone_like_a_line(course, author):
    describe(course=course, values={"title": "小微信贷", "days": 3}, seen=0, by=author)
    latest = undoing.latest_change(course)
    assert latest is not None
    undoing.undo(course=course, change=latest.pk, by=author)
    course.refresh_from_db()
    assert (course.title, course.days) == ("零售信贷", 2)


@pytest.mark.parametrize(
    ("before", "outline", "title"),
    [
        (0, "一 -甲", "零售信贷"),
        (1, "一 -甲 二", "零售信贷"),
        (2, "一 -甲 二", "小微信贷"),
        (3, "一 -甲 二", "小微信贷"),
    ],
)
def test_any_earlier_state_comes_back_from_the_page_with_what_hung_on_it(course, author, before, outline, title):
    line, log = course.modules.get(title="甲"), worked_on(course, author)
    client = browser(author)
    shown = client.get(reverse("courses:editions", args=[course.slug])).context["log"]
    assert [change.pk for change in shown] == [change.pk for change in reversed(log)]
    client.post(reverse("courses:go_back", args=[course.slug, log[before].pk]), {"seen": shown[0].pk})
    course.refresh_from_db()
    assert (drawn(course), course.title) == (outline, title)
    assert course.modules.get(title="甲") == line
    assert line.materials.get().title == "讲义"
    assert course.modules.get(title="甲").body == ("正文" if before == 3 else "")


def test_going_back_is_itself_undone(course, author):
    log = worked_on(course, author)
    undoing.go_back(course=course, change=log[0], seen=log[-1].pk, by=author)
    latest = undoing.latest_change(course)
    assert latest is not None
    undoing.undo(course=course, change=latest.pk, by=author)
    course.refresh_from_db()
    assert (drawn(course), course.title) == ("一 二", "小微信贷")


def test_nobody_goes_back_over_a_change_they_were_not_shown(course, author):
    log = worked_on(course, author)
    editing.add_line(course=course, title="刚加的", after=None, below=None, seen=2, by=UserFactory(trainer=True))
    page = reverse("courses:go_back", args=[course.slug, log[0].pk])
    answer = browser(author).post(page, {"seen": log[-1].pk}, follow=True)
    told = "刚才有人又改了这门课程，没有恢复。请看最新的改动记录再操作。"
    assert [str(message) for message in answer.context["messages"]] == [told]
    assert drawn(course) == "一 二 刚加的"


def rewritten(case: Case, client: Client, body: str) -> None:
    stages = {"stages-TOTAL_FORMS": "1", "stages-INITIAL_FORMS": "1", "stages-0-title": "情境", "stages-0-body": body}
    case.refresh_from_db()
    posted = {"title": case.title, "tags": "", "sources": "", "revision": case.revision, **stages}
    assert client.post(reverse("courses:case_edit", args=[case.slug]), posted).status_code == 302


def test_an_earlier_text_of_a_case_is_read_and_restored_from_the_page(author):
    case, client = CaseFactory(), browser(author)
    for body in ("先写的", "后写的"):
        rewritten(case, client, body)
    page = client.get(reverse("courses:library_case", args=[case.slug]))
    [earlier] = page.context["versions"]
    address = reverse("courses:case_version", args=[case.slug, earlier.revision])
    assert "先写的" in client.get(address).content.decode()
    client.post(address, {"revision": page.context["case"].revision})
    assert case.stages.get().body == "先写的"
    assert case.versions.count() == 3
    client.post(address, {"revision": 1})  # an old page: somebody has written since
    assert case.versions.count() == 3


def test_history_is_closed_to_who_writes_no_courses(course, author):
    log, case = worked_on(course, author), CaseFactory()
    rewritten(case, browser(author), "先写的")
    stranger = browser(UserFactory())
    assert (
        stranger.post(reverse("courses:go_back", args=[course.slug, log[0].pk]), {"seen": log[-1].pk}).status_code
        == 404
    )
    assert stranger.get(reverse("courses:case_version", args=[case.slug, 1])).status_code == 404
