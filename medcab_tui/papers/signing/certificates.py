"""Certificates: what one says of itself, and whether an anchor vouches for it.

They come from anywhere: whatever a library raises over one means that it cannot be read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from medcab_tui.domain.errors import Refused
from medcab_tui.domain.signatures import Certificate

if TYPE_CHECKING:
    from cryptography import x509

SNILS: Final = "1.2.643.100.3"
OGRN: Final = frozenset({"1.2.643.100.1", "1.2.643.100.5"})
"""Of an organisation, and of a person in business."""
COMMON_NAME: Final = "2.5.4.3"
SURNAME: Final = "2.5.4.4"

LONGEST_CHAIN: Final = 8
MOST_FILES: Final = 500
MOST_BYTES: Final = 256 * 1024
"""Of a file of anchors."""


def described(der: bytes) -> Certificate:
    """What a certificate says of itself. Refused signature.certificate_damaged if it cannot be read."""
    from cryptography import x509

    try:
        return _described(x509.load_der_x509_certificate(der), der)
    except Exception as error:
        raise Refused("signature.certificate_damaged") from error


def _described(certificate: x509.Certificate, der: bytes) -> Certificate:
    subject = _names(certificate.subject)
    return Certificate(
        subject=subject.get(COMMON_NAME, "") or certificate.subject.rfc4514_string()[:200],
        issuer=_names(certificate.issuer).get(COMMON_NAME, "") or certificate.issuer.rfc4514_string()[:200],
        serial=f"{certificate.serial_number:X}",
        begins=certificate.not_valid_before_utc,
        ends=certificate.not_valid_after_utc,
        thumbprint=hashlib.sha256(der).hexdigest(),
        algorithm=algorithm_of(certificate),
        surname=subject.get(SURNAME, ""),
        snils=subject.get(SNILS, ""),
        ogrn=next((subject[oid] for oid in OGRN if oid in subject), ""),
        for_signing=_for_signing(certificate),
        der=der,
    )


def algorithm_of(certificate: x509.Certificate) -> str:
    """«RSA», «EC», or the dotted number of the key's algorithm."""
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    oid = certificate.public_key_algorithm_oid.dotted_string
    try:
        key = certificate.public_key()
    except Exception:
        return oid  # whatever a library says of a key it does not know
    if isinstance(key, rsa.RSAPublicKey):
        return "RSA"
    return "EC" if isinstance(key, ec.EllipticCurvePublicKey) else oid


def _names(name: x509.Name) -> dict[str, str]:
    return {part.oid.dotted_string: str(part.value) for part in name}


def _for_signing(certificate: x509.Certificate) -> bool:
    """Whether its key usage, if it names any, has signing among it (RFC 5280, 4.2.1.3)."""
    from cryptography import x509

    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return usage.digital_signature or usage.content_commitment


def anchors(folder: Path | None) -> tuple[bytes, ...]:
    """The certificates in a folder's PEM files, as DER; files that cannot be read vouch for nobody."""
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    found: list[bytes] = []
    for path in _files(folder):
        try:
            if path.stat().st_size > MOST_BYTES:
                continue
            text = path.read_bytes()
            found += [one.public_bytes(Encoding.DER) for one in x509.load_pem_x509_certificates(text)]
        except Exception:  # noqa: S112 - it vouches for nobody
            continue
    return tuple(found)


def in_file(path: Path) -> bytes | None:
    """The first certificate in a file, PEM or DER, as DER; None if there is none to read."""
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    try:
        content = path.read_bytes()[:MOST_BYTES]
        if content.startswith(b"\x30"):
            return x509.load_der_x509_certificate(content).public_bytes(Encoding.DER)
        return x509.load_pem_x509_certificate(content).public_bytes(Encoding.DER)
    except Exception:
        return None


def _files(folder: Path | None) -> Sequence[Path]:
    if folder is None:
        return ()
    try:
        return sorted(p for p in folder.iterdir() if p.suffix in (".pem", ".crt", ".cer"))[:MOST_FILES]
    except OSError:
        return ()


def sound(der: bytes) -> bool:
    """Whether a certificate that is its own issuer bears its own signature; others are not looked at."""
    from cryptography import x509

    try:
        certificate = x509.load_der_x509_certificate(der)
        if certificate.issuer == certificate.subject:
            certificate.verify_directly_issued_by(certificate)
    except Exception:
        return False
    return True


def vouched(der: bytes, others: Iterable[bytes], trusted: Iterable[bytes], at: datetime) -> bool:
    """Whether a chain leads from a certificate to an anchor, each link valid at the moment of signing.

    others: certificates that came with the signature; they may be links, never anchors.
    """
    from cryptography import x509

    ends = set(trusted)
    if der in ends:
        return True
    pool: list[tuple[bytes, x509.Certificate]] = []
    for one in (*ends, *others):
        try:
            pool.append((one, x509.load_der_x509_certificate(one)))
        except Exception:  # noqa: S112 - it vouches for nobody
            continue
    now = x509.load_der_x509_certificate(der)
    seen = {der}
    for _link in range(LONGEST_CHAIN):
        issuer = next((each for each in pool if _issued(now, each[1], at)), None)
        if issuer is None:
            return False
        if issuer[0] in ends:
            return True
        if issuer[0] in seen:
            return False
        seen.add(issuer[0])
        now = issuer[1]
    return False


def _issued(certificate: x509.Certificate, by: x509.Certificate, at: datetime) -> bool:
    from cryptography import x509

    if certificate.issuer != by.subject or not by.not_valid_before_utc <= at <= by.not_valid_after_utc:
        return False
    try:
        if not by.extensions.get_extension_for_class(x509.BasicConstraints).value.ca:
            return False
        usage = [e.value for e in by.extensions if isinstance(e.value, x509.KeyUsage)]
        if any(not one.key_cert_sign for one in usage):
            return False
        certificate.verify_directly_issued_by(by)
    except Exception:
        return False
    return True
