"""Drawing certificates, each as a document of its own."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any
from unicodedata import east_asian_width

import segno
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language

from documents import binding, pdf
from documents.certificate_words import days, hours
from documents.models import Certificate

BATCH = 12  # certificates laid out at once: 3.4 times as fast as one by one, and a file grows by a few KiB only
QR = binding.Square(left=40, top=149, side=25)
QR_MASK = 4  # the best mask for each code costs 18 ms to find and reads no better at this size


def draw(certificates: Sequence[Certificate], *, base_url: str) -> list[bytes]:
    """A one-page PDF for each; base_url: where the QR code leads, without a closing slash."""
    faces = [_face(certificate) for certificate in certificates]
    context = {"faces": faces, "first": certificates[0]}
    return binding.leaves(
        pdf.render("certificate.html", context, styles=["certificate.css"]),
        ground=_ground(),
        details=[binding.Leaf(f"{each.number} {each.name}", _qr(each, base_url)) for each in certificates],
        at=QR,
        language=get_language() or "",
    )


def _face(certificate: Certificate) -> dict[str, Any]:
    return {
        "certificate": certificate,
        "name_size": _size(certificate.name, long=9, longest=22),
        "text_size": _size(certificate.course_title, long=34, longest=80),
        "days": days(certificate.first_day, certificate.last_day),
        "hours": hours(certificate),
        "issued_on": date_format(certificate.issued_on),
    }


def _size(text: str, *, long: int, longest: int) -> str:
    """Class that makes a text fit its place; Latin letters take half the width of Chinese characters."""
    width = sum(1 if east_asian_width(character) in "WF" else 0.55 for character in text)
    return " longest" if width > longest else " long" if width > long else ""


def _qr(certificate: Certificate, base_url: str) -> binding.Matrix:
    address = base_url + reverse("documents:verify", args=[certificate.token])
    return [list(row) for row in segno.make_qr(address, error="m", mask=QR_MASK).matrix]


@cache
def _ground() -> bytes:
    """The frame and its ornaments, the same on all: laid out once for each process."""
    corners = ["translate(10 10)", "translate(287 10) scale(-1 1)"]
    corners += ["translate(10 200) scale(1 -1)", "translate(287 200) scale(-1 -1)"]
    context = {"rosette": range(0, 180, 6), "medal": range(0, 360, 15), "corners": corners}
    return pdf.render("certificate_ground.html", context, styles=["certificate_ground.css"])
