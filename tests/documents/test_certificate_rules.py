"""What a cohort may ask for, decisions by hand, printing early: on the certificates themselves."""

from datetime import UTC, datetime

import pytest

from accounts.refusals import Refusal
from documents.candidates import dry_run
from documents.certificates import correct, issue, revoke, settle
from documents.eligibility import Lack, Reason, Verdict
from documents.models import Certificate, CertificateRule, CertificateRuling
from documents.rulings import approve_all, rule_on
from sessions.models import Attendance
from tests.documents.worlds import ALL_PRESENT, attended_cohort
from tests.factories import (
    ExerciseFactory,
    GroupFactory,
    GroupMemberFactory,
    ReviewFactory,
    SubmissionFactory,
    UserFactory,
    WorksheetFactory,
)

pytestmark = pytest.mark.django_db
AFTER = datetime(2026, 11, 24, 10, tzinfo=UTC)
CEREMONY = datetime(2026, 11, 24, 5, tzinfo=UTC)  # 13:00 in Shanghai: the last half-day is still to come
THREE_OF_FOUR = ("present", "present", "present", "absent")
UNTIL_NOON = ("present", "present", "present", "")


@pytest.fixture
def admin():
    return UserFactory(admin=True, name="教务")


def reasons(cohort, now=AFTER) -> list[tuple[Reason, ...]]:
    return [candidate.decision.reasons for candidate in dry_run(cohort, now).candidates]


def test_eleven_of_twelve_hours_can_be_asked_for():
    cohort = attended_cohort(ALL_PRESENT, ("present", "present", "present", "left_early"))
    CertificateRule.objects.create(cohort=cohort, least_minutes=660)
    assert reasons(cohort) == [(), (Reason(Lack.MINUTES, 30),)]


def test_each_half_day_can_be_asked_for_beside_the_hours():
    cohort = attended_cohort(ALL_PRESENT, ("late", "present", "left_early", "present"), THREE_OF_FOUR)
    CertificateRule.objects.create(cohort=cohort, least_minutes=1, every_session=True)
    assert reasons(cohort) == [(), (), (Reason(Lack.SESSIONS, 1),)]


def test_a_groups_work_counts_for_all_at_its_table():
    cohort = attended_cohort(ALL_PRESENT, ALL_PRESENT)
    first = cohort.enrolments.get(seat=1)
    group = GroupFactory(cohort=cohort)
    GroupMemberFactory(group=group, enrolment=first)
    sheet = WorksheetFactory(group=group, exercise=ExerciseFactory(course=cohort.course))
    ExerciseFactory(course=cohort.course)
    rule = CertificateRule.objects.create(cohort=cohort, exercises="submitted", exercise_count=1)
    SubmissionFactory(worksheet=sheet)
    assert reasons(cohort) == [(), (Reason(Lack.SUBMITTED, 1),)]
    rule.exercise_count = None
    rule.save()
    assert reasons(cohort) == [(Reason(Lack.SUBMITTED, 1),), (Reason(Lack.SUBMITTED, 2),)]


@pytest.mark.parametrize(("mark", "missing"), [(60, ()), (59, (Reason(Lack.PASSED, 1),))])
def test_the_newest_mark_must_reach_the_share_that_is_asked_for(mark, missing):
    cohort = attended_cohort(ALL_PRESENT)
    exercise = ExerciseFactory(course=cohort.course, individual=True)
    enrolment = cohort.enrolments.get()
    sheet = WorksheetFactory(exercise=exercise, group=None, enrolment=enrolment, cohort=cohort)
    submission = SubmissionFactory(worksheet=sheet)
    ReviewFactory(submission=submission, mark=mark)
    CertificateRule.objects.create(cohort=cohort, exercises="passed")
    assert reasons(cohort) == [missing]


def test_an_exception_needs_a_reason_and_is_kept_with_it(admin):
    cohort = attended_cohort(THREE_OF_FOUR, ALL_PRESENT)
    short, full = cohort.enrolments.order_by("seat")
    with pytest.raises(Refusal, match="请写明原因"):
        rule_on(enrolment=short, kind="grant", reason=" ", by=admin, now=AFTER)
    rule_on(enrolment=short, kind="grant", reason="总行会议，已补课", by=admin, now=AFTER)
    rule_on(enrolment=full, kind="withhold", reason="身份待核实", by=admin, now=AFTER)
    assert [it.enrolment for it in issue(cohort=cohort, by=admin, now=AFTER)] == [short]
    rule_on(enrolment=full, kind="", reason="", by=admin, now=AFTER)
    assert [it.enrolment for it in issue(cohort=cohort, by=admin, now=AFTER)] == [full]
    assert CertificateRuling.objects.filter(enrolment=full).count() == 2


def test_approval_waits_for_a_person(admin):
    cohort = attended_cohort(ALL_PRESENT, THREE_OF_FOUR)
    CertificateRule.objects.create(cohort=cohort, approval=True)
    assert issue(cohort=cohort, by=admin, now=AFTER) == []
    assert approve_all(cohort=cohort, by=admin, now=AFTER) == 1
    assert [it.enrolment.seat for it in issue(cohort=cohort, by=admin, now=AFTER)] == [1]
    assert approve_all(cohort=cohort, by=admin, now=AFTER) == 0


def test_for_the_ceremony_those_are_printed_who_can_still_make_it(admin):
    cohort = attended_cohort(UNTIL_NOON, ("present", "absent", "absent", ""))
    assert issue(cohort=cohort, by=admin, now=CEREMONY) == []
    [printed] = issue(cohort=cohort, by=admin, now=CEREMONY, early=True)
    assert (printed.enrolment.seat, printed.early, str(printed.hours)) == (1, True, "12.0")


def test_after_the_course_no_shows_lose_it_and_wrong_hours_are_put_right(admin):
    cohort = attended_cohort(UNTIL_NOON, UNTIL_NOON, UNTIL_NOON, UNTIL_NOON)
    early = issue(cohort=cohort, by=admin, now=CEREMONY, early=True)
    with pytest.raises(Refusal, match="课程还没有结束"):
        settle(cohort=cohort, by=admin, now=CEREMONY)
    last = cohort.sessions.latest("number")
    for certificate, status in zip(early[:3], ("present", "left_early", "absent"), strict=True):
        Attendance.objects.create(session=last, enrolment=certificate.enrolment, status=status, marked_at=AFTER)
    cohort.enrolments.filter(seat=4).update(state="withdrawn")
    outcome = settle(cohort=cohort, by=admin, now=AFTER)
    assert (outcome.confirmed, outcome.corrected, outcome.revoked) == (1, 1, 2)
    for certificate in early:
        certificate.refresh_from_db()
    assert [it.state for it in early] == ["valid", "superseded", "revoked", "revoked"]
    assert early[1].successor is not None
    assert str(early[1].successor.hours) == "10.5"
    assert early[2].events.latest("pk").reason == "提前颁发，结业时未达到要求：还差 0.6 学时。"
    assert not Certificate.objects.filter(state="valid", early=True).exists()


def test_a_corrected_name_supersedes_and_keeps_the_rest(admin):
    cohort = attended_cohort(ALL_PRESENT, names=("王晓明",))
    [old] = issue(cohort=cohort, by=admin, now=AFTER)
    new = correct(certificate=old, name=" 王小明 ", by=admin, reason="姓名有误", now=AFTER)
    old.refresh_from_db()
    assert (old.state, old.successor, old.name) == ("superseded", new, "王晓明")
    assert (new.state, new.number, new.name, new.hours) == ("valid", "LT-2026-00002", "王小明", old.hours)
    assert new.token != old.token
    assert [event.state for event in old.events.all()] == ["valid", "superseded"]
    assert dry_run(cohort, AFTER).candidates[0].certificate == new


@pytest.mark.parametrize("ended", [revoke, correct])
def test_what_is_no_longer_valid_is_not_corrected_again(admin, ended):
    [old] = issue(cohort=attended_cohort(ALL_PRESENT), by=admin, now=AFTER)
    name = {"name": "别的名字"} if ended is correct else {}
    ended(certificate=old, by=admin, reason="x", now=AFTER, **name)
    with pytest.raises(Refusal):
        correct(certificate=old, name="又一个", by=admin, reason="x", now=AFTER)


def test_a_correction_that_changes_nothing_is_refused(admin):
    [old] = issue(cohort=attended_cohort(ALL_PRESENT), by=admin, now=AFTER)
    with pytest.raises(Refusal, match="没有变化"):
        correct(certificate=old, name=old.name, by=admin, reason="x", now=AFTER)


@pytest.mark.parametrize(
    ("day", "months", "until"), [(24, 24, "2028-11-24"), (24, 1, "2026-12-24"), (30, 3, "2027-02-28")]
)
def test_a_certificate_may_have_an_end(admin, day, months, until):
    cohort = attended_cohort(ALL_PRESENT)
    CertificateRule.objects.create(cohort=cohort, valid_months=months)
    [new] = issue(cohort=cohort, by=admin, now=AFTER.replace(day=day))
    assert str(new.expires_on) == until
    assert [new.expired_by(new.issued_on), new.expired_by(datetime(2099, 1, 1, tzinfo=UTC).date())] == [False, True]


def test_each_issuer_counts_for_itself(admin, settings):
    first = issue(cohort=attended_cohort(ALL_PRESENT), by=admin, now=AFTER)
    settings.PROVIDER_NAME = "海桐学院"
    second = issue(cohort=attended_cohort(ALL_PRESENT), by=admin, now=AFTER)
    assert [it.number for it in first + second] == ["LT-2026-00001", "LT-2026-00001"]


def test_verdicts_cover_everybody_once():
    run = dry_run(attended_cohort(ALL_PRESENT, THREE_OF_FOUR), AFTER)
    assert sum(len(run.of(verdict)) for verdict in Verdict) == 2


def test_the_courses_feedback_can_be_asked_for_and_is_no_exercise():
    cohort = attended_cohort(ALL_PRESENT, ALL_PRESENT)
    survey = ExerciseFactory(course=cohort.course, individual=True, survey=True)
    done = WorksheetFactory(exercise=survey, group=None, enrolment=cohort.enrolments.get(seat=1), cohort=cohort)
    SubmissionFactory(worksheet=done)
    rule = CertificateRule.objects.create(cohort=cohort, survey=True)
    assert reasons(cohort) == [(), (Reason(Lack.SURVEYS, 1),)]
    ExerciseFactory(course=cohort.course)
    rule.exercises = "submitted"
    rule.save()
    assert reasons(cohort) == [
        (Reason(Lack.SUBMITTED, 1),),
        (Reason(Lack.SUBMITTED, 1), Reason(Lack.SURVEYS, 1)),
    ]


def test_hours_that_suffice_already_are_not_certified_before_the_course_is_over(admin):
    """A certificate of noon would say nine hours for ever."""
    cohort = attended_cohort(UNTIL_NOON, ALL_PRESENT)
    CertificateRule.objects.create(cohort=cohort, least_minutes=540, approval=True)
    assert reasons(cohort, CEREMONY)[0] == (Reason(Lack.AHEAD, 1), Reason(Lack.APPROVAL, 1))
    assert approve_all(cohort=cohort, by=admin, now=CEREMONY) == 2
    assert [it.enrolment.seat for it in issue(cohort=cohort, by=admin, now=CEREMONY)] == [2]  # the roll has been called
    assert [str(it.hours) for it in issue(cohort=cohort, by=admin, now=AFTER)] == ["9.0"]
