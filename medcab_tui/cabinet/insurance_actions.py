"""Asking insurers: of a policy by itself when a card is opened or a visit begins, and when one wants to."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import ClassVar

from medcab_tui.cabinet.actions import Action, Done
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.ids import Id
from medcab_tui.domain.insurance import ASKING, PRICING, due
from medcab_tui.store.outbox import Outgoing
from medcab_tui.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class AskPolicy(Action[Id]):
    """Asks those who insure whether a patient's policy is in force. by_itself: nobody pressed a key for it;
    then it is asked once a day, and nobody who cannot be reached.
    """

    code: ClassVar[str] = "policy.asked"
    permission: ClassVar[Permission] = Permission.READ_CARD
    topics: ClassVar[frozenset[str]] = frozenset({"services"})

    id: Id
    patient: Id
    by_itself: bool = False

    def apply(self, tx: Transaction) -> Done[Id]:
        policy = tx.exchange.person(self.patient).policy
        if not policy:
            raise Invalid("policy.none")
        insurers = tx.insurance.insurers()
        if not insurers.connected:
            raise Invalid("policy.no_insurer")
        if self.by_itself and not due(
            tx.insurance.standing(self.patient, policy, tx.today), insurers, tx.now
        ):
            raise Invalid("policy.fresh")
        return Done(
            self.id, 1, {"patient": self.patient.hex(), "by_itself": "1" if self.by_itself else "0"},
            outgoing=_question(tx, self.id, self.patient, policy),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class AskPrices(Action[Id]):
    """Asks what the services of a visit cost and what of that is paid, whatever was answered before."""

    code: ClassVar[str] = "services.priced"
    permission: ClassVar[Permission] = Permission.WRITE_RECORD
    topics: ClassVar[frozenset[str]] = frozenset({"services", "encounters"})

    id: Id
    visit: Id

    def apply(self, tx: Transaction) -> Done[Id]:
        patient = tx.insurance.patient_of_visit(self.visit)
        if not tx.insurance.insurers(PRICING).connected:
            raise Invalid("policy.no_insurer")
        outgoing = priced_by_itself(tx, self.visit, patient, again=True)
        if not outgoing:
            raise Invalid("visit.no_services")
        params = {"reception": self.visit.hex(), "patient": patient.hex()}
        return Done(self.visit, None, params, outgoing=outgoing)


def priced_by_itself(tx: Transaction, visit: Id, patient: Id, *, again: bool = False) -> tuple[Outgoing, ...]:
    """The question what the services of a visit cost that nobody has said it of; () where nobody can say."""
    if not tx.insurance.insurers(PRICING).connected:
        return ()
    services = tx.insurance.to_price(visit, again=again)
    if not services:
        return ()
    person = tx.exchange.person(patient)
    body = {"policy": person.policy, "birth": person.birth.isoformat(), "services": services}
    return (Outgoing(visit, PRICING, json.dumps(body, ensure_ascii=False, sort_keys=True)),)


def asked_by_itself(tx: Transaction, patient: Id) -> tuple[Outgoing, ...]:
    """What a visit that begins asks: the insurer about the policy, the regional system for the chart."""
    from medcab_tui.cabinet.region_actions import chart_asked_by_itself

    return (*_policy_by_itself(tx, patient), *chart_asked_by_itself(tx, patient))


def _policy_by_itself(tx: Transaction, patient: Id) -> tuple[Outgoing, ...]:
    policy = tx.exchange.person(patient).policy
    if not policy or not due(
        tx.insurance.standing(patient, policy, tx.today), tx.insurance.insurers(), tx.now
    ):
        return ()
    return _question(tx, tx.ids.new(), patient, policy)


def _question(tx: Transaction, check: Id, patient: Id, policy: str) -> tuple[Outgoing, ...]:
    tx.insurance.ask(check, patient, policy)
    person = tx.exchange.person(patient)
    body = {"policy": policy, "birth": person.birth.isoformat()}
    return (Outgoing(check, ASKING, json.dumps(body, sort_keys=True)),)
