from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from courses.importers.packs import read_course
from courses.models import Course
from courses.packs import BUILT_IN
from tests.factories import CohortFactory, EnrolmentFactory, UserFactory

pytestmark = pytest.mark.django_db

RAW = (BUILT_IN / "retail_credit" / "outline.txt").read_bytes()
IMPORT = "/courses/import/"
PREVIEW = "/courses/import/preview/"


@pytest.fixture
def author(client: Client) -> Client:
    client.force_login(UserFactory(trainer=True))
    return client


def upload(client: Client, data: bytes, name: str = "outline.txt"):
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, data)})


def as_posted(response) -> dict[str, list[object]]:
    """What a browser would send back if its owner pressed the preview's button at once."""
    form = {name: [value] for name, value in response.context["form"].initial.items()}
    form = {name: ["\n".join(v[0])] if isinstance(v[0], list) else v for name, v in form.items()}
    rows = [preview.row for preview in response.context["rows"]]
    form |= {
        "depth": [row.depth for row in rows],
        "marker": [row.marker for row in rows],
        "row_title": [row.title for row in rows],
        "kind": [row.kind for row in rows],
        "line": [row.line for row in rows],
        "warnings": [response.context["warnings_json"]],
    }
    return form


def test_the_clients_own_outline_becomes_a_course_after_the_preview(author):
    preview = upload(author, RAW)
    assert Course.objects.count() == 0, "nothing is saved before the preview is confirmed"
    response = author.post(PREVIEW, as_posted(preview) | {"action": "save"})
    course = Course.objects.get()
    assert response.url == course.get_absolute_url()
    assert (course.days, course.hours, len(course.background), len(course.objectives), len(course.delivery)) == (
        2,
        12,
        3,
        4,
        5,
    )
    assert course.blocks == [["09:00", "12:00"], ["14:00", "17:00"]]
    assert course.modules.count() == 150
    assert [module.position for module in course.modules.all()] == list(range(150))


def test_the_preview_shows_each_warning_at_its_row(author):
    response = upload(author, RAW)
    lines = {preview.row.line for preview in response.context["rows"]}
    in_tree = [line for line, _message in response.context["warnings"] if line in lines]
    marked = [preview.row.line for preview in response.context["rows"] if preview.warning]
    assert marked == sorted(set(in_tree))
    assert marked


def test_a_row_is_indented_and_lifted_with_all_below_it(author):
    preview = upload(author, "课程大纲\n一、甲\n1、乙\n2、丙\n二、丁\n".encode())
    posted = as_posted(preview)
    assert posted["depth"] == [0, 1, 1, 0]
    indented = author.post(PREVIEW, posted | {"action": "indent:3"}, headers={"HX-Request": "true"})
    assert [row.row.depth for row in indented.context["rows"]] == [0, 1, 1, 1]
    lifted = author.post(PREVIEW, posted | {"action": "outdent:1"})
    assert [row.row.depth for row in lifted.context["rows"]] == [0, 0, 1, 0]
    dropped = author.post(PREVIEW, posted | {"action": "drop:0"})
    assert [row.row.title for row in dropped.context["rows"]] == ["乙", "丙", "丁"]
    assert Course.objects.count() == 0


def test_what_was_renamed_in_the_preview_is_saved(author):
    posted = as_posted(upload(author, "课程大纲\n一、甲\n1、乙\n".encode()))
    posted |= {"title": ["信贷"], "days": [1], "hours": [6], "row_title": ["开场", "乙"]}
    author.post(PREVIEW, posted | {"action": "save"})
    assert list(Course.objects.get().modules.values_list("title", flat=True)) == ["开场", "乙"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"depth": ["0", "2"]}, "第 2 行的层级不成立：它比上一行深了不止一级。"),
        ({"depth": ["0", "x"]}, "大纲的行无法读取，请重新导入。"),
        ({"row_title": ["甲", " "]}, "第 2 行没有标题。请填写标题，或删去这一行。"),
    ],
)
def test_a_hand_made_preview_is_refused_in_words_and_keeps_the_rest(author, change, sentence):
    posted = as_posted(upload(author, "课程大纲\n一、甲\n1、乙\n".encode())) | {"title": "信贷", "days": 1, "hours": 6}
    response = author.post(PREVIEW, posted | change | {"action": "save"})
    assert response.status_code == 422
    assert response.context["form"].non_field_errors() == [sentence]
    assert Course.objects.count() == 0


def test_a_course_without_a_title_asks_for_one_and_keeps_the_tree(author):
    posted = as_posted(upload(author, "课程大纲\n一、甲\n1、乙\n".encode())) | {"title": "", "action": "save"}
    response = author.post(PREVIEW, posted)
    assert "title" in response.context["form"].errors
    assert [row.row.title for row in response.context["rows"]] == ["甲", "乙"]
    assert Course.objects.count() == 0


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param("课程大纲\n一、甲\n".encode() * 300_000, id="huge"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, id="binary"),
        pytest.param("Über die Größe der Prämien für Kredite à Genève, déjà vu\n".encode("cp1252") * 5, id="cp1252"),
    ],
)
def test_an_unreadable_file_gets_a_sentence_and_changes_nothing(author, data):
    response = upload(author, data)
    assert response.status_code == 200
    assert response.templates[0].name == "courses/import.html"
    assert response.context["form"].errors
    assert Course.objects.count() == 0


def test_an_outline_in_gb18030_reads_like_the_same_in_utf8(author):
    utf8 = as_posted(upload(author, RAW))
    assert as_posted(upload(author, RAW.decode().encode("gb18030"))) == utf8


def test_neither_file_nor_text_says_what_to_do(author):
    response = author.post(IMPORT, {})
    assert response.context["form"].non_field_errors() == ["请选择一个文件，或粘贴大纲文字。"]


@pytest.mark.parametrize("path", [IMPORT, PREVIEW])
def test_only_authors_import(client, path):
    trainee = EnrolmentFactory().user
    client.force_login(trainee)
    assert client.post(path, {"text": "课程大纲\n一、甲"}).status_code == 404
    contact = UserFactory()
    contact.speaks_for.add(CohortFactory().client)
    client.force_login(contact)
    assert client.post(path, {"text": "课程大纲\n一、甲"}).status_code == 404


def test_the_built_in_course_carries_the_outline_as_the_client_meant_it():
    folder: Path = BUILT_IN / "retail_credit"
    outline = read_course((folder / "course.yaml").read_text(), (folder / "outline.md").read_text())
    expected = (Path(__file__).parent / "outlines" / "retail_credit.tree.txt").read_text().splitlines()
    assert [f"{'  ' * depth}{node.marker}|{node.title}" for depth, node in outline.walk()] == expected
    assert reverse("courses:import") == IMPORT
