"""Keys and certificates for tests, made on the spot: good ones, and every kind of bad one."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import NameOID

NOW = datetime(2026, 11, 23, 9, 15, tzinfo=UTC)
SNILS = "11223344595"


@dataclass(frozen=True)
class Made:
    """A key with its certificate."""

    key: Any
    certificate: x509.Certificate

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def key_pem(self) -> bytes:
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    def p12(self, folder: Path, passphrase: str = "", name: str = "key.p12") -> Path:
        """As a file."""
        lock = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
        path = folder / name
        path.write_bytes(pkcs12.serialize_key_and_certificates(b"x", self.key, self.certificate, None, lock))
        return path


@cache
def rsa_key() -> rsa.RSAPrivateKey:
    """One for all: making it takes long."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def ec_key(number: int = 12345) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(number, ec.SECP256R1())


def made(
    key: Any = None,
    *,
    by: Made | None = None,
    name: str = "Иванова Анна Петровна",
    begins: datetime = NOW - timedelta(days=30),
    ends: datetime = NOW + timedelta(days=335),
    usage: bool | None = None,
    ca: bool = False,
    serial: int = 0x1F2E3D,
) -> Made:
    """A certificate; its own issuer unless `by` is given. usage: whether it names signing among its uses."""
    key = key if key is not None else ec_key()
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, name),
            x509.NameAttribute(NameOID.SURNAME, name.split(maxsplit=1)[0]),
            x509.NameAttribute(x509.ObjectIdentifier("1.2.643.100.3"), SNILS),
            x509.NameAttribute(x509.ObjectIdentifier("1.2.643.100.1"), "1027700132195"),
        ]
    )
    building = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.certificate.subject if by is not None else subject)
        .public_key(key.public_key())
        .serial_number(serial)
        .not_valid_before(begins)
        .not_valid_after(ends)
    )
    if ca:
        building = building.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    if usage is not None:
        building = building.add_extension(
            x509.KeyUsage(
                digital_signature=usage, content_commitment=False, key_encipherment=not usage,
                data_encipherment=False, key_agreement=False, key_cert_sign=False, crl_sign=False,
                encipher_only=False, decipher_only=False,
            ),
            critical=True,
        )  # fmt: skip
    return Made(key, building.sign(by.key if by is not None else key, hashes.SHA256()))


_ENGINE = """openssl_conf = o
[o]
engines = e
[e]
gost = g
[g]
engine_id = gost
default_algorithms = ALL
CRYPT_PARAMS = id-Gost28147-89-CryptoPro-A-ParamSet
[req]
distinguished_name = d
[d]
"""


def gost(folder: Path) -> Path:
    """A key of ГОСТ Р 34.10-2012 with its certificate, k.pem and c.pem, by the engine that o.cnf names."""
    (folder / "o.cnf").write_text(_ENGINE)
    certificate = folder / "c.pem"
    for command in (
        ["genpkey", "-algorithm", "gost2012_256", "-pkeyopt", "paramset:A", "-out", str(folder / "k.pem")],
        ["req", "-new", "-x509", "-md_gost12_256", "-utf8", "-key", str(folder / "k.pem"),
         "-subj", "/CN=Иванова А. П.", "-days", "30", "-out", str(certificate)],
    ):  # fmt: skip
        environment = os.environ | {"OPENSSL_CONF": str(folder / "o.cnf")}
        subprocess.run(["openssl", *command], check=True, capture_output=True, env=environment)
    return certificate
