"""CMS (RFC 5652) with one signer and no content inside: made, and taken apart.

It is put together here, not by `cryptography`'s builder, which takes the time of the machine and leaves the
certificate unbound: the moment is the cabinet's, and the signed attributes name the certificate by its hash
(RFC 5035), so that another cannot be put in its place. The key work is `cryptography`'s.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from medcab_tui.domain.signatures import MOST_CMS

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric import ec, rsa
    from cryptography.hazmat.primitives.hashes import HashAlgorithm

HASHES: Final = frozenset({"sha256", "sha384", "sha512"})
"""What is taken as a fingerprint; SHA-1 and MD5 are not."""

_OURS: Final = HASHES | {
    "rsassa_pkcs1v15", "sha256_rsa", "sha384_rsa", "sha512_rsa",
    "sha256_ecdsa", "sha384_ecdsa", "sha512_ecdsa",
}  # fmt: skip
"""Algorithms that take no parameters; those of other algorithms are for others to look at."""
_DEEPEST: Final = 40
"""Elements within elements; a certificate has about fifteen."""
_FAULTS: Final = (ValueError, TypeError, KeyError, IndexError, OverflowError, AttributeError, RecursionError)


class NotCms(Exception):
    """These bytes are no detached CMS with one signer."""


class TakenApart(Struct, frozen=True):
    """What stands in a signature. signed: the attributes as they were signed; empty if there are none."""

    certificate: bytes
    others: tuple[bytes, ...]
    digest: str
    """«sha256», or the dotted number of one not known here."""
    algorithm: str
    """«rsassa_pkcs1v15», «rsassa_pss», «ecdsa», or a dotted number."""
    signature: bytes
    signed: bytes
    message_digest: bytes
    binds: tuple[str, bytes] | None
    """Hash and value by which the signed attributes name the certificate."""
    at: datetime | None
    parameters: Any = None


def made(
    content: bytes,
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey,
    certificate: bytes,
    others: tuple[bytes, ...],
    at: datetime,
) -> bytes:
    """A detached signature over exactly these bytes, DER."""
    from asn1crypto import algos, cms, core, tsp, x509

    shown = x509.Certificate.load(certificate)
    attributes = cms.CMSAttributes(
        [
            cms.CMSAttribute({"type": "content_type", "values": ["data"]}),
            cms.CMSAttribute({"type": "signing_time", "values": [_time(at)]}),
            cms.CMSAttribute({"type": "message_digest", "values": [hashlib.sha256(content).digest()]}),
            cms.CMSAttribute(
                {
                    "type": "signing_certificate_v2",
                    "values": [
                        tsp.SigningCertificateV2(
                            {"certs": [tsp.ESSCertIDv2({"cert_hash": hashlib.sha256(certificate).digest()})]}
                        )
                    ],
                }
            ),
        ]
    )
    algorithm, signature = _signature(key, attributes.dump())
    hashed = algos.DigestAlgorithm({"algorithm": "sha256"})
    signer = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                {
                    "issuer_and_serial_number": cms.IssuerAndSerialNumber(
                        {"issuer": shown.issuer, "serial_number": shown.serial_number}
                    )
                }
            ),
            "digest_algorithm": hashed,
            "signed_attrs": attributes,
            "signature_algorithm": algorithm,
            "signature": core.OctetString(signature),
        }
    )
    signed = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [hashed],
            "encap_content_info": {"content_type": "data"},
            "certificates": [shown, *(x509.Certificate.load(one) for one in others)],
            "signer_infos": [signer],
        }
    )
    whole: bytes = cms.ContentInfo({"content_type": "signed_data", "content": signed}).dump()
    return whole


def _time(at: datetime) -> Any:
    from asn1crypto import cms, core

    moment = at.astimezone(UTC).replace(microsecond=0)
    if moment.year < 2050:
        return cms.Time({"utc_time": core.UTCTime(moment)})
    return cms.Time({"general_time": core.GeneralizedTime(moment)})


def _signature(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, signed: bytes) -> tuple[Any, bytes]:
    from asn1crypto import algos
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

    if isinstance(key, rsa.RSAPrivateKey):
        made = key.sign(signed, padding.PKCS1v15(), hashes.SHA256())
        return algos.SignedDigestAlgorithm({"algorithm": "sha256_rsa"}), made
    return algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}), key.sign(
        signed, ec.ECDSA(hashes.SHA256())
    )


def taken_apart(whole: bytes) -> TakenApart:
    """What stands in a signature; NotCms for anything but one signer over content kept elsewhere."""
    from asn1crypto import cms

    if not whole or len(whole) > MOST_CMS:
        raise NotCms
    try:
        _require_der(memoryview(whole))
        info = cms.ContentInfo.load(whole, strict=True)
        if info["content_type"].native != "signed_data":
            raise NotCms
        return _taken_apart(info["content"])
    except _FAULTS as error:
        raise NotCms from error


def _require_der(content: memoryview, depth: int = 0) -> None:
    """NotCms unless this is a row of elements with lengths as DER writes them: in one way only."""
    if depth > _DEEPEST:
        raise NotCms
    place = 0
    while place < len(content):
        tag, size, begins = content[place], content[place + 1], place + 2
        if tag & 0x1F == 0x1F or size == 0x80:
            raise NotCms
        if size > 0x80:
            begins += size - 0x80
            written = bytes(content[place + 2 : begins])
            size = int.from_bytes(written, "big")
            if size < 0x80 or written[0] == 0:
                raise NotCms
        place = begins + size
        if place > len(content):
            raise NotCms
        if tag & 0x20:
            _require_der(content[begins:place], depth + 1)


def _taken_apart(signed: Any) -> TakenApart:
    inside = signed["encap_content_info"]
    signers = signed["signer_infos"]
    if inside["content"].native is not None or len(signers) != 1:
        raise NotCms
    signer = signers[0]
    listed = [one["algorithm"].dotted for one in signed["digest_algorithms"]]
    if listed != [signer["digest_algorithm"]["algorithm"].dotted]:
        raise NotCms
    certificates = [one.chosen for one in signed["certificates"] if one.name == "certificate"]
    own = [one for one in certificates if _is_of(signer["sid"], one)]
    version = "v1" if signer["sid"].name == "issuer_and_serial_number" else "v3"
    if len(own) != 1 or not signed["version"].native == signer["version"].native == version:
        raise NotCms
    attributes = _attributes(signer["signed_attrs"])
    if attributes and attributes.get("content_type") != inside["content_type"].native:
        raise NotCms
    algorithm = signer["signature_algorithm"]
    if not all(map(_plain, (*signed["digest_algorithms"], signer["digest_algorithm"], algorithm))):
        raise NotCms
    if _hash_named(algorithm) not in ("", signer["digest_algorithm"]["algorithm"].native):
        raise NotCms
    return TakenApart(
        certificate=own[0].dump(),
        others=tuple(one.dump() for one in certificates if one is not own[0]),
        digest=_known(signer["digest_algorithm"]["algorithm"]),
        algorithm=_algorithm(algorithm),
        signature=signer["signature"].native,
        signed=signer["signed_attrs"].untag().dump() if attributes else b"",
        message_digest=attributes.get("message_digest", b""),
        binds=attributes.get("binds"),
        at=attributes.get("signing_time"),
        parameters=algorithm["parameters"].native if algorithm["algorithm"].native == "rsassa_pss" else None,
    )


def _attributes(listed: Any) -> dict[str, Any]:
    """The signed attributes by name; one that stands twice or has not exactly one value is a fault."""
    found: dict[str, Any] = {}
    for one in listed if listed.native else ():
        name, values = one["type"].native, one["values"]
        if name in found:
            raise NotCms
        if name in ("content_type", "message_digest", "signing_time"):
            if len(values) != 1:
                raise NotCms
            found[name] = values[0].native
        elif name in ("signing_certificate_v2", "signing_certificate"):
            first = values[0]["certs"][0]
            hashed = first["hash_algorithm"]["algorithm"].native if name.endswith("v2") else "sha1"
            found["binds"] = (hashed, first["cert_hash"].native)
    return found


def _is_of(sid: Any, certificate: Any) -> bool:
    if sid.name == "issuer_and_serial_number":
        named = sid.chosen
        return bool(
            named["issuer"].dump() == certificate.issuer.dump()
            and named["serial_number"].native == certificate.serial_number
        )
    return bool(certificate.key_identifier == sid.chosen.native)


def _known(oid: Any) -> str:
    native = str(oid.native)
    return native if native in HASHES else str(oid.dotted)


def _algorithm(algorithm: Any) -> str:
    native = str(algorithm["algorithm"].native)
    if native == "rsassa_pss":
        return native
    try:
        return str(algorithm.signature_algo)
    except ValueError:
        return str(algorithm["algorithm"].dotted)


def _plain(algorithm: Any) -> bool:
    """Whether an algorithm has no parameters, or those that are looked at."""
    if algorithm["algorithm"].native == "rsassa_pss":
        return True
    number, said = algorithm["algorithm"].dump(), bytes(algorithm.contents)
    return said in (number, number + b"\x05\x00") or algorithm["algorithm"].native not in _OURS


def _hash_named(algorithm: Any) -> str:
    """The hash that the algorithm of the signature names; empty where it leaves that to the digest."""
    if algorithm["algorithm"].native == "rsassa_pss":
        return str(algorithm["parameters"]["hash_algorithm"]["algorithm"].native)
    try:
        return str(algorithm.hash_algo)
    except ValueError:
        return ""


def hash_of(name: str) -> HashAlgorithm:
    """A hash of `HASHES` as `cryptography` has it."""
    from cryptography.hazmat.primitives import hashes

    known: dict[str, HashAlgorithm] = {
        "sha256": hashes.SHA256(),
        "sha384": hashes.SHA384(),
        "sha512": hashes.SHA512(),
    }
    return known[name]
