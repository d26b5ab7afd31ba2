import threading
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from accounts.refusals import Refusal
from documents.candidates import dry_run
from documents.certificates import issue, revoke
from documents.eligibility import Lack, Reason, Verdict
from documents.models import Certificate, CertificateCounter
from tests.documents.worlds import ALL_PRESENT, attended_cohort
from tests.factories import EnrolmentFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
HALF = ("present", "present", "absent", "")
ISSUERS = 50


@pytest.fixture
def admin():
    return UserFactory(admin=True, name="教务")


def test_those_who_were_there_get_one_and_the_others_are_told_how_far_off_they_are():
    run = dry_run(attended_cohort(ALL_PRESENT, HALF), NOW)
    assert [(it.decision.verdict, it.decision.reasons) for it in run.candidates] == [
        (Verdict.ISSUE, ()),
        (Verdict.UNMET, (Reason(Lack.MINUTES, 576 - 360),)),
    ]


def test_numbers_run_without_a_gap_through_the_year(admin):
    CertificateCounter.objects.create(issuer="讲台培训中心", year=2026, last=40)
    new = issue(cohort=attended_cohort(ALL_PRESENT, HALF, ALL_PRESENT), by=admin, now=NOW)
    assert [it.number for it in new] == ["LT-2026-00041", "LT-2026-00042"]
    assert issue(cohort=attended_cohort(ALL_PRESENT), by=admin, now=NOW)[0].number == "LT-2026-00043"


def test_the_year_is_the_cohorts_own():
    cohort = attended_cohort(ALL_PRESENT)
    new_year_in_shanghai = datetime(2026, 12, 31, 16, tzinfo=UTC)
    new = issue(cohort=cohort, by=UserFactory(admin=True), now=new_year_in_shanghai)
    assert [(it.number, it.issued_on.isoformat()) for it in new] == [("LT-2027-00001", "2027-01-01")]


def test_a_certificate_says_what_was_true_on_the_day(admin):
    cohort = attended_cohort(("present", "present", "present", "left_early"), names=("欧阳娜娜",))
    new = issue(cohort=cohort, by=admin, now=NOW)[0]
    cohort.course.title = "改过的课程名"
    cohort.course.save()
    new.refresh_from_db()
    assert (new.name, str(new.hours), new.course_title != "改过的课程名") == ("欧阳娜娜", "10.5", True)
    assert (new.first_day.isoformat(), new.last_day.isoformat()) == ("2026-11-23", "2026-11-24")
    assert [(event.state, event.by) for event in new.events.all()] == [("valid", admin)]


def test_a_second_run_is_for_those_newly_qualified_alone(admin):
    cohort = attended_cohort(ALL_PRESENT, HALF)
    issue(cohort=cohort, by=admin, now=NOW)
    cohort.certificate_percent = 50
    second = issue(cohort=cohort, by=admin, now=NOW)
    assert [(it.number, it.enrolment.seat) for it in second] == [("LT-2026-00002", 2)]
    assert issue(cohort=cohort, by=admin, now=NOW) == []


def test_a_revoked_certificate_comes_back_only_when_somebody_decides_so(admin):
    cohort = attended_cohort(ALL_PRESENT)
    first = issue(cohort=cohort, by=admin, now=NOW)[0]
    revoke(certificate=first, by=admin, reason="  姓名有误 ", now=NOW)
    assert issue(cohort=cohort, by=admin, now=NOW) == []
    second = issue(cohort=cohort, by=admin, now=NOW, again={first.enrolment_id})
    assert [it.number for it in second] == ["LT-2026-00002"]
    assert [(event.state, event.reason) for event in first.events.all()] == [("valid", ""), ("revoked", "姓名有误")]
    assert dry_run(cohort).candidates[0].certificate == second[0]


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [(" ", "请写明原因，例如：姓名有误。"), ("长" * 201, "原因请不超过 200 字。")],
)
def test_revoking_asks_for_a_reason(admin, reason, sentence):
    new = issue(cohort=attended_cohort(ALL_PRESENT), by=admin, now=NOW)[0]
    with pytest.raises(Refusal, match=sentence):
        revoke(certificate=new, by=admin, reason=reason, now=NOW)
    new.refresh_from_db()
    assert new.state == Certificate.State.VALID


def test_a_certificate_is_revoked_once(admin):
    new = issue(cohort=attended_cohort(ALL_PRESENT), by=admin, now=NOW)[0]
    revoke(certificate=new, by=admin, reason="姓名有误", now=NOW)
    with pytest.raises(Refusal, match="已经撤销"):
        revoke(certificate=new, by=admin, reason="再来一次", now=NOW)


def test_the_database_refuses_a_second_valid_certificate(admin):
    first = issue(cohort=attended_cohort(ALL_PRESENT), by=admin, now=NOW)[0]
    first.pk, first.number, first.token = None, "LT-2026-09999", "another"
    with pytest.raises(IntegrityError), transaction.atomic():
        first.save(force_insert=True)


def test_somebody_who_withdrew_gets_none(admin):
    cohort = attended_cohort(ALL_PRESENT)
    cohort.enrolments.update(state="withdrawn")
    assert issue(cohort=cohort, by=admin, now=NOW) == []


def at_once(work) -> None:
    barrier = threading.Barrier(ISSUERS)

    def one(number: int) -> None:
        try:
            work(number, barrier)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=[number]) for number in range(ISSUERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.django_db(transaction=True)
def test_fifty_who_issue_at_once_leave_no_gap_and_give_each_one_certificate(admin):
    """Two for each class, and every fifth takes it back after the numbers were given."""
    cohorts = [attended_cohort(ALL_PRESENT, ALL_PRESENT) for _ in range(ISSUERS // 2)]

    def press(number: int, barrier: threading.Barrier) -> None:
        barrier.wait()
        with transaction.atomic():
            issue(cohort=cohorts[number // 2], by=admin, now=NOW)
            transaction.set_rollback(number % 5 == 0)

    at_once(press)
    numbers = sorted(Certificate.objects.values_list("number", flat=True))
    assert numbers == [f"LT-2026-{number:05d}" for number in range(1, ISSUERS + 1)]
    assert Certificate.objects.values("enrolment").distinct().count() == ISSUERS
    assert CertificateCounter.objects.get().last == ISSUERS


@pytest.mark.django_db(transaction=True)
def test_highest_number_plus_one_would_clash(admin):
    """The control: the same race without the locked counter."""
    issue(cohort=attended_cohort(ALL_PRESENT), by=admin, now=NOW)
    pattern = Certificate.objects.get()
    enrolments = [EnrolmentFactory(cohort=pattern.enrolment.cohort, seat=10 + n) for n in range(ISSUERS)]
    clashes = []

    def press(number: int, barrier: threading.Barrier) -> None:
        highest = Certificate.objects.order_by("-number").values_list("number", flat=True)[0]
        barrier.wait()
        copy = Certificate.objects.get(pk=pattern.pk)
        copy.pk, copy.token, copy.enrolment = None, f"token-{number}", enrolments[number]
        copy.number = f"LT-2026-{int(highest[-5:]) + 1:05d}"
        try:
            copy.save(force_insert=True)
        except (IntegrityError, OperationalError) as error:
            clashes.append(error)

    at_once(press)
    assert len(clashes) == ISSUERS - 1
