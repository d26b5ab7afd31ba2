"""Telling people by e-mail that a timetable has changed, with the new dates; where mail is set up."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from documents import jobs
from documents.models import Job
from documents.progress import ItemError, Progress, Result
from sessions.calendars import calendar_of
from sessions.models import TimetableNotice, TimetableVersion
from sessions.publishing import told

logger = logging.getLogger(__name__)


def order(*, version: TimetableVersion, by: User, language: str, base_url: str) -> Job | None:
    """A job that mails the version's notices; None where mail is not set up or nobody has an address."""
    if not settings.EMAIL_URL or not _unsent(version.pk).exists():
        return None
    params = {"version": version.pk, "base_url": base_url}
    return jobs.order(kind=Job.Kind.TIMETABLE, cohort=version.cohort, by=by, language=language, params=params)


def make(job: Job, progress: Progress) -> Result:
    notices = list(_unsent(job.params["version"]).select_related("version__cohort__course", "user"))
    errors: list[ItemError] = []
    dates = _dates(notices[0].version) if notices else b""
    for done, notice in enumerate(notices):
        progress(done, len(notices))
        errors += _send(notice, dates, job.params["base_url"])
    return Result(None, "", errors)


def _unsent(version: int) -> models.QuerySet[TimetableNotice]:
    reachable = TimetableNotice.objects.filter(version=version, mailed_at=None, user__is_active=True)
    return reachable.exclude(user__email=None).order_by("pk")


def _send(notice: TimetableNotice, dates: bytes, base_url: str) -> list[ItemError]:
    """Marked before it is sent: a worker that dies in between leaves one untold, and never tells twice."""
    row = TimetableNotice.objects.filter(pk=notice.pk, mailed_at=None)
    if not row.update(mailed_at=timezone.now()):
        return []
    cohort, user = notice.version.cohort, notice.user
    subject = _("“%(cohort)s”的课表有变动") % {"cohort": cohort.name}
    text = _(
        "%(name)s，您好：\n\n%(subject)s：\n%(changes)s\n\n完整的课表：%(url)s\n附件可以加进日历，原来的安排会随之更新。"
    )
    values = {
        "name": user.name,
        "subject": subject,
        "url": base_url + reverse("sessions:timetable", args=[cohort.code]),
    }
    values["changes"] = "\n".join(f"· {told(change, cohort)}" for change in notice.version.changes)
    message = EmailMessage(subject, text % values, to=[str(user.email)])
    message.attach("timetable.ics", dates, "text/calendar")
    try:
        message.send()
    except (SMTPException, OSError):
        logger.exception("Notice %s of a timetable was not sent", notice.pk)
        TimetableNotice.objects.filter(pk=notice.pk).update(mailed_at=None)
        return [ItemError(user.name, _("邮件没有发出。请检查邮箱和邮件服务器后重试。"))]
    return []


def _dates(version: TimetableVersion) -> bytes:
    cohort = version.cohort
    sessions = cohort.sessions.select_related("cohort__course", "room")
    return calendar_of(sessions, cohort.cancelled_sessions.select_related("cohort__course", "room"), name=cohort.name)
