"""Drawing certificates: one file each, and all of a cohort in one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any
from unicodedata import east_asian_width

import segno
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.refusals import Refusal
from documents import binding, pdf
from documents.certificate_words import days, hours
from documents.models import Certificate, Job
from documents.progress import Progress, Result

BATCH = 12  # certificates laid out at once: 3.4 times as fast as one by one, and a file grows by a few KiB only
QR = binding.Square(left=40, top=149, side=25)
QR_MASK = 4  # the best mask for each code costs 18 ms to find and reads no better at this size


def make(job: Job, progress: Progress) -> Result:
    """Draw the cohort's certificates that have no file yet, and bind all valid ones into one document."""
    certificates = list(Certificate.objects.filter(enrolment__cohort=job.cohort, state=Certificate.State.VALID))
    if not certificates:
        raise Refusal(_("这个班还没有有效的证书。请先颁发，再生成文件。"))
    missing = [certificate for certificate in certificates if not certificate.file]
    done = len(certificates) - len(missing)
    progress(done, len(certificates))
    for batch in _batches(missing):
        for certificate, content in zip(batch, draw(batch, base_url=job.params["base_url"]), strict=True):
            _store(certificate, content)
        done += len(batch)
        progress(done, len(certificates))
    title = _("%(code)s 结业证书") % {"code": job.cohort.code}
    whole = binding.join([_stored(each) for each in certificates], title=title, language=get_language() or "")
    return Result(whole, f"{title}.pdf")


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


def _store(certificate: Certificate, content: bytes) -> None:
    """Keep the first file that was made: what was handed out must stay what its checksum says."""
    storage, name = certificate.file.storage, f"certificates/{certificate.issued_on.year}/{certificate.token}.pdf"
    stored = storage.save(name, ContentFile(content))
    unwritten = Certificate.objects.filter(pk=certificate.pk, file="")
    if unwritten.update(file=stored, sha256=hashlib.sha256(content).hexdigest()):
        certificate.file.name = stored
    else:
        storage.delete(stored)
        certificate.refresh_from_db(fields=["file", "sha256"])


def _stored(certificate: Certificate) -> bytes:
    with certificate.file.open("rb") as file:
        return bytes(file.read())


def _batches(certificates: Sequence[Certificate]) -> Iterator[Sequence[Certificate]]:
    for start in range(0, len(certificates), BATCH):
        yield certificates[start : start + BATCH]
