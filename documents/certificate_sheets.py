"""Drawing certificates, each as a document of its own, and many bound together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import groupby
from typing import Any

import segno
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from documents import binding, compiled, pdf
from documents.certificate_ground import ground_of
from documents.certificate_looks import Look, look_of, texts_of
from documents.design_blocks import blocks_of
from documents.models import Certificate

BATCH = 12  # certificates drawn between two reports of progress
QR_MASK = 4  # the best mask for each code costs 18 ms to find and reads no better at this size
Drawn = compiled.Sheet | bytes


def draw(certificates: Sequence[Certificate], *, base_url: str, signer: str = "") -> list[bytes]:
    """A one-page PDF for each.

    base_url: where the QR code leads, without a closing slash. signer: whose digital signature the page speaks of.
    """
    drawn = sheets(certificates, base_url=base_url, signer=signer)
    return [each if isinstance(each, bytes) else each.file() for each in drawn]


def sheets(certificates: Sequence[Certificate], *, base_url: str, signer: str = "") -> Iterator[Drawn]:
    """Each certificate filled into its compiled page or, where that cannot be, drawn the plain way."""
    for certificate in certificates:
        look = look_of(certificate, signer=signer)
        try:
            yield _template.sheet(
                look, texts_of(look, certificate), qr=_qr(certificate, base_url), title=_title(certificate)
            )
        except compiled.UnsupportedError:
            yield draw_plainly(certificate, base_url=base_url, signer=signer)


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


def bind_stored(certificates: Sequence[Certificate], *, base_url: str, title: str, signer: str = "") -> bytes:
    """One document of what was issued: a stored file is read only where drawing it again would not give the same."""
    drawn = sheets(certificates, base_url=base_url, signer=signer)
    return bind(certificates, (_as_issued(*pair) for pair in zip(certificates, drawn, strict=True)), title=title)


def _as_issued(certificate: Certificate, drawn: Drawn) -> Drawn:
    """A signature stands on the single files; the volume shows the pages as they were drawn."""
    issued = certificate.drawn_sha256 or certificate.sha256
    if isinstance(drawn, compiled.Sheet) and sha256(drawn.file()).hexdigest() == issued:
        return drawn
    with certificate.file.open("rb") as file:
        return bytes(file.read())


def draw_plainly(certificate: Certificate, *, base_url: str, signer: str = "") -> bytes:
    """Laid out by WeasyPrint from beginning to end, with whatever font has the characters."""
    matrix, look = _qr(certificate, base_url), look_of(certificate, signer=signer)
    runs = "".join(_row(number, row) for number, row in enumerate(matrix))
    context = {"title": _title(certificate), "qr_side": len(matrix), "qr_path": runs}
    return _page(look, texts_of(look, certificate), context)


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
    context = page_context(look, texts) | dict(more)
    styles = ["certificate.css", *look.design.page.styles]
    return pdf.render("certificate.html", context, styles=styles, tagged=True, finisher=finisher)


def page_context(look: Look, texts: Mapping[str, str]) -> dict[str, Any]:
    slots = compiled.in_slots(texts)
    return {"look": look, **ground_of(look), **blocks_of(look, slots), "name": slots["name"], "number": slots["number"]}


_template = compiled.Template(_compile, flush=["number"])


def _title(certificate: Certificate) -> str:
    return f"{certificate.number} {certificate.name}"


def _qr(certificate: Certificate, base_url: str) -> list[list[int]]:
    address = base_url + reverse("documents:verify", args=[certificate.token])
    return [list(row) for row in segno.make_qr(address, error="m", mask=QR_MASK).matrix]
