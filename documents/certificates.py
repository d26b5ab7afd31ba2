"""Issuing certificates, and what becomes of them: corrected, confirmed, revoked."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal
from documents.candidates import Candidate, DryRun, dry_run
from documents.certificate_words import reasons_in_words
from documents.designs import version_for
from documents.eligibility import Verdict
from documents.models import Certificate, CertificateCounter, CertificateEvent, CertificateRule
from sessions.models import Cohort, Enrolment

MAX_NAME = 50


@dataclass(frozen=True)
class Settlement:
    """What became of the certificates that were printed early."""

    confirmed: int
    corrected: int
    revoked: int


@transaction.atomic
def issue(
    *, cohort: Cohort, by: User, now: dt.datetime, again: Collection[int] = (), early: bool = False
) -> list[Certificate]:
    """Give a certificate to all who qualify and have none; to those whose own was revoked only if in `again`.

    again: ids of enrolments. early: also to those who will qualify if they miss nothing from now on; `settle` looks at
    them when the course is over. Returns the new certificates in the order of the roster, numbered without a gap.
    """
    today = _local_day(cohort, now)
    counter = _locked_counter(today.year)
    run = dry_run(cohort, now)  # after the lock: two who press at once see each other's certificates
    early = early and not run.over
    hopeful = (
        {decision.enrolment for decision in run.at_best() if decision.verdict == Verdict.ISSUE} if early else set()
    )
    chosen = [candidate for candidate in run.candidates if _is_chosen(candidate, again, hopeful)]
    shared = {"issued_on": today, "expires_on": _expiry(cohort, today), "design": version_for(cohort), "early": early}
    certificates = [_certificate(run, candidate, shared) for candidate in chosen]
    _number(certificates, counter)
    created = Certificate.objects.bulk_create(certificates)
    note(created, by=by, now=now)
    return created


@transaction.atomic
def revoke(*, certificate: Certificate, by: User, reason: str, now: dt.datetime) -> Certificate:
    """Withdraw a certificate; it verifies as revoked from now on."""
    reason = checked_reason(reason)
    locked = _locked_valid(certificate)
    locked.state = Certificate.State.REVOKED
    locked.save(update_fields=["state"])
    note([locked], by=by, now=now, reason=reason)
    return locked


@transaction.atomic
def correct(*, certificate: Certificate, name: str, by: User, reason: str, now: dt.datetime) -> Certificate:
    """Issue it anew with another name; the old one verifies as superseded by the new one."""
    name, reason = " ".join(name.split()), checked_reason(reason)
    if not name or len(name) > MAX_NAME:
        raise Refusal(_("请填写正确的姓名，不超过 %(limit)s 字。") % {"limit": MAX_NAME})
    if name == certificate.name:
        raise Refusal(_("姓名没有变化，不需要重新颁发。"))
    return _supersede(certificate, {"name": name}, by=by, reason=reason, now=now)


@transaction.atomic
def settle(*, cohort: Cohort, by: User, now: dt.datetime) -> Settlement:
    """Look at what was printed early: withdraw what was not earned, put right the hours of what was."""
    _locked_counter(_local_day(cohort, now).year)
    run = dry_run(cohort, now)
    if not run.over:
        raise Refusal(_("课程还没有结束。最后一场结束并点名后，再确认提前颁发的证书。"))
    outcomes = [_settle_one(candidate, by=by, now=now) for candidate in run.candidates if _is_early(candidate)]
    for certificate in _early_of_the_withdrawn(cohort):
        revoke(certificate=certificate, by=by, reason=_("提前颁发，结业前已退班。"), now=now)
        outcomes.append("revoked")
    return Settlement(outcomes.count("confirmed"), outcomes.count("corrected"), outcomes.count("revoked"))


def checked_reason(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise Refusal(_("请写明原因，例如：姓名有误。"))
    if len(reason) > CertificateEvent.MAX_REASON:
        raise Refusal(_("原因请不超过 %(limit)s 字。") % {"limit": CertificateEvent.MAX_REASON})
    return reason


def note(certificates: Sequence[Certificate], *, by: User, now: dt.datetime, reason: str = "") -> None:
    """Append the state each of them is in now."""
    CertificateEvent.objects.bulk_create(
        CertificateEvent(certificate=certificate, state=certificate.state, reason=reason, by=by, at=now)
        for certificate in certificates
    )


def _is_chosen(candidate: Candidate, again: Collection[int], hopeful: Collection[int]) -> bool:
    decision = candidate.decision
    if decision.verdict == Verdict.WITHDRAWN:
        return decision.enrolment in again
    return decision.verdict == Verdict.ISSUE or decision.enrolment in hopeful


def _is_early(candidate: Candidate) -> bool:
    held = candidate.certificate
    return held is not None and held.early and held.state == Certificate.State.VALID


def _early_of_the_withdrawn(cohort: Cohort) -> list[Certificate]:
    early = Certificate.objects.filter(enrolment__cohort=cohort, early=True, state=Certificate.State.VALID)
    return list(early.exclude(enrolment__state=Enrolment.State.ACTIVE))


def _settle_one(candidate: Candidate, *, by: User, now: dt.datetime) -> str:
    held = candidate.certificate
    if held is None:
        raise ValueError("only candidates that hold a certificate are settled")
    if not candidate.decision.stands:
        why = reasons_in_words(candidate.decision) or _("已决定暂不颁发。")
        reason = _("提前颁发，结业时未达到要求：%(why)s") % {"why": why}
        revoke(certificate=held, by=by, reason=reason[: CertificateEvent.MAX_REASON], now=now)
        return "revoked"
    hours = _hours(candidate.standing.minutes)
    if hours != held.hours:
        reason = _("提前颁发，按实际学时更正。")
        _supersede(held, {"hours": hours, "early": False}, by=by, reason=reason, now=now)
        return "corrected"
    held.early = False
    held.save(update_fields=["early"])
    note([held], by=by, now=now, reason=_("提前颁发，结业时已确认。"))
    return "confirmed"


def _supersede(
    certificate: Certificate, changes: dict[str, object], *, by: User, reason: str, now: dt.datetime
) -> Certificate:
    today = _local_day(certificate.enrolment.cohort, now)
    counter = _locked_counter(today.year)
    old = _locked_valid(certificate)
    kept = {field: getattr(old, field) for field in COPIED}
    new = Certificate(**{**kept, **changes}, issued_on=today, token=secrets.token_urlsafe(16))
    _number([new], counter)
    old.state = Certificate.State.SUPERSEDED
    old.save(update_fields=["state"])  # first: only one may be valid
    new.save()
    old.successor = new
    old.save(update_fields=["successor"])
    note([old, new], by=by, now=now, reason=reason)
    return new


COPIED = ["enrolment", "name", "course_title", "client_name", "issuer", "hours", "first_day", "last_day"]
COPIED += ["expires_on", "early", "design"]


def _locked_valid(certificate: Certificate) -> Certificate:
    locked = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if locked.state == Certificate.State.REVOKED:
        raise Refusal(_("证书 %(number)s 已经撤销，无需再次操作。") % {"number": locked.number})
    if locked.state == Certificate.State.SUPERSEDED:
        raise Refusal(_("证书 %(number)s 已被新证书替换。请在新证书上操作。") % {"number": locked.number})
    return locked


def _locked_counter(year: int) -> CertificateCounter:
    """Whoever holds this row is the only one who issues."""
    key = {"issuer": settings.PROVIDER_NAME, "year": year}
    CertificateCounter.objects.get_or_create(**key)
    return CertificateCounter.objects.select_for_update().get(**key)


def _number(certificates: Sequence[Certificate], counter: CertificateCounter) -> None:
    for certificate in certificates:
        counter.last += 1
        certificate.number = f"{settings.CERTIFICATE_PREFIX}-{counter.year}-{counter.last:05d}"
    counter.save(update_fields=["last"])


def _local_day(cohort: Cohort, now: dt.datetime) -> dt.date:
    return now.astimezone(ZoneInfo(cohort.timezone)).date()


def _expiry(cohort: Cohort, today: dt.date) -> dt.date | None:
    months = CertificateRule.objects.filter(cohort=cohort).values_list("valid_months", flat=True).first()
    if months is None:
        return None
    years, month = divmod(today.month - 1 + months, 12)
    first = dt.date(today.year + years, month + 1, 1)
    following = (first + dt.timedelta(days=32)).replace(day=1)
    last_of_month = following - dt.timedelta(days=1)
    return min(first + dt.timedelta(days=today.day - 1), last_of_month)


def _hours(minutes: int) -> Decimal:
    """Never more than was sat through: 719 minutes are 11.9 hours."""
    return (Decimal(minutes) / 60).quantize(Decimal("0.1"), ROUND_DOWN)


def _certificate(run: DryRun, candidate: Candidate, shared: dict[str, Any]) -> Certificate:
    """shared: what is the same for all that are issued at once."""
    cohort, standing = run.register.cohort, candidate.standing
    return Certificate(
        enrolment=candidate.row.enrolment,
        token=secrets.token_urlsafe(16),
        name=candidate.row.enrolment.user.name,
        course_title=cohort.course_title,
        client_name=cohort.client.name,
        issuer=settings.PROVIDER_NAME,
        hours=_hours((standing.at_best() if shared["early"] else standing).minutes),
        first_day=run.register.sessions[0].local_start.date(),
        last_day=run.register.sessions[-1].local_end.date(),
        **shared,
    )
