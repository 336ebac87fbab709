"""Sending conclusions and results: a signed record, the results of a day (C044)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, ClassVar, Final

from medcab_tui.cabinet.actions import Action, Done
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.errors import Invalid, Refused
from medcab_tui.domain.exchange import Json, Rejected
from medcab_tui.domain.exchange_rules import HOLD, day_of
from medcab_tui.domain.ids import Id
from medcab_tui.domain.times import day_in
from medcab_tui.store.outbox import Outgoing
from medcab_tui.store.sending import digest_of, result_said, signed_record
from medcab_tui.store.transaction import Transaction

if TYPE_CHECKING:
    from medcab_tui.cabinet.outgoing import Prepared
    from medcab_tui.domain.exchange_rows import Waiting
    from medcab_tui.domain.patients import Encounter
    from medcab_tui.store.transaction import Connection

CONCLUSION: Final = "conclusion"
RESULTS: Final = "results"
"""Kinds of such rows of the outbox."""
SECTIONS: Final = ("complaints", "anamnesis", "objective", "conclusion", "plan")


@dataclass(frozen=True, slots=True)
class SendRecord(Action[Id]):
    """Sends a signed record as a conclusion, after a while in which it can be called back.

    seen: the edition that is meant. The same edition goes to a service once, unless it was refused there.
    """

    code: ClassVar[str] = "record.sent"
    permission: ClassVar[Permission] = Permission.READ_CARD
    topics: ClassVar[frozenset[str]] = frozenset({"encounters", "services"})

    id: Id
    encounter: Id
    seen: int
    service: str

    def apply(self, tx: Transaction) -> Done[Id]:
        _may(tx, CONCLUSION, self.service)
        record, digest = tx.sendings.record(self.encounter, self.seen)
        if tx.sendings.on_its_way(self.encounter, CONCLUSION, self.service, digest):
            raise Invalid("record.sent_already", None, service=self.service)
        body: dict[str, Json] = {
            "kind": record.body.kind.value,
            "day": day_in(record.at, tx.zone).isoformat(),
            "edition": self.seen,
            "sha256": digest,
            "patient": tx.exchange.identity_of(record.patient, self.service),
        }
        params = {
            "encounter": self.encounter.hex(), "patient": record.patient.hex(), "service": self.service,
            "version": str(self.seen),
        }  # fmt: skip
        outgoing = Outgoing(self.encounter, CONCLUSION, _written(body), self.service, tx.now + HOLD)
        return Done(self.encounter, self.seen, params, after=bytes.fromhex(digest), outgoing=(outgoing,))


@dataclass(frozen=True, slots=True)
class SendResults(Action[Id]):
    """Sends the results of a patient's day as they stand, after a while in which that can be called back.

    The same values go to a service once, unless they were refused there.
    """

    code: ClassVar[str] = "results.sent"
    permission: ClassVar[Permission] = Permission.READ_CARD
    topics: ClassVar[frozenset[str]] = frozenset({"encounters", "services"})

    id: Id
    patient: Id
    day: date
    results: tuple[Id, ...]
    service: str

    def apply(self, tx: Transaction) -> Done[Id]:
        _may(tx, RESULTS, self.service)
        chosen = tx.sendings.results(self.patient, self.results, self.day, tx.zone)
        said: list[Json] = [result_said(one) for one in chosen]
        about, digest = day_of(self.patient, self.day), digest_of(said)
        if tx.sendings.on_its_way(about, RESULTS, self.service, digest):
            raise Invalid("result.sent_already", None, service=self.service)
        body: dict[str, Json] = {
            "day": self.day.isoformat(),
            "results": said,
            "sha256": digest,
            "patient": tx.exchange.identity_of(self.patient, self.service),
        }
        params = {"patient": self.patient.hex(), "service": self.service, "count": str(len(said))}
        outgoing = Outgoing(about, RESULTS, _written(body), self.service, tx.now + HOLD)
        return Done(about, None, params, after=bytes.fromhex(digest), outgoing=(outgoing,))


def prepared_record(connection: Connection, waiting: Waiting) -> Prepared:
    """A record's text with the signed bytes and the signatures under them, if that is what was meant."""
    from medcab_tui.cabinet.outgoing import Prepared

    body = json.loads(waiting.payload)
    try:
        record, file = signed_record(connection, waiting.object, body["edition"])
    except Refused:
        raise Rejected("record.changed", code="record.changed") from None
    if sha256(file.content).hexdigest() != body["sha256"]:
        raise Rejected("record.changed", code="record.changed")
    return Prepared({**body, **_told(record)}, (file,))


def _told(record: Encounter) -> dict[str, Json]:
    """What a record says, flat, as services are told it."""
    said, author = record.body, record.author
    told: dict[str, Json] = {name: getattr(said, name) for name in SECTIONS}
    coded = said.diagnosis
    return told | {
        "diagnosis_code": coded.code if coded is not None else "",
        "diagnosis_display": coded.display if coded is not None else "",
        "diagnosis_version": coded.version if coded is not None else "",
        "at": record.at.isoformat(),
        "author": author.name,
        "post": author.post,
        "department": author.department,
    }


def _may(tx: Transaction, kind: str, service: str) -> None:
    if service not in tx.exchange.takers(kind):
        raise Invalid("document.no_service", "service")


def _written(body: dict[str, Json]) -> str:
    return json.dumps(body, ensure_ascii=False, sort_keys=True)
