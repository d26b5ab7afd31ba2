"""The attendance register as a PDF: the evidence a client files, and the sheet people sign."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from documents import pdf
from documents.models import Job
from documents.progress import Progress, Result
from sessions.models import Attendance, Cohort, Session
from sessions.register import Cell, Register, Total, build_register

WIDE_FROM = 5  # sessions; four columns fit an upright page
SIGNS = {Attendance.Status.PRESENT: "√"}


@dataclass(frozen=True)
class Column:
    session: Session
    total: Total
    # Of one day only the first column names the date.
    names_day: bool


def make(job: Job, progress: Progress) -> Result:
    content = draw(job.cohort, now=timezone.now(), on_step=lambda step: progress(step - 1, pdf.STEPS))
    return Result(content, _("%(code)s 考勤登记表") % {"code": job.cohort.code} + ".pdf")


def draw(cohort: Cohort, *, now: dt.datetime, on_step: pdf.OnStep | None = None) -> bytes:
    """now: when the data were read; stands on each page."""
    register = build_register(cohort)
    context: dict[str, Any] = {
        "cohort": cohort,
        "register": register,
        "columns": _columns(register),
        "rows": [(row, [_mark(cell) for cell in row.cells]) for row in register.rows],
        "trainers": list(cohort.trainers.all()),
        "wide": len(register.sessions) >= WIDE_FROM,
        "now": now.astimezone(cohort.zone),
        "issuer": settings.PROVIDER_NAME,
    }
    return pdf.render("register.html", context, styles=["register.css"], on_step=on_step)


def _columns(register: Register) -> list[Column]:
    columns: list[Column] = []
    for session, total in zip(register.sessions, register.totals, strict=True):
        session.cohort = register.cohort
        day = session.local_start.date()
        columns.append(Column(session, total, not columns or columns[-1].session.local_start.date() != day))
    return columns


def _mark(cell: Cell) -> dict[str, str]:
    """A tick for who was there; whatever takes hours away is written out."""
    sign = SIGNS.get(Attendance.Status(cell.status), "") if cell.status else "—"
    time = f"{cell.checked_in_at:%H:%M}" if cell.checked_in_at else ""
    return {"status": cell.status or "none", "text": sign or cell.label, "time": time}
