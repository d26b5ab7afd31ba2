"""A design as a picture for the screen, with somebody's name on it: drawn as the certificate itself is."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from documents.certificate_looks import look_of, texts_of
from documents.models import Certificate, DesignVersion
from documents.sample_names import longest, rarest
from sessions.models import Cohort

WIDTH = 1100  # pixels: sharp on a phone, and read in full on a laptop
NARROW = 420
TOKEN = "preview-preview-prev"  # noqa: S105 — of no certificate
# How high a block may become before it runs into the next, in millimetres; a `text` has a height of its own.
ROOM = {"h1": 17, "second": 9, "of": 12, "proof": 27}
PX = 96 / 25.4


@dataclass(frozen=True)
class Samples:
    longest: str
    rarest: str


def samples_of(cohort: Cohort | None) -> Samples:
    names = list(cohort.enrolments.active().values_list("user__name", flat=True)) if cohort else []
    return Samples(longest(names), rarest(names))


def sample(version: DesignVersion, cohort: Cohort | None, name: str) -> Certificate:
    """A certificate that was never issued, with the facts of a cohort."""
    today = timezone.localdate()
    first = cohort.start_date if cohort else today
    return Certificate(
        number=f"{settings.CERTIFICATE_PREFIX}-{today.year}-00000",
        token=TOKEN,
        name=name,
        course_title=cohort.course.title if cohort else _("互联网新形势下个人消费信贷和小微经营信贷业务拓展与创新"),
        client_name=cohort.client.name if cohort else _("海桐农村商业银行股份有限公司"),
        issuer=settings.PROVIDER_NAME,
        hours=Decimal(12),
        first_day=first,
        last_day=cohort.last_day if cohort else first + dt.timedelta(days=1),
        issued_on=today,
        design=version,
    )


def picture_of(certificate: Certificate, *, base_url: str, width: int = WIDTH) -> bytes:
    """The page as WebP."""
    import pypdfium2  # a web process that shows no preview loads nothing that draws

    from documents import certificate_sheets

    content = certificate_sheets.draw_plainly(certificate, base_url=base_url)
    page = pypdfium2.PdfDocument(content)[0]
    image = page.render(scale=width / page.get_width()).to_pil()
    target = io.BytesIO()
    image.convert("RGB").save(target, "WEBP", quality=82)
    return target.getvalue()


def crowded(certificate: Certificate) -> list[str]:
    """The blocks, by their keys, that do not fit their place on the page."""
    from documents import certificate_sheets, pdf  # see above

    look = look_of(certificate)
    context = certificate_sheets.page_context(look, texts_of(look, certificate))
    found: list[str] = []
    styles = ["certificate.css", *look.design.page.styles]
    pdf.measure(
        "certificate.html",
        {**context, "title": "", "qr_side": 1},
        lambda document: found.extend(_crowded(document)),
        styles=styles,
    )
    return list(dict.fromkeys(found))


def _crowded(document: Any) -> Iterator[str]:
    names = {"h1": "title", "second": "subtitle", "of": "affiliation", "proof": "proof"}
    for box in document.pages[0]._page_box.descendants():  # noqa: SLF001 — WeasyPrint has no other way to ask
        kind = _kind(box)
        if kind in names and box.height > ROOM[kind] * PX:
            yield names[kind]
        elif kind == "text" and sum(child.margin_height() for child in box.children) > box.height + 1:
            yield "body"


def _kind(box: Any) -> str:
    """The tag or the first class of a block that stands for an element as a whole."""
    element = getattr(box, "element", None)
    if element is None or not hasattr(box, "margin_height") or box.element_tag not in ("h1", "p", "div"):
        return ""
    return "h1" if box.element_tag == "h1" else (element.get("class") or " ").split(" ")[0]
