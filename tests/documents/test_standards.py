"""Which documents say what of themselves: language, title, tags, archival form, and the same bytes each time."""

import datetime as dt
import io
from typing import Any

import pikepdf
import pytest
from django.utils import timezone

from documents import attendance_sheet, certificate_sheets
from sessions.register import build_register
from tests.documents.test_compiled import BASE, certificate
from tests.documents.worlds import ALL_PRESENT, attended_cohort

NOW = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)


def opened(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(content))


def fonts(file: pikepdf.Pdf) -> list[Any]:
    dictionaries = [each for each in file.objects if isinstance(each, pikepdf.Dictionary)]
    return [each for each in dictionaries if each.get("/Type") == "/FontDescriptor"]


@pytest.mark.django_db
@pytest.mark.parametrize("trainees", [3, 120], ids=["laid out", "compiled"])
def test_the_register_is_an_archival_file(trainees):
    cohort = attended_cohort(*[ALL_PRESENT] * trainees, names=("王小明",) * trainees)
    with opened(attendance_sheet.draw(cohort, now=NOW)) as file:
        with file.open_metadata() as metadata:
            assert (metadata.pdfa_status, metadata["dc:title"]) == ("2U", str(file.docinfo["/Title"]))
            assert metadata["dc:creator"] == [str(file.docinfo["/Author"])]
        (intent,) = file.Root.OutputIntents
        assert (str(intent.S), int(intent.DestOutputProfile.N)) == ("/GTS_PDFA1", 3)
        assert (str(file.Root.Lang), len(file.trailer.ID)) == ("zh-hans", 2)
        assert len(fonts(file)) > 0
        assert all("/FontFile2" in font for font in fonts(file))
        assert "/Encrypt" not in file.trailer


@pytest.mark.django_db
@pytest.mark.parametrize("trainees", [3, 120], ids=["laid out", "compiled"])
def test_the_same_register_at_the_same_time_is_the_same_bytes(trainees):
    cohort = attended_cohort(*[ALL_PRESENT] * trainees, names=("王小明",) * trainees)
    assert attendance_sheet.draw(cohort, now=NOW) == attendance_sheet.draw(cohort, now=NOW)
    assert attendance_sheet.draw(cohort, now=NOW) != attendance_sheet.draw(cohort, now=timezone.now())


@pytest.mark.parametrize("name", ["王小明", "𠮷野"], ids=["compiled", "laid out"])
def test_a_certificate_is_tagged_and_names_its_language(name):
    with opened(certificate_sheets.draw([certificate(name)], base_url=BASE)[0]) as file:
        assert (bool(file.Root.MarkInfo.Marked), str(file.Root.Lang)) == (True, "zh-hans")
        assert "/StructTreeRoot" in file.Root
        assert str(file.docinfo["/Title"]).endswith(name)
        assert file.check_pdf_syntax() == []


@pytest.mark.django_db
def test_a_compiled_register_is_sound_in_its_syntax():
    cohort = attended_cohort(*[ALL_PRESENT] * 120, names=("王小明",) * 120)
    register = build_register(cohort)
    with opened(attendance_sheet._drawn(register, attendance_sheet._context(register, NOW), None)) as file:
        assert file.check_pdf_syntax() == []
