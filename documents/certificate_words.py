"""How the facts of a certificate are put into words, in print and on the page that verifies it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import ROUND_UP, Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from documents.eligibility import Decision, Verdict
from documents.models import Certificate


def days(first: dt.date, last: dt.date) -> str:
    """The days of a course, as short as they can be without doubt."""
    if first == last:
        return date_format(first)
    if (first.year, first.month) != (last.year, last.month):
        return _("%(first)s至%(last)s") % {"first": date_format(first), "last": date_format(last)}
    parts = {"month": date_format(first, "YEAR_MONTH_FORMAT"), "from": first.day, "to": last.day}
    return _("%(month)s%(from)s日至%(to)s日") % parts


def hours(certificate: Certificate) -> str:
    """12, not 12.0."""
    return f"{certificate.hours.normalize():f}"


def in_hours(minutes: int) -> str:
    """Rounded up: what a rule asks for must not look like less than it is."""
    return f"{(Decimal(minutes) / 60).quantize(Decimal('0.1'), ROUND_UP).normalize():f}"


@dataclass(frozen=True)
class Words:
    verdict: str
    tone: str  # of the status pill
    reason: str = ""


def in_words(decision: Decision) -> Words:
    """What became of a trainee in the dry run, and why."""
    match decision.verdict:
        case Verdict.ISSUE:
            return Words(_("可以颁发"), "info")
        case Verdict.HAS_ONE:
            return Words(_("已颁发"), "ok")
        case Verdict.WITHDRAWN:
            return Words(_("曾被撤销"), "warn", _("学时达标，但原证书已撤销；勾选后才会重新颁发。"))
        case Verdict.SHORT:
            missing = in_hours(decision.missing_minutes)
            return Words(_("学时不足"), "bad", _("还差 %(hours)s 学时。") % {"hours": missing})
