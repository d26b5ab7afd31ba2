"""The digital signature of the files that are handed out, with a key from a PKCS#12 file.

pyHanko is an extra (`requirements/sign.txt`): without a configured key nothing of it is imported. The key is read once
a process and kept as an object: reading it anew for each file takes 50 ms and more, signing itself one or two.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import io
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.refusals import Refusal

if TYPE_CHECKING:
    from pyhanko.sign.signers import Signer

POINT = 72 / 25.4
FIELD = "Signature"
LINE = 4.3  # millimetres: the height of the line that speaks of the signature
SPARE = 64  # bytes more than the first signature took: the next may have another time

logging.getLogger("pyhanko").setLevel(logging.WARNING)


@dataclass
class Stamp:
    """Signs one file after the other."""

    name: str  # whose key it is
    valid_until: dt.datetime
    signer: Signer
    _reserved: int | None = field(default=None, init=False)

    def sign(self, content: bytes, *, place: Sequence[float] | None = None) -> bytes:
        """The file with a signature that allows no change; place: left, bottom, width of its line in millimetres."""
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
        from pyhanko.sign.fields import MDPPerm, SigFieldSpec
        from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

        about = PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm="sha256",
            name=self.name,
            certify=True,
            docmdp_permissions=MDPPerm.NO_CHANGES,
        )
        spec = SigFieldSpec(FIELD, box=_box(place) if place else None)
        writer = IncrementalPdfFileWriter(io.BytesIO(content))
        signer = PdfSigner(about, self.signer, new_field_spec=spec, stamp_style=_unseen() if place else None)
        target = io.BytesIO()
        signer.sign_pdf(writer, bytes_reserved=self._room(), output=target)
        return target.getvalue()

    def _room(self) -> int:
        """Hex digits that are kept free for the signature: pyHanko's own estimate signs each file twice."""
        if self._reserved is None:
            made = asyncio.run(self.signer.async_sign(b"\0" * 32, "sha256", signed_attr_settings=_signed_at_once()))
            self._reserved = 2 * (len(made.dump()) + SPARE)
        return self._reserved


@dataclass(frozen=True)
class Status:
    """For the page: whether files are signed, by whom and until when, or why they cannot be."""

    configured: bool = False
    name: str = ""
    valid_until: dt.datetime | None = None
    problem: str = ""


def configured() -> bool:
    return bool(settings.SIGNING_KEY_FILE)


def stamp() -> Stamp | None:
    """What signs, None without a key. Raises Refusal, saying what is wrong, for a key that cannot be used."""
    if not configured():
        return None
    key, passphrase = Path(settings.SIGNING_KEY_FILE), settings.SIGNING_PASSPHRASE_FILE
    secret = _read(Path(passphrase), _("找不到签名口令文件。请核对 SIGNING_PASSPHRASE_FILE。")) if passphrase else b""
    found = _opened(_read(key, _("找不到签名密钥文件。请核对 SIGNING_KEY_FILE。")), secret.strip())
    if found.valid_until < timezone.now():
        told = _("签名证书“%(name)s”已于 %(day)s 过期。请换上新的密钥，再重试。")
        raise Refusal(told % {"name": found.name, "day": found.valid_until.date().isoformat()})
    return found


def shown(found: Stamp | None) -> str:
    """The name that the page speaks of, empty when it says nothing of the signature."""
    return found.name if found and settings.SIGNING_VISIBLE else ""


def status() -> Status:
    try:
        found = stamp()
    except Refusal as refusal:
        return Status(configured=True, problem=str(refusal))
    return Status(configured=True, name=found.name, valid_until=found.valid_until) if found else Status()


def _read(path: Path, otherwise: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refusal(otherwise) from error


@lru_cache(maxsize=2)  # the derivation of the key from its passphrase is slow on purpose
def _opened(content: bytes, passphrase: bytes) -> Stamp:
    try:
        from documents import signing_keys
    except ImportError as error:
        told = _("已配置签名密钥，但没有安装签名组件。请安装 requirements/sign.txt，再重启。")
        raise Refusal(told) from error
    try:
        return Stamp(*signing_keys.opened(content, passphrase))
    except signing_keys.WrongPassphraseError as error:
        raise Refusal(_("签名密钥的口令不对。请核对 SIGNING_PASSPHRASE_FILE 里的口令，再重试。")) from error
    except signing_keys.UnusableKeyError as error:
        raise Refusal(_("签名密钥文件不能用：它不是带私钥和证书的 PKCS#12 文件（.p12 或 .pfx）。")) from error


def _box(place: Sequence[float]) -> tuple[int, int, int, int]:
    left, bottom, width = place
    return (
        round(left * POINT),
        round(bottom * POINT),
        round((left + width) * POINT),
        round((bottom + LINE) * POINT),
    )


def _signed_at_once() -> Any:
    from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

    return PdfCMSSignedAttributes(signing_time=timezone.now())


def _unseen() -> Any:
    """The page itself already says it: the field lies over that line, so that a click on it shows the signature."""
    from pyhanko.pdf_utils.content import RawContent
    from pyhanko.stamp import StaticStampStyle

    return StaticStampStyle(border_width=0, background=RawContent(b""))
