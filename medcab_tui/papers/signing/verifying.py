"""Looking at a signature: does it stand under these bytes, whose is it, and how did the certificate stand.

Whether the certificate was revoked is not asked: nothing here goes to the network.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from medcab_tui.domain.errors import Refused
from medcab_tui.domain.signatures import Certificate, CertificateState, SignatureState, Verified
from medcab_tui.papers.signing import certificates
from medcab_tui.papers.signing.cms import HASHES, NotCms, TakenApart, hash_of, taken_apart

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes

Compare = Callable[[bytes, bytes], bool]
"""An outside program that compares content and signature."""

_GOOD: Final = frozenset({"rsassa_pkcs1v15", "rsassa_pss", "ecdsa"})
_SHA1: Final = "sha1"


def verified(
    content: bytes,
    cms: bytes,
    *,
    now: datetime,
    anchors: Sequence[bytes] = (),
    compare: Compare | None = None,
) -> Verified:
    """What there is to say of a signature over these bytes. Never raises for what stands in them.

    now: the moment a certificate is judged by where the signature tells none. anchors: certificates, DER.
    """
    try:
        parts = taken_apart(cms)
        shown = certificates.described(parts.certificate)
    except (NotCms, Refused):
        return Verified(SignatureState.DAMAGED)
    at = parts.at or now
    standing = shown.at(at)
    if standing is None:
        known = certificates.vouched(parts.certificate, parts.others, anchors, at)
        standing = CertificateState.VALID if known else CertificateState.ISSUER_UNKNOWN
    if parts.digest not in HASHES or parts.algorithm not in _GOOD or shown.algorithm not in ("RSA", "EC"):
        return _by_command(content, cms, parts, shown, standing, compare)
    return Verified(_compared(content, parts), shown, standing, parts.at, _named(parts, shown))


def _by_command(
    content: bytes,
    cms: bytes,
    parts: TakenApart,
    shown: Certificate,
    standing: CertificateState,
    compare: Compare | None,
) -> Verified:
    state = SignatureState.UNKNOWN
    if compare is not None:
        state = SignatureState.HOLDS if compare(content, cms) else SignatureState.CHANGED
    algorithm = parts.algorithm
    return Verified(state, shown, standing, parts.at, algorithm, by_command=compare is not None)


def _compared(content: bytes, parts: TakenApart) -> SignatureState:
    digest = hashlib.new(parts.digest, content).digest()
    if not parts.signed:
        # Without signed attributes the signature stands under the content itself.
        return SignatureState.HOLDS if _fits(content, parts) else SignatureState.CHANGED
    if not _fits(parts.signed, parts) or not _bound(parts):
        return SignatureState.DAMAGED
    same = hmac.compare_digest(digest, parts.message_digest)
    return SignatureState.HOLDS if same else SignatureState.CHANGED


def _bound(parts: TakenApart) -> bool:
    """Whether the certificate is the one that the signed attributes name; if they name none, and it vouches
    for itself, whether it is still as it was made.
    """
    if parts.binds is None:
        return certificates.sound(parts.certificate)
    name, value = parts.binds
    if name not in HASHES | {_SHA1}:
        return False
    found = hashlib.new(name, parts.certificate, usedforsecurity=name != _SHA1).digest()
    return hmac.compare_digest(found, value)


def _fits(signed: bytes, parts: TakenApart) -> bool:
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

    try:
        key = x509.load_der_x509_certificate(parts.certificate).public_key()
        _verify(key, signed, parts)
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError, KeyError):
        return False
    return True


def _verify(key: CertificatePublicKeyTypes, signed: bytes, parts: TakenApart) -> None:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

    hashed = hash_of(parts.digest)
    if isinstance(key, rsa.RSAPublicKey) and parts.algorithm == "rsassa_pkcs1v15":
        key.verify(parts.signature, signed, padding.PKCS1v15(), hashed)
    elif isinstance(key, rsa.RSAPublicKey) and parts.algorithm == "rsassa_pss":
        said = parts.parameters or {}
        inner = hash_of(said["hash_algorithm"]["algorithm"])
        masked = hash_of(said["mask_gen_algorithm"]["parameters"]["algorithm"])
        pad = padding.PSS(padding.MGF1(masked), int(said["salt_length"]))
        key.verify(parts.signature, signed, pad, inner)
    elif isinstance(key, ec.EllipticCurvePublicKey) and parts.algorithm == "ecdsa":
        key.verify(parts.signature, signed, ec.ECDSA(hashed))
    else:
        raise UnsupportedAlgorithm("the key is of another kind than the signature")


def _named(parts: TakenApart, shown: Certificate) -> str:
    hashed = f"SHA-{parts.digest.removeprefix('sha')}"
    return f"RSA-PSS, {hashed}" if parts.algorithm == "rsassa_pss" else f"{shown.algorithm}, {hashed}"
