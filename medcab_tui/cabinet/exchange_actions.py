"""What changes the exchange: what came is taken in, what waits is called back, two versions become one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Final

from medcab_tui.cabinet.actions import Action, Done, fingerprint
from medcab_tui.cabinet.incoming import INCOMING, take_answer
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.chart import details_of
from medcab_tui.domain.errors import Forbidden, Refused
from medcab_tui.domain.exchange import Receipt, Way
from medcab_tui.domain.exchange_patient import KIND, fields_of
from medcab_tui.domain.exchange_rows import GIVEN_UP, Arrived, Sending
from medcab_tui.domain.exchange_rules import HOLD
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import NewPatient
from medcab_tui.domain.rules import check_patient, check_reason
from medcab_tui.store.outbox import Outgoing
from medcab_tui.store.transaction import Transaction

_ALL: Final = frozenset({"patients", "home", "documents", "schedule", "services"})
_QUEUE: Final = frozenset({"services"})


@dataclass(frozen=True, slots=True)
class TakeIn(Action[Any]):
    """Takes in what changed at a service, with the place of the cursor behind it."""

    code: ClassVar[str] = "exchange.taken_in"
    permission: ClassVar[Permission] = Permission.EXCHANGE
    topics: ClassVar[frozenset[str]] = _ALL

    id: Id
    arrived: Arrived

    def apply(self, tx: Transaction) -> Done[Any]:
        taking = INCOMING.get(self.arrived.kind)
        if taking is None:
            raise Refused("exchange.unknown")
        done = taking(tx, self.arrived)
        if self.arrived.cursor:
            tx.exchange.keep_cursor(self.arrived.service, self.arrived.cursor)
        return done


@dataclass(frozen=True, slots=True)
class TakeAnswer(Action[Any]):
    """Keeps what a service said to an operation, with what follows from it."""

    code: ClassVar[str] = "exchange.answered"
    permission: ClassVar[Permission] = Permission.EXCHANGE
    topics: ClassVar[frozenset[str]] = _ALL

    id: Id
    seq: int
    receipt: Receipt
    service: str

    def apply(self, tx: Transaction) -> Done[Any]:
        return take_answer(tx, self.seq, self.receipt, self.service)


@dataclass(frozen=True, slots=True)
class RecallSending(Action[int]):
    """Calls back what has not been sent yet. key: names it before its number is known.

    What was tried in vain may have been taken all the same: that is given up, with a reason.
    """

    code: ClassVar[str] = "sending.recalled"
    permission: ClassVar[Permission] = Permission.SEND_OUT
    topics: ClassVar[frozenset[str]] = _QUEUE | {"documents", "home"}

    id: Id
    seq: int
    reason: str = ""
    key: bytes = b""

    def apply(self, tx: Transaction) -> Done[int]:
        found = tx.exchange.sending_of(self.key) if self.key else None
        seq = found.seq if found is not None else self.seq
        reason = check_reason(self.reason) if self.reason else ""
        sending = _waiting(tx, seq)
        if sending.attempts and not reason:
            raise Refused("sending.tried")
        code = GIVEN_UP if reason else ""
        tx.exchange.answered(seq, Receipt(Way.RECALLED, code=code, text=reason))
        return Done(seq, None, {"seq": str(seq), "kind": sending.kind})


@dataclass(frozen=True, slots=True)
class RetrySending(Action[int]):
    """Tries at once what waits for its next attempt, or is still held."""

    code: ClassVar[str] = "sending.retried"
    permission: ClassVar[Permission] = Permission.SEND_OUT
    topics: ClassVar[frozenset[str]] = _QUEUE

    id: Id
    seq: int

    def apply(self, tx: Transaction) -> Done[int]:
        sending = _waiting(tx, self.seq)
        tx.exchange.again(self.seq, tx.now)
        return Done(self.seq, None, {"seq": str(self.seq), "kind": sending.kind})


@dataclass(frozen=True, slots=True)
class ResolveConflict(Action[Id]):
    """Says what stands where both sides changed the same. seen: of the conflict; card: of the patient.

    The service is told after a while, so that this can be taken back.
    """

    code: ClassVar[str] = "conflict.resolved"
    permission: ClassVar[Permission] = Permission.AMEND_PATIENT
    topics: ClassVar[frozenset[str]] = _ALL

    id: Id
    conflict: Id
    seen: int
    card: int
    details: NewPatient

    def apply(self, tx: Transaction) -> Done[Id]:
        conflict = tx.exchange.conflict(self.conflict, self.seen)
        tx.access.require(conflict.object)  # as it stands: another area may be one's own
        if conflict.settled is not None:
            raise Refused("conflict.settled")
        checked = check_patient(self.details, tx.today)
        before = tx.chart.person(conflict.object, self.card)
        was, now = details_of(before), fields_of(checked)
        if was != checked:
            tx.chart.amend_person(before, checked, "")
        tx.exchange.supersede(conflict.object, conflict.service)
        tx.exchange.keep_link(
            conflict.object, conflict.service, conflict.remote_id, conflict.etag, conflict.theirs
        )
        outgoing = _told(conflict.object, conflict.service, now, conflict.theirs, was != checked, tx.now)
        version = tx.exchange.settle(conflict, fields_of(was))
        return Done(
            conflict.id, version, {"conflict": conflict.id.hex(), "patient": conflict.object.hex()},
            before=fingerprint(was), after=fingerprint(checked), outgoing=outgoing,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReopenConflict(Action[Id]):
    """Takes a decision back, as long as the service was not told of it. card: version of the patient."""

    code: ClassVar[str] = "conflict.reopened"
    permission: ClassVar[Permission] = Permission.AMEND_PATIENT
    topics: ClassVar[frozenset[str]] = _ALL

    id: Id
    conflict: Id
    seen: int

    def apply(self, tx: Transaction) -> Done[Id]:
        conflict = tx.exchange.conflict(self.conflict, self.seen)
        tx.access.require(conflict.object)
        if conflict.settled is None:
            raise Refused("conflict.open")
        person = tx.exchange.person(conflict.object)
        now = fields_of(details_of(person))
        if now != conflict.theirs and not tx.exchange.supersede(conflict.object, conflict.service)[0]:
            raise Refused("conflict.sent")
        from medcab_tui.domain.exchange_patient import details_from

        mine = details_from(conflict.mine, tx.today)
        if mine != details_of(person):
            tx.chart.amend_person(person, mine, "")
        known = tx.exchange.linked(conflict.service, conflict.object)
        etag = known.etag if known is not None else ""
        tx.exchange.keep_link(conflict.object, conflict.service, conflict.remote_id, etag, conflict.base)
        version = tx.exchange.reopen_conflict(conflict)
        written = json.dumps(dict(conflict.mine), sort_keys=True)
        return Done(
            conflict.id, version, {"conflict": conflict.id.hex(), "patient": conflict.object.hex()},
            before=fingerprint(details_of(person)), after=fingerprint(mine),
            outgoing=(Outgoing(conflict.object, KIND, written),),
        )  # fmt: skip


def _told(
    patient: Id, service: str, now: Mapping[str, str], theirs: Mapping[str, str], changed: bool, at: datetime
) -> tuple[Outgoing, ...]:
    """Who hears of a decision: the service it is about after a while, others at once if the card changed."""
    written = json.dumps(dict(now), sort_keys=True)
    told = []
    if now != theirs:
        told.append(Outgoing(patient, KIND, written, service, not_before=at + HOLD))
    if changed:
        told.append(Outgoing(patient, KIND, written, not_before=at + HOLD, but=service))
    return tuple(told)


def _waiting(tx: Transaction, seq: int) -> Sending:
    """An operation that has not been taken, of this worker; whoever sets services up may touch all."""
    sending = tx.exchange.sending(seq)
    if sending.worker != tx.worker.id and not tx.worker.may(Permission.MANAGE_SERVICES):
        raise Forbidden("sending.others", permission=Permission.MANAGE_SERVICES.value)
    if not sending.waits:
        raise Refused("sending.gone")
    return sending
