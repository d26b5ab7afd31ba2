"""Telling trainees by e-mail what became of their certificates, where mail is set up; in the app they see it anyway."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from documents import jobs
from documents.models import Certificate, CertificateEvent, Job
from documents.progress import ItemError, Progress, Result
from sessions.models import Cohort

logger = logging.getLogger(__name__)


def order(*, cohort: Cohort, by: User, language: str, base_url: str) -> Job | None:
    """A job that mails what has not been mailed yet; None where mail is not set up or nobody has an address."""
    newest = _unsent(cohort).order_by("-pk").first() if settings.EMAIL_URL else None
    if newest is None:
        return None
    params = {"base_url": base_url, "last": newest.pk}
    return jobs.order(kind=Job.Kind.NOTICES, cohort=cohort, by=by, language=language, params=params)


def make(job: Job, progress: Progress) -> Result:
    events = list(_unsent(job.cohort).filter(pk__lte=job.params["last"]).select_related("certificate__enrolment__user"))
    errors: list[ItemError] = []
    for done, event in enumerate(events):
        progress(done, len(events))
        errors += _send(event, job.params["base_url"])
    return Result(None, "", errors)


def _unsent(cohort: Cohort) -> models.QuerySet[CertificateEvent]:
    """The old one of a correction is told with the new one."""
    events = CertificateEvent.objects.filter(certificate__enrolment__cohort=cohort, mailed_at=None)
    reachable = events.filter(certificate__enrolment__user__is_active=True)
    return reachable.exclude(certificate__enrolment__user__email=None).exclude(state=Certificate.State.SUPERSEDED)


def _send(event: CertificateEvent, base_url: str) -> list[ItemError]:
    """Marked before it is sent: a worker that dies in between leaves one untold, and never tells twice."""
    row = CertificateEvent.objects.filter(pk=event.pk, mailed_at=None)
    if not row.update(mailed_at=timezone.now()):
        return []
    certificate = event.certificate
    user = certificate.enrolment.user
    try:
        send_mail(_subject(event), _text(event, base_url), None, [str(user.email)])
    except (SMTPException, OSError):
        logger.exception("Notice of certificate %s was not sent", certificate.number)
        CertificateEvent.objects.filter(pk=event.pk).update(mailed_at=None)
        return [ItemError(f"{certificate.number} {user.name}", _("邮件没有发出。请检查邮箱和邮件服务器后重试。"))]
    return []


def _subject(event: CertificateEvent) -> str:
    number = {"number": event.certificate.number}
    if event.state == Certificate.State.REVOKED:
        return _("结业证书 %(number)s 已撤销") % number
    return _("结业证书 %(number)s 已颁发") % number


def _text(event: CertificateEvent, base_url: str) -> str:
    certificate = event.certificate
    text = _("%(name)s，您好：\n\n%(subject)s。\n课程：%(course)s\n%(reason)s\n登录后可以查看：%(url)s\n\n%(issuer)s")
    return text % {
        "name": certificate.name,
        "subject": _subject(event),
        "course": certificate.course_title,
        "reason": _("原因：%(reason)s") % {"reason": event.reason} if event.reason else "",
        "url": base_url + reverse("documents:my_certificates"),
        "issuer": certificate.issuer,
    }
