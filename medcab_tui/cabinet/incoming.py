"""What comes from connected services, by kind: what it changes here, and who has to look.

`INCOMING` is the one table of what a change does; `ANSWERED` of what an answer does beside being kept. A room
adds its kinds to them. All of it runs inside an action of the worker SYNC.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from medcab_tui.cabinet.actions import Done, fingerprint
from medcab_tui.cabinet.incoming_insurance import policy_answered, services_priced
from medcab_tui.cabinet.incoming_region import chart_answered, take_resource
from medcab_tui.cabinet.incoming_results import order_answered, take_result
from medcab_tui.domain import orders, papers, region
from medcab_tui.domain.chart import details_of
from medcab_tui.domain.errors import Invalid, Refused
from medcab_tui.domain.exchange import Receipt, Way
from medcab_tui.domain.exchange_patient import KIND, arrived_fields, details_from, fields_of
from medcab_tui.domain.exchange_rows import Arrived, Conflict, Linked, Sending
from medcab_tui.domain.exchange_rules import meet
from medcab_tui.domain.ids import Id
from medcab_tui.domain.insurance import ASKING, PRICING
from medcab_tui.domain.merging import Fate
from medcab_tui.domain.notices import Asks, NoticeKind
from medcab_tui.domain.rooms import Attention, Source, SourceKind
from medcab_tui.store.outbox import Outgoing
from medcab_tui.store.tasks import NewTask, told_line
from medcab_tui.store.transaction import Transaction

Taking: TypeAlias = Callable[[Transaction, Arrived], Done[Any]]
Effect: TypeAlias = Callable[[Transaction, Sending, Receipt], None]

CONFLICT: Final = "exchange.conflict"
REFUSED: Final = "exchange.refused"
"""Codes of lines on Home."""

_STATUSES: Final = {
    Way.SENT: papers.SENT,
    Way.ACCEPTED: papers.ACCEPTED,
    Way.REGISTERED: papers.REGISTERED,
    Way.REFUSED: papers.REFUSED,
}
"""What a document's status is after an answer."""

_SOURCES: Final = {"document": SourceKind.DOCUMENT, "conclusion": SourceKind.RECORD}
"""Where the line about a refusal leads to."""

_UNTOLD: Final = frozenset({"notice.letter", ASKING})
"""Kinds whose refusal is told nobody so: it would be told by another letter; of a policy it is the answer."""


def take_status(tx: Transaction, arrived: Arrived) -> Done[Any]:
    """What became of an operation, said later."""
    if arrived.receipt is None or not arrived.key:
        raise Invalid("exchange.unfit", "answers")
    sending = tx.exchange.sending_of(arrived.key)
    if sending is None or not sending.concerns(arrived.service):
        raise Refused("exchange.unknown")
    if not sending.learns(arrived.receipt):
        return Done(None, None, {"seq": str(sending.seq)})
    return take_answer(tx, sending.seq, arrived.receipt, arrived.service)


def take_answer(tx: Transaction, seq: int, receipt: Receipt, service: str) -> Done[Any]:
    """An answer to an operation, with everything that follows from it: other words alone change nothing."""
    sending = tx.exchange.sending(seq)
    tx.exchange.answered(seq, receipt, by=service)
    further = receipt.way is not sending.state
    effect = ANSWERED.get(sending.kind)
    if effect is not None and further:
        effect(tx, sending, receipt)
    if receipt.way is Way.REFUSED and further and sending.kind not in _UNTOLD:
        _tell_refusal(tx, sending, receipt, service)
    params = {"seq": str(seq), "kind": sending.kind, "way": receipt.way.value, "service": service}
    return Done(sending.object, None, params)


def take_patient(tx: Transaction, arrived: Arrived) -> Done[Any]:
    """A patient as a service knows them: a new card, or what both sides made of one."""
    known = tx.exchange.linked_remote(arrived.service, arrived.remote_id)
    if not arrived.remote_id:
        raise Invalid("exchange.unfit", "remote_id")
    if arrived.deleted:
        return Done(None, None, {"service": arrived.service})  # what is ours stays; nothing is deleted here
    body = json.loads(arrived.body)
    otherwise: Mapping[str, str] = {}
    if known is not None:
        otherwise = known.base or fields_of(details_of(tx.exchange.person(known.object)))
    theirs = arrived_fields(body, otherwise, tx.today)
    if known is None:
        same = tx.exchange.same_person(details_from(theirs, tx.today), arrived.service)
        if same is None:
            return _open_card(tx, arrived, theirs)
        known = Linked(same, arrived.service, arrived.remote_id, "", {})
    return _meet(tx, arrived, known, theirs)


def _open_card(tx: Transaction, arrived: Arrived, theirs: Mapping[str, str]) -> Done[Any]:
    patient, details = tx.ids.new(), details_from(theirs, tx.today)
    tx.patients.add(patient, details)
    tx.chart.keep_opened(patient, details)
    tx.exchange.keep_link(patient, arrived.service, arrived.remote_id, arrived.etag, theirs)
    others = Outgoing(patient, KIND, json.dumps(theirs, sort_keys=True), but=arrived.service)
    params = {"patient": patient.hex(), "service": arrived.service}
    return Done(patient, 1, params, after=fingerprint(details), outgoing=(others,))


def _meet(tx: Transaction, arrived: Arrived, known: Linked, theirs: Mapping[str, str]) -> Done[Any]:
    """Field by field: what one side changed stands; where both did, somebody has to look."""
    before = tx.exchange.person(known.object)
    was = details_of(before)
    mine = fields_of(was)
    outcome = meet(known.base, mine, theirs)
    params = {"patient": known.object.hex(), "service": arrived.service}
    now = None
    if not outcome.clashes:
        try:
            now = details_from(outcome.values, tx.today)
        except Invalid:
            now = None  # each side is right by itself, both together are not: a person has to choose
    standing = tx.exchange.open_conflict(known.object, arrived.service)
    if now is None:
        _keep_conflict(tx, arrived, known, mine, theirs, standing)
        return Done(known.object, None, {**params, "conflict": "1"})
    if standing is not None:
        tx.exchange.close_conflict(standing)
    version, values = before.version, fields_of(now)
    outgoing: list[Outgoing] = []
    whose, until = tx.exchange.supersede(known.object, arrived.service)
    written = json.dumps(values, sort_keys=True)
    if values != mine:
        version = tx.chart.amend_person(before, now, "")
        outgoing.append(Outgoing(known.object, KIND, written, but=arrived.service, by=whose))
    if values != theirs:
        outgoing.append(Outgoing(known.object, KIND, written, arrived.service, not_before=until, by=whose))
    tx.exchange.keep_link(known.object, arrived.service, arrived.remote_id, arrived.etag, theirs)
    changed = values != mine
    return Done(
        known.object, version if changed else None, params, before=fingerprint(was) if changed else b"",
        after=fingerprint(now) if changed else b"", outgoing=tuple(outgoing),
    )  # fmt: skip


def _keep_conflict(
    tx: Transaction,
    arrived: Arrived,
    known: Linked,
    mine: Mapping[str, str],
    theirs: Mapping[str, str],
    standing: Conflict | None,
) -> None:
    """Both sides stay as they are, and one line on Home asks to look at them, once."""
    tx.exchange.keep_link(known.object, arrived.service, arrived.remote_id, known.etag, known.base)
    whose = tx.exchange.stop(known.object, arrived.service)
    fates = meet(known.base, mine, theirs).fates
    fields = [name for name, fate in fates.items() if fate is Fate.CLASH] or [
        name for name, fate in fates.items() if fate is not Fate.SAME
    ]
    new = standing is None
    conflict = Conflict(
        tx.ids.new() if standing is None else standing.id,
        1 if standing is None else standing.version + 1,
        known.object,
        arrived.service,
        KIND,
        _who_looks(tx, whose, known.object) if standing is None else standing.worker,
        tx.ids.new() if standing is None else standing.task,
        tx.now if standing is None else standing.found,
        known.base,
        mine,
        theirs,
        arrived.remote_id,
        arrived.etag,
    )
    tx.exchange.keep_conflict(conflict)
    if new:
        tx.home.add_all([_line(tx, conflict, fields)])


def _who_looks(tx: Transaction, whose: Id | None, patient: Id) -> Id:
    """Who changed it here; else who treats the patient; else somebody who can always look."""
    asked: list[Id] = [whose] if whose is not None else []
    for worker in (*asked, *sorted(tx.notices.doctors_of(patient))):
        if tx.notices.works_here(worker):
            return worker
    return tx.exchange.administrator() or tx.worker.id


def _line(tx: Transaction, conflict: Conflict, fields: list[str]) -> NewTask:
    params = {"fields": " ".join(fields), "connection": conflict.service}
    return told_line(
        conflict.task, conflict.worker, tx.now, NoticeKind.CHECK, CONFLICT, params,
        asks=Asks.LOOKING, attention=Attention.TO_CONFIRM, patient=conflict.object,
        source=Source(SourceKind.CONFLICT, conflict.id),
    )  # fmt: skip


def _tell_refusal(tx: Transaction, sending: Sending, receipt: Receipt, service: str) -> None:
    """Whoever sent it is told, in the service's own words."""
    if not tx.notices.works_here(sending.worker):
        return
    patient = sending.object if sending.kind == KIND else None
    if sending.kind == orders.KIND and (order := tx.orders.find(sending.object)) is not None:
        patient = order.patient
    source = Source(SourceKind.PATIENT, patient) if patient is not None else None
    if sending.kind in _SOURCES:
        source = Source(_SOURCES[sending.kind], sending.object)
    params = {"kind": sending.kind, "connection": service}
    told = " ".join(filter(None, (receipt.code, receipt.text)))
    line = told_line(
        tx.ids.new(), sending.worker, tx.now, NoticeKind.DECISION, REFUSED, params,
        detail=told, patient=patient, number=receipt.number, source=source,
    )  # fmt: skip
    tx.home.add_all([line])


def _patient_answered(tx: Transaction, sending: Sending, receipt: Receipt) -> None:
    """What was sent is what both sides know now; refused later, nothing is known for sure."""
    service = sending.taken_by or sending.address
    known = tx.exchange.linked(service, sending.object)
    if receipt.way is Way.REFUSED:
        if known is not None and sending.state in (Way.SENT, Way.ACCEPTED):
            tx.exchange.keep_link(sending.object, service, known.remote_id, known.etag, {})
        return
    keep_known(tx, sending.object, service, receipt, tx.exchange.payload(sending.seq), known)


def keep_known(
    tx: Transaction, about: Id, service: str, receipt: Receipt, said: Mapping[str, str], known: Linked | None
) -> None:
    """After a service took an object: what it calls it, and what both sides know."""
    remote = receipt.remote_id or (known.remote_id if known is not None else "")
    if not remote:
        return
    other = tx.exchange.linked_remote(service, remote)
    if other is not None and other.object != about:
        raise Invalid("exchange.unfit", "remote_id")
    tx.exchange.keep_link(about, service, remote, receipt.etag or (known.etag if known else ""), said)


INCOMING: Final[dict[str, Taking]] = {
    "status": take_status,
    KIND: take_patient,
    "result": take_result,
    region.RESOURCE: take_resource,
}
"""What a change of a kind does. It raises Invalid or Refused for one that cannot be taken in."""


def _document_answered(tx: Transaction, sending: Sending, receipt: Receipt) -> None:
    """How a document stands is what was last said of it."""
    status = _STATUSES.get(receipt.way)
    if status is not None:
        tx.documents.mark(sending.object, status)


ANSWERED: Final[dict[str, Effect]] = {
    KIND: _patient_answered,
    "document": _document_answered,
    ASKING: policy_answered,
    PRICING: services_priced,
    region.ASKING: chart_answered,
    orders.KIND: order_answered,
}
"""What an answer to an operation of a kind does beside being kept."""
