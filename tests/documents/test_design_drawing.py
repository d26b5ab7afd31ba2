"""Every layout on both paths, and what drawing reads."""

import pypdfium2
import pytest
from django.utils import timezone
from PIL import Image, ImageChops, ImageDraw

from documents import certificate_sheets, compiled, designs
from documents.certificate_batch import DESIGN
from documents.certificates import issue
from documents.design_previews import sample
from documents.layouts import Layout
from documents.models import Certificate, DesignVersion
from tests.documents.designing import designed, everything, version
from tests.documents.worlds import ALL_PRESENT, attended_cohort
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
BASE = "https://lectern.example.org"


def read(content: bytes) -> str:
    return str(pypdfium2.PdfDocument(content)[0].get_textpage().get_text_range())


@pytest.mark.parametrize("layout", Layout.values)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_layout_is_filled_in_and_looks_as_laid_out_plainly(layout, language):
    by = UserFactory(admin=True)
    tried = version(layout, language, **(everything(by) if language == "en" else {}))
    for name in ("王小明", "Anna Müller", "阿卜杜热合曼·买买提艾力"):
        one = sample(tried, None, name)
        sheet = next(certificate_sheets.sheets([one], base_url=BASE))
        assert isinstance(sheet, compiled.Sheet)
        plain = certificate_sheets.draw_plainly(one, base_url=BASE)
        assert read(sheet.file()) == read(plain)
        assert ImageChops.difference(page(sheet.file(), layout), page(plain, layout)).getbbox() is None


def page(content: bytes, layout: str) -> Image.Image:
    """Without the square of the QR code, whose modules the two draw each in its way."""
    image: Image.Image = pypdfium2.PdfDocument(content)[0].render(scale=100 / 72).to_pil().convert("RGB")
    left, top = {"modern": (246, 155), "upright": (30, 242), "upright_two": (30, 242)}.get(layout, (40, 149))
    square = [round(place * 100 / 25.4) for place in (left - 0.5, top - 0.5, left + 25.5, top + 25.5)]
    ImageDraw.Draw(image).rectangle((square[0], square[1], square[2], square[3]), fill="white")
    return image


def test_drawing_reads_designs_and_pictures_at_once(django_assert_max_num_queries):
    cohort, admin = attended_cohort(ALL_PRESENT, ALL_PRESENT), UserFactory(admin=True)
    design = designed(by=admin, **everything(admin))[1]
    designs.choose(design=design, cohort=cohort)
    issue(cohort=cohort, by=admin, now=timezone.now())
    with django_assert_max_num_queries(1):
        held = list(Certificate.objects.select_related(*DESIGN))
        certificate_sheets.draw(held, base_url=BASE)
    assert {certificate.design_id for certificate in held} == {DesignVersion.objects.get().pk}
