"""Builds a demo store and prints a digest of every row of every table: run in processes of their own."""

from __future__ import annotations

import asyncio
import hashlib
import sys
from pathlib import Path

from medcab_tui.cabinet.door import Door
from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.demo import cast, making
from medcab_tui.demo.tape.commands import DEFAULT_CLOCK
from medcab_tui.domain.accounts import Permission
from medcab_tui.store.transaction import Connection

_TABLES = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"


def digests(connection: Connection) -> dict[str, str]:
    """Of each table, its rows in the order of what they say."""
    found = {}
    for (name,) in connection.execute(_TABLES).fetchall():
        rows = sorted(repr(row) for row in connection.execute(f'SELECT * FROM "{name}"'))
        found[name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()[:16]
    return found


async def main(folder: Path, patients: int, seed: int) -> None:
    surroundings = Surroundings.fixed(DEFAULT_CLOCK, seed)
    await cast.build(folder, patients, surroundings=surroundings, cost=cast.TAPE_COST, seed=seed)
    opened = await Door(folder, surroundings, cost=cast.TAPE_COST).sign_in("admin", cast.PASSWORD)
    for name, digest in (await opened._desk.read(Permission.READ_SCHEDULE, digests)).items():
        print(name, digest)
    opened.close_now()


if __name__ == "__main__":
    making.ALONE = int(sys.argv[4])  # type: ignore[misc]
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
