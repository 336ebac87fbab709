"""kill -9 at any moment: what was acknowledged is there, and nothing is half-written."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import select
import signal
import struct
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from medcab_tui.store import backup, connect
from medcab_tui.store.vault import Vault
from tests.store.stores import KEY, STEPS, half_written, notes, write_note

ACTION = struct.Struct(">q")


async def _write_until_killed(folder: Path, ledger: int, first: int) -> None:
    vault = await Vault.open(folder, KEY, migrations=STEPS)
    number = first
    while True:
        await vault.write(lambda c, number=number: write_note(c, number, f"{number} " * (number % 400)))
        os.write(ledger, ACTION.pack(number))
        number += 1


def _killed(folder: Path, first: int, after: float) -> list[int]:
    """The actions that a writer acknowledged before it was killed."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            asyncio.run(_write_until_killed(folder, writing, first))
        finally:
            os._exit(1)
    os.close(writing)
    acknowledged = b""
    deadline = time.monotonic() + after
    while (left := deadline - time.monotonic()) > 0:
        if select.select([reading], [], [], left)[0]:
            acknowledged += os.read(reading, 1 << 16)
    os.kill(child, signal.SIGKILL)
    _child, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == -signal.SIGKILL, "the writer failed by itself"
    while more := os.read(reading, 1 << 16):
        acknowledged += more
    os.close(reading)
    return [number for (number,) in ACTION.iter_unpack(acknowledged)]


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_nothing_acknowledged_is_lost_and_nothing_is_half_written(
    folder: Path, rounds: Callable[[int, int], int]
) -> None:
    asyncio.run(_created(folder))
    chance = random.Random(9)
    ledger: list[int] = []
    early = 0
    for number in range(rounds(20, 200)):
        acknowledged = _killed(folder, number * 1_000_000, chance.uniform(0.0, 0.12))
        early += not acknowledged
        ledger += acknowledged
        with contextlib.closing(connect.keyed(folder / "cabinet.db", KEY)) as connection:
            found = set(notes(connection))
            assert set(ledger) <= found, f"lost in round {number}: {sorted(set(ledger) - found)[:5]}"
            assert len(found) - len(ledger) <= number + 1, "more was written than was under way"
            assert half_written(connection) == []
    backup.prove(folder / "cabinet.db", KEY)
    assert len(ledger) > 100
    assert early < rounds(20, 200), "some writers must live long enough to write"
    assert asyncio.run(_opened(folder)) >= len(ledger)


def test_killed_while_the_store_is_made_it_can_be_made_again(tmp_path: Path) -> None:
    chance = random.Random(3)
    made = 0
    for number in range(12):
        place = tmp_path / str(number)
        child = os.fork()
        if child == 0:
            try:
                asyncio.run(_created(place))
            finally:
                os._exit(0)
        time.sleep(chance.uniform(0.0, 0.03))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        if (place / "cabinet.db").exists():
            made += 1
        else:
            asyncio.run(_created(place))
        assert asyncio.run(_opened(place)) == 0
    assert made < 12


async def _created(folder: Path) -> None:
    await (await Vault.create(folder, KEY, STEPS)).close()


async def _opened(folder: Path) -> int:
    vault = await Vault.open(folder, KEY, migrations=STEPS)
    count = len(await vault.read(notes))
    await vault.close()
    return count
