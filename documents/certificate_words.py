"""How the facts of a certificate are put into words, in print and on the page that verifies it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import ROUND_UP, Decimal

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from documents.eligibility import Decision, Lack, Reason, Rule, Verdict
from documents.models import Certificate, CertificateRule


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
    reasons = reasons_in_words(decision)
    match decision.verdict:
        case Verdict.ISSUE:
            granted = _("未达到要求，破例颁发：%(reasons)s") % {"reasons": reasons}
            return Words(_("可以颁发"), "info", granted if reasons else "")
        case Verdict.HAS_ONE:
            return Words(_("已颁发"), "ok")
        case Verdict.WITHDRAWN:
            return Words(_("曾被撤销"), "warn", _("已达到要求，但原证书已撤销；勾选后才会重新颁发。"))
        case Verdict.WITHHELD:
            return Words(_("暂不颁发"), "warn", reasons)
        case Verdict.UNMET if decision.is_open:
            return Words(_("课程还没有结束"), "muted", reasons)
        case Verdict.UNMET:
            only_hours = [reason.lack for reason in decision.reasons] == [Lack.MINUTES]
            return Words(_("学时不足") if only_hours else _("未达到要求"), "bad", reasons)


def reasons_in_words(decision: Decision) -> str:
    """All that is missing, one sentence each."""
    between = " " if get_language() == "en" else ""
    return between.join(_reason(reason) for reason in decision.reasons)


def _reason(reason: Reason) -> str:
    plain = {
        Lack.COURSE: _("班级还没有课表。"),
        Lack.SURVEYS: _("还没有填写课程反馈。"),
        Lack.APPROVAL: _("还没有批准。"),
    }
    return plain.get(reason.lack) or _counted(reason)


def _counted(reason: Reason) -> str:
    count = reason.missing
    match reason.lack:
        case Lack.MINUTES:
            return _("还差 %(hours)s 学时。") % {"hours": in_hours(count)}
        case Lack.SESSIONS:
            return ngettext("有 %(count)s 个半天未到课。", "有 %(count)s 个半天未到课。", count) % {"count": count}
        case Lack.AHEAD:
            return ngettext("还有 %(count)s 个半天没有上。", "还有 %(count)s 个半天没有上。", count) % {"count": count}
        case Lack.SUBMITTED:
            return ngettext("还差 %(count)s 个练习未提交。", "还差 %(count)s 个练习未提交。", count) % {"count": count}
        case _:
            return ngettext("还差 %(count)s 个练习未达标。", "还差 %(count)s 个练习未达标。", count) % {"count": count}


def rule_in_words(settings: CertificateRule, rule: Rule) -> list[str]:
    """What a cohort's certificate asks for, one sentence for each condition."""
    words = [
        _("%(total)s 学时中至少出勤 %(hours)s 学时")
        % {"total": in_hours(rule.course_minutes), "hours": in_hours(rule.least_minutes)}
    ]
    if rule.every_session:
        words.append(_("每个半天都到课"))
    if rule.submitted:
        words.append(
            ngettext("提交 %(count)s 个练习", "提交 %(count)s 个练习", rule.submitted) % {"count": rule.submitted}
        )
    if rule.passed:
        text = ngettext(
            "%(count)s 个练习得分不低于满分的 %(percent)s%%",
            "%(count)s 个练习得分不低于满分的 %(percent)s%%",
            rule.passed,
        )
        words.append(text % {"count": rule.passed, "percent": settings.pass_percent})
    if rule.surveys:
        words.append(_("填写课程反馈"))
    if rule.approval:
        words.append(_("逐人批准"))
    return words
