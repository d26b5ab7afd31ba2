"""A certification authority of the test's own, and keys it vouches for."""

import datetime as dt
from dataclasses import dataclass
from functools import cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID

NAME, PASSPHRASE = "讲台培训中心电子签章", b"a passphrase of the tests"
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Authority:
    key: Any
    certificate: x509.Certificate

    def issue(self, key: Any, *, until: dt.datetime) -> x509.Certificate:
        return _certificate(NAME, key, self.certificate.subject, self.key, until, ca=False)


@cache
def authority() -> Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Root of the tests")])
    until = dt.datetime.now(dt.UTC) + 3650 * DAY
    return Authority(key, _certificate("Root of the tests", key, name, key, until, ca=True))


def pkcs12_of(*, until: dt.timedelta = 365 * DAY, elliptic: bool = False, passphrase: bytes = PASSPHRASE) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1()) if elliptic else rsa.generate_private_key(65537, 2048)
    own = authority().issue(key, until=dt.datetime.now(dt.UTC) + until)
    encryption = BestAvailableEncryption(passphrase)
    return bytes(pkcs12.serialize_key_and_certificates(b"lectern", key, own, [authority().certificate], encryption))


def _certificate(name: str, key: Any, issuer: x509.Name, by: Any, until: dt.datetime, *, ca: bool) -> x509.Certificate:
    usage = {
        "digital_signature": True,
        "content_commitment": True,
        "key_encipherment": False,
        "data_encipherment": False,
        "key_agreement": False,
        "key_cert_sign": ca,
        "crl_sign": ca,
        "encipher_only": False,
        "decipher_only": False,
    }
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(dt.datetime.now(dt.UTC) - 700 * DAY)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .sign(by, SHA256())
    )
