"""What hangs at the door, and what is signed at the end: the seating list and the closing list."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.refusals import Refusal
from documents import pdf
from documents.certificate_words import days, hours
from documents.models import Certificate, Job
from documents.progress import Progress, Result
from documents.roll import people_of, tables_of
from sessions.models import Cohort


def make_seating(job: Job, progress: Progress) -> Result:
    people = people_of(job.cohort)
    tables = tables_of(people)
    context = {"people": len(people), "tables": tables, "grouped": any(table.name for table in tables)}
    return _list(job, progress, "seating", _("%(code)s 座位表") % {"code": job.cohort.code}, context)


def make_closing(job: Job, progress: Progress) -> Result:
    """Who has a valid certificate, with a place to sign for it; and who has none."""
    people = people_of(job.cohort)
    valid = Certificate.objects.filter(enrolment__cohort=job.cohort, state=Certificate.State.VALID)
    held = {certificate.enrolment.seat: certificate for certificate in valid.select_related("enrolment")}
    if not held:
        raise Refusal(_("这个班还没有有效的证书。请先颁发，再生成结业名册。"))
    named = {person.seat: person for person in people}
    rows = [(named.get(seat), certificate, hours(certificate)) for seat, certificate in sorted(held.items())]
    first = next(iter(held.values()))
    context: dict[str, Any] = {
        "rows": rows,
        "without": [person.name for person in people if person.seat not in held],
        "total": sum((certificate.hours for certificate in held.values()), Decimal(0)),
        "days": days(first.first_day, first.last_day),
        "course_title": first.course_title,
    }
    return _list(job, progress, "closing", _("%(code)s 结业名册") % {"code": job.cohort.code}, context)


def _list(job: Job, progress: Progress, name: str, title: str, context: dict[str, Any]) -> Result:
    cohort: Cohort = job.cohort
    whole = {
        **context,
        "title": title,
        "cohort": cohort,
        "issuer": settings.PROVIDER_NAME,
        "now": timezone.now().astimezone(cohort.zone),
        "trainers": list(cohort.trainers.all()),
    }
    styles = ["register.css", "room_lists.css"]
    content = pdf.render(f"{name}.html", whole, styles=styles, on_step=lambda step: progress(step - 1, pdf.STEPS))
    return Result(content, f"{title}.pdf")
