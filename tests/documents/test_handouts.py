import io
from typing import Any

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image

from courses.models import Material
from documents import jobs
from documents.models import Job
from tests.documents.handouts import (
    NOTE,
    TEACHING,
    blank_pages,
    content_of,
    handout,
    order,
    parts_of,
    rich_cohort,
    text_of,
)
from tests.documents.worlds import people_of
from tests.factories import MaterialFactory, UserFactory

pytestmark = pytest.mark.django_db
NOT_LAST = "（《〈“‘【([{"
NOT_FIRST = "，。；：、！？）》〉”’】)]}…"


@pytest.fixture
def cohort():
    return rich_cohort()


def test_the_handout_holds_the_whole_course_and_room_to_write(client, cohort):
    text = text_of(handout(client, cohort))
    for words in ("背景一段。", "会看现金流。", "线上渠道", "要点", "为什么先看流水？", "方案", "线下", "优势 39"):
        assert words in text
    for words in (cohort.name, cohort.client.name, "随堂笔记", "年　　月　　日"):
        assert words in text


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_trainers_read_the_notes_and_trainees_never_do(client, cohort, language):
    secrets = (NOTE, TEACHING, "两年后停办。", "公开年报")  # a stage that was not told yet, and its sources
    theirs = text_of(handout(client, cohort, language=language))
    assert [secret for secret in secrets if secret in theirs] == []
    ours = text_of(handout(client, cohort, language=language, edition="trainer"))
    assert [secret for secret in secrets if secret not in ours] == []
    again = text_of(handout(client, cohort, language=language))  # with the trainers' slices at hand
    assert again == theirs


def test_only_what_was_ticked_is_in_it(client, cohort):
    text = text_of(handout(client, cohort, parts=parts_of(cohort)[1:], extras=["notes"]))
    assert "贷后管理" in text
    for other in ("获客渠道", "背景一段。", "某村镇银行", "打分表"):
        assert other not in text


def test_without_a_part_nothing_is_ordered(client, cohort):
    client.force_login(UserFactory(admin=True))
    page = client.post(f"/documents/{cohort.code}/handout/", {"edition": "trainee", "language": "zh-hans"})
    assert "还没有勾选任何部分。请至少勾选一个。" in page.text
    assert not Job.objects.exists()


def test_the_form_stands_as_it_was_sent_last(client, cohort):
    last = parts_of(cohort)[1]
    order(client, cohort, edition="trainer", parts=[last], extras=["cases"], language="en")
    form = client.get(f"/documents/{cohort.code}/handout/").context["form"]
    assert form.initial == {"edition": "trainer", "parts": [str(last)], "extras": ["cases"], "language": "en"}


def test_a_part_taken_out_meanwhile_is_named_as_the_reason(client, cohort):
    job = order(client, cohort, parts=parts_of(cohort)[1:])
    cohort.course.modules.filter(pk=parts_of(cohort)[1]).delete()
    Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED)
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.error == "选中的部分已不在本班的课程里。请回到手册页面重新勾选。"


@pytest.mark.parametrize("method", ["get", "post"])
def test_only_those_who_run_the_cohort_make_handouts(client, cohort, method):
    answers = {}
    for role, person in people_of(cohort).items():
        client.force_login(person)
        answers[role] = getattr(client, method)(f"/documents/{cohort.code}/handout/").status_code
    allowed = {"admin": 200, "trainer": 200}
    assert answers == {role: allowed.get(role, 404) for role in answers}
    assert not Job.objects.exists()


def test_contents_and_bookmarks_lead_to_the_page_that_bears_the_number(client, cohort):
    content = content_of(client, cohort)
    reader = pypdfium2.PdfDocument(content)
    texts = [page.get_textpage().get_text_range().split() for page in reader]
    marks = {mark.get_title(): mark.get_dest().get_index() + 1 for mark in reader.get_toc()}
    assert list(marks)[:4] == ["目录", "关于本课程", "课程安排", "一、 获客渠道"]
    assert {"1、 线上渠道", "某村镇银行", "打分表", "二、 贷后管理", "笔记"} < set(marks)
    with pikepdf.open(io.BytesIO(content)) as whole:
        pages: list[Any] = [page.objgen for page in whole.pages]
        linked = [pages.index(link.Dest[0].objgen) + 1 for link in whole.pages[1].Annots]
    assert list(dict.fromkeys(linked)) == list(dict.fromkeys(list(marks.values())[1:]))
    for title, number in marks.items():
        assert title.split()[-1] in "".join(texts[number - 1])
    assert "".join(texts[4]).endswith(f"5/{len(texts)}")
    assert blank_pages(content) == []


def test_the_head_of_each_page_names_its_part(client, cohort):
    reader = handout(client, cohort)
    inside = [page.extract_text() for page in reader.pages if "优势" in page.extract_text()]
    assert len(inside) > 1
    assert all("一、 获客渠道" in text and cohort.code in text for text in inside)
    assert all("权重（%）" in text for text in inside)  # the head of a long table
    assert reader.metadata.title == f"学员手册 {cohort.course.title}"
    assert reader.trailer["/Root"]["/Lang"] == "zh-hans"


def test_the_code_at_a_part_leads_the_cohort_to_its_page_and_nobody_else(client, cohort):
    content, people = content_of(client, cohort), people_of(cohort)
    codes = [
        code.text
        for page in pypdfium2.PdfDocument(content)
        for code in zxingcpp.read_barcodes(page.render(scale=3).to_pil())
    ]
    pages = [f"/cohorts/{cohort.code}/modules/{part}/" for part in parts_of(cohort)]
    assert codes == [f"http://testserver{page}" for page in pages]
    answers = {}
    for role, person in people.items():
        client.force_login(person)
        page = client.get(pages[0])
        answers[role] = page.status_code
        assert NOTE not in page.text
    assert answers == {role: 404 if role in ("other trainer", "stranger") else 200 for role in people}
    client.force_login(people["trainee"])
    assert "线上渠道" in client.get(pages[0]).text
    assert client.get(f"/cohorts/{cohort.code}/modules/999999/").url == cohort.course.get_absolute_url()


def broken_lines(reader) -> list[str]:
    lines = [line.replace("\u200b", "").strip() for line in text_of(reader).splitlines()]
    torn = [len(line) - len(line.lstrip("—")) == 1 or len(line) - len(line.rstrip("—")) == 1 for line in lines]
    wrong = [line[-1:] in NOT_LAST or line[:1] in NOT_FIRST for line in lines]
    return [line for line, *faults in zip(lines, torn, wrong, strict=True) if len(line) > 1 and any(faults)]


@pytest.mark.parametrize("joint", ["", "\u200b"])
def test_no_line_ends_with_an_opening_mark_or_begins_with_a_closing_one(client, cohort, joint):
    """With a break allowed behind every character, which is the negative control, hundreds of lines do."""
    line = cohort.course.modules.get(title="线上渠道")
    texts = [("字" * pad + "（新监管形势）《指导意见》“普惠”，‘敢贷’……——见【附录】。") * 3 for pad in range(1, 45)]
    line.body = "\n\n".join(joint.join(text) for text in texts)
    line.save()
    broken = broken_lines(handout(client, cohort, extras=[]))
    assert len(broken) > 20 if joint else broken == []


@pytest.mark.parametrize("word", ["trainee’s", "“wide”", "“流水”"])
def test_quotation_marks_are_narrow_in_latin_text_and_wide_in_chinese(client, cohort, word):
    line = cohort.course.modules.get(title="线上渠道")
    line.body = f"The {word} sheet"
    line.save()
    for page in pypdfium2.PdfDocument(content_of(client, cohort, language="en")):
        text = page.get_textpage()
        at = text.get_text_range().find(word)
        if at >= 0:
            break
    mark = at + word.index("’" if "’" in word else "“")
    left, right = (text.get_charbox(number, loose=True)[0] for number in (mark, mark + 1))
    assert (right - left > 8) == ("流水" in word)  # points; the text is set in 10


def picture(cohort, title, colour, **fields) -> None:
    target = io.BytesIO()
    Image.new("RGB", (900, 300), colour).save(target, "PNG")
    material = MaterialFactory(course=cohort.course, kind=Material.Kind.FILE, title=title, body="", **fields)
    material.file.save("picture.png", ContentFile(target.getvalue()))


def test_pictures_among_the_materials_stand_where_the_text_calls_them(client, cohort):
    picture(cohort, "获客漏斗", "#22527a")
    picture(cohort, "底价", "#a52a1c", audience=Material.Audience.TRAINERS)
    line = cohort.course.modules.get(title="线上渠道")
    line.body = "![从浏览到放款](获客漏斗.png)\n\n![谈判的底价](底价)\n\n![没有的图](https://evil.example/x.png)"
    line.save()
    found = {}
    for edition in ("trainee", "trainer"):
        reader = handout(client, cohort, edition=edition)
        found[edition] = len({image.data for page in reader.pages for image in page.images})
        text = text_of(reader)
        assert all(caption in text for caption in ("从浏览到放款", "谈判的底价", "没有的图"))
    assert found == {"trainee": 1, "trainer": 2}


def test_a_long_line_of_code_is_wrapped_within_the_page(client, cohort):
    for page in pypdfium2.PdfDocument(content_of(client, cohort)):
        text = page.get_textpage()
        boxes = [text.get_charbox(number) for number in range(text.count_chars())]
        assert all(left >= 0 and right <= page.get_width() - 50 for left, _bottom, right, _top in boxes if right > left)


def test_fonts_are_embedded_once_for_all_parts(client, cohort):
    with pikepdf.open(io.BytesIO(content_of(client, cohort))) as whole:
        programs = set()
        for page in whole.pages:
            for font in page.Resources.Font.values():
                programs.add(font.DescendantFonts[0].FontDescriptor.FontFile2.objgen)
    assert 3 <= len(programs) <= 5


def test_a_trainee_finds_no_handout_by_its_job(cohort):
    client = Client()
    job = order(client, cohort, edition="trainer")
    client.force_login(cohort.enrolments.get().user if cohort.enrolments.exists() else UserFactory())
    assert client.get(f"/documents/jobs/{job.pk}/file/").status_code == 404
