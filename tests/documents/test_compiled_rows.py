"""A long register: rows written into a laid-out frame are those that WeasyPrint lays out itself, in every pixel."""

import pypdfium2
import pytest
import weasyprint
from django.utils import timezone
from PIL import Image, ImageChops

from documents import attendance_sheet, compiled
from documents.compiled.pagination import Run, paginate, stands_for
from sessions.register import build_register
from tests.documents.worlds import ALL_PRESENT, attended_cohort

DPI = 100
STATUSES = [ALL_PRESENT, ("present", "left_early", "excused", ""), ("late", "absent", "present", "present")]
ODD = {3: "阿卜杜拉·买买提·吐尔逊", 7: "𠮷野", 31: "Anna Müller", 60: "𰻝", 0: "Li Na"}
MIXED = ("王小明", "欧阳修远", "赵一", "上官婉儿", "（张）三")


def pages(content: bytes) -> list[str]:
    return ["".join(page.get_textpage().get_text_range().split()) for page in pypdfium2.PdfDocument(content)]


def pictures(content: bytes) -> list[Image.Image]:
    return [page.render(scale=DPI / 72).to_pil().convert("RGB") for page in pypdfium2.PdfDocument(content)]


def differing(one: bytes, other: bytes) -> list[int]:
    """The numbers of the pages that are not the same in every pixel."""
    pairs = zip(pictures(one), pictures(other), strict=True)
    return [number for number, pair in enumerate(pairs, 1) if ImageChops.difference(*pair).getbbox()]


def both(count: int, odd: dict[int, str]) -> tuple[bytes, bytes]:
    names = tuple(odd.get(number, MIXED[number % len(MIXED)]) for number in range(count))
    cohort = attended_cohort(*[STATUSES[number % 3] for number in range(count)], names=names)
    register = build_register(cohort)
    context = attendance_sheet._context(register, timezone.now())
    return attendance_sheet._drawn(register, context, None), attendance_sheet.draw_plainly(register, context)


@pytest.mark.django_db
# 44 take two pages; 110 leave the signatures to a page of their own; 124 the sums with them; 101 end amid a page.
@pytest.mark.parametrize(("count", "odd"), [(44, {}), (110, {}), (124, {}), (101, ODD)])
def test_a_long_register_is_the_same_on_both_paths(count, odd):
    ours, plain = both(count, odd)
    assert pages(ours) == pages(plain)
    assert differing(ours, plain) == []
    texts = pages(ours)
    assert [f"{number}/{len(texts)}" in text for number, text in enumerate(texts, 1)] == [True] * len(texts)
    heads = ["本人签字" in text for text in texts]
    assert heads[:-1] == [True] * (len(texts) - 1)


@pytest.mark.django_db
def test_only_the_first_a_middle_and_the_last_page_are_laid_out(monkeypatch):
    laid_out: list[int] = []
    render = weasyprint.HTML.render

    def counted(*args: object, **options: object) -> object:
        document = render(*args, **options)
        laid_out.append(len(document.pages))
        return document

    monkeypatch.setattr(weasyprint.HTML, "render", counted)
    cohort = attended_cohort(*[ALL_PRESENT] * 205, names=("王小明",) * 205)
    assert len(pages(attendance_sheet.draw(cohort, now=timezone.now()))) > 6
    assert laid_out == [2, 3]


@pytest.mark.django_db
def test_a_register_of_names_in_latin_letters_is_laid_out_as_a_whole(monkeypatch):
    cohort = attended_cohort(*[ALL_PRESENT] * 8, names=tuple(f"Anna {number}" for number in range(8)))
    register = build_register(cohort)
    context = attendance_sheet._context(register, timezone.now())
    with pytest.raises(compiled.UnsupportedError):
        attendance_sheet._drawn(register, context, None)
    monkeypatch.setattr(attendance_sheet, "MANY", 1)
    assert "Anna7" in pages(attendance_sheet.draw(cohort, now=timezone.now()))[0]


@pytest.mark.django_db
def test_another_weasyprint_lays_the_register_out_itself(monkeypatch):
    monkeypatch.setattr(weasyprint, "__version__", "71.0")
    monkeypatch.setattr(attendance_sheet, "MANY", 1)
    cohort = attended_cohort(*[ALL_PRESENT] * 3, names=("王小明",) * 3)
    register = build_register(cohort)
    with pytest.raises(compiled.UnsupportedError, match=r"71\.0"):
        attendance_sheet._drawn(register, attendance_sheet._context(register, timezone.now()), None)
    assert pages(attendance_sheet.draw(cohort, now=timezone.now()))[0].count("王小明") == 3


def test_no_run_reaches_over_the_end_of_a_page():
    runs = paginate([10] * 7, frozenset(), 30, 40)
    assert runs == [[Run(0, 3, drawn=True, page=0)], [Run(3, 4, drawn=True, page=1)]]


def test_a_row_of_its_own_height_stands_between_runs():
    (page,) = paginate([10, 10, 25, 10, 10], frozenset([2]), 70, 50)
    assert [(run.start, run.count, run.drawn) for run in page] == [(0, 2, True), (2, 1, False), (3, 2, True)]


def test_pages_between_the_first_and_the_last_that_are_alike_are_laid_out_once():
    runs = paginate([10] * 20 + [15] + [10] * 20, frozenset([20]), 30, 40)
    assert [[run.count for run in page] for page in runs] == [
        [3],
        [4],
        [4],
        [4],
        [4],
        [1, 1, 1],
        [4],
        [4],
        [4],
        [4],
        [3],
    ]
    assert stands_for(runs) == [0, 1, 1, 1, 1, 5, 1, 1, 1, 1, 10]
