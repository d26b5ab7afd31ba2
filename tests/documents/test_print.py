import datetime as dt
import io
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from django.utils import timezone, translation
from pypdf import PdfReader

from documents import attendance_sheet, binding, certificate_sheets
from documents.certificates import issue
from tests.documents.worlds import ALL_PRESENT, attended_cohort
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


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
