"""Another cabinet on the same store that attaches large files until it is killed; says `done` for each."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from medcab_tui.cabinet.documents_actions import AttachDocument
from medcab_tui.cabinet.door import TEST_COST, Door
from medcab_tui.cabinet.surroundings import Surroundings


async def main(folder: Path) -> None:
    door = Door(folder, Surroundings.real("Europe/Moscow"), cost=TEST_COST)
    cabinet = await door.sign_in("ivanova", "Demo-2026!")
    print("here", flush=True)
    while True:
        content = b"%PDF-1.4 " + os.urandom(6 * 1024 * 1024)
        await cabinet.do(
            AttachDocument(cabinet.surroundings.ids.new(), "Большой", "акт", None, "x.pdf", content)
        )
        print("done", flush=True)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
