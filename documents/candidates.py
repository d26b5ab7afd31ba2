"""The dry run: what issuing would do now, and why, without doing it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from documents.eligibility import Decision, Rule, Ruling, Standing, decide
from documents.models import Certificate, CertificateRule, CertificateRuling
from exercises.grading import latest_review
from exercises.models import Exercise, GroupMember, Submission, Worksheet
from sessions.models import Attendance, Cohort, Session
from sessions.register import Register, Row, build_register


@dataclass(frozen=True)
class Candidate:
    """A trainee in the dry run; `certificate` is the newest they were given, `ruling` the newest decision on them."""

    row: Row
    standing: Standing
    decision: Decision
    certificate: Certificate | None
    ruling: CertificateRuling | None


@dataclass(frozen=True)
class Work:
    """Exercises handed in, exercises passed and feedback forms handed in, by enrolment."""

    submitted: Counter[int]
    passed: Counter[int]
    surveys: Counter[int]


@dataclass(frozen=True)
class DryRun:
    register: Register
    rule: Rule
    settings: CertificateRule
    candidates: tuple[Candidate, ...]
    over: bool  # no session is still to come
    closes_today: bool  # the last day has come, but not the end

    def of(self, verdict: str) -> list[Candidate]:
        return [candidate for candidate in self.candidates if candidate.decision.verdict == verdict]

    def at_best(self) -> tuple[Decision, ...]:
        """As it will be if nobody misses anything from now on."""
        return decide([candidate.standing.at_best() for candidate in self.candidates], self.rule)


def dry_run(cohort: Cohort, now: dt.datetime | None = None) -> DryRun:
    """In a constant number of queries; now: which sessions are still to come."""
    now = now or timezone.now()
    register = build_register(cohort)
    held, rulings = _newest_certificates(cohort), _newest_rulings(cohort)
    settings = CertificateRule.objects.filter(cohort=cohort).first() or CertificateRule(cohort=cohort)
    rule, work = _rule(settings, register), _work_counts(settings)
    coming = [session.ends_at > now for session in register.sessions]
    standings = [
        _standing(row, coming, register.sessions, held.get(row.enrolment.pk), rulings.get(row.enrolment.pk), work)
        for row in register.rows
    ]
    candidates = tuple(
        Candidate(row, standing, decision, held.get(row.enrolment.pk), rulings.get(row.enrolment.pk))
        for row, standing, decision in zip(register.rows, standings, decide(standings, rule), strict=True)
    )
    return DryRun(register, rule, settings, candidates, over=not any(coming), closes_today=_closes_today(register, now))


def _closes_today(register: Register, now: dt.datetime) -> bool:
    if not register.sessions:
        return False
    last, zone = register.sessions[-1], register.cohort.zone
    return last.ends_at > now and last.ends_at.astimezone(zone).date() == now.astimezone(zone).date()


def _rule(settings: CertificateRule, register: Register) -> Rule:
    share = Rule.share(register.cohort.certificate_percent, register.session_minutes)
    wanted = _exercises_wanted(settings)
    return Rule(
        least_minutes=share.least_minutes if settings.least_minutes is None else settings.least_minutes,
        course_minutes=register.session_minutes,
        every_session=settings.every_session,
        submitted=wanted if settings.exercises == CertificateRule.Exercises.SUBMITTED else 0,
        passed=wanted if settings.exercises == CertificateRule.Exercises.PASSED else 0,
        surveys=_of_course(settings, survey=True).count() if settings.survey else 0,
        approval=settings.approval,
    )


def _exercises_wanted(settings: CertificateRule) -> int:
    if settings.exercises == CertificateRule.Exercises.NONE:
        return 0
    return settings.exercise_count or _of_course(settings, survey=False).count()


def _of_course(settings: CertificateRule, *, survey: bool) -> QuerySet[Exercise]:
    return Exercise.objects.filter(course=settings.cohort.course_id, survey=survey)


def _newest_certificates(cohort: Cohort) -> dict[int, Certificate]:
    """The valid one, else the last one given."""
    newest: dict[int, Certificate] = {}
    for certificate in Certificate.objects.filter(enrolment__cohort=cohort).order_by("pk"):
        held = newest.get(certificate.enrolment_id)
        if held is None or held.state != Certificate.State.VALID:
            newest[certificate.enrolment_id] = certificate
    return newest


def _newest_rulings(cohort: Cohort) -> dict[int, CertificateRuling]:
    rulings = CertificateRuling.objects.filter(enrolment__cohort=cohort).select_related("by")
    return {ruling.enrolment_id: ruling for ruling in rulings}


def _work_counts(settings: CertificateRule) -> Work:
    """For each enrolment; a group's work counts for all at its table."""
    work = Work(Counter(), Counter(), Counter())
    if settings.exercises == CertificateRule.Exercises.NONE and not settings.survey:
        return work
    tables: dict[int, list[int]] = {}
    for group, enrolment in GroupMember.objects.filter(group__cohort=settings.cohort).values_list("group", "enrolment"):
        tables.setdefault(group, []).append(enrolment)
    frozen = Submission.objects.defer("fields", "answers").prefetch_related("reviews")
    sheets = Worksheet.objects.filter(cohort=settings.cohort, exercise__course=settings.cohort.course_id)
    for sheet in sheets.select_related("exercise").prefetch_related(Prefetch("submissions", frozen)):
        if not sheet.submissions.all():
            continue
        owners = tables.get(sheet.group_id, []) if sheet.group_id else [sheet.enrolment_id or 0]
        if sheet.exercise.survey:
            work.surveys.update(owners)
            continue
        work.submitted.update(owners)
        review = latest_review(sheet)
        if review is not None and review.mark * 100 >= settings.pass_percent * sheet.exercise.max_mark:
            work.passed.update(owners)
    return work


def _standing(
    row: Row,
    coming: list[bool],
    sessions: tuple[Session, ...],
    held: Certificate | None,
    ruling: CertificateRuling | None,
    work: Work,
) -> Standing:
    still_open = [
        session.minutes
        for cell, session, ahead in zip(row.cells, sessions, coming, strict=True)
        if ahead and not cell.status
    ]
    arrived = sum(cell.status in Attendance.ARRIVED for cell in row.cells)
    certified = held is not None and held.state == Certificate.State.VALID
    return Standing(
        enrolment=row.enrolment.pk,
        minutes=row.credited_minutes,
        missed=len(row.cells) - arrived - len(still_open),
        open_sessions=len(still_open),
        open_minutes=sum(still_open),
        submitted=work.submitted[row.enrolment.pk],
        passed=work.passed[row.enrolment.pk],
        surveys=work.surveys[row.enrolment.pk],
        ruling=Ruling(ruling.kind) if ruling else Ruling.NONE,
        certified=certified,
        revoked=held is not None and not certified,
    )
