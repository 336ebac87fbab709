"""Three cabinets, each in a process of its own that is killed at any moment, and a server on loopback."""

from __future__ import annotations

import asyncio
import json
import os
import random
import sys
from contextlib import AsyncExitStack, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from medcab_tui.cabinet.door import TEST_COST, Door
from medcab_tui.domain.exchange import ChangedThere, Operation
from medcab_tui.domain.ids import Id
from tests.cabinet.conftest import FOUNDING, NOON
from tests.exchange.clinic import SERVICE, Desk, Schedule, surroundings
from tests.exchange.model import Faults, Server

SCHEDULES = 20 if os.environ.get("MEDCAB_PROVE") else 2
RUNS = 2


async def answered(server: Server, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One question of one cabinet."""
    asked: dict[str, Any] = json.loads(await reader.readline())
    if "since" in asked:
        changes = [
            [one.cursor, one.remote_id, one.etag, dict(one.body)] for one in server.changes(asked["since"])
        ]
        answer: dict[str, Any] = {"changes": changes}
    else:
        operation = Operation(
            asked["key"], "patient", Id(bytes.fromhex(asked["object"])), asked["body"], NOON, 1,
            asked["remote"], asked["etag"],
        )  # fmt: skip
        try:
            receipt = server.push(operation)
            answer = {"remote": receipt.remote_id, "etag": receipt.etag}
        except ChangedThere as changed:
            theirs = changed.theirs
            answer = {"theirs": [theirs.remote_id, theirs.etag, dict(theirs.body)]}
    writer.write(json.dumps(answer).encode() + b"\n")
    await writer.drain()
    writer.close()


async def run_once(folder: Path, port: int, seed: int, run: int, number: int, chance: random.Random) -> None:
    """One life of one process; half of them end by kill -9."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.exchange.cabinet_process", str(folder / f"cabinet{number}"), str(port),
        str(seed), str(number), str(run), str(folder / f"log{number}"), stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        _out, error = await asyncio.wait_for(
            process.communicate(), chance.choice((60, 0.5 + chance.random()))
        )
        assert process.returncode == 0, error.decode()
    except TimeoutError:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


@pytest.mark.parametrize("seed", range(SCHEDULES))
async def test_cabinets_in_processes_of_their_own_come_to_agree(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    async with AsyncExitStack() as stack:
        desks = []
        for number in range(3):
            door = Door(tmp_path / f"cabinet{number}", surroundings(number), cost=TEST_COST)
            cabinet, _code = await door.found(FOUNDING)
            await cabinet._desk.write(lambda c: c.execute(SERVICE))
            desks.append(Desk(cabinet, number))
        schedule = Schedule(desks, 5000 + seed)
        schedule.faults.__dict__.update(Faults().__dict__)
        for desk in desks:
            await desk.begin(schedule.server, schedule.chance, schedule.faults)
        await schedule.open_cards()
        for desk in desks:
            desk.cabinet.close_now()
        peer = await asyncio.start_server(
            lambda r, w: answered(schedule.server, r, w), "127.0.0.1", 0, limit=2**22
        )
        stack.callback(peer.close)
        port = peer.sockets[0].getsockname()[1]
        for run in range(RUNS):
            await asyncio.gather(
                *(run_once(tmp_path, port, seed, run, number, chance) for number in range(3))
            )
        for desk in desks:
            door = Door(tmp_path / f"cabinet{desk.number}", desk.cabinet.surroundings, cost=TEST_COST)
            desk.cabinet = await door.sign_in(FOUNDING.login, FOUNDING.password)
            stack.callback(desk.cabinet.close_now)
            desk.start()
            desk.clock.advance(timedelta(days=RUNS + 1))  # no earlier than the processes were
            read_log(schedule, tmp_path / f"log{desk.number}")
        try:
            await schedule.come_to_rest()
            await schedule.judge()
        except Exception as error:
            raise AssertionError(f"schedule {seed}: {error!r}") from error


def read_log(schedule: Schedule, log: Path) -> None:
    """What a process wrote, and what it saw when it did; the last line may be cut by its end."""
    if not log.exists():  # killed before it wrote anything
        return
    for told in log.read_text(encoding="utf-8", errors="replace").split("\n")[:-1]:
        what, surname, name, text, was = told.split("\t")
        schedule.line(surname, name).wrote(text, was)
        if what == "done":
            schedule.wrote.setdefault((surname, name), set()).add(text)
