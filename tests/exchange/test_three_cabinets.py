"""Three cabinets and a server, a line that does everything wrong, clocks hours apart: 1,000 schedules."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from medcab_tui.cabinet.door import TEST_COST, Door
from tests.cabinet.conftest import FOUNDING
from tests.exchange.clinic import SERVICE, Desk, Schedule, surroundings

CHUNKS = 20
EACH = 50
LENGTH = 40 if os.environ.get("MEDCAB_PROVE") else 9
"""Deeds of a schedule until the line is good again."""


@pytest.fixture
async def desks(tmp_path: Path) -> AsyncIterator[list[Desk]]:
    async with AsyncExitStack() as stack:
        made = []
        for number in range(3):
            door = Door(tmp_path / f"cabinet{number}", surroundings(number), cost=TEST_COST)
            cabinet, _code = await door.found(FOUNDING)
            stack.callback(cabinet.close_now)
            await cabinet._desk.write(lambda c: c.execute(SERVICE))
            made.append(Desk(cabinet, number))
        yield made


@pytest.mark.parametrize("chunk", range(CHUNKS))
async def test_everybody_says_the_same_and_no_edit_is_lost(desks: list[Desk], chunk: int) -> None:
    for seed in range(chunk * EACH, (chunk + 1) * EACH):
        try:
            await Schedule(desks, seed, LENGTH).run()
        except Exception as error:
            raise AssertionError(f"schedule {seed}: {error!r}") from error
