"""Orders to the laboratory: placing one, taking it back, and keeping files that came for it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import ClassVar, Final

from msgspec.structs import replace

from medcab_tui.cabinet.actions import Action, Done, fingerprint
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.errors import Invalid, Refused
from medcab_tui.domain.exchange_rules import HOLD
from medcab_tui.domain.ids import Id
from medcab_tui.domain.orders import KIND, NewOrder, OrderStatus, check_order, check_withdrawn
from medcab_tui.domain.rules import check_reason
from medcab_tui.domain.visits import PartKind
from medcab_tui.store.outbox import Outgoing
from medcab_tui.store.transaction import Transaction

_TOPICS: Final = frozenset({"encounters", "documents", "home", "services"})


@dataclass(frozen=True, slots=True)
class PlaceOrder(Action[Id]):
    """Orders tests for a patient. The laboratory is told after a while in which it can be taken back.

    laboratory: the connection it goes to; empty for the one that was used last.
    """

    code: ClassVar[str] = "order.placed"
    permission: ClassVar[Permission] = Permission.WRITE_RECORD
    topics: ClassVar[frozenset[str]] = _TOPICS

    id: Id
    order: NewOrder
    laboratory: str = ""

    def apply(self, tx: Transaction) -> Done[Id]:
        checked = check_order(self.order)
        tx.patients.birth(checked.patient)
        visit = checked.visit or tx.visits.tie(checked.patient, PartKind.ORDER, self.id)
        tx.orders.add(self.id, replace(checked, visit=visit))
        takers = tx.orders.laboratories()
        if self.laboratory and self.laboratory not in takers:
            raise Invalid("order.laboratory", "laboratory")
        # One laboratory does it: every further one would draw blood again.
        chosen = (self.laboratory,) if self.laboratory else takers[:1]
        outgoing = tuple(_told(tx, self.id, checked, service) for service in chosen)
        params = {"order": self.id.hex(), "patient": checked.patient.hex(), "count": str(len(checked.tests))}
        return Done(self.id, 1, params, after=fingerprint(checked), outgoing=outgoing)

    def like(self) -> tuple[object, ...]:
        return (self.order.patient, tuple(sorted({test.code for test in self.order.tests})))

    def stands(self, tx: Transaction, first: Id) -> bool:
        found = tx.orders.find(first)
        return found is not None and found.status not in (OrderStatus.WITHDRAWN, OrderStatus.REFUSED)


@dataclass(frozen=True, slots=True)
class WithdrawOrder(Action[Id]):
    """Takes an order back that the laboratory was not told of yet; afterwards only they can stop it."""

    code: ClassVar[str] = "order.withdrawn"
    permission: ClassVar[Permission] = Permission.WRITE_RECORD
    topics: ClassVar[frozenset[str]] = _TOPICS

    id: Id
    order: Id
    seen: int
    reason: str

    def apply(self, tx: Transaction) -> Done[Id]:
        order = tx.orders.one(self.order, self.seen)
        tx.access.require(order.patient)  # why it can't be taken back names the laboratory
        check_withdrawn(order)
        service, title = tx.orders.laboratory_of(order.id)
        if order.status is OrderStatus.ACCEPTED:  # no kind of the exchange stops what was begun there
            raise Refused("order.accepted", None, service=title or service, number=order.number)
        reason = check_reason(self.reason)
        if service:
            tx.exchange.supersede(order.id, service)
        version = tx.orders.mark(order, OrderStatus.WITHDRAWN, told=reason)
        params = {"order": order.id.hex(), "patient": order.patient.hex()}
        return Done(order.id, version, params, fingerprint(order.status), fingerprint(OrderStatus.WITHDRAWN))


@dataclass(frozen=True, slots=True)
class KeepResultFiles(Action[Id]):
    """Says that these documents are what came for an order («загрузка результатов исследований», C037).

    The documents are attached in the same transaction, before this.
    """

    code: ClassVar[str] = "order.files_kept"
    permission: ClassVar[Permission] = Permission.ATTACH_DOCUMENT
    topics: ClassVar[frozenset[str]] = _TOPICS

    id: Id
    order: Id
    seen: int
    documents: tuple[Id, ...]

    def apply(self, tx: Transaction) -> Done[Id]:
        order = tx.orders.one(self.order, self.seen)
        if not self.documents:
            raise Invalid("order.no_files", "path")
        for document in self.documents:
            if tx.notices.document(document)[1] != order.patient:
                raise Invalid("order.another_patient", "order")
        tx.orders.keep_files(order.id, self.documents)
        status = OrderStatus.DONE if order.open else order.status
        version = tx.orders.mark(order, status, told=order.told)
        params = {"order": order.id.hex(), "patient": order.patient.hex(), "count": str(len(self.documents))}
        return Done(order.id, version, params, fingerprint(order.documents), fingerprint(self.documents))


def _told(tx: Transaction, order: Id, new: NewOrder, service: str) -> Outgoing:
    """What the laboratory is told: whose blood it is, what to look for, how soon and why."""
    body = {
        "title": ", ".join(test.display for test in new.tests),
        "tests": [test.code for test in new.tests],
        "names": [test.display for test in new.tests],
        "patient": tx.exchange.identity_of(new.patient, service),
        "urgent": new.urgent,
        "reason": new.reason,
        "diagnosis": new.diagnosis,
    }
    written = json.dumps(body, ensure_ascii=False, sort_keys=True)
    return Outgoing(order, KIND, written, service, tx.now + HOLD)
