"""Keeping a signature, and withdrawing one. A signature cannot be undone, and is never deleted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from medcab_tui.cabinet.actions import Action, Done, fingerprint
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.errors import Forbidden, Invalid, Refused
from medcab_tui.domain.ids import Id
from medcab_tui.domain.papers import ISSUED, SIGNED
from medcab_tui.domain.rules import check_reason
from medcab_tui.domain.signatures import (
    MOST_CMS,
    CertificateState,
    SignatureState,
    SignedKind,
    Verified,
)
from medcab_tui.store.transaction import Transaction

_TOPICS: Final = frozenset({"documents", "encounters", "home"})


@dataclass(frozen=True, slots=True)
class KeepSignature(Action[Id]):
    """Keeps a detached CMS over the bytes of an edition that was seen; Stale if it changed meanwhile.

    It is compared once more with the bytes that the store has in this transaction. compared: their SHA-256
    where an outside command has compared them just before, since it knows an algorithm unknown here.
    """

    code: ClassVar[str] = "signature.kept"
    permission: ClassVar[Permission] = Permission.SIGN
    topics: ClassVar[frozenset[str]] = _TOPICS
    step_up: ClassVar[bool] = True

    id: Id
    kind: SignedKind
    object: Id
    seen: int
    signer: str
    cms: bytes
    compared: bytes = b""

    def apply(self, tx: Transaction) -> Done[Id]:
        if len(self.cms) > MOST_CMS:
            raise Invalid("signature.damaged")
        exact = tx.signatures.exact(self.kind, self.object, self.seen)
        _check_reads(tx, self.kind, exact.patient)
        tx.signatures.refuse_twice(self.object, exact.version)
        found = _verified(tx, exact.content, self.cms)
        check_verified(found, compared=bool(self.compared) and self.compared == exact.hash)
        certificate = found.certificate.der if found.certificate is not None else b""
        tx.signatures.add(self.id, self.kind, self.object, exact, self.signer, certificate, self.cms)
        if self.kind is SignedKind.DOCUMENT:
            _mark(tx, self.object, signed=True)
        return Done(
            self.id,
            exact.version,
            {"object": self.object.hex(), "kind": self.kind.value, "version": str(exact.version)},
            after=fingerprint(exact.hash, self.cms),
        )


@dataclass(frozen=True, slots=True)
class WithdrawSignature(Action[Id]):
    """Withdraws a signature of one's own, with a reason. It stays where it is, marked."""

    code: ClassVar[str] = "signature.withdrawn"
    permission: ClassVar[Permission] = Permission.SIGN
    topics: ClassVar[frozenset[str]] = _TOPICS
    step_up: ClassVar[bool] = True

    id: Id
    signature: Id
    reason: str

    def apply(self, tx: Transaction) -> Done[Id]:
        reason = check_reason(self.reason)
        kept = tx.signatures.one(self.signature)
        if kept.withdrawn is not None:
            raise Refused("signature.withdrawn")
        if kept.author.worker != tx.worker.id:
            raise Forbidden("signature.not_own", who=kept.author.name)
        tx.signatures.withdraw(self.signature, reason)
        if kept.kind is SignedKind.DOCUMENT and not tx.signatures.stands(kept.object):
            _mark(tx, kept.object, signed=False)
        return Done(
            kept.object,
            None,
            {"object": kept.object.hex(), "kind": kept.kind.value, "signature": self.signature.hex()},
            before=fingerprint(kept.hash, kept.cms),
        )


def check_verified(found: Verified, *, compared: bool) -> None:
    """Raises Invalid for a signature that does not hold, or whose certificate was not in force."""
    match found.state:
        case SignatureState.CHANGED:
            raise Invalid("signature.changed")
        case SignatureState.DAMAGED:
            raise Invalid("signature.damaged")
        case SignatureState.UNKNOWN if not compared:
            raise Invalid("signature.unknown")
    match found.certificate_state:
        case CertificateState.EXPIRED:
            raise Invalid("signature.certificate_expired")
        case CertificateState.NOT_YET:
            raise Invalid("signature.certificate_early")
        case CertificateState.NOT_FOR_SIGNING:
            raise Invalid("signature.certificate_usage")


def _verified(tx: Transaction, content: bytes, cms: bytes) -> Verified:
    from medcab_tui.papers.signing.verifying import verified

    return verified(content, cms, now=tx.now)


def _check_reads(tx: Transaction, kind: SignedKind, patient: Id | None) -> None:
    """Nobody signs what they may not read."""
    if (kind is SignedKind.RECORD or patient is not None) and not tx.worker.may(Permission.READ_CARD):
        raise Forbidden("signature.of_card", permission=Permission.READ_CARD.value)


def _mark(tx: Transaction, document: Id, *, signed: bool) -> None:
    """A document that is ready becomes signed, and again ready when no signature stands; others stay."""
    before, after = (ISSUED, SIGNED) if signed else (SIGNED, ISSUED)
    if tx.signatures.status(document) == before:
        tx.documents.mark(document, after)
