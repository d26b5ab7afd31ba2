"""Whether what was drawn can be read: in a process of its own, for the readers take much memory."""

import io
from collections.abc import Sequence
from typing import Any

import pypdfium2
import zxingcpp
from pypdf import PdfReader

from documents import certificate_sheets
from documents.models import Certificate
from tests.bench.drawing.certificates import BASE, roster


def measured() -> dict[str, float]:
    return {"unreadable": unreadable(roster(500))}


def unreadable(certificates: Sequence[Certificate]) -> int:
    """Of how many the text, an embedded font or the code cannot be read back."""
    return sum(not _readable(certificate) for certificate in certificates)


def _readable(certificate: Certificate) -> bool:
    content = certificate_sheets.draw([certificate], base_url=BASE)[0]
    page = pypdfium2.PdfDocument(content)[0]
    text = page.get_textpage().get_text_range()
    square = page.render(scale=2, crop=(100, 85, 640, 405)).to_pil()
    codes = [code.text for code in zxingcpp.read_barcodes(square)]
    first: Any = PdfReader(io.BytesIO(content)).pages[0]
    fonts = first["/Resources"]["/Font"].values()
    files = [font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object() for font in fonts]
    return (
        certificate.name in text
        and certificate.number in text
        and codes == [f"{BASE}/verify/{certificate.token}/"]
        and all("/FontFile2" in file for file in files)
    )
