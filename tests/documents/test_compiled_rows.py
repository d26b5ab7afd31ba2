"""A long register: rows written into a laid-out frame read as those that WeasyPrint lays out itself."""

import pypdfium2
import pytest
from django.utils import timezone

from documents import attendance_sheet, compiled
from documents.compiled.pagination import Run, paginate
from sessions.register import build_register
from tests.documents.worlds import ALL_PRESENT, attended_cohort

STATUSES = [ALL_PRESENT, ("present", "left_early", "excused", ""), ("late", "absent", "present", "present")]
ODD = {3: "阿卜杜拉·买买提·吐尔逊", 7: "𠮷野", 31: "Anna Müller", 60: "𰻝"}


def pages(content: bytes) -> list[str]:
    return ["".join(page.get_textpage().get_text_range().split()) for page in pypdfium2.PdfDocument(content)]


def by_position(content: bytes) -> list[list[str]]:
    return [sorted(text) for text in pages(content)]


@pytest.mark.django_db
@pytest.mark.parametrize("odd", [{}, ODD])
def test_a_long_register_reads_the_same_on_both_paths(odd):
    names = tuple(odd.get(number, ("王小明", "欧阳修远")[number % 2]) for number in range(110))
    cohort = attended_cohort(*[STATUSES[number % 3] for number in range(110)], names=names)
    register = build_register(cohort)
    context = attendance_sheet._context(register, timezone.now())
    ours = attendance_sheet._drawn(register, context, None)
    plain = attendance_sheet.draw_plainly(register, context)
    assert by_position(ours) == by_position(plain)
    for number, text in enumerate(pages(ours), 1):
        assert f"{number}/{len(pages(ours))}" in text
    assert ["本人签字" in text for text in pages(ours)] == [True] * 4 + [False]  # the signatures stand by themselves


@pytest.mark.django_db
def test_a_register_of_names_in_latin_letters_is_laid_out_as_a_whole(monkeypatch):
    cohort = attended_cohort(*[ALL_PRESENT] * 8, names=tuple(f"Anna {number}" for number in range(8)))
    register = build_register(cohort)
    context = attendance_sheet._context(register, timezone.now())
    with pytest.raises(compiled.UnsupportedError):
        attendance_sheet._drawn(register, context, None)
    monkeypatch.setattr(attendance_sheet, "MANY", 1)
    assert "Anna7" in pages(attendance_sheet.draw(cohort, now=timezone.now()))[0]


def test_no_run_reaches_over_the_end_of_a_page():
    assert paginate([10] * 7, frozenset(), 30, 40) == [Run(0, 3, drawn=True), Run(3, 4, drawn=True)]


def test_a_row_of_its_own_height_stands_between_runs():
    runs = paginate([10, 10, 25, 10, 10], frozenset([2]), 50, 50)
    assert runs == [Run(0, 2, drawn=True), Run(2, 1, drawn=False), Run(3, 2, drawn=True)]
