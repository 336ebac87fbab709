"""Another program on the same store: acknowledges the result that is late, or adds one, and says so."""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from medcab_tui.cabinet.bulk import LoadBatch, LoadedResult
from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.door import TEST_COST, Door
from medcab_tui.cabinet.results_actions import AcknowledgeResults
from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.domain.home import seen_result
from medcab_tui.domain.patients import Coded, Observation


async def acknowledge(cabinet: Cabinet) -> None:
    row = next(row for row in await cabinet.home.attention() if row.result is not None)
    assert row.result is not None
    assert row.patient is not None
    seen = seen_result(row.patient, row.result)
    await cabinet.do(AcknowledgeResults(cabinet.surroundings.ids.new(), (seen,)))


async def arrive(cabinet: Cabinet) -> None:
    known = next(row for row in await cabinet.home.attention() if row.result is not None)
    assert known.patient is not None
    ids, at = cabinet.surroundings.ids, known.since - timedelta(days=1)
    code, low, high = Coded("x", "Калий", "1"), None, Decimal(5)
    new = Observation(ids.new(), code, Decimal(7), "ммоль/л", "mmol/L", low, high, at, "ЛИС", False)
    await cabinet.do(LoadBatch(ids.new(), (LoadedResult(known.patient, new, cabinet.worker.id),)))


async def main(folder: Path, what: str) -> None:
    door = Door(folder, Surroundings.real("Europe/Moscow"), cost=TEST_COST)
    cabinet = await door.sign_in("ivanova", "Demo-2026!")
    await {"acknowledge": acknowledge, "arrive": arrive}[what](cabinet)
    print(what, flush=True)
    await cabinet.sign_out()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
