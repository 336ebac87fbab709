"""Another cabinet on the same store that proves itself by a code as soon as it is told to.

Prints "ready", then "proved" or the code of the refusal.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import datetime
from pathlib import Path

from medcab_tui.cabinet.door import TEST_COST, Door
from medcab_tui.cabinet.half_open import CodeNeeded
from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.domain.errors import Refused


async def main(folder: Path, recovery: str, code: str, now: datetime, seed: int) -> None:
    door = Door(folder, Surroundings.fixed(now, seed), cost=TEST_COST)
    try:
        await door.sign_in("ivanova", "Demo-2026!")
    except CodeNeeded as needed:
        cabinet = await needed.half.give(recovery)
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    try:
        await cabinet.step_up.prove(code=code)
        print("proved", flush=True)
    except Refused as refused:
        print(refused.code, flush=True)
    await cabinet.sign_out()


if __name__ == "__main__":
    place, paper, typed, clock, chance = sys.argv[1:]
    asyncio.run(main(Path(place), paper, typed, datetime.fromisoformat(clock), int(chance)))
