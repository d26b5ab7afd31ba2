"""The attendance register as a PDF: the evidence a client files, and the sheet people sign."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.defaultfilters import floatformat
from django.utils import timezone
from django.utils.translation import gettext as _

from documents import compiled, pdf
from documents.models import Job
from documents.progress import Progress, Result
from sessions.models import Attendance, Cohort, Session
from sessions.register import Cell, Register, Row, Total, build_register

WIDE_FROM = 5  # sessions; four columns fit an upright page
SIGNS = {Attendance.Status.PRESENT: "√"}
MANY = 40  # rows; fewer are laid out as soon as measured
ARCHIVAL = "pdf/a-2u"  # what a client files must open, and be searched, in many years
STATUSES = [*Attendance.Status.values, "none"]

logger = logging.getLogger(__name__)


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
    context = _context(register, now)
    if len(register.rows) < MANY:
        return draw_plainly(register, context, on_step=on_step)
    try:
        return _drawn(register, context, on_step)
    except compiled.UnsupportedError as error:
        logger.info("The register of %s is drawn the plain way: %s", cohort.code, error)
        return draw_plainly(register, context, on_step=on_step)


def draw_plainly(register: Register, context: dict[str, Any], *, on_step: pdf.OnStep | None = None) -> bytes:
    """Laid out by WeasyPrint from beginning to end."""
    return _page(context, [_laid_out(row) for row in register.rows], on_step=on_step)


def _drawn(register: Register, context: dict[str, Any], on_step: pdf.OnStep | None) -> bytes:
    """The frame laid out, the rows written into it; those with rare characters or long texts are laid out with it."""

    def specimens(numbers: Sequence[int], look: pdf.OnLayout) -> None:
        rows = [_specimen(register, kind) for kind in compiled.specimens(STATUSES)]
        rows += [{**_laid_out(register.rows[number]), "kind": number} for number in numbers]
        pdf.measure("register.html", {**context, "rows": rows}, look, styles=["register.css"])

    texts: dict[Any, Any] = {}
    table = compiled.Table(specimens, STATUSES, [_cells(row, texts) for row in register.rows])

    def frame(places: Sequence[compiled.Place], on_layout: pdf.OnLayout) -> bytes:
        return _page(context, [_framed(register, place) for place in places], on_step=on_step, on_layout=on_layout)

    return table.draw(frame)


def _page(context: dict[str, Any], rows: Sequence[Any], **options: Any) -> bytes:
    rows_of = {**context, "rows": rows}
    return pdf.render("register.html", rows_of, styles=["register.css"], variant=ARCHIVAL, **options)


def _context(register: Register, now: dt.datetime) -> dict[str, Any]:
    cohort = register.cohort
    return {
        "cohort": cohort,
        "register": register,
        "people": len(register.rows),
        "columns": _columns(register),
        "trainers": list(cohort.trainers.all()),
        "wide": len(register.sessions) >= WIDE_FROM,
        "now": now.astimezone(cohort.zone),
        "issuer": settings.PROVIDER_NAME,
    }


def _columns(register: Register) -> list[Column]:
    columns: list[Column] = []
    for session, total in zip(register.sessions, register.totals, strict=True):
        session.cohort = register.cohort
        day = session.local_start.date()
        columns.append(Column(session, total, not columns or columns[-1].session.local_start.date() != day))
    return columns


def _laid_out(row: Row) -> dict[str, Any]:
    return {
        "seat": row.enrolment.seat,
        "name": row.enrolment.user.name,
        "branch": row.enrolment.branch,
        "marks": [_mark(cell) for cell in row.cells],
        "hours": _hours(row),
    }


def _cells(row: Row, texts: dict[Any, Any]) -> list[tuple[str, str]]:
    """The same as kinds and texts: only a mark's kind makes a difference. texts: those put together before."""
    plain, enrolment = STATUSES[0], row.enrolment
    cells = [(plain, str(enrolment.seat)), (plain, enrolment.user.name), (plain, enrolment.branch)]
    for cell in row.cells:
        time = cell.checked_in_at
        key = (cell.status, time and (time.hour, time.minute))
        if key not in texts:
            mark = _mark(cell)
            texts[key] = (mark["status"], f"{mark['text']} {mark['time']}".strip())
        cells.append(texts[key])
    if row.credited_minutes not in texts:
        texts[row.credited_minutes] = (plain, _hours(row))
    return [*cells, texts[row.credited_minutes]]


def _framed(register: Register, place: compiled.Place) -> dict[str, Any]:
    if place.drawn:
        return {"place": place}
    return {**_laid_out(register.rows[place.start]), "kind": place.start, "fresh": place.fresh}


def _specimen(register: Register, kind: str) -> dict[str, Any]:
    status = kind if kind in STATUSES else STATUSES[0]
    marks = [{"status": status, "text": "字", "time": ""} for _ in register.sessions]
    texts = {"seat": 1, "name": "字", "branch": "字", "marks": marks, "hours": "1"}
    return {"kind": kind, "fresh": kind == compiled.OVER, **texts}


def _hours(row: Row) -> str:
    """12, not 12.0."""
    return str(floatformat(row.credited_hours, "-1"))


def _mark(cell: Cell) -> dict[str, str]:
    """A tick for who was there; whatever takes hours away is written out."""
    sign = SIGNS.get(Attendance.Status(cell.status), "") if cell.status else "—"
    time = f"{cell.checked_in_at:%H:%M}" if cell.checked_in_at else ""
    return {"status": cell.status or "none", "text": sign or cell.label, "time": time}
