import asyncio
import io
from time import process_time

from asn1crypto import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from documents import certificate_sheets, signing_keys
from documents.signing import Stamp
from tests.bench.drawing.certificates import BASE, roster
from tests.documents.keys import PASSPHRASE, authority, pkcs12_of

COUNT = 100


def judged(content: bytes) -> bool:
    """Whether the file is intact, its signature valid, and its key vouched for."""
    root = x509.Certificate.load(authority().certificate.public_bytes(Encoding.DER))
    context = ValidationContext(trust_roots=[root], allow_fetching=False)
    embedded = PdfFileReader(io.BytesIO(content)).embedded_signatures[0]
    status = asyncio.run(async_validate_pdf_signature(embedded, context))
    return bool(status.intact and status.valid and status.trusted)


def measured() -> dict[str, float]:
    stamp = Stamp(*signing_keys.opened(pkcs12_of(), PASSPHRASE))
    drawn = certificate_sheets.draw(roster(COUNT), base_url=BASE)
    signed, best = [stamp.sign(drawn[0])], float("inf")
    for _ in range(3):
        start = process_time()
        signed = [stamp.sign(content) for content in drawn]
        best = min(best, process_time() - start)
    return {
        "ms": best * 1000 / COUNT,
        "broken": sum(not judged(content) for content in signed),
    }
