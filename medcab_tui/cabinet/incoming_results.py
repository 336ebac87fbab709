"""Results as services tell them: a new one, the same again, or another value for what was told before."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from msgspec.structs import replace

from medcab_tui.cabinet.actions import Done, fingerprint
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.cleaning import one_line
from medcab_tui.domain.errors import Invalid, Refused
from medcab_tui.domain.exchange import Receipt
from medcab_tui.domain.exchange_rows import Arrived, Sending
from medcab_tui.domain.ids import Id
from medcab_tui.domain.orders import WAYS, Order
from medcab_tui.domain.patients import Coded, Observation, ResultStatus
from medcab_tui.domain.rules import LONGEST_WORDS, check_result
from medcab_tui.store.transaction import Transaction

KIND: Final = "result"
STANDS: Final = "observation"
"""What a link's base calls the result that stands now: a correction is another one."""

_LONGEST: Final = 250


def take_result(tx: Transaction, arrived: Arrived) -> Done[Any]:
    """A result for whoever ordered it; an edition with other content corrects the one that stands."""
    if not arrived.remote_id:
        raise Invalid("exchange.unfit", "remote_id")
    if arrived.deleted:
        return Done(None, None, {"service": arrived.service})  # what was read here stays
    body = json.loads(arrived.body)
    known = tx.exchange.linked_remote(arrived.service, arrived.remote_id)
    standing = known.base.get(STANDS, "") if known is not None else ""
    order = tx.orders.find(_id_of(body.get("order"), "order")) if body.get("order") else None
    patient = order.patient if order is not None else _patient(tx, arrived.service, body)
    before = tx.results.find(patient, Id(bytes.fromhex(standing))) if standing else None
    result = _result_of(body, tx.ids.new(), order)
    if before is not None:
        if _said(before.result) == _said(result):
            return Done(None, None, {"service": arrived.service})
        result = _correcting(result, before.result)
    check_result(result, tx.now)
    responsible = before.responsible if before is not None else _who_reads(tx, patient, order)
    tx.results.add(patient, result, responsible)
    first = known.object if known is not None else result.id
    tx.exchange.keep_link(first, arrived.service, arrived.remote_id, arrived.etag, {STANDS: result.id.hex()})
    params = {"observation": result.id.hex(), "patient": patient.hex(), "service": arrived.service}
    return Done(result.id, 1, params, after=fingerprint(result))


def order_answered(tx: Transaction, sending: Sending, receipt: Receipt) -> None:
    """How far an order is, as the laboratory says; of what is no order of ours nothing."""
    order, status = tx.orders.find(sending.object), WAYS.get(receipt.way)
    if order is None or status is None:
        return
    told = " ".join(filter(None, (receipt.code, receipt.text)))
    tx.orders.mark(order, status, number=one_line(receipt.number), told=one_line(told))


def _correcting(result: Observation, before: Observation) -> Observation:
    final = before.status is ResultStatus.PRELIMINARY and result.status is ResultStatus.FINAL
    status = result.status if final else ResultStatus.CORRECTED
    return replace(result, status=status, corrects=before.id, order=result.order or before.order)


def _who_reads(tx: Transaction, patient: Id, order: Order | None) -> Id | None:
    """Who ordered it, who treats the patient, who heads their department, or another who may acknowledge it.

    None only where nobody may: what nobody has to read is read by nobody.
    """
    may = tx.accounts.holding(Permission.ACKNOWLEDGE_RESULTS)
    asked = [order.by] if order is not None else []
    asked += sorted(tx.notices.doctors_of(patient))
    asked += tx.access.heads(tx.access.departments_of(patient))
    return next((worker for worker in (*asked, *sorted(may)) if worker in may), None)


def _patient(tx: Transaction, service: str, body: Mapping[str, Any]) -> Id:
    """The patient as the service calls them; whose it is must be certain."""
    called = body.get("patient")
    known = tx.exchange.linked_remote(service, called) if isinstance(called, str) and called else None
    if known is None:
        raise Refused("exchange.unknown")
    tx.patients.birth(known.object)
    return known.object


def _result_of(body: Mapping[str, Any], identity: Id, order: Order | None) -> Observation:
    return Observation(
        identity,
        Coded(_text(body, "code"), _text(body, "display"), _text(body, "dictionary")),
        _number(body, "value"),
        _text(body, "unit"),
        _text(body, "ucum"),
        _number(body, "low"),
        _number(body, "high"),
        _moment(body),
        _text(body, "source"),
        False,
        comparator=_text(body, "comparator", 2),
        words=_text(body, "words", LONGEST_WORDS),
        status=_status(body),
        order=order.id if order is not None else None,
        flag=_text(body, "flag", 20),
        performer=_text(body, "performer"),
    )


def _status(body: Mapping[str, Any]) -> ResultStatus:
    """Which of two editions corrects the other is seen by themselves."""
    said = _text(body, "status", 40)
    return ResultStatus.PRELIMINARY if said == ResultStatus.PRELIMINARY else ResultStatus.FINAL


def _said(result: Observation) -> tuple[object, ...]:
    """What two editions are compared by."""
    preliminary = result.status is ResultStatus.PRELIMINARY
    return (
        result.code.code, result.value, result.unit, result.low, result.high, result.comparator, result.words,
        result.flag, preliminary,
    )  # fmt: skip


def _text(body: Mapping[str, Any], field: str, most: int = _LONGEST) -> str:
    value = body.get(field)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > most:
        raise Invalid("exchange.unfit", field)
    return value.strip()


def _number(body: Mapping[str, Any], field: str) -> Decimal | None:
    value = body.get(field)
    if value is None or value == "":
        return None
    try:
        if isinstance(value, bool) or not isinstance(value, str | int) or len(str(value)) > 40:
            raise InvalidOperation
        number = Decimal(str(value).strip().replace(",", "."))
    except InvalidOperation:
        raise Invalid("exchange.unfit", field) from None
    if not number.is_finite():
        raise Invalid("exchange.unfit", field)
    return number


def _moment(body: Mapping[str, Any]) -> datetime:
    try:
        at = datetime.fromisoformat(_text(body, "at", 40))
        # Of the first day of all times elsewhere there is none here: such a row could never be read.
        return at.astimezone(UTC) if at.tzinfo is not None else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise Invalid("exchange.unfit", "at") from None


def _id_of(value: object, field: str) -> Id:
    try:
        return Id(bytes.fromhex(str(value)))
    except ValueError:
        raise Invalid("exchange.unfit", field) from None
