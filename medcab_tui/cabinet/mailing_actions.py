"""Sending a document to somebody by ordinary mail (C077)."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, Final

from medcab_tui.cabinet.actions import Action, Done, fingerprint
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.delivery import SERVICES, Channel, address_meant
from medcab_tui.domain.errors import Forbidden, Invalid
from medcab_tui.domain.exchange import Rejected
from medcab_tui.domain.exchange_rules import HOLD
from medcab_tui.domain.ids import Id
from medcab_tui.domain.rules import check_reason
from medcab_tui.store.outbox import Outgoing
from medcab_tui.store.transaction import Transaction

if TYPE_CHECKING:
    from medcab_tui.cabinet.outgoing import Prepared
    from medcab_tui.domain.exchange_rows import Waiting
    from medcab_tui.store.transaction import Connection

KIND: Final = "mail"
"""The kind of such a row of the outbox."""
_SUBJECT: Final = "Документ: {kind}"
_TEXT: Final = (
    "Здравствуйте!\n\nК письму приложен документ: {told}.\nОтправитель: {organisation}.\n\n"
    "Письмо отправлено автоматически, отвечать на него не нужно.\n"
    "Если оно пришло вам по ошибке, удалите его вместе с документом.\n"
)


@dataclass(frozen=True, slots=True)
class MailDocument(Action[Id]):
    """Sends a document's file to an address, after a while in which it can be called back.

    Ordinary mail can be read on its way: a patient's document leaves only with the patient's consent.
    seen: the edition that is meant; if it is another one by the time of sending, nothing is sent.
    """

    code: ClassVar[str] = "document.mailed"
    permission: ClassVar[Permission] = Permission.EXPORT_DOCUMENT
    topics: ClassVar[frozenset[str]] = frozenset({"documents", "home"})
    step_up: ClassVar[bool] = True

    id: Id
    document: Id
    seen: int
    address: str
    reason: str
    agreed: bool

    def apply(self, tx: Transaction) -> Done[Id]:
        address = address_meant(Channel.MAIL, self.address)
        if not address:
            raise Invalid("email.form", "address")
        reason = check_reason(self.reason)
        standing = tx.documents.standing(self.document, self.seen)
        tx.documents.require_file(self.document)
        if standing.withdrawn:
            raise Invalid("document.withdrawn")
        of_card = tx.documents.of_card(self.document)
        if of_card and not tx.worker.may(Permission.READ_CARD):
            raise Forbidden("document.of_card", permission=Permission.READ_CARD.value)
        if of_card and not self.agreed:
            raise Invalid("mail.consent", "agreed")
        outgoing = Outgoing(self.document, KIND, self._body(), SERVICES[Channel.MAIL], tx.now + HOLD)
        return Done(
            self.document,
            self.seen,
            {"document": self.document.hex(), "version": str(self.seen)},
            after=fingerprint(address, reason),
            outgoing=(outgoing,),
        )

    def like(self) -> tuple[object, ...]:
        return (self.document, self._body())

    def stands(self, tx: Transaction, first: Id) -> bool:
        return tx.exchange.stands(first, KIND, self._body())

    def _body(self) -> str:
        address = address_meant(Channel.MAIL, self.address)
        return json.dumps({"to": address, "version": self.seen, "reason": check_reason(self.reason)})


def prepared_mail(connection: Connection, waiting: Waiting) -> Prepared:
    """The letter with the file and the signatures under it; whom it is about is not told."""
    from medcab_tui.cabinet.outgoing import Prepared, signed_file
    from medcab_tui.store import accounts, documents

    body = json.loads(waiting.payload)
    row = documents.one(connection, waiting.object)
    if row.withdrawn:
        raise Rejected("document.withdrawn", code="document.withdrawn")
    if row.version != body["version"]:
        raise Rejected("document.changed", code="document.changed")
    _name, form, file = signed_file(connection, waiting.object)
    kind = row.kind or "документ"
    number = f" № {row.number}" if row.number else ""
    told = f"{kind}{number} от {row.issued:%d.%m.%Y}"
    file = replace(file, name=f"{kind}{number}.{form.value}")
    organisation = accounts.organisation(connection).name
    text = _TEXT.format(told=told, organisation=organisation)
    subject = _SUBJECT.format(kind=kind)
    return Prepared({"to": body["to"], "subject": subject, "text": text, "channel": KIND}, (file,))
