"""One of two writers on one store: as many actions a second as asked for, and how long each took.

python -m tests.benchmarks.writer ours STORE | plain FILE
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import sys
import time
from pathlib import Path

from tests.benchmarks import plain
from tests.benchmarks.storage import PAIRED_SECONDS, RATE, signed_in, write


async def ours(store: Path) -> dict[str, list[float]]:
    """Records written into the store."""
    cabinet = await signed_in(store)
    patient = (await cabinet.patients.page(limit=1))[0].id
    taken: list[float] = []
    errors: list[float] = []
    for number in range(PAIRED_SECONDS * RATE):
        start = time.perf_counter()
        try:
            await write(cabinet, patient, number)
        except Exception:
            errors.append(number)
        spent = time.perf_counter() - start
        taken.append(spent * 1000)
        await asyncio.sleep(max(0.0, 1 / RATE - spent))
    await cabinet.lock()
    return {"taken": taken, "errors": errors}


def bare(file: Path) -> dict[str, list[float]]:
    """Bare commits into a plain database."""
    try:
        return {"taken": plain.commits(file, PAIRED_SECONDS * RATE, 1 / RATE), "errors": []}
    except sqlite3.OperationalError:
        return {"taken": [0.0], "errors": [1.0]}


if __name__ == "__main__":
    place = Path(sys.argv[2])
    print(json.dumps(asyncio.run(ours(place)) if sys.argv[1] == "ours" else bare(place)))
