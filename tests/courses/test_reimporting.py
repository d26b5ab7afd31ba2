import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from courses.models import Course, Material, Module, OutlineChange
from courses.reimport import plan
from tests.factories import CourseFactory, EnrolmentFactory, MaterialFactory, ModuleFactory, UserFactory

pytestmark = pytest.mark.django_db

OLD = [
    (0, "一、", "客户获取"),
    (1, "1、", "网点阵地营销"),
    (1, "2、", "商圈走访"),
    (0, "二、", "风险控制"),
    (1, "1、", "交叉检验"),
]
NEW = "课程大纲\n一、客户获取\n1、线上引流\n2、网点阵地营销\n二、风险的控制\n1、交叉检验\n2、商圈走访\n"


@pytest.fixture
def course() -> Course:
    course = CourseFactory()
    above: dict[int, Module] = {}
    for position, (depth, marker, title) in enumerate(OLD):
        above[depth] = ModuleFactory(
            course=course, position=position, depth=depth, marker=marker, title=title, parent=above.get(depth - 1)
        )
    return course


@pytest.fixture
def author(client: Client) -> Client:
    client.force_login(UserFactory(trainer=True))
    return client


def compared(client: Client, course: Course, text: str = NEW):
    """The page that shows the difference, and what its button would post."""
    preview = client.post(f"/courses/{course.slug}/import/", {"file": SimpleUploadedFile("新.txt", text.encode())})
    page = client.post(f"/courses/{course.slug}/import/preview/", rows_of(preview) | {"action": "save"})
    return page, rows_of(page) | {"revision": page.context["plan"].revision}


def rows_of(response) -> dict[str, list[object]]:
    rows = [preview.row for preview in response.context["rows"]]
    return {
        "depth": [row.depth for row in rows],
        "marker": [row.marker for row in rows],
        "row_title": [row.title for row in rows],
        "kind": [row.kind for row in rows],
        "line": [f"{row.line} {row.source}" for row in rows],
    }


def outline(course: Course) -> list[tuple[int, str, str]]:
    return list(course.modules.order_by("position").values_list("depth", "marker", "title"))


def test_the_difference_is_shown_before_anything_changes(author, course):
    page, _posted = compared(author, course)
    difference = page.context["difference"]
    assert [line.name for line in difference.added] == ["线上引流"]
    assert [line.name for line in difference.removed] == []
    assert [(change.before, change.after) for change in difference.renamed] == [("风险控制", "风险的控制")]
    assert [line.name for line in difference.moved] == ["商圈走访"]
    assert outline(course) == OLD


def test_kept_lines_keep_their_rows_and_all_that_hangs_on_them(author, course):
    before = {module.title: module.pk for module in course.modules.all()}
    moved = MaterialFactory(course=course, module=course.modules.get(title="商圈走访"))
    renamed = MaterialFactory(course=course, module=course.modules.get(title="风险控制"))
    Module.objects.filter(title="交叉检验").update(body="正文", trainer_notes="备注", minutes=30)
    _page, posted = compared(author, course)
    assert author.post(f"/courses/{course.slug}/import/apply/", posted).url == course.get_absolute_url()
    after = {module.title: module for module in course.modules.all()}
    assert outline(course) == [
        (0, "一、", "客户获取"),
        (1, "1、", "线上引流"),
        (1, "2、", "网点阵地营销"),
        (0, "二、", "风险的控制"),
        (1, "1、", "交叉检验"),
        (1, "2、", "商圈走访"),
    ]
    assert after["风险的控制"].pk == before["风险控制"]
    assert after["商圈走访"].parent == after["风险的控制"]
    assert (after["交叉检验"].body, after["交叉检验"].trainer_notes, after["交叉检验"].minutes) == ("正文", "备注", 30)
    assert set(Material.objects.filter(pk__in=[moved.pk, renamed.pk]).values_list("module__title", flat=True)) == {
        "商圈走访",
        "风险的控制",
    }


def test_a_removed_line_is_named_with_what_hangs_on_it_and_its_children_stay(author, course):
    MaterialFactory.create_batch(2, course=course, module=course.modules.get(title="客户获取"))
    page, posted = compared(author, course, "课程大纲\n一、风险控制\n1、交叉检验\n2、商圈走访\n")
    shown = [(line.name, line.hanging) for line in page.context["removed"]]
    assert shown == [("客户获取", [("资料", 2)]), ("网点阵地营销", [])]
    author.post(f"/courses/{course.slug}/import/apply/", posted)
    assert [title for _depth, _marker, title in outline(course)] == ["风险控制", "交叉检验", "商圈走访"]
    assert Module.with_removed.filter(course=course, is_removed=True).count() == 2


def test_what_a_reimport_changed_is_written_down_for_undo(author, course):
    gone = course.modules.get(title="网点阵地营销")
    _page, posted = compared(
        author, course, "课程大纲\n一、客户获取\n1、商圈走访\n二、风险控制\n1、交叉检验\n2、压力测试\n"
    )
    author.post(f"/courses/{course.slug}/import/apply/", posted)
    before = OutlineChange.objects.get().before
    added = course.modules.get(title="压力测试")
    assert before[str(gone.pk)] == {"is_removed": False}
    assert before[str(added.pk)] == {"is_removed": True}
    assert before[str(course.modules.get(title="商圈走访").pk)] == {"position": 2, "marker": "2、"}


def test_whoever_was_overtaken_sees_the_new_difference_and_loses_nothing(author, course):
    _page, posted = compared(author, course)
    Course.objects.filter(pk=course.pk).update(revision=7)
    Module.objects.filter(title="交叉检验").update(title="交叉验证")
    response = author.post(f"/courses/{course.slug}/import/apply/", posted)
    assert response.status_code == 409
    assert response.context["plan"].revision == 7
    assert ("交叉验证", "交叉检验") in [(c.before, c.after) for c in response.context["difference"].renamed]
    assert "您查看差别之后，有人改过这门课程的大纲。" in response.content.decode()
    assert course.modules.count() == 5


def test_the_same_outline_again_has_nothing_to_change(author, course):
    text = "课程大纲\n" + "\n".join(f"{marker}{title}" for _depth, marker, title in OLD)
    Module.objects.filter(title="交叉检验").update(kind=Module.Kind.CASE)
    Module.objects.exclude(title="交叉检验").filter(depth=0).update(kind=Module.Kind.PART)
    page, posted = compared(author, course, text)
    assert not page.context["difference"], page.context["difference"]
    response = author.post(f"/courses/{course.slug}/import/apply/", posted)
    assert "新的大纲和现在的一样，没有要改的。" in response.content.decode()
    assert OutlineChange.objects.count() == 0


def test_one_can_go_back_from_the_difference_to_the_rows(author, course):
    _page, posted = compared(author, course)
    back = author.post(f"/courses/{course.slug}/import/preview/", posted | {"action": "show"})
    assert back.templates[0].name == "courses/import_preview.html"
    assert rows_of(back) == {name: value for name, value in posted.items() if name != "revision"}


def test_a_hand_made_tree_is_refused_in_words(author, course):
    _page, posted = compared(author, course)
    response = author.post(f"/courses/{course.slug}/import/apply/", posted | {"depth": [0, 5, 1, 1, 1, 1]})
    assert response.status_code == 422
    assert "第 2 行的层级不成立" in response.content.decode()
    assert outline(course) == OLD


@pytest.mark.parametrize("path", ["import/", "import/preview/", "import/apply/"])
def test_only_authors_reimport(client, course, path):
    client.force_login(EnrolmentFactory(cohort__course=course).user)
    assert client.post(f"/courses/{course.slug}/{path}", {}).status_code == 404


def test_the_plan_takes_one_query_for_any_number_of_lines(course, django_assert_num_queries):
    with django_assert_num_queries(1):
        plan(course, ())
