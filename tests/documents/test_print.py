import datetime as dt
import io
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from django.utils import timezone, translation
from pypdf import PdfReader

from courses.models import Module
from documents import attendance_sheet, binding, certificate_sheets, handout
from documents.certificates import issue
from sessions.models import StageReveal
from tests.documents.worlds import ALL_PRESENT, attended_cohort
from tests.factories import CaseFactory, ExerciseFactory, ModuleFactory, UserFactory

pytestmark = pytest.mark.django_db
NOT_LAST = "（《〈“‘【([{"


def read(content: bytes) -> Any:  # pypdf's objects are typed as none in particular
    return PdfReader(io.BytesIO(content))


def text_of(reader: Any) -> str:
    return "\n".join(page.extract_text() for page in reader.pages)


def fonts_of(reader: Any) -> list[bool]:
    """Whether the program of each font is in the file."""
    descriptors = [
        font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()
    ]
    return [bool({"/FontFile2", "/FontFile3"} & set(descriptor)) for descriptor in descriptors]


def test_the_register_repeats_its_head_and_counts_its_pages():
    cohort = attended_cohort(*[ALL_PRESENT] * 60, code="HT-2026-60", name="海桐银行骨干班")
    reader = read(attendance_sheet.draw(cohort, now=timezone.now()))
    pages = [page.extract_text() for page in reader.pages]
    assert len(pages) == 3
    for number, text in enumerate(pages, 1):
        assert "本人签字" in text
        assert f"{number} / 3" in text
        assert "数据时间" in text
    assert all("海桐银行骨干班" in text for text in pages)
    assert all(fonts_of(reader))
    assert reader.metadata.title == "考勤登记表 HT-2026-60 海桐银行骨干班"
    assert reader.trailer["/Root"]["/Lang"] == "zh-hans"


def test_the_register_writes_out_what_takes_hours_away():
    cohort = attended_cohort(("present", "left_early", "excused", ""), names=("欧阳·𠮷",))
    text = text_of(read(attendance_sheet.draw(cohort, now=timezone.now())))
    for words in ("欧阳·𠮷", "√ 08:55", "早退", "请假", "—", "4.5"):
        assert words in text


def test_eight_half_days_turn_the_register_on_its_side():
    cohort = attended_cohort(ALL_PRESENT)
    for number in range(5, 9):
        cohort.sessions.create(
            number=number,
            starts_at=timezone.now() + dt.timedelta(days=number),
            ends_at=timezone.now() + dt.timedelta(days=number, hours=3),
        )
    page = read(attendance_sheet.draw(cohort, now=timezone.now())).pages[0]
    assert page.mediabox.width > page.mediabox.height


def printed_handout() -> Any:
    cohort = attended_cohort()
    course = cohort.course
    course.background, course.objectives = ["背景一段。"], ["会看现金流。"]
    course.save()
    part = ModuleFactory(course=course, title="获客渠道", marker="一、", kind=Module.Kind.PART)
    ModuleFactory(course=course, parent=part, title="线上渠道", body="**要点**：先看现金流。")
    stages = [("情境", "为什么先看流水？"), ("结果", "两年后停办。")]
    case = CaseFactory(course=course, title="某村镇银行", stages=stages)
    StageReveal.objects.create(cohort=cohort, case=case, stage=1)
    ExerciseFactory(
        course=course,
        title="打分表",
        fields=[
            {"key": "plan", "type": "long_text", "label": "方案", "rows": 6},
            {
                "key": "pick",
                "type": "choice",
                "label": "选一项",
                "options": [{"value": "a", "label": "线上"}, {"value": "b", "label": "线下"}],
            },
            {
                "key": "score",
                "type": "table",
                "label": "评分",
                "rows": [{"key": "x", "label": "优势"}],
                "columns": [{"key": "w", "type": "percent", "label": "权重"}],
            },
        ],
    )
    return read(handout.draw(cohort, now=timezone.now()))


def test_the_handout_holds_the_whole_course_and_room_to_write():
    text = text_of(printed_handout())
    for words in (
        "背景一段。",
        "会看现金流。",
        "线上渠道",
        "要点",
        "为什么先看流水？",
        "方案",
        "线下",
        "权重（%）",
        "优势",
    ):
        assert words in text
    for untold in ("两年后停办。", "公开年报", "先让学员猜"):  # a stage not shown yet, its sources, the note
        assert untold not in text


def test_the_contents_name_the_page_on_which_a_thing_begins():
    reader = printed_handout()
    lines = next(page.extract_text() for page in reader.pages if "目录" in page.extract_text()).splitlines()
    # Floats come first in the text: all numbers, then all titles, in the same order.
    numbers, titles = lines[: lines.index("目录")], lines[lines.index("目录") + 1 :]
    found = dict(zip(titles, numbers, strict=False))
    for title in ("关于本课程", "一、 获客渠道", "某村镇银行", "打分表", "笔记"):
        assert title in reader.pages[int(found[title]) - 1].extract_text()


def test_the_handout_has_bookmarks_in_two_levels():
    outline = printed_handout().outline
    titles = [item.title for item in outline if not isinstance(item, list)]
    assert titles == ["目录", "关于本课程", "课程安排", "课程内容", "案例", "练习", "笔记"]
    below = [item.title for group in outline if isinstance(group, list) for item in group]
    assert below == ["课程背景", "课程收益", "一、 获客渠道", "某村镇银行", "打分表"]


def test_no_line_ends_with_an_opening_bracket():
    cohort = attended_cohort()
    cohort.course.background = [("字" * pad + "（新监管形势）《指导意见》“普惠”") * 3 for pad in range(1, 45)]
    cohort.course.save()
    lines = text_of(read(handout.draw(cohort, now=timezone.now()))).splitlines()
    assert [line for line in lines if line.strip() and line.strip()[-1] in NOT_LAST] == []


def test_every_certificate_is_one_page_with_its_own_code():
    names = ("王小明", "䶮㛃𠮷·喆堃玥", "阿卜杜拉·买买提·吐尔逊江·库尔班")
    cohort = attended_cohort(*[ALL_PRESENT] * 3, names=names)
    certificates = issue(cohort=cohort, by=UserFactory(admin=True), now=timezone.now())
    singles = certificate_sheets.draw(certificates, base_url="https://lectern.example.org")
    for certificate, content in zip(certificates, singles, strict=True):
        reader = read(content)
        assert len(reader.pages) == 1
        assert all(fonts_of(reader))
        text = reader.pages[0].extract_text()
        assert certificate.name in text
        assert certificate.number in text
        assert [other for other in names if other in text] == [certificate.name]
        assert reader.metadata.title == f"{certificate.number} {certificate.name}"
        image = pypdfium2.PdfDocument(content)[0].render(scale=2).to_pil()
        codes = [code.text for code in zxingcpp.read_barcodes(image)]
        assert codes == [f"https://lectern.example.org/verify/{certificate.token}/"]
    assert len(singles[0]) < 60_000  # a rare name in the batch weighs in its own file alone


def test_a_long_title_and_a_long_name_stay_on_the_sheet():
    cohort = attended_cohort(ALL_PRESENT, names=("Alexandria Bartholomew Featherstonehaugh-Windsor",))
    cohort.course.title = "县域农村商业银行客户经理业务拓展与创新（含贷后管理）" * 7
    certificate = issue(cohort=cohort, by=UserFactory(admin=True), now=timezone.now())[0]
    content = certificate_sheets.draw([certificate], base_url="https://lectern.example.org")[0]
    text = read(content).pages[0].extract_text().replace("\n", "")
    assert "Featherstonehaugh-Windsor" in text
    assert "达到结业要求" in text


def test_an_english_certificate_has_one_title():
    certificate = issue(cohort=attended_cohort(ALL_PRESENT), by=UserFactory(admin=True), now=timezone.now())[0]
    with translation.override("en"):
        content = certificate_sheets.draw([certificate], base_url="https://lectern.example.org")[0]
    assert read(content).trailer["/Root"]["/Lang"] == "en"
    assert "CERTIFICATE OF COMPLETION" not in text_of(read(content))


def test_the_bound_volume_has_a_bookmark_for_each():
    cohort = attended_cohort(*[ALL_PRESENT] * 3)
    certificates = issue(cohort=cohort, by=UserFactory(admin=True), now=timezone.now())
    singles = certificate_sheets.draw(certificates, base_url="https://lectern.example.org")
    whole = read(binding.join(singles, title="全班", language="zh-hans"))
    assert len(whole.pages) == 3
    assert [item.title for item in whole.outline] == [f"{it.number} {it.name}" for it in certificates]
