"""An authority of the tests, what it signed (good, expired, for another host), and one that signed itself."""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

KINDS = ("good", "expired", "other_host", "self_signed")


class Certificates:
    """Files of PEM in a folder: `authority`, and a chain with its key for each of KINDS."""

    def __init__(self, folder: Path) -> None:
        self.authority = folder / "authority.pem"
        self._folder = folder
        key = ec.generate_private_key(ec.SECP256R1())
        root = _signed("An authority of tests", key, None, {})
        self.authority.write_bytes(root.public_bytes(serialization.Encoding.PEM))
        now = datetime.now(UTC)
        past = (now - timedelta(days=20), now - timedelta(days=10))
        for kind, days, host in (
            ("good", None, "127.0.0.1"),
            ("expired", past, "127.0.0.1"),
            ("other_host", None, "192.0.2.7"),
        ):
            self._keep(kind, host, (root, key), days)
        self._keep("self_signed", "127.0.0.1", None, None)

    def server(self, kind: str) -> ssl.SSLContext:
        """What a server of this kind shows."""
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        made.load_cert_chain(self._folder / f"{kind}.pem")
        return made

    def _keep(
        self,
        kind: str,
        host: str,
        by: tuple[x509.Certificate, ec.EllipticCurvePrivateKey] | None,
        days: tuple[datetime, datetime] | None,
    ) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        made = _signed(f"A server of tests, {kind}", key, by, {"host": host}, days)
        written = made.public_bytes(serialization.Encoding.PEM) + key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        (self._folder / f"{kind}.pem").write_bytes(written)


def _signed(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    by: tuple[x509.Certificate, ec.EllipticCurvePrivateKey] | None,
    of: Mapping[str, str],
    days: tuple[datetime, datetime] | None = None,
) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    begin, end = days or (now - timedelta(days=1), now + timedelta(days=30))
    issuer, signing = (by[0].subject, by[1]) if by else (subject, key)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca="host" not in of, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), critical=False
        )
    )
    if "host" in of:
        address = x509.IPAddress(ipaddress.ip_address(of["host"]))
        made = made.add_extension(x509.SubjectAlternativeName([address]), critical=False)
    return made.sign(signing, hashes.SHA256())


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certificates"))
