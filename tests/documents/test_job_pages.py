import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from documents.models import Job
from tests.documents.worlds import ALL_PRESENT, attended_cohort, people_of
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort():
    return attended_cohort(ALL_PRESENT, code="HT-2026-01", name="海桐银行第一期")


@pytest.fixture
def people(cohort):
    return people_of(cohort)


def job_of(cohort, by, **fields) -> Job:
    return Job.objects.create(**{"kind": Job.Kind.REGISTER, "cohort": cohort, "created_by": by, **fields})


def done(job: Job) -> Job:
    job.file.save("jobs/x.pdf", ContentFile(b"%PDF-1.7"))
    job.state, job.file_name, job.size = Job.State.DONE, "HT-2026-01 考勤登记表.pdf", 8
    job.finished_at = timezone.now()
    job.save()
    return job


MANAGERS = {"admin": 302, "trainer": 302, "contact": 404, "trainee": 404, "other trainer": 404, "stranger": 404}


@pytest.mark.parametrize("address", ["register/", "certificates/issue/"])
def test_only_those_who_run_the_cohort_order_documents(client, cohort, people, address):
    answers = {}
    for role, person in people.items():
        client.force_login(person)
        answers[role] = client.post(f"/documents/{cohort.code}/{address}").status_code
    assert answers == MANAGERS


@pytest.mark.parametrize("address", ["register/", "certificates/issue/"])
def test_following_a_link_orders_nothing(client, cohort, people, address):
    client.force_login(people["admin"])
    assert client.get(f"/documents/{cohort.code}/{address}").status_code == 405
    assert not Job.objects.exists()


def test_ordering_leads_to_the_page_of_the_job(client, cohort, people):
    client.force_login(people["trainer"])
    response = client.post(f"/documents/{cohort.code}/register/", follow=True)
    job = Job.objects.get()
    assert response.redirect_chain == [(f"/documents/jobs/{job.pk}/", 302)]
    assert "正在排队" in response.text
    assert f'hx-get="/documents/jobs/{job.pk}/state/"' in response.text


@pytest.mark.parametrize("address", ["", "state/", "file/"])
def test_a_job_is_seen_by_those_who_run_its_cohort(client, cohort, people, address):
    job = done(job_of(cohort, people["admin"]))
    answers = {}
    for role, person in people.items():
        client.force_login(person)
        response = client.get(f"/documents/jobs/{job.pk}/{address}")
        list(response)  # a download closes its file when it is read
        answers[role] = response.status_code
    assert answers == {role: 200 if code == 302 else code for role, code in MANAGERS.items()}


def test_the_page_stops_asking_once_the_job_has_ended(client, cohort, people):
    client.force_login(people["admin"])
    job = job_of(cohort, people["admin"], state=Job.State.RUNNING, done=3, total=9)
    asking = client.get(f"/documents/jobs/{job.pk}/state/")
    assert 'hx-trigger="every 1s"' in asking.text
    assert 'value="3" max="9"' in asking.text
    assert asking["Cache-Control"] == "no-store"
    ended = client.get(f"/documents/jobs/{done(job).pk}/state/")
    assert "every 1s" not in ended.text
    assert "文件已生成，可以下载了。" in ended.text


def test_a_failed_job_says_why_and_can_be_tried_again(client, cohort, people):
    job = job_of(cohort, people["admin"], state=Job.State.FAILED, error="这个班还没有学员。")
    client.force_login(people["trainer"])
    page = client.get(f"/documents/jobs/{job.pk}/")
    assert "这个班还没有学员。" in page.text
    assert client.post(f"/documents/jobs/{job.pk}/retry/").url == f"/documents/jobs/{job.pk}/"
    job.refresh_from_db()
    assert (job.state, job.error) == (Job.State.QUEUED, "")


def test_a_stranger_tries_nothing_again(client, cohort, people):
    job = job_of(cohort, people["admin"], state=Job.State.FAILED)
    for role in ("contact", "trainee", "other trainer", "stranger"):
        client.force_login(people[role])
        assert client.post(f"/documents/jobs/{job.pk}/retry/").status_code == 404


def test_a_download_keeps_its_chinese_name_and_stays_private(client, cohort, people):
    job = done(job_of(cohort, people["admin"]))
    client.force_login(people["admin"])
    response = client.get(f"/documents/jobs/{job.pk}/file/", headers={"accept-encoding": "gzip"})
    assert response["Content-Disposition"] == (
        "attachment; filename*=utf-8''HT-2026-01%20%E8%80%83%E5%8B%A4%E7%99%BB%E8%AE%B0%E8%A1%A8.pdf"
    )
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Length"] == "8"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-cache"
    assert b"".join(response.streaming_content) == b"%PDF-1.7"


def test_a_file_that_is_gone_is_not_found(client, cohort, people):
    job = done(job_of(cohort, people["admin"]))
    job.file.storage.delete(str(job.file.name))
    client.force_login(people["admin"])
    assert client.get(f"/documents/jobs/{job.pk}/file/").status_code == 404


def test_an_unfinished_job_has_no_file(client, cohort, people):
    client.force_login(people["admin"])
    assert client.get(f"/documents/jobs/{job_of(cohort, people['admin']).pk}/file/").status_code == 404


def test_an_empty_list_of_jobs_says_where_to_begin(client):
    client.force_login(UserFactory(admin=True))
    assert "还没有生成过文件" in client.get("/documents/").text


@pytest.mark.parametrize("count", [1, 3, 60])
def test_the_list_of_jobs_takes_as_many_queries_for_any_number(client, cohort, count, django_assert_num_queries):
    admin = UserFactory(admin=True)
    for _ in range(count):
        done(job_of(cohort, admin))
    client.force_login(admin)
    client.get("/documents/")
    with django_assert_num_queries(6):
        assert client.get("/documents/").status_code == 200
