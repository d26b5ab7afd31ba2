"""Table cards, badges, seating and closing lists: ordered on the cohort's page, read back from the PDF."""

import pypdfium2
import pytest
from django.utils import timezone, translation
from django.utils.translation import gettext

from documents import jobs
from documents.certificates import issue
from documents.models import Job
from exercises import seating
from tests.documents.worlds import ALL_PRESENT, attended_cohort, people_of
from tests.factories import CohortFactory

pytestmark = pytest.mark.django_db
NAMES = ("王明", "李晓明", "欧阳修远", "𠮷野", "阿卜杜热合曼·买买提艾力", "Anna Müller")
KINDS = ("table_cards", "badges", "seating", "closing_list")
MM = 72 / 25.4


@pytest.fixture
def cohort():
    return attended_cohort(*[ALL_PRESENT] * 5, ("absent",) * 4, code="HT-2026-01", names=NAMES)


@pytest.fixture
def admin(cohort):
    return people_of(cohort)["admin"]


def ordered(client, admin, kind: str) -> Job:
    client.force_login(admin)
    client.post(f"/documents/HT-2026-01/print/{kind}/")
    job = Job.objects.latest("pk")
    jobs.run(job.pk)
    job.refresh_from_db()
    return job


def pages_of(job: Job) -> pypdfium2.PdfDocument:
    with job.file.open("rb") as file:
        return pypdfium2.PdfDocument(file.read())


def text(page) -> str:
    return str(page.get_textpage().get_text_range()).replace(" ", "").replace("\r\n", "")


def grouped(cohort) -> None:
    plan = seating.plan(cohort=cohort, groups=2, seed=1)
    seating.deal(cohort=cohort, groups=2, seed=1, roster=plan.roster)


def test_a_table_card_names_its_person_to_both_sides(client, admin, cohort):
    grouped(cohort)
    pages = pages_of(ordered(client, admin, "table_cards"))
    assert len(pages) == len(NAMES)
    for page, name in zip(pages, NAMES, strict=True):
        assert [round(side / MM) for side in page.get_size()] == [297, 210]
        assert all(text(page).count(character) >= 2 for character in name.replace(" ", ""))
        assert "组" in text(page)
        picture = page.render(scale=0.5).to_pil().convert("L")
        width, height = picture.size
        upper = picture.crop((20, 0, width - 20, height // 2 - 2)).rotate(180)
        lower = picture.crop((20, height // 2 + 2, width - 20, height // 2 + 2 + upper.height))
        inked = [sum(part.histogram()[:128]) for part in (upper, lower)]
        assert min(inked) > 0
        assert abs(inked[0] - inked[1]) <= 0.2 * max(inked)


def test_no_name_runs_over_the_edge_of_its_card(client, admin):
    for page in pages_of(ordered(client, admin, "table_cards")):
        picture = page.render(scale=0.5).to_pil().convert("L")
        for edge in (
            (0, 0, 6, picture.height // 2 - 4),
            (picture.width - 6, 0, picture.width, picture.height // 2 - 4),
        ):
            assert picture.crop(edge).getextrema()[0] > 200


def test_ten_badges_lie_on_a_sheet_with_marks_to_cut_along(client, admin):
    pages = pages_of(ordered(client, admin, "badges"))
    assert len(pages) == 1
    assert all(name.replace(" ", "") in text(pages[0]) for name in NAMES)
    scale = 3
    picture = pages[0].render(scale=scale).to_pil().convert("L")
    for x in (15, 105, 195):
        across = [picture.getpixel((round((x + off / 10) * MM * scale), round(8 * MM * scale))) for off in range(-5, 6)]
        assert min(across) < 160, x
    for y in (13.5, 67.5, 121.5, 175.5, 229.5, 283.5):
        down = [picture.getpixel((round(8 * MM * scale), round((y + off / 10) * MM * scale))) for off in range(-5, 6)]
        assert min(down) < 160, y


def test_the_seating_list_goes_by_group(client, admin, cohort):
    before = text(pages_of(ordered(client, admin, "seating"))[0])
    assert "还没有分组，按学号排列" in before
    grouped(cohort)
    shown = text(pages_of(ordered(client, admin, "seating"))[0])
    spans = []
    for group in cohort.groups.all():
        # A character of another font stands a little off the line, and is read out of turn.
        members = [it.enrolment.user.name.replace(" ", "").replace("𠮷", "") for it in group.members.all()]
        places = [shown.index(name) for name in members]
        assert places == sorted(places)
        assert f"第{group.number}组{len(members)}" in shown
        spans.append((places[0], places[-1]))
    assert spans[0][1] < spans[1][0]
    assert "还没有分组" not in shown


def test_the_closing_list_has_numbers_hours_and_who_got_none(client, admin, cohort):
    new = issue(cohort=cohort, by=admin, now=timezone.now())
    page = text(pages_of(ordered(client, admin, "closing_list"))[0])
    for certificate in new:
        assert certificate.number in page
        assert certificate.name.replace(" ", "") in page
    assert "共5人结业" in page
    assert "未颁发1人" in page
    assert "领取人签字" in page
    assert "60" in page  # hours of all five


@pytest.mark.parametrize(("kind", "told"), [("closing_list", "这个班还没有有效的证书"), ("badges", "班里还没有学员")])
def test_with_nothing_to_print_the_job_says_what_to_do(client, admin, kind, told):
    CohortFactory(code="HT-2026-09")
    client.force_login(admin)
    if kind == "badges":
        client.post("/documents/HT-2026-09/print/badges/")
        jobs.run(Job.objects.latest("pk").pk)
        job = Job.objects.latest("pk")
    else:
        job = ordered(client, admin, kind)
    assert (job.state, told in job.error) == (Job.State.FAILED, True)


def test_the_printed_text_is_in_the_language_of_who_ordered_it(client, admin, cohort):
    grouped(cohort)
    issue(cohort=cohort, by=admin, now=timezone.now())
    client.cookies["django_language"] = "en"
    jobs_made = {kind: ordered(client, admin, kind) for kind in KINDS}
    assert {job.language for job in jobs_made.values()} == {"en"}
    with translation.override("en"):
        heads = [gettext(head) for head in ("姓名", "学时", "证书编号", "机构/支行")]
    assert "姓名" not in heads
    shown = text(pages_of(jobs_made["closing_list"])[0])
    assert [head for head in heads if head.replace(" ", "") not in shown] == []
    assert "Group1" in text(pages_of(jobs_made["seating"])[0])


@pytest.mark.parametrize("kind", KINDS)
def test_only_those_who_run_the_cohort_order(client, cohort, kind):
    people = people_of(cohort)
    found = {}
    for role, person in people.items():
        client.force_login(person)
        found[role] = client.post(f"/documents/HT-2026-01/print/{kind}/").status_code
    refused = dict.fromkeys(("contact", "trainee", "other trainer", "stranger"), 404)
    assert found == {"admin": 302, "trainer": 302, **refused}


def test_an_unknown_kind_does_not_exist(client, admin):
    client.force_login(admin)
    for kind in ("notices", "register", "nonsense"):
        assert client.post(f"/documents/HT-2026-01/print/{kind}/").status_code == 404


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("trainees", [1, 12])
def test_drawing_takes_as_many_queries_for_any_number(admin, kind, trainees, django_assert_max_num_queries):
    from django.utils.module_loading import import_string

    cohort = attended_cohort(*[ALL_PRESENT] * trainees)
    grouped_into = seating.plan(cohort=cohort, groups=1, seed=1)
    seating.deal(cohort=cohort, groups=1, seed=1, roster=grouped_into.roster)
    issue(cohort=cohort, by=admin, now=timezone.now())
    job = Job(kind=kind, cohort=cohort)
    with django_assert_max_num_queries(5):
        import_string(jobs.MAKERS[kind])(job, lambda _done, _total: None)
