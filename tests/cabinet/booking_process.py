"""Another cabinet on the same store that books one time for one patient as soon as it is told to.

Prints "ready", then one JSON line: what came of it, and the next free times if the time was taken.
"""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import datetime, timedelta
from pathlib import Path

from medcab_tui.cabinet.door import TEST_COST, Door
from medcab_tui.cabinet.schedule_actions import BookVisit
from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.ids import Id
from medcab_tui.domain.rooms import VisitKind


async def main(folder: Path, patient: Id, at: datetime, now: datetime, seed: int) -> None:
    around = Surroundings.fixed(now, seed)
    cabinet = await Door(folder, around, cost=TEST_COST).sign_in("ivanova", "Demo-2026!")
    doctor = cabinet.worker.id
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    try:
        done = await cabinet.do(
            BookVisit(around.ids.new(), patient, doctor, at, 15, VisitKind.FIRST, "боль в горле")
        )
        answer = {"booked": done.result.hex()}
    except Invalid as refused:
        free = await cabinet.schedule.free(doctor, since=at - timedelta(hours=1), patient=patient, limit=3)
        standing = await cabinet.schedule.booked(Id(bytes.fromhex(refused.values["other"])))
        answer = {
            "refused": refused.code,
            "stands": standing.visit.patient.hex(),
            "free": " ".join(f"{one:%H:%M}" for one in free),
        }
    print(json.dumps(answer), flush=True)
    await cabinet.sign_out()


if __name__ == "__main__":
    place, whose, start, clock, chance = sys.argv[1:]
    asyncio.run(
        main(
            Path(place),
            Id(bytes.fromhex(whose)),
            datetime.fromisoformat(start),
            datetime.fromisoformat(clock),
            int(chance),
        )
    )
