"""Changes made by other processes, and our own."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from medcab_tui.cabinet.actions import TOPICS, topics_of
from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.door import Door
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import NewPatient

Adding = Callable[[Cabinet, NewPatient], Awaitable[Id]]
OTHER = Path(__file__).parent / "other_process.py"


async def until(true: Callable[[], bool], seconds: float) -> float:
    """How long it took until something was so."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < seconds, "it did not happen in time"
        await asyncio.sleep(0.02)
    return time.monotonic() - began


async def test_another_process_is_seen_within_two_seconds(door: Door, cabinet: Cabinet) -> None:
    told: list[frozenset[str]] = []
    cabinet.subscribe(told.append)
    await asyncio.sleep(0.1)
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(OTHER), str(door.folder), "add", stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    line = json.loads(await process.stdout.readline())
    assert await until(lambda: bool(told), 10) < 2
    assert told[0] == frozenset({"patients"})
    assert (await cabinet.patients.row(Id(bytes.fromhex(line["patient"])))).surname == "Соседова"
    await process.wait()


async def test_our_own_change_is_told_at_once_and_once(
    door: Door, cabinet: Cabinet, maria: NewPatient, add: Adding
) -> None:
    told: list[frozenset[str]] = []
    end = cabinet.subscribe(told.append)
    await add(cabinet, maria)
    assert told == [frozenset({"patients"})]
    other = await door.sign_in("ivanova", "Demo-2026!")
    await other.sign_out()
    await asyncio.sleep(1.3)
    assert told == [frozenset({"patients"})], (
        "signing in elsewhere concerns nobody, and ours is not told again"
    )
    end()
    await cabinet.drafts.keep("a", "b", {"c": "d"})
    assert len(told) == 1


async def test_another_process_is_seen_after_many_changes_of_our_own(
    door: Door, cabinet: Cabinet, maria: NewPatient, add: Adding
) -> None:
    other = await door.sign_in("ivanova", "Demo-2026!")
    await asyncio.sleep(1.1)
    for _ in range(30):
        await cabinet._desk.note("test")
    told: list[frozenset[str]] = []
    cabinet.subscribe(told.append)
    await add(other, maria)
    await until(lambda: bool(told), 3)
    assert told == [frozenset({"patients"})]
    await other.sign_out()


async def test_the_look_out_is_not_busy(cabinet: Cabinet) -> None:
    for _ in range(60):
        assert not cabinet.busy
        await asyncio.sleep(0.02)


@pytest.mark.parametrize(
    ("code", "topics"),
    [
        ("patient.added", {"patients"}),
        ("record.amended", {"encounters", "home"}),
        ("worker.added", {"accounts"}),
        ("sign_in", set()),
        ("sign_out", set()),
        ("a.newer.program", set(TOPICS)),
    ],
)
def test_rows_of_the_journal_say_whom_they_concern(code: str, topics: set[str]) -> None:
    assert topics_of(code) == topics


def test_the_other_process_reports_refusals(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, str(OTHER), str(tmp_path / "none"), "add"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode != 0
    assert "store.missing" in ran.stderr
