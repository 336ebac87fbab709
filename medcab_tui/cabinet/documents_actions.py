"""What changes documents: attached, withdrawn and taken back, handed out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from medcab_tui.cabinet.actions import Action, Done, fingerprint
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.documents import (
    ATTACHED,
    Attachment,
    Examined,
    check_content,
    check_document,
    kept_name,
)
from medcab_tui.domain.errors import Forbidden, Invalid
from medcab_tui.domain.ids import Id
from medcab_tui.domain.rules import check_reason
from medcab_tui.domain.visits import PartKind
from medcab_tui.store.documents import NewDocument
from medcab_tui.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class AttachDocument(Action[Id]):
    """Keeps a file as a document of today. `examined`: what was found in it; without it only its format is.

    The same file is refused a second time for the same patient.
    """

    code: ClassVar[str] = "document.attached"
    permission: ClassVar[Permission] = Permission.ATTACH_DOCUMENT
    topics: ClassVar[frozenset[str]] = frozenset({"documents", "home"})
    heavy: ClassVar[bool] = True

    id: Id
    title: str
    kind: str
    patient: Id | None
    name: str
    content: bytes
    examined: Examined | None = None

    def apply(self, tx: Transaction) -> Done[Id]:
        title, kind = check_document(self.title, self.kind)
        file_format = check_content(self.content)
        examined = self.examined or Examined(file_format)
        if examined.format is not file_format:
            raise Invalid("file.format", "path")
        if self.patient is not None:
            _check_people(tx)
            tx.patients.birth(self.patient)
        attachment = Attachment(kept_name(self.name), self.content, examined)
        tx.documents.refuse_twice(attachment, self.patient)
        tx.documents.add_all(
            [NewDocument(self.id, kind, title, "", tx.today, ATTACHED, self.patient, tx.author, attachment)]
        )
        tx.documents.keep_edition(self.id, tx.author, tx.now)
        if self.patient is not None:
            tx.visits.tie(self.patient, PartKind.DOCUMENT, self.id)
        return Done(
            self.id,
            1,
            {
                "document": self.id.hex(),
                "patient": self.patient.hex() if self.patient is not None else "",
                "size": str(len(self.content)),
            },
            after=tx.payload,
        )


@dataclass(frozen=True, slots=True)
class WithdrawDocument(Action[Id]):
    """Marks a document as entered in error, with a reason. It is kept, and shown when asked for."""

    code: ClassVar[str] = "document.withdrawn"
    permission: ClassVar[Permission] = Permission.ATTACH_DOCUMENT
    topics: ClassVar[frozenset[str]] = frozenset({"documents", "home"})

    id: Id
    document: Id
    seen: int
    reason: str

    def apply(self, tx: Transaction) -> Done[Id]:
        reason = check_reason(self.reason)
        standing = tx.documents.standing(self.document, self.seen)
        if tx.documents.of_card(self.document):
            _check_people(tx)
        if standing.withdrawn:
            raise Invalid("document.withdrawn")
        version = tx.documents.withdraw(self.document, standing.version, tx.now, reason)
        tx.documents.keep_edition(self.document, tx.author, tx.now)
        return Done(
            self.document,
            version,
            {"document": self.document.hex(), "version": str(version)},
            before=fingerprint(standing.properties, False),
            after=fingerprint(standing.properties, True),
        )


@dataclass(frozen=True, slots=True)
class RestoreDocument(Action[Id]):
    """Takes a withdrawal back: the document stands again. Stale if it moved on since."""

    code: ClassVar[str] = "document.restored"
    permission: ClassVar[Permission] = Permission.ATTACH_DOCUMENT
    topics: ClassVar[frozenset[str]] = frozenset({"documents", "home"})

    id: Id
    document: Id
    seen: int

    def apply(self, tx: Transaction) -> Done[Id]:
        standing = tx.documents.standing(self.document, self.seen)
        if tx.documents.of_card(self.document):
            _check_people(tx)
        if not standing.withdrawn:
            raise Invalid("document.stands")
        version = tx.documents.withdraw(self.document, standing.version, None, "")
        tx.documents.keep_edition(self.document, tx.author, tx.now)
        return Done(
            self.document,
            version,
            {"document": self.document.hex(), "version": str(version)},
            before=fingerprint(standing.properties, True),
            after=fingerprint(standing.properties, False),
        )


@dataclass(frozen=True, slots=True)
class ExportDocument(Action[Id]):
    """Notes that a document's file leaves the store. `DocumentsRoom.export` writes it."""

    code: ClassVar[str] = "document.exported"
    permission: ClassVar[Permission] = Permission.EXPORT_DOCUMENT
    topics: ClassVar[frozenset[str]] = frozenset()
    step_up: ClassVar[bool] = True

    id: Id
    document: Id

    def apply(self, tx: Transaction) -> Done[Id]:
        tx.documents.require_file(self.document)
        if tx.documents.of_card(self.document) and not tx.worker.may(Permission.READ_CARD):
            raise Forbidden("document.of_card", permission=Permission.READ_CARD.value)
        return Done(self.document, None, {"document": self.document.hex()})


def _check_people(tx: Transaction) -> None:
    """A patient's documents are kept by those whose work shows them patients."""
    if not tx.worker.may(Permission.BOOK_VISITS):
        raise Forbidden("document.of_card", permission=Permission.BOOK_VISITS.value)
