"""A key read from PKCS#12. Imports the extra, so only `signing` imports this, and late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from asn1crypto import cms, x509
from asn1crypto import pkcs12 as packed
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12
from cryptography.x509 import Certificate
from cryptography.x509.oid import NameOID
from pyhanko.sign.signers import Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

SET = b"\x31"  # of ASN.1


class WrongPassphraseError(Exception):
    pass


class UnusableKeyError(Exception):
    pass


@dataclass(frozen=True)
class _Envelope:
    """A signature container with the places of what differs from file to file; everything has the same length."""

    content: bytes
    attributes: slice  # what is signed
    digest: int
    time: int
    signature: int

    def filled(self, digest: bytes, time: bytes, sign: Callable[[bytes], bytes]) -> bytes:
        content = bytearray(self.content)
        content[self.digest : self.digest + len(digest)] = digest
        content[self.time : self.time + len(time)] = time
        # Signed is the set of attributes under its own tag, which in its place has another one.
        signature = sign(SET + content[self.attributes][1:])
        content[self.signature : self.signature + len(signature)] = signature
        return bytes(content)


class KeptSigner(Signer):
    """Signs with a key object that stays: pyHanko's own reads the key, and checks it, for each signature anew.

    The first signature is put together by pyHanko; for RSA the next ones are it with another digest, time and
    signature, since building the container takes three times as long as all the rest.
    """

    def __init__(
        self, key: RSAPrivateKey | EllipticCurvePrivateKey, own: Certificate, chain: list[Certificate]
    ) -> None:
        others = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        others.register_multiple(_in_asn1(each) for each in chain)
        super().__init__(signing_cert=_in_asn1(own), cert_registry=others, embed_roots=False)
        self._key = key
        self._envelope: _Envelope | None = None

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: ARG002, FBT001, FBT002 — pyHanko's own signature
        return self._sign(data)

    async def async_sign(
        self, data_digest: bytes, digest_algorithm: str, *rest: Any, **options: Any
    ) -> cms.ContentInfo:
        settings = options.get("signed_attr_settings")
        time = settings.signing_time if settings else None
        if self._envelope is not None and time is not None:
            return cms.ContentInfo.load(self._envelope.filled(data_digest, _utc(time), self._sign))
        made: cms.ContentInfo = await super().async_sign(data_digest, digest_algorithm, *rest, **options)
        if time is not None and isinstance(self._key, RSAPrivateKey):
            self._envelope = _envelope(made, data_digest, _utc(time))
        return made

    def _sign(self, data: bytes) -> bytes:
        if isinstance(self._key, RSAPrivateKey):
            return self._key.sign(data, PKCS1v15(), SHA256())
        return self._key.sign(data, ECDSA(SHA256()))


def _utc(time: dt.datetime) -> bytes:
    return time.astimezone(dt.UTC).strftime("%y%m%d%H%M%SZ").encode()


def _envelope(made: cms.ContentInfo, digest: bytes, time: bytes) -> _Envelope | None:
    """None if a place cannot be told for certain: then each container is put together anew."""
    content, signed = made.dump(), made["content"]["signer_infos"][0]
    attributes, signature = signed["signed_attrs"].dump(), signed["signature"].native
    if any(content.count(each) != 1 for each in (attributes, digest, time, signature)):
        return None
    start = content.index(attributes)
    place = slice(start, start + len(attributes))
    return _Envelope(content, place, content.index(digest), content.index(time), content.index(signature))


def opened(content: bytes, passphrase: bytes) -> tuple[str, dt.datetime, Signer]:
    """Whose key it is, until when it is good, and what signs with it."""
    key, own, chain = _loaded(content, passphrase)
    if own is None or not isinstance(key, (RSAPrivateKey, EllipticCurvePrivateKey)):
        raise UnusableKeyError
    names = own.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    name = str(names[0].value) if names else own.subject.rfc4514_string()
    return name[:200], own.not_valid_after_utc, KeptSigner(key, own, list(chain))


def _loaded(content: bytes, passphrase: bytes) -> tuple[Any, Certificate | None, list[Certificate]]:
    try:
        return pkcs12.load_key_and_certificates(content, passphrase or None)
    except (ValueError, TypeError) as error:
        raise (WrongPassphraseError if _is_pkcs12(content) else UnusableKeyError) from error


def _is_pkcs12(content: bytes) -> bool:
    try:
        return bool(packed.Pfx.load(content)["version"].native == "v3")
    except (ValueError, TypeError):
        return False


def _in_asn1(certificate: Certificate) -> x509.Certificate:
    return x509.Certificate.load(certificate.public_bytes(Encoding.DER))
