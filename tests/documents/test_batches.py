import pytest
from django.utils import timezone

from documents import certificate_batch, certificate_sheets, endings, jobs, rescue, tasks
from documents.certificates import issue
from documents.models import Certificate, Job
from tests.documents.worlds import ALL_PRESENT, attended_cohort
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
BASE = {"base_url": "https://lectern.example.org"}


@pytest.fixture(autouse=True)
def rung(monkeypatch, django_capture_on_commit_callbacks):
    """(job, queue) of each bell, rung at once as after a commit."""
    bells: list[tuple[int, str]] = []
    monkeypatch.setattr(tasks.render, "apply_async", lambda args, **options: bells.append((args[0], options["queue"])))
    monkeypatch.setattr("django.db.transaction.on_commit", lambda function: function())
    return bells


@pytest.fixture
def spread(monkeypatch):
    """Five certificates, two to a part; blank sheets stand for them."""
    monkeypatch.setattr(certificate_batch, "PART", 2)
    monkeypatch.setattr(certificate_sheets, "draw", lambda batch, **_: [b"%PDF-" for _ in batch])
    monkeypatch.setattr("documents.binding.join", lambda parts, **_: b"%PDF-" * len(parts))
    admin = UserFactory(admin=True)
    cohort = attended_cohort(*[ALL_PRESENT] * 5)
    issue(cohort=cohort, by=admin, now=timezone.now())
    return jobs.order(kind=Job.Kind.CERTIFICATES, cohort=cohort, by=admin, language="zh-hans", params=BASE)


def parts_of(job: Job) -> list[Job]:
    return list(job.parts.order_by("pk"))


def test_a_large_batch_is_split_into_jobs_for_all_workers(spread, rung):
    jobs.run(spread.pk)
    spread.refresh_from_db()
    parts = parts_of(spread)
    assert (spread.state, spread.total, [part.total for part in parts]) == (Job.State.SPREAD, 5, [2, 2, 1])
    assert rung == [(spread.pk, "render"), *((part.pk, "batch") for part in parts)]


def test_the_last_part_hands_the_whole_on_to_be_bound(spread, rung):
    jobs.run(spread.pk)
    for part in parts_of(spread):
        assert Job.objects.get(pk=spread.pk).state == Job.State.SPREAD
        jobs.run(part.pk)
    assert rung[-1] == (spread.pk, "render")
    jobs.run(spread.pk)
    spread.refresh_from_db()
    assert (spread.state, spread.size, spread.item_errors) == (Job.State.DONE, 25, [])
    assert not Certificate.objects.filter(file="").exists()


def test_progress_counts_what_all_parts_made(spread):
    jobs.run(spread.pk)
    jobs.run(parts_of(spread)[0].pk)
    assert Job.objects.get(pk=spread.pk).made == 2


def test_the_list_shows_the_whole_and_not_its_parts(spread, client):
    jobs.run(spread.pk)
    client.force_login(spread.created_by)
    assert [job.pk for job in client.get("/documents/").context["page"]] == [spread.pk]


def test_cancelling_the_whole_cancels_every_part(spread):
    jobs.run(spread.pk)
    jobs.run(parts_of(spread)[0].pk)
    assert endings.cancel(spread)
    assert [part.state for part in parts_of(spread)] == ["done", "cancelled", "cancelled"]
    jobs.retry(Job.objects.get(pk=spread.pk))
    jobs.run(spread.pk)  # what the first part drew is kept
    assert [part.total for part in parts_of(spread)] == [2, 1]


def test_a_part_whose_workers_keep_dying_fails_alone_and_the_rest_is_bound(spread):
    jobs.run(spread.pk)
    dying, *others = parts_of(spread)
    for _ in range(rescue.MAX_ATTEMPTS):
        assert jobs.claim(dying.pk)
        Job.objects.filter(pk=dying.pk).update(lease_until=None)
        rescue.sweep()
    for part in others:
        jobs.run(part.pk)
    jobs.run(spread.pk)
    spread.refresh_from_db()
    assert (spread.state, len(spread.item_errors)) == (Job.State.DONE, 2)
    assert Certificate.objects.filter(file="").count() == 2


def test_a_worker_that_dies_between_the_last_part_and_its_word_holds_nothing_up(spread):
    jobs.run(spread.pk)
    spread.parts.update(state=Job.State.DONE)
    rescue.sweep()
    assert Job.objects.get(pk=spread.pk).stage == Job.Stage.BIND


def test_one_name_that_cannot_be_drawn_is_named_and_the_others_are_made(spread, monkeypatch):
    bad = Certificate.objects.earliest("pk")

    def draw(batch, **_):
        if bad in batch:
            raise ValueError("no glyph")
        return [b"%PDF-" for _ in batch]

    monkeypatch.setattr(certificate_sheets, "draw", draw)
    jobs.run(spread.pk)
    for part in parts_of(spread):
        jobs.run(part.pk)
    jobs.run(spread.pk)
    spread.refresh_from_db()
    assert [item["label"] for item in spread.item_errors] == [f"{bad.number} {bad.name}"]
    assert list(Certificate.objects.filter(file="")) == [bad]
