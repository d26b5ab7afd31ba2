"""Drawing certificates, each as a document of its own, and many bound together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from typing import Any
from unicodedata import east_asian_width

import segno
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from documents import binding, compiled, pdf
from documents.certificate_words import days, hours
from documents.models import Certificate

BATCH = 12  # certificates drawn between two reports of progress
QR_MASK = 4  # the best mask for each code costs 18 ms to find and reads no better at this size
CORNERS = (
    "translate(10 10)",
    "translate(287 10) scale(-1 1)",
    "translate(10 200) scale(1 -1)",
    "translate(287 200) scale(-1 -1)",
)
GROUND = {"rosette": range(0, 180, 6), "medal": range(0, 360, 15), "corners": CORNERS}
Drawn = compiled.Sheet | bytes


@dataclass(frozen=True)
class Look:
    """What a page depends on beside the texts that are filled in."""

    language: str
    issuer: str
    issued_on: dt.date
    name_size: str
    text_size: str


def draw(certificates: Sequence[Certificate], *, base_url: str) -> list[bytes]:
    """A one-page PDF for each; base_url: where the QR code leads, without a closing slash."""
    return [drawn if isinstance(drawn, bytes) else drawn.file() for drawn in sheets(certificates, base_url=base_url)]


def sheets(certificates: Sequence[Certificate], *, base_url: str) -> Iterator[Drawn]:
    """Each certificate filled into its compiled page or, where that cannot be, drawn the plain way."""
    for certificate in certificates:
        try:
            yield _template.sheet(
                _look(certificate), _texts(certificate), qr=_qr(certificate, base_url), title=_title(certificate)
            )
        except compiled.UnsupportedError:
            yield draw_plainly(certificate, base_url=base_url)


def bind(certificates: Sequence[Certificate], drawn: Iterable[Drawn], *, title: str) -> bytes:
    """One document of all that were drawn, with a bookmark for each; they are asked for one by one."""
    language = get_language() or ""
    parts: list[bytes] = []
    whole = True
    for kind, run in groupby(drawn, type):
        if kind is bytes:
            parts += [each for each in run if isinstance(each, bytes)]
            whole = False
        else:
            filled = (each for each in run if isinstance(each, compiled.Sheet))
            parts.append(compiled.bind(filled, title=title, language=language))
    if whole and len(parts) == 1:
        return parts[0]
    bookmarks = [_title(certificate) for certificate in certificates]
    return binding.join(parts, title=title, language=language, bookmarks=bookmarks)


def bind_stored(certificates: Sequence[Certificate], *, base_url: str, title: str) -> bytes:
    """One document of what was issued: a stored file is read only where drawing it again would not give the same."""
    drawn = sheets(certificates, base_url=base_url)
    return bind(certificates, (_as_issued(*pair) for pair in zip(certificates, drawn, strict=True)), title=title)


def _as_issued(certificate: Certificate, drawn: Drawn) -> Drawn:
    if isinstance(drawn, compiled.Sheet) and sha256(drawn.file()).hexdigest() == certificate.sha256:
        return drawn
    with certificate.file.open("rb") as file:
        return bytes(file.read())


def draw_plainly(certificate: Certificate, *, base_url: str) -> bytes:
    """Laid out by WeasyPrint from beginning to end, with whatever font has the characters."""
    matrix = _qr(certificate, base_url)
    runs = "".join(_row(number, row) for number, row in enumerate(matrix))
    context = {"title": _title(certificate), "qr_side": len(matrix), "qr_path": runs}
    return _page(_look(certificate), _texts(certificate), context)


def _row(number: int, row: Sequence[int]) -> str:
    """Each run of dark modules as one rectangle of a path."""
    path, column = "", 0
    for dark, modules in groupby(row):
        run = len(list(modules))
        path += f"M{column} {number}h{run}v1h-{run}z" if dark else ""
        column += run
    return path


def _compile(look: Look, texts: Mapping[str, str], finisher: pdf.Finisher) -> None:
    _page(look, texts, {"title": _("结业证书"), "qr_side": 1}, finisher)


def _page(look: Look, texts: Mapping[str, str], more: Mapping[str, Any], finisher: pdf.Finisher | None = None) -> bytes:
    context = {"look": look, **GROUND, **compiled.in_slots(texts), **more}
    return pdf.render("certificate.html", context, styles=["certificate.css"], tagged=True, finisher=finisher)


_template = compiled.Template(_compile, flush=["number"])


def _title(certificate: Certificate) -> str:
    return f"{certificate.number} {certificate.name}"


def _look(certificate: Certificate) -> Look:
    return Look(
        language=get_language() or "",
        issuer=certificate.issuer,
        issued_on=certificate.issued_on,
        name_size=_size(certificate.name, long=9, longest=22),
        text_size=_size(certificate.course_title, long=34, longest=80),
    )


def _texts(certificate: Certificate) -> dict[str, str]:
    return {
        "number": certificate.number,
        "name": certificate.name,
        "client_name": certificate.client_name,
        "course_title": certificate.course_title,
        "days": days(certificate.first_day, certificate.last_day),
        "hours": hours(certificate),
    }


def _size(text: str, *, long: int, longest: int) -> str:
    """Class that makes a text fit its place; Latin letters take half the width of Chinese characters."""
    width = sum(1 if east_asian_width(character) in "WF" else 0.55 for character in text)
    return " longest" if width > longest else " long" if width > long else ""


def _qr(certificate: Certificate, base_url: str) -> list[list[int]]:
    address = base_url + reverse("documents:verify", args=[certificate.token])
    return [list(row) for row in segno.make_qr(address, error="m", mask=QR_MASK).matrix]
