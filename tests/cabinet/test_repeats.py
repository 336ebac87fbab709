"""The same request twice within ten minutes: refused, with the way to the first (C180)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from msgspec.structs import replace

from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.patients_actions import AddPatient, WriteRecord
from medcab_tui.domain.errors import Invalid, Repeated
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Coded, EncounterKind, NewPatient, RecordBody

Adding = Callable[[Cabinet, NewPatient], Awaitable[Id]]
BODY = RecordBody(
    EncounterKind.EXAMINATION,
    Coded("I10", "Эссенциальная [первичная] гипертензия", "2.24"),
    complaints="Головная боль",
)


async def write(cabinet: Cabinet, patient: Id, body: RecordBody = BODY) -> Id:
    at = cabinet.surroundings.clock.now()
    return (await cabinet.do(WriteRecord(cabinet.surroundings.ids.new(), patient, at, body))).result


@pytest.mark.capability("C180")
async def test_the_same_record_twice_is_refused_and_names_the_first(
    cabinet: Cabinet, maria: NewPatient, add: Adding
) -> None:
    patient = await add(cabinet, maria)
    first = await write(cabinet, patient)
    cabinet.surroundings.clock.advance(timedelta(minutes=4))  # type: ignore[attr-defined]
    before = await cabinet.journal.my_total()
    with pytest.raises(Repeated) as refused:
        await write(cabinet, patient)
    assert (refused.value.code, refused.value.field) == ("request.repeated", None)
    assert refused.value.values == {"first": first.hex(), "at": "12:15", "who": "Иванова А. П."}
    assert len(await cabinet.patients.encounters(patient)) == 1
    assert await cabinet.journal.my_total() == before
    await write(cabinet, patient, replace(BODY, complaints="Головная боль, тошнота"))
    assert len(await cabinet.patients.encounters(patient)) == 2


@pytest.mark.capability("C180")
async def test_after_ten_minutes_it_is_taken_again(cabinet: Cabinet, maria: NewPatient, add: Adding) -> None:
    patient = await add(cabinet, maria)
    await write(cabinet, patient)
    cabinet.surroundings.clock.advance(timedelta(minutes=10))  # type: ignore[attr-defined]
    await write(cabinet, patient)
    assert len(await cabinet.patients.encounters(patient)) == 2
    cabinet.repeats_within = timedelta(0)
    await write(cabinet, patient)


@pytest.mark.capability("C180")
async def test_somebody_who_is_the_very_same_is_not_added_again_despite_the_first(
    cabinet: Cabinet, maria: NewPatient, add: Adding
) -> None:
    first = await add(cabinet, maria)
    ids = cabinet.surroundings.ids
    with pytest.raises(Invalid) as unseen:
        await cabinet.do(AddPatient(ids.new(), maria))
    assert unseen.value.code == "patient.duplicate"
    with pytest.raises(Repeated):
        await cabinet.do(AddPatient(ids.new(), maria, despite=(first,)))
    other = replace(maria, birth=maria.birth + timedelta(days=1), snils="", policy="")
    alike = tuple(row.id for row in await cabinet.patients.likely_duplicates(other))
    await cabinet.do(AddPatient(ids.new(), other, despite=alike))


async def test_the_same_action_again_is_no_second_request(
    cabinet: Cabinet, maria: NewPatient, add: Adding
) -> None:
    patient = await add(cabinet, maria)
    action = WriteRecord(cabinet.surroundings.ids.new(), patient, cabinet.surroundings.clock.now(), BODY)
    assert not (await cabinet.do(action)).repeated
    assert (await cabinet.do(action)).repeated
