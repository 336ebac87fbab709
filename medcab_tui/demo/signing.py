"""The key that the demo signs with: made anew every month, worth nothing, and called so.

The same seed gives the same key, so that a tape shows the same screens; nobody may take it for a real one.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from medcab_tui.demo.staff import CAST
from medcab_tui.domain.names import initials

if TYPE_CHECKING:
    from medcab_tui.settings import Settings

FILE: Final = "demo-key-{seed}-{month:%Y-%m}.p12"
"""A key of another seed or month has another name."""
NOTE: Final = "(демо, не УКЭП)"
"""Stands in the name of the certificate and of its issuer."""
_BEFORE, _AFTER = timedelta(days=30), timedelta(days=335)


def with_key(chosen: Settings, folder: Path, now: datetime, seed: int) -> Settings:
    """The settings with a key to sign with, written into the folder; one's own choice of a signer stays."""
    if chosen.signer:
        return chosen
    path = folder / FILE.format(seed=seed, month=now)
    if not path.exists():  # making it takes longer than anything else of a start
        beside = path.with_suffix(".making")
        _write(beside, made(now, seed))
        beside.replace(path)
    return replace(chosen, signer="pkcs12", sign_file=path)


def _write(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(descriptor, "wb") as file:  # noqa: PTH123 - a descriptor
        file.write(content)


def made(now: datetime, seed: int) -> bytes:
    """The file: Иванова's key with a certificate around the present day, without a passphrase."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12
    from cryptography.x509.oid import NameOID

    digest = hashlib.sha256(f"medcab demo {seed}".encode()).digest()
    key = ec.derive_private_key(1 + int.from_bytes(digest[:31], "big"), ec.SECP256R1())
    owner = CAST[0]
    name = initials(owner.surname, owner.given, owner.patronymic)
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, f"{name} {NOTE}"),
            x509.NameAttribute(NameOID.SURNAME, owner.surname),
        ]
    )
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Учебный издатель {NOTE}")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(int.from_bytes(digest[:8], "big") | 1)
        .not_valid_before(now - _BEFORE)
        .not_valid_after(now + _AFTER)
        .sign(key, hashes.SHA256(), ecdsa_deterministic=True)
    )
    return pkcs12.serialize_key_and_certificates(b"demo", key, certificate, None, NoEncryption())
