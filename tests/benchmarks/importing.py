"""A process that takes a file in: prints how many resources, how long it took, how much memory."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path

from medcab_tui.cabinet.door import TEST_COST, Door, Founding
from medcab_tui.cabinet.imports import Asked
from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.domain.imports import Fate


async def main(folder: Path, file: Path) -> None:
    founding = Founding("Клиника", "Иванова", "А", "", "врач", "", "ivanova", "Demo-2026!")
    cabinet, _code = await Door(folder, Surroundings.real(), cost=TEST_COST).found(founding)
    before = resident()
    for _turn in range(2):
        begun, spent = time.perf_counter(), time.process_time()
        plan = await cabinet.imports.plan([file], Asked())
        looked = time.perf_counter()
        tally = await cabinet.imports.run(plan)
        now = resident()
        told = {
            "resources": plan.total,
            "new": tally.of(Fate.NEW),
            "looking": looked - begun,
            "whole": time.perf_counter() - begun,
            "cpu": time.process_time() - spent,
            "memory": now,
            "more": now - before,
        }
        print(json.dumps(told), flush=True)
    await cabinet.lock()


def resident() -> float:
    """The most megabytes that were resident so far, of this program alone."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2])))
