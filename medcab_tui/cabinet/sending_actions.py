"""Sending a document to a service: results and conclusions leave the cabinet by themselves (C044)."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, Final

from medcab_tui.cabinet.actions import Action, Done
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.errors import Forbidden, Invalid
from medcab_tui.domain.exchange import Rejected
from medcab_tui.domain.exchange_rules import HOLD
from medcab_tui.domain.ids import Id
from medcab_tui.store.outbox import Outgoing
from medcab_tui.store.transaction import Transaction

if TYPE_CHECKING:
    from medcab_tui.cabinet.outgoing import Prepared
    from medcab_tui.domain.exchange_rows import Waiting
    from medcab_tui.store.transaction import Connection

KIND: Final = "document"
"""The kind of such a row of the outbox."""


@dataclass(frozen=True, slots=True)
class SendDocument(Action[Id]):
    """Sends a document's file with the signatures under it, after a while in which it can be called back.

    seen: the edition that is meant; if it is another one by the time of sending, nothing is sent. signed: its
    template wants a signature first. The same edition goes to a service once, unless it was refused there.
    """

    code: ClassVar[str] = "document.sent"
    permission: ClassVar[Permission] = Permission.SEND_OUT
    topics: ClassVar[frozenset[str]] = frozenset({"documents", "services"})

    id: Id
    document: Id
    seen: int
    service: str
    signed: bool = False

    def apply(self, tx: Transaction) -> Done[Id]:
        standing = tx.documents.standing(self.document, self.seen)
        tx.documents.require_file(self.document)
        if standing.withdrawn:
            raise Invalid("document.withdrawn")
        if tx.documents.of_card(self.document) and not tx.worker.may(Permission.READ_CARD):
            raise Forbidden("document.of_card", permission=Permission.READ_CARD.value)
        if self.signed and not tx.exchange.signed_now(self.document):
            raise Invalid("document.unsigned")
        if self.service not in tx.exchange.takers(KIND):
            raise Invalid("document.no_service", "service")
        row, digest = tx.exchange.document(self.document)
        if tx.exchange.on_its_way(self.document, self.service, digest):
            raise Invalid("document.sent_already", None, service=self.service)
        body = {
            "title": row.title,
            "kind": row.kind,
            "number": row.number,
            "issued": row.issued.isoformat(),
            "version": self.seen,
            "sha256": digest,
            "patient": tx.exchange.identity_of(row.patient, self.service)
            if row.patient is not None
            else None,
        }
        written = json.dumps(body, ensure_ascii=False, sort_keys=True)
        outgoing = Outgoing(self.document, KIND, written, self.service, tx.now + HOLD)
        params = {"document": self.document.hex(), "version": str(self.seen), "service": self.service}
        return Done(self.document, self.seen, params, after=bytes.fromhex(digest), outgoing=(outgoing,))


def prepared_document(connection: Connection, waiting: Waiting) -> Prepared:
    """A document with its file and the signatures under it, if that is the one that was meant."""
    from hashlib import sha256

    from medcab_tui.cabinet.outgoing import Prepared, signed_file
    from medcab_tui.domain.documents import file_name
    from medcab_tui.store import documents

    body = json.loads(waiting.payload)
    row = documents.one(connection, waiting.object)
    if row.withdrawn:
        raise Rejected("document.withdrawn", code="document.withdrawn")
    name, form, file = signed_file(connection, waiting.object)
    if sha256(file.content).hexdigest() != body["sha256"]:
        raise Rejected("document.changed", code="document.changed")
    return Prepared(body, (replace(file, name=file_name(name, row.title, form)),))
