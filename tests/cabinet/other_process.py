"""Another cabinet on the same store: adds a patient, or writes and amends records until it is killed.

Prints one JSON line for everything that was acknowledged.
"""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import date, timedelta
from pathlib import Path

from msgspec.structs import replace

from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.door import TEST_COST, Door
from medcab_tui.cabinet.patients_actions import AddPatient, AmendRecord, WriteRecord
from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Coded, EncounterKind, NewPatient, RecordBody, Sex

NEIGHBOUR = NewPatient("Соседова", "Анна", "Ивановна", Sex.FEMALE, date(1970, 1, 1))
BODY = RecordBody(EncounterKind.EXAMINATION, Coded("I10", "Гипертензия", "2.24"), conclusion="0")


def say(**what: object) -> None:
    print(json.dumps(what), flush=True)


async def add(cabinet: Cabinet) -> Id:
    """A neighbour born on another day than those who are there."""
    born = NEIGHBOUR.birth + timedelta(days=await cabinet.patients.total())
    neighbour = replace(NEIGHBOUR, birth=born)
    patient = (await cabinet.do(AddPatient(cabinet.surroundings.ids.new(), neighbour))).result
    say(patient=patient.hex())
    return patient


async def write(cabinet: Cabinet) -> None:
    ids, at = cabinet.surroundings.ids, cabinet.surroundings.clock.now()
    patient = await add(cabinet)
    while True:
        record = (await cabinet.do(WriteRecord(ids.new(), patient, at, BODY))).result
        say(record=record.hex(), version=1, conclusion="0")
        for version in (1, 2):
            changed = replace(BODY, conclusion=str(version))
            await cabinet.do(AmendRecord(ids.new(), record, version, changed, "уточнение"))
            say(record=record.hex(), version=version + 1, conclusion=str(version))


async def main(folder: Path, what: str) -> None:
    door = Door(folder, Surroundings.real("Europe/Moscow"), cost=TEST_COST)
    cabinet = await door.sign_in("ivanova", "Demo-2026!")
    if what == "add":
        await add(cabinet)
        await cabinet.sign_out()
    else:
        await write(cabinet)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
