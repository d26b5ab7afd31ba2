"""Issuing and revoking certificates."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal
from documents.eligibility import Decision, Rule, Standing, Verdict, decide
from documents.models import Certificate, CertificateCounter, CertificateEvent
from sessions.models import Cohort
from sessions.register import Register, Row, build_register

PREFIX = "LT"


@dataclass(frozen=True)
class Candidate:
    """A trainee in the dry run; `certificate` is the newest they were given."""

    row: Row
    decision: Decision
    certificate: Certificate | None


@dataclass(frozen=True)
class DryRun:
    register: Register
    rule: Rule
    candidates: tuple[Candidate, ...]

    def of(self, verdict: str) -> list[Candidate]:
        return [candidate for candidate in self.candidates if candidate.decision.verdict == verdict]


def dry_run(cohort: Cohort) -> DryRun:
    """What issuing would do now, without doing it; four queries."""
    register = build_register(cohort)
    newest: dict[int, Certificate] = {}
    # The valid one comes last and so stays, whatever the numbers say.
    for certificate in Certificate.objects.filter(enrolment__cohort=cohort).order_by("state", "number"):
        held = newest.get(certificate.enrolment_id)
        if held is None or held.state != Certificate.State.VALID:
            newest[certificate.enrolment_id] = certificate
    rule = Rule(percent=cohort.certificate_percent, course_minutes=register.session_minutes)
    standings = [_standing(row, newest.get(row.enrolment.pk)) for row in register.rows]
    candidates = tuple(
        Candidate(row, decision, newest.get(row.enrolment.pk))
        for row, decision in zip(register.rows, decide(standings, rule), strict=True)
    )
    return DryRun(register, rule, candidates)


@transaction.atomic
def issue(*, cohort: Cohort, by: User, now: dt.datetime, again: Collection[int] = ()) -> list[Certificate]:
    """Give a certificate to all who qualify and have none; to those whose own was revoked only if in `again`.

    again: ids of enrolments. Returns the new certificates in the order of the roster, numbered without a gap.
    """
    today = now.astimezone(ZoneInfo(cohort.timezone)).date()
    counter = _locked_counter(today.year)
    run = dry_run(cohort)  # after the lock: two who press at once see each other's certificates
    chosen = run.of(Verdict.ISSUE) + [it for it in run.of(Verdict.WITHDRAWN) if it.decision.enrolment in again]
    chosen.sort(key=lambda candidate: candidate.row.enrolment.seat)
    certificates = Certificate.objects.bulk_create(
        _certificate(run.register, candidate.row, f"{PREFIX}-{today.year}-{number:05d}", today)
        for number, candidate in enumerate(chosen, counter.last + 1)
    )
    _note(certificates, by=by, now=now)
    counter.last += len(certificates)
    counter.save(update_fields=["last"])
    return certificates


@transaction.atomic
def revoke(*, certificate: Certificate, by: User, reason: str, now: dt.datetime) -> Certificate:
    """Withdraw a certificate; it verifies as revoked from now on."""
    reason = reason.strip()
    if not reason:
        raise Refusal(_("请写明撤销的原因，例如：姓名有误。"))
    if len(reason) > CertificateEvent.MAX_REASON:
        raise Refusal(_("原因请不超过 %(limit)s 字。") % {"limit": CertificateEvent.MAX_REASON})
    locked = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if locked.state != Certificate.State.VALID:
        raise Refusal(_("证书 %(number)s 已经撤销，无需再次操作。") % {"number": locked.number})
    locked.state = Certificate.State.REVOKED
    locked.save(update_fields=["state"])
    _note([locked], by=by, now=now, reason=reason)
    return locked


def _locked_counter(year: int) -> CertificateCounter:
    """Whoever holds this row is the only one who issues."""
    CertificateCounter.objects.get_or_create(year=year)
    return CertificateCounter.objects.select_for_update().get(year=year)


def _note(certificates: list[Certificate], *, by: User, now: dt.datetime, reason: str = "") -> None:
    CertificateEvent.objects.bulk_create(
        CertificateEvent(certificate=certificate, state=certificate.state, reason=reason, by=by, at=now)
        for certificate in certificates
    )


def _standing(row: Row, certificate: Certificate | None) -> Standing:
    certified = certificate is not None and certificate.state == Certificate.State.VALID
    return Standing(
        enrolment=row.enrolment.pk,
        minutes=row.credited_minutes,
        certified=certified,
        revoked=certificate is not None and not certified,
    )


def _certificate(register: Register, row: Row, number: str, today: dt.date) -> Certificate:
    cohort = register.cohort
    return Certificate(
        enrolment=row.enrolment,
        number=number,
        token=secrets.token_urlsafe(16),
        name=row.enrolment.user.name,
        course_title=cohort.course.title,
        client_name=cohort.client.name,
        issuer=settings.PROVIDER_NAME,
        # Never more than was sat through: 719 minutes are 11.9 hours.
        hours=(Decimal(row.credited_minutes) / 60).quantize(Decimal("0.1"), ROUND_DOWN),
        first_day=register.sessions[0].local_start.date(),
        last_day=register.sessions[-1].local_end.date(),
        issued_on=today,
    )
