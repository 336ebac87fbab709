"""Asking regional systems for a patient's chart: now, and by itself when a visit begins (C039, C040)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from medcab_tui.cabinet.actions import Action, Done
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.ids import Id
from medcab_tui.domain.region import ASKING, FRESH
from medcab_tui.store.outbox import Outgoing
from medcab_tui.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class AskRegion(Action[Id]):
    """Asks every regional system for what it knows of a patient; it comes by itself when it is there."""

    code: ClassVar[str] = "region.asked"
    permission: ClassVar[Permission] = Permission.READ_CARD
    topics: ClassVar[frozenset[str]] = frozenset({"services"})

    id: Id
    patient: Id

    def apply(self, tx: Transaction) -> Done[Id]:
        if not tx.exchange.takers(ASKING):
            raise Invalid("region.no_service")
        params = {"patient": self.patient.hex()}
        return Done(self.id, None, params, outgoing=_question(tx, self.id, self.patient))

    def like(self) -> tuple[object, ...]:
        return (self.patient,)


def chart_asked_by_itself(tx: Transaction, patient: Id) -> tuple[Outgoing, ...]:
    """The question that goes with a visit that begins: once a day; () where nobody can be asked."""
    takers = tx.exchange.takers(ASKING)
    if not takers or not tx.insurance.insurers(ASKING).reached:
        return ()
    latest = tx.region.latest(patient)
    if latest is not None and timedelta() <= tx.now - latest.asked < FRESH:
        return ()
    return _question(tx, tx.ids.new(), patient)


def _question(tx: Transaction, question: Id, patient: Id) -> tuple[Outgoing, ...]:
    tx.region.ask(question, patient)
    sex, found = tx.exchange.person(patient).sex.value, []
    for service in tx.exchange.takers(ASKING):
        body = {"patient": tx.exchange.identity_of(patient, service) | {"sex": sex}}
        found.append(
            Outgoing(question, ASKING, json.dumps(body, ensure_ascii=False, sort_keys=True), service)
        )
    return tuple(found)
