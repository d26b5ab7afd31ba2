"""Deciding by hand about one trainee's certificate: approval, and exceptions to the rule with their reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal
from documents.candidates import dry_run
from documents.certificates import checked_reason
from documents.models import CertificateRuling
from sessions.models import Cohort, Enrolment

NEED_REASON = {CertificateRuling.Kind.GRANT, CertificateRuling.Kind.WITHHOLD}


@transaction.atomic
def rule_on(*, enrolment: Enrolment, kind: str, reason: str, by: User, now: dt.datetime) -> CertificateRuling:
    """Append a decision; an exception names its reason, and so can be answered for later."""
    if kind not in CertificateRuling.Kind.values:
        raise Refusal(_("请选择一种决定。"))
    reason = checked_reason(reason) if kind in NEED_REASON else reason.strip()[: CertificateRuling.MAX_REASON]
    return CertificateRuling.objects.create(enrolment=enrolment, kind=kind, reason=reason, by=by, at=now)


@transaction.atomic
def approve_all(*, cohort: Cohort, by: User, now: dt.datetime, chosen: Iterable[int] | None = None) -> int:
    """Approve those who lack nothing but the approval (of `chosen`, if given: ids of enrolments). How many."""
    wanted = None if chosen is None else set(chosen)
    waiting = [
        candidate.row.enrolment
        for candidate in dry_run(cohort, now).candidates
        if candidate.decision.waits_for_approval
        and not candidate.decision.ruling
        and (wanted is None or candidate.row.enrolment.pk in wanted)
    ]
    CertificateRuling.objects.bulk_create(
        CertificateRuling(enrolment=enrolment, kind=CertificateRuling.Kind.APPROVE, by=by, at=now)
        for enrolment in waiting
    )
    return len(waiting)
