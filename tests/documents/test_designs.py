"""Certificate designs through their pages."""

import base64
import io
import re

import pypdfium2
import pytest
from django.utils import timezone
from PIL import Image

from documents import certificate_sheets, designs, jobs
from documents.certificates import correct, issue
from documents.models import Certificate, CertificateDesign, Job
from tests.documents.designing import designed, entered, version
from tests.documents.worlds import ALL_PRESENT, attended_cohort, people_of

pytestmark = pytest.mark.django_db
BASE = "https://lectern.example.org"


@pytest.fixture
def cohort():
    return attended_cohort(ALL_PRESENT, ALL_PRESENT, code="HT-2026-01", names=("王小明", "阿卜杜拉·买买提"))


@pytest.fixture
def people(cohort):
    return people_of(cohort)


def text_of(content: bytes) -> str:
    return str(pypdfium2.PdfDocument(content)[0].get_textpage().get_text_range()).replace("\r\n", "").replace(" ", "")


def issued_files(client, admin) -> list[bytes]:
    client.force_login(admin)
    client.post("/documents/HT-2026-01/certificates/issue/")
    jobs.run(Job.objects.latest("pk").pk)
    return [content_of(certificate) for certificate in Certificate.objects.order_by("number")]


def content_of(certificate: Certificate) -> bytes:
    with certificate.file.open("rb") as file:
        return bytes(file.read())


def test_a_new_design_has_its_texts_prepared_in_the_chosen_language(client, people):
    client.force_login(people["trainer"])
    answer = client.post("/documents/designs/new/", {"name": "双语", "layout": "bilingual", "language": "en"})
    design = CertificateDesign.objects.get()
    assert answer.url == design.get_absolute_url()
    texts = design.versions.get().texts
    assert (texts["title"], texts["title_2"]) == ("Certificate of Completion", "结业证书")
    assert texts["body_2"].startswith("{姓名}于{日期}参加")


def test_each_save_is_a_version_and_saving_nothing_is_none(client):
    trainer, design = designed()
    client.force_login(trainer)
    for title, versions in (("培训证书", 2), ("培训证书", 2), ("结业证明", 3)):
        assert client.post(design.get_absolute_url(), entered(design, text_title=title)).status_code == 302
        assert design.versions.count() == versions
    first = design.versions.get(number=1)
    client.post(f"/documents/designs/versions/{first.pk}/again/")
    assert list(design.versions.values_list("number", "texts__title")) == [
        (4, "结业证书"),
        (3, "结业证明"),
        (2, "培训证书"),
        (1, "结业证书"),
    ]


def test_an_unknown_placeholder_is_named_and_the_known_ones_are_listed(client):
    trainer, design = designed()
    client.force_login(trainer)
    body = "{姓名}参加{科程}，{blood type}，{学时"
    answer = client.post(design.get_absolute_url(), entered(design, text_body=body))
    assert answer.status_code == 422
    assert "没有“{科程}”这一项，是不是“{课程}”？" in answer.text
    assert "没有“{blood type}”这一项。" in answer.text
    assert (
        "可以写的有：{姓名}、{单位}、{课程}、{日期}、{学时}、{编号}、{颁发机构}、{颁发日期}、{有效期至}。"
        in answer.text
    )
    assert "大括号没有成对" in answer.text
    assert body in answer.text
    assert design.versions.count() == 1


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"ink": "#cccccc"}, "颜色太浅"),
        ({"accent": "red"}, "请选择一种颜色"),
        ({"text_title": ""}, "这里不能空着"),
        ({"seal_style": "picture"}, "还没有印章图片"),
        ({"layout": "bilingual"}, "这里不能空着"),
        ({"logo": "999"}, "选择"),
    ],
)
def test_what_would_not_print_well_is_said_at_its_field(client, changes, told):
    trainer, design = designed()
    client.force_login(trainer)
    answer = client.post(design.get_absolute_url(), entered(design, **changes))
    assert answer.status_code == 422
    assert told in answer.text
    assert design.versions.count() == 1


def test_who_saves_after_somebody_else_is_told_and_may_save_on_top(client, people):
    admin = people["admin"]
    _trainer, design = designed(by=admin)
    stale = entered(design, text_title="我的标题")
    designs.save(design=design, name=design.name, version=version(texts={"title": "别人的"}), based_on=1, by=admin)
    client.force_login(admin)
    answer = client.post(design.get_absolute_url(), stale)
    assert f"{admin.name} 刚保存了第 2 版" in answer.text
    assert "我的标题" in answer.text
    based_on = re.search(r'name="based_on" value="(\d)"', answer.text)
    assert based_on is not None
    assert client.post(design.get_absolute_url(), {**stale, "based_on": based_on[1]}).status_code == 302
    assert design.versions.get(number=3).texts["title"] == "我的标题"


def preview(client, design, **changes) -> Image.Image:
    answer = client.post(f"{design.get_absolute_url()}preview/", entered(design, **changes))
    found = re.search('data:image/webp;base64,([^"]+)', answer.text)
    assert found is not None, answer.text
    return Image.open(io.BytesIO(base64.b64decode(found[1]))).convert("RGB")


def test_the_preview_shows_what_was_entered_without_saving_it(client, people):
    _trainer, design = designed(by=people["trainer"])
    client.force_login(people["trainer"])
    before = preview(client, design, cohort="HT-2026-01")
    assert before.size == (1100, 778)
    upright = preview(client, design, cohort="HT-2026-01", layout="upright")
    assert upright.size == (1100, 1556)
    blue = preview(client, design, cohort="HT-2026-01", ornament="#0a5078")
    assert blue.getpixel((550, 38)) != before.getpixel((550, 38))
    assert design.versions.count() == 1


def test_the_preview_takes_the_longest_and_the_rarest_name_of_the_cohort(client, people, cohort):
    _trainer, design = designed(by=people["trainer"])
    cohort.enrolments.first().user.__class__.objects.filter(name="王小明").update(name="王㛃")
    client.force_login(people["trainer"])
    for which, name in (("longest", "阿卜杜拉·买买提"), ("rarest", "王㛃")):
        sent = entered(design, cohort="HT-2026-01", sample=which)
        assert f"写着 {name} 的证书预览" in client.post(f"{design.get_absolute_url()}preview/", sent).text


def test_a_fault_leaves_the_picture_and_is_told_beside_it(client):
    trainer, design = designed()
    client.force_login(trainer)
    answer = client.post(f"{design.get_absolute_url()}preview/", entered(design, text_body="{科程}"))
    assert answer["HX-Retarget"] == "#design-problems"
    assert "没有“{科程}”这一项" in answer.text


def test_a_text_that_runs_over_its_place_is_told(client):
    trainer, design = designed()
    client.force_login(trainer)
    sent = entered(design, text_body="写成一行一行\n" * 12)
    assert "“正文”放不下，会被截断。请写短一些。" in client.post(f"{design.get_absolute_url()}preview/", sent).text
    assert "放不下" not in client.post(f"{design.get_absolute_url()}preview/", entered(design)).text


def test_a_certificate_keeps_the_version_it_was_issued_in(client, people, cohort):
    admin = people["admin"]
    _by, design = designed(by=admin, texts={"title": "甲版证书", "body": "{姓名}完成{课程}。"})
    designs.choose(design=design, cohort=cohort)
    first = issued_files(client, admin)
    assert all("甲版证书" in text_of(content) for content in first)
    designs.save(design=design, name=design.name, version=version(texts={"title": "乙版证书"}), based_on=1, by=admin)
    early = Certificate.objects.earliest("number")
    new = correct(certificate=early, name="王晓明", by=admin, reason="姓名有误", now=timezone.now())
    client.post("/documents/HT-2026-01/certificates/issue/")
    jobs.run(Job.objects.latest("pk").pk)
    new.refresh_from_db()
    assert "甲版证书" in text_of(content_of(new))
    early.refresh_from_db()
    assert certificate_sheets.draw([early], base_url="http://testserver") == [first[0]]
    other = attended_cohort(ALL_PRESENT, code="HT-2026-02")
    designs.choose(design=design, cohort=other)
    latest = issue(cohort=other, by=admin, now=timezone.now())[0]
    assert "乙版证书" in text_of(certificate_sheets.draw([latest], base_url=BASE)[0])


def test_a_cohorts_own_choice_wins_over_its_clients_and_the_houses(client, people, cohort):
    admin = people["admin"]
    house, clients, own = (designed(name, by=admin)[1] for name in ("全院", "机构", "本班"))
    client.force_login(admin)
    seen = [designs.chosen_for(cohort)]
    client.post(f"/documents/designs/{house.pk}/default/")
    seen.append(designs.chosen_for(cohort))
    client.post("/documents/HT-2026-01/certificates/design/", {"design": clients.pk, "scope": "client"})
    seen.append(designs.chosen_for(cohort))
    client.post("/documents/HT-2026-01/certificates/design/", {"design": own.pk})
    seen.append(designs.chosen_for(cohort))
    client.post(f"/documents/designs/{own.pk}/away/")
    seen.append(designs.chosen_for(cohort))
    assert seen == [None, house, clients, own, clients]
    assert "机构" in client.get("/documents/HT-2026-01/certificates/").text


def test_who_reaches_what(client, people):
    shared, own = designed("教务的", by=people["admin"])[1], designed("讲师的", by=people["trainer"])[1]
    found = {}
    for role, person in people.items():
        client.force_login(person)
        pages = ["/documents/designs/", shared.get_absolute_url(), own.get_absolute_url()]
        pages += [f"/documents/designs/versions/{it.versions.get().pk}/thumbnail/" for it in (shared, own)]
        pages.append("/documents/HT-2026-01/certificates/design/")
        answers = [client.get(page) for page in pages]
        for answer in answers:
            list(answer)  # an image closes its file when it is read
        found[role] = [answer.status_code for answer in answers]
    nobody = [404] * 6
    assert found == {
        "admin": [200, 200, 200, 200, 200, 200],
        "trainer": [200, 404, 200, 200, 200, 200],
        "other trainer": [200, 404, 404, 200, 404, 404],
        "contact": nobody,
        "trainee": nobody,
        "stranger": nobody,
    }


def test_a_trainer_neither_changes_the_house_nor_chooses_what_is_not_theirs(client, people):
    _by, foreign = designed("别人的", by=people["other trainer"])
    client.force_login(people["trainer"])
    posts = [f"/documents/designs/{foreign.pk}/{verb}/" for verb in ("default", "away", "preview")]
    posts.append(f"/documents/designs/versions/{foreign.versions.get().pk}/again/")
    assert [client.post(post).status_code for post in posts] == [404] * 4
    answer = client.post("/documents/HT-2026-01/certificates/design/", {"design": foreign.pk})
    assert (answer.status_code, foreign.choices.count(), foreign.versions.count()) == (404, 0, 1)


@pytest.mark.parametrize("count", [1, 4])
def test_the_list_takes_as_many_queries_for_any_number(client, people, count, django_assert_num_queries):
    for number in range(count):
        designed(f"版式 {number}", by=people["admin"])
    client.force_login(people["admin"])
    client.get("/documents/designs/")
    with django_assert_num_queries(7):
        assert client.get("/documents/designs/").status_code == 200
