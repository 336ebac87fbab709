"""Another cabinet on the same store that takes in a file: a line after every batch, until it is killed."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from medcab_tui.cabinet import import_reading
from medcab_tui.cabinet.door import TEST_COST, Door
from medcab_tui.cabinet.imports import Asked
from medcab_tui.cabinet.surroundings import Surroundings


async def main(folder: Path, file: Path) -> None:
    import_reading.BATCH = 20  # type: ignore[misc]
    door = Door(folder, Surroundings.real("Europe/Moscow"), cost=TEST_COST)
    cabinet = await door.sign_in("ivanova", "Demo-2026!")
    plan = await cabinet.imports.plan([file], Asked())
    await cabinet.imports.run(plan, lambda done, _all: print(done, flush=True))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2])))
