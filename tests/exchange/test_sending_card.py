"""Conclusions and results leave the card (C044): signed only, held, once, with their way (C194)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pytest
from msgspec.structs import replace

from medcab_tui.cabinet.bulk import LoadBatch
from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.exchange_actions import RecallSending
from medcab_tui.cabinet.patients_actions import AmendRecord, WriteRecord
from medcab_tui.cabinet.pieces import LoadedResult
from medcab_tui.cabinet.sending_card import SendRecord, SendResults
from medcab_tui.domain.errors import Invalid, Refused, Stale
from medcab_tui.domain.exchange import Way
from medcab_tui.domain.exchange_rules import day_of, key_of
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Coded, EncounterKind, NewPatient, Observation, RecordBody
from tests.cabinet.test_signatures import key, of_record
from tests.exchange.test_exchange import Adding, Place
from tests.papers.signing.keys import Made

__all__ = ["key"]

SERVICE = (
    "INSERT INTO service (name, id, adapter, title, enabled, shape, settings, carries, capabilities)"
    " VALUES ('region', randomblob(16), 'model', '{}', 1, 1, '{}', '[\"conclusion\", \"results\"]', '[]')"
)
AT = datetime(2026, 11, 20, 6, 15, tzinfo=UTC)
DAY = date(2026, 11, 20)
BODY = RecordBody(
    EncounterKind.EXAMINATION, Coded("I10", "Эссенциальная гипертензия", "2.27"), complaints="голова",
    conclusion="АД высокое", plan="приём", anamnesis="давно",
)  # fmt: skip


@pytest.fixture
async def place(cabinet: Cabinet) -> Place:
    await cabinet._desk.write(lambda c: c.execute(SERVICE))
    return Place(cabinet)


async def written(place: Place, patient: Id) -> Id:
    cabinet = place.cabinet
    return (await cabinet.do(WriteRecord(cabinet.surroundings.ids.new(), patient, AT, BODY))).result


@pytest.mark.capability("C044", "C194")
async def test_a_signed_record_goes_as_a_conclusion_once_and_its_way_is_seen(
    place: Place, maria: NewPatient, add: Adding, key: Made
) -> None:
    cabinet, new = place.cabinet, place.cabinet.surroundings.ids.new
    patient = await add(cabinet, maria)
    record = await written(place, patient)
    with pytest.raises(Invalid, match=r"record\.not_signed"):
        await cabinet.do(SendRecord(new(), record, 1, "region"))
    await cabinet.signatures.sign(of_record(record))
    with pytest.raises(Invalid, match=r"document\.no_service"):
        await cabinet.do(SendRecord(new(), record, 1, "nowhere"))
    with pytest.raises(Stale):
        await cabinet.do(SendRecord(new(), record, 2, "region"))
    called_back = SendRecord(new(), record, 1, "region")
    await cabinet.do(called_back)
    await cabinet.do(RecallSending(new(), 0, key=key_of(called_back.id, 0, "region")))
    await cabinet.do(SendRecord(new(), record, 1, "region"))
    await place.step(14)
    assert place.adapter.asked == [], "held for 15 s"
    await place.step(2)
    (asked,) = place.adapter.asked
    assert (asked.kind, asked.object) == ("conclusion", record)
    said = asked.body
    assert (said["conclusion"], said["anamnesis"], said["diagnosis_code"]) == ("АД высокое", "давно", "I10")
    assert (said["author"], said["patient"]["surname"]) == ("Иванова А. П.", "Кузнецова")  # type: ignore[call-overload,index]
    (file,) = asked.files
    assert sha256(file.content).hexdigest() == said["sha256"]
    assert len(file.signatures) == 1
    with pytest.raises(Invalid, match=r"record\.sent_already"):
        await cabinet.do(SendRecord(new(), record, 1, "region"))
    ways = [step.way for step in await cabinet.exchange.way(record)]
    assert {Way.REGISTERED, Way.RECALLED} == set(ways) - {Way.HELD, Way.QUEUED}
    (kept,) = await place.read(
        f"SELECT payload FROM outbox WHERE state = 'registered' AND object = x'{record.hex()}'"
    )
    assert "голова" not in kept[0], "the outbox keeps what was meant, not the text"


async def test_a_record_that_was_amended_while_it_waited_does_not_leave(
    place: Place, maria: NewPatient, add: Adding, key: Made
) -> None:
    cabinet, new = place.cabinet, place.cabinet.surroundings.ids.new
    record = await written(place, await add(cabinet, maria))
    await cabinet.signatures.sign(of_record(record))
    await cabinet.do(SendRecord(new(), record, 1, "region"))
    await cabinet.do(AmendRecord(new(), record, 1, replace(BODY, plan="иначе"), "описка"))
    await place.step(20)
    assert place.adapter.asked == []
    (sending,) = await cabinet.exchange.sendings(record)
    assert (sending.state, sending.code) == (Way.REFUSED, "record.changed")
    (code, source) = (await place.read("SELECT code, source FROM task WHERE code = 'exchange.refused'"))[0]
    assert (code, source) == ("exchange.refused", "record"), "whoever sent it is told, and led to the record"


@pytest.mark.capability("C044")
async def test_the_results_of_a_day_go_together_and_once_as_they_are(
    place: Place, maria: NewPatient, add: Adding
) -> None:
    cabinet, new = place.cabinet, place.cabinet.surroundings.ids.new
    patient = await add(cabinet, maria)
    made = [
        Observation(
            new(),
            Coded("4548-4", "HbA1c", "2.72"),
            Decimal("7.9"),
            "%",
            "%",
            None,
            Decimal("6.5"),
            AT,
            "ЛИС",
            False,
        ),
        Observation(
            new(),
            Coded("2823-3", "Калий", "2.72"),
            Decimal("4.0"),
            "ммоль/л",
            "mmol/L",
            Decimal("3.5"),
            Decimal("5.1"),
            AT,
            "ЛИС",
            True,
        ),
        Observation(
            new(),
            Coded("2823-3", "Калий", "2.72"),
            Decimal("4.1"),
            "ммоль/л",
            "mmol/L",
            None,
            None,
            AT - timedelta(days=9),
            "ЛИС",
            True,
        ),
    ]
    await cabinet.do(LoadBatch(new(), tuple(LoadedResult(patient, one) for one in made)))
    of_day = (made[0].id, made[1].id)
    with pytest.raises(Refused, match=r"result\.missing"):
        await cabinet.do(SendResults(new(), patient, DAY, (made[0].id, made[2].id), "region"))
    with pytest.raises(Refused, match=r"result\.missing"):
        await cabinet.do(SendResults(new(), patient, DAY, (), "region"))
    await cabinet.do(SendResults(new(), patient, DAY, of_day, "region"))
    await place.step(16)
    (asked,) = place.adapter.asked
    found: Any = asked.body["results"]
    assert sorted((one["code"], one["value"], one["flag"]) for one in found) == [
        ("2823-3", "4.0", "N"), ("4548-4", "7.9", "H"),
    ]  # fmt: skip
    with pytest.raises(Invalid, match=r"result\.sent_already"):
        await cabinet.do(SendResults(new(), patient, DAY, of_day[::-1], "region"))
    about = day_of(patient, DAY)
    assert [one.state for one in await cabinet.exchange.sendings(about)] == [Way.REGISTERED]
    assert day_of(patient, DAY + timedelta(days=1)) != about
