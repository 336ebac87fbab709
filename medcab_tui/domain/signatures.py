"""Signatures: what is signed, with which certificate, and what looking at a signature found.

Kinds of signature are those of 63-ФЗ (simple, enhanced, qualified). Which one a certificate makes is decided
by who issued it and with what means, not here: the program tells what it can see, and nothing more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from medcab_tui.domain.accounts import Author
from medcab_tui.domain.ids import Id

MOST_CMS: Final = 256 * 1024
"""Bytes of a signature. One with a long chain of certificates takes some tens of thousands."""


class SignedKind(StrEnum):
    """What a signature stands under."""

    RECORD = "record"
    """An edition of a record: its canonical JSON."""
    DOCUMENT = "document"
    """A document: the bytes of its file."""


class SignatureState(StrEnum):
    """What came of comparing a signature with the bytes it should stand under."""

    HOLDS = "holds"
    CHANGED = "changed"
    """The bytes are not those that were signed."""
    DAMAGED = "damaged"
    """It cannot be read as a signature, or does not fit its certificate."""
    UNKNOWN = "unknown"
    """Its algorithm is not known here, and no command checks it."""


class CertificateState(StrEnum):
    """How a certificate stood at the moment of signing. Whether it was revoked is never asked."""

    VALID = "valid"
    """Its time had come and was not over, it is made for signing, and an anchor vouches for it."""
    EXPIRED = "expired"
    NOT_YET = "not_yet"
    ISSUER_UNKNOWN = "issuer_unknown"
    """No anchor in the folder vouches for it."""
    NOT_FOR_SIGNING = "not_for_signing"


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a certificate says of itself. Texts came from a file: show them by `visible` only."""

    subject: str
    """The common name."""
    issuer: str
    serial: str
    """In hexadecimal."""
    begins: datetime
    ends: datetime
    thumbprint: str
    """SHA-256 of the whole certificate, in hexadecimal."""
    algorithm: str
    """Of its key: «RSA», «EC», or the dotted number of one that is not known here."""
    surname: str = ""
    snils: str = ""
    ogrn: str = ""
    for_signing: bool = True
    der: bytes = field(default=b"", repr=False)

    def at(self, moment: datetime) -> CertificateState | None:
        """What speaks against signing with it at a moment; None if nothing in it does."""
        if moment < self.begins:
            return CertificateState.NOT_YET
        if moment > self.ends:
            return CertificateState.EXPIRED
        return None if self.for_signing else CertificateState.NOT_FOR_SIGNING


class Verified(Struct, frozen=True):
    """What looking at a signature found.

    at: when it says it was made, by the clock of whoever made it. by_command: an outside program compared.
    """

    state: SignatureState
    certificate: Certificate | None = None
    certificate_state: CertificateState | None = None
    at: datetime | None = None
    algorithm: str = ""
    by_command: bool = False

    @property
    def holds(self) -> bool:
        return self.state is SignatureState.HOLDS


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature as it is kept. changed_since: what it stands under has been changed after it."""

    id: Id
    kind: SignedKind
    object: Id
    version: int
    author: Author
    at: datetime
    signer: str
    """The name of the signer that made it."""
    certificate: Certificate | None
    cms: bytes = field(repr=False)
    digest: bytes = field(repr=False)
    """SHA-256 of the bytes it stands under."""
    changed_since: bool = False
    withdrawn: datetime | None = None
    withdrawn_by: str = ""
    reason: str = ""


class Mark(Struct, frozen=True):
    """What a list tells of an object's signatures: who signed last, and whether it was changed after."""

    who: str
    at: datetime
    changed_since: bool
    worker: Id


class ToSign(Struct, frozen=True):
    """One thing offered for signing, as it was seen.

    fault: the code of what speaks against it, or empty. blank: a template's «…» is left in its text.
    """

    kind: SignedKind
    object: Id
    version: int
    title: str
    about: str = ""
    """Whose it is."""
    fault: str = ""
    blank: bool = False


class Chosen(Struct, frozen=True):
    """How a worker signs, as the settings say.

    options: what the signer's own settings model is filled from. check: the command that compares signatures
    of algorithms not known here. anchors: the folder of certificates that vouch for others.
    """

    signer: str = ""
    options: Mapping[str, object] = msgspec.field(default_factory=dict)
    check: tuple[str, ...] = ()
    anchors: Path | None = None
