"""A PDF is read inside the page on a phone, and a trainer's phone uploads with the progress in sight."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from courses.materials import hold
from courses.models import Material
from courses.uploads.taking import take
from sessions.models import Cohort, MaterialOpening
from tests import files
from tests.browser.conditions import Watch
from tests.factories import CohortFactory, EnrolmentFactory, MaterialFactory, UserFactory

INKED = """(canvas) => {
    const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    return pixels.some((value, index) => index % 4 === 0 && value < 100);
}"""


@pytest.fixture
def cohort(transactional_db, settings, tmp_path: Path) -> Cohort:
    settings.MEDIA_ROOT = tmp_path
    return CohortFactory(trainers=[UserFactory(trainer=True)])


def test_a_phone_shows_the_pages_that_are_looked_at(visit: Callable[..., Page], cohort: Cohort):
    data = files.pdf(pages=40)
    material = MaterialFactory.build(course=cohort.course, title="讲义", body="")
    hold(material, take(io.BytesIO(data), "", len(data)))
    material.save()
    trainee = EnrolmentFactory(cohort=cohort).user
    phone = visit("phone", trainee)
    watch = Watch(phone)
    phone.goto(reverse("materials:material", args=[cohort.code, material.pk]))
    canvas = phone.locator(".pdf-page canvas")
    expect(canvas.first).to_be_attached()
    assert canvas.first.evaluate(INKED)
    expect(phone.get_by_text("Page 1 of 40")).to_be_attached()
    expect(phone.locator("[data-pdf-place]")).to_have_text("1 / 40")
    assert phone.evaluate("document.documentElement.scrollWidth") == 375
    phone.locator("[data-pdf-pages]").evaluate("(box) => { box.scrollTop = box.scrollHeight; }")
    expect(phone.locator("[data-pdf-place]")).to_have_text("40 / 40")
    expect(phone.get_by_text("Page 40 of 40")).to_be_attached()
    expect(phone.get_by_text("Page 1 of 40")).to_have_count(0)
    assert canvas.count() < 8
    assert watch.told() == []
    assert MaterialOpening.objects.get().enrolment.user == trainee


def test_a_file_that_is_no_longer_there_is_said_and_not_left_blank(visit: Callable[..., Page], cohort: Cohort):
    data = files.pdf()
    material = MaterialFactory.build(course=cohort.course, body="")
    hold(material, take(io.BytesIO(data), "", len(data)))
    material.save()
    Path(material.file.path).unlink()
    phone = visit("phone", EnrolmentFactory(cohort=cohort).user)
    phone.goto(reverse("materials:material", args=[cohort.code, material.pk]))
    expect(phone.get_by_text("这里打不开这份文件")).to_be_visible()


def test_a_trainer_uploads_from_a_phone(visit: Callable[..., Page], cohort: Cohort, tmp_path: Path):
    good, bad = tmp_path / "讲义.pdf", tmp_path / "其实是表格.docx"
    good.write_bytes(files.pdf())
    bad.write_bytes(files.sheet())
    phone = visit("phone", cohort.trainers.get())
    phone.goto(reverse("courses:material_new", args=[cohort.course.slug]))
    expect(phone.get_by_label("哪个练习")).to_be_hidden()
    phone.get_by_label("开放时间").select_option("session")
    expect(phone.get_by_label("哪一场")).to_be_visible()
    phone.get_by_label("开放时间").select_option("hand")
    phone.locator("input[type=file]").set_input_files(bad)
    phone.get_by_role("button", name="添加").click()
    expect(phone.get_by_text("内容却是“Excel 表格（.xlsx）”")).to_be_visible()
    assert not Material.objects.exists()
    phone.locator("input[type=file]").set_input_files(good)
    phone.get_by_role("button", name="添加").click()
    expect(phone.get_by_role("link", name="讲义", exact=True)).to_be_visible()
    assert Material.objects.get().release == "hand"
    phone.get_by_role("button", name="移除“讲义”").click()
    phone.get_by_role("button", name="撤销移除“讲义”").click()
    expect(phone.get_by_role("link", name="讲义", exact=True)).to_be_visible()
