"""A course goes out as a pack and comes back the same; a pack that could do harm does not come in."""

import io
import json
import stat
import warnings
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import courses.packs
import courses.telling
import courses.urls
import exercises.packs
import exercises.urls
from accounts.refusals import Refusal
from courses.importers.cases import CaseText, StageText
from courses.materials import hold
from courses.models import Course, Material, Module
from courses.packs import BUILT_IN, load_pack
from courses.telling import load_case, text_of
from courses.uploads.taking import take
from exercises.models import Exercise
from exercises.packs import export_pack, import_pack, load_exercises
from tests import files
from tests.factories import CourseFactory, EnrolmentFactory, MaterialFactory, ModuleFactory, UserFactory

pytestmark = pytest.mark.django_db


def content(material: Material) -> bytes:
    if not material.file:
        return b""
    with material.file.open("rb") as stream:
        return bytes(stream.read())


def told(course: Course) -> dict[str, object]:
    """All that a pack is to carry, without ids and without the address, which is free only once."""
    places: dict[int | None, int] = {
        module.pk: index for index, module in enumerate(course.modules.order_by("position"))
    }
    facts = ["title", "background", "objectives", "audience", "delivery", "days", "hours", "blocks"]
    return {
        "course": [getattr(course, name) for name in facts],
        "modules": [
            (
                m.depth,
                places.get(m.parent_id),
                m.marker,
                m.title,
                m.kind,
                m.minutes,
                m.delivery,
                m.body,
                m.trainer_notes,
            )
            for m in course.modules.order_by("position")
        ],
        "cases": [
            (text_of(use.case), places.get(use.module_id)) for use in course.case_uses.order_by("position", "pk")
        ],
        "materials": [
            (
                *(m.kind, m.audience, m.title, m.body, m.url, places.get(m.module_id), content(m)),
                *(m.release, m.release_session, m.release_exercise, m.media_type, m.size, m.digest),
            )
            for m in course.materials.order_by("position", "pk")
        ],
        "exercises": [
            [
                e.slug,
                e.title,
                e.title_en,
                e.brief,
                e.worked_by,
                e.minutes,
                e.max_mark,
                e.fields,
                places.get(e.module_id),
            ]
            for e in course.exercises.order_by("position", "pk")
        ],
    }


def same_again(course: Course) -> Course:
    pack = export_pack(course)
    copy = import_pack(pack, by=None)
    copy.refresh_from_db()
    assert told(copy) == told(course)
    return copy


characters = st.characters(exclude_categories=("C", "Zl", "Zp", "Zs")) | st.sampled_from(" #-*{}:'\"\\|")
words = st.text(characters, min_size=1, max_size=20).map(str.strip).filter(lambda text: any(map(str.isalnum, text)))
lines = st.lists(words | st.sampled_from(["", "---", "## 教学说明", "- x", "\\## y", "# z"]), max_size=5)
texts = lines.map("\n".join).map(str.strip)
trees = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(["", "一、", "1、", "案例：", "➤"]), words | st.just("同名"), texts),
    min_size=1,
    max_size=8,
)
slugs = st.from_regex(r"[a-z][a-z0-9]{6,12}", fullmatch=True)
PICTURES = [
    files.picture("PNG"), files.picture("JPEG"), files.picture("WEBP"), files.picture("PNG", mode="P"), files.pdf("页")
]  # fmt: skip
FIELDS = [{"key": "plan", "type": "long_text", "label": "写下来", "required": True}]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(trees, words, texts, slugs, st.lists(words, max_size=3))
def test_importing_what_was_exported_gives_the_same_course(tree, word, text, slug, sentences):
    course = CourseFactory(
        title=word, audience=text.replace("\n", " "), objectives=sentences, delivery=[word], days=3, hours=17,
        blocks=[["08:30", "11:30"]],
    )  # fmt: skip
    above: list[Module] = []
    modules = []
    for position, (depth, marker, title, body) in enumerate(tree):
        del above[min(depth, len(above)) :]
        module = ModuleFactory(
            course=course, position=position, depth=len(above), parent=above[-1] if above else None, marker=marker,
            title=title, body=body, trainer_notes=text, minutes=position or None, kind=Module.Kind.values[position % 7],
        )  # fmt: skip
        above.append(module)
        modules.append(module)
    case = CaseText(slug=slug, title=word, stages=(StageText(word, "正文", tuple(sentences)),), teaching_note="备注")
    load_case(case, course=course, module=modules[-1])
    MaterialFactory(course=course, module=modules[-1], title=word, body=text, position=0)
    MaterialFactory(course=course, kind="link", title=word, body="", url="https://example.org/a?b=c#d", position=1)
    for position, (release, picture) in enumerate(zip(Material.Release.values, PICTURES, strict=True), start=2):
        material = MaterialFactory.build(
            course=course, title=word, body="", audience=Material.Audience.values[position % 2], position=position,
            release=release, release_session=position, release_exercise=slug,
        )  # fmt: skip
        hold(material, take(io.BytesIO(picture), "", len(picture)))
        material.save()
    Exercise.objects.create(
        course=course, slug=slug, title=word, brief=text, module=modules[0], fields=FIELDS, minutes=5, position=3
    )
    same_again(course)


@pytest.fixture
def course(media: Path) -> Course:
    """The built-in course with a file for trainers."""
    folder = BUILT_IN / "retail_credit"
    course = load_pack(folder)
    load_exercises(course, folder / "exercises")
    module = course.modules.get(position=3)
    material = Material(course=course, kind="file", title="讲义", audience="trainers", module=module, position=99)
    data = files.pdf("讲义")
    hold(material, take(io.BytesIO(data), "讲义 一.pdf", len(data)))
    material.save()
    return course


@pytest.fixture
def media(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


def test_the_built_in_course_survives_the_journey_with_a_file(course, media):
    copy = same_again(course)
    assert copy.slug != course.slug
    assert copy.materials.get(kind="file").file.name != course.materials.get(kind="file").file.name


def test_the_same_course_gives_the_same_bytes(course, media):
    assert export_pack(course) == export_pack(course)


def test_the_files_of_a_pack_can_be_read_by_a_person(course, media):
    with zipfile.ZipFile(io.BytesIO(export_pack(course))) as archive:
        names = archive.namelist()
        assert archive.read("course.yaml").decode().splitlines()[:2] == ["format: 1", "slug: retail-credit"]
        assert archive.read("outline.md").decode().splitlines()[0].startswith("- **一、** ")
    folders = sorted({name.rpartition("/")[0] for name in names})
    assert folders == ["", "cases", "exercises", "materials", "materials/files"]


def packed(files: Mapping[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in {"course.yaml": "title: 课\n", "outline.md": "- 甲\n", **files}.items():
                archive.writestr(name.rstrip("?"), content)
    return stream.getvalue()


def linked(name: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("course.yaml", "title: 课\n")
        entry = zipfile.ZipInfo(name)
        entry.create_system, entry.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    return stream.getvalue()


ALIASES = "a: &a [x, x]\nb: &b [*a, *a]\n"
CASE = "---\nslug: a\ntitle: 甲\n---\n## 情境\n\n文\n"
HARMFUL = {
    "a path upwards": (packed({"../evil.md": "x"}), "指向包的外面"),
    "a path upwards inside": (packed({"cases/../../evil.md": "x"}), "指向包的外面"),
    "an absolute path": (packed({"/etc/evil.md": "x"}), "指向包的外面"),
    "a drive": (packed({"C:/evil.md": "x"}), "指向包的外面"),
    "backslashes": (packed({"cases\\..\\evil.md": "x"}), "指向包的外面"),
    "a link": (linked("outline.md"), "是链接而不是文件"),
    "a name twice": (packed({"cases/a.md": CASE, "cases/A.md": CASE}), "有两个名叫"),
    "a bomb": (packed({"materials/files/a.bin": bytes(30 << 20)}), "大得不合常理"),
    "thousands of entries": (packed({f"x/{n}": "" for n in range(2_100)}), "大得不合常理"),
    "a newer format": (packed({"course.yaml": "format: 2\ntitle: 课\n"}), "格式是第 2 版"),
    "no outline": (packed({"outline.md": ""}), "没有读到大纲条目"),
    "no course.yaml": (packed({"course.yaml": "- x\n"}), "course.yaml：开头两行"),
    "aliases": (packed({"course.yaml": ALIASES}), "course.yaml"),
    "aliases in a case": (packed({"cases/a.md": f"---\n{ALIASES}---\n"}), "cases/a.md"),
    "a title too long": (packed({"course.yaml": f"title: {'长' * 201}\n"}), "course.yaml 中"),
    "no such module": (packed({"materials/a.md": "---\ntitle: 甲\nmodule: 乙\n---\n"}), "大纲里没有模块“乙”"),
    "a script as a material": (
        packed({"materials/a.md": "---\ntitle: 甲\nkind: file\nfile: a.exe\n---\n", "materials/files/a.exe": "MZ"}),
        "可以运行的程序",
    ),
    "a link to a script": (packed({"materials/a.md": "---\ntitle: 甲\nkind: link\nurl: javascript:x\n---\n"}), "url"),
    "a file that is not there": (packed({"materials/a.md": "---\ntitle: 甲\nkind: file\nfile: a.pdf\n---\n"}), "缺少"),
    "an exercise at an address of ours": (
        packed({"exercises/a.yaml": f"slug: groups\ntitle: 甲\nfields: {json.dumps(FIELDS)}\n"}),
        "请给练习换一个网址名",
    ),
    "an exercise of nothing": (packed({"exercises/a.yaml": "slug: a\ntitle: 甲\nfields: []\n"}), "a.yaml"),
    "bytes that are no text": (packed({"outline.md": b"\xff\xfe\x00"}), "不是 UTF-8 文本"),
    "no zip": (b"hello", "这不是课程包"),
    "half a zip": (packed({})[:100], "文件已损坏"),
}


@pytest.mark.parametrize(("data", "words"), HARMFUL.values(), ids=HARMFUL.keys())
def test_a_pack_that_cannot_be_is_refused_in_words_and_leaves_nothing(data, words, media):
    with pytest.raises(Refusal, match=words):
        import_pack(data, by=None)
    assert Course.objects.count() == 0
    assert not [path for path in media.rglob("*") if path.is_file()]


def test_a_refused_pack_leaves_no_file_behind(media):
    page = "---\ntitle: 甲\nkind: file\nfile: a.pdf\n---\n"
    pack: dict[str, str | bytes] = {
        "materials/a.md": page,
        "materials/files/a.pdf": files.pdf("页"),
        "exercises/a.yaml": "x: [",
    }
    with pytest.raises(Refusal):
        import_pack(packed(pack), by=None)
    assert not [path for path in media.rglob("*") if path.is_file()]


def test_a_folder_zipped_by_hand_on_a_mac_is_read(media):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("我的课/course.yaml", "title: 课\r\n")
        archive.writestr("我的课/outline.md", "\ufeff- 甲\r\n  - 乙\r\n")
        archive.writestr("我的课/.DS_Store", b"\0")
        archive.writestr("__MACOSX/我的课/._outline.md", b"\0")
    course = import_pack(stream.getvalue(), by=None)
    assert list(course.modules.values_list("depth", "title")) == [(0, "甲"), (1, "乙")]


def test_a_link_in_a_folder_is_refused(tmp_path):
    (tmp_path / "course.yaml").write_text("title: 课\n")
    (tmp_path / "outline.md").symlink_to("/etc/hostname")
    with pytest.raises(Refusal, match="是链接而不是文件"):
        load_pack(tmp_path)


def steps(patterns, wanted: str) -> set[str]:
    """The words that stand in an address where a name may stand as well."""
    found = [
        str(entry.pattern).removeprefix(wanted).split("/")[0]
        for entry in patterns
        if str(entry.pattern).startswith(wanted)
    ]
    return {step for step in found if step and "<" not in step}


def test_no_name_from_a_pack_stands_where_a_page_of_ours_does(media):
    """The lists of taken names are those of the URLconf."""
    assert steps(courses.urls.urlpatterns, "") == courses.packs.TAKEN_BY_PAGES
    assert steps(courses.urls.urlpatterns, "cases/") == {courses.telling.TAKEN_BY_PAGE}
    assert steps(exercises.urls.urlpatterns, "<slug:code>/") == exercises.packs.TAKEN_BY_PAGES
    course = import_pack(
        packed({"course.yaml": "title: 课\nslug: cases\n", "cases/a.md": CASE.replace(": a", ": new")}), by=None
    )
    assert course.slug.startswith("cases-")
    assert course.cases.get().slug.startswith("new-")


def test_authors_download_a_pack_and_upload_it_as_a_new_course(client, course, media):
    author = UserFactory(trainer=True)
    client.force_login(author)
    response = client.get(f"/exercises/packs/{course.slug}.zip")
    assert response["Content-Disposition"] == f'attachment; filename="{course.slug}.zip"'
    answer = client.post("/exercises/packs/import/", {"file": SimpleUploadedFile("a.zip", response.content)})
    copy = Course.objects.exclude(pk=course.pk).get()
    assert answer.url == copy.get_absolute_url()
    assert copy.created_by == author


def test_the_page_shows_why_a_pack_is_refused(client):
    client.force_login(UserFactory(trainer=True))
    response = client.post("/exercises/packs/import/", {"file": SimpleUploadedFile("a.zip", b"hello")})
    assert response.context["form"].errors == {"file": ["这不是课程包。请上传从讲台下载的 .zip 文件。"]}


def test_trainees_neither_take_nor_bring_a_pack(client, course, media):
    client.force_login(EnrolmentFactory(cohort__course=course).user)
    assert client.get(f"/exercises/packs/{course.slug}.zip").status_code == 404
    assert client.get("/exercises/packs/import/").status_code == 404


def test_a_file_that_the_store_has_lost_is_named(client, course, media):
    client.force_login(UserFactory(trainer=True))
    course.materials.get(kind="file").file.delete(save=False)
    response = client.get(f"/exercises/packs/{course.slug}.zip", follow=True)
    sentence = "资料“讲义”的文件不见了，课程包没有做成。请重新上传这个文件，或删去这条资料。"
    assert [str(message) for message in response.context["messages"]] == [sentence]


def test_the_command_exports_and_imports(course, media, tmp_path):
    target = tmp_path / "a.zip"
    call_command("course_pack", "export", course.slug, str(target), stdout=io.StringIO())
    out = io.StringIO()
    call_command("course_pack", "import", str(target), stdout=out)
    assert told(Course.objects.get(slug=out.getvalue().strip())) == told(course)


@pytest.mark.parametrize(
    "arguments", [("export", "no-such", "a.zip"), ("import", "no-such.zip"), ("import", str(Path(__file__)))]
)
def test_the_command_says_what_is_wrong(arguments):
    with pytest.raises(CommandError):
        call_command("course_pack", *arguments)
