"""kill -9 in the middle of writing: what was acknowledged is there, and nothing is half-written."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.door import TEST_COST, Door, Founding
from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.domain.ids import Id

ROUNDS = 200 if os.environ.get("MEDCAB_PROVE") else 4
"""The full proof is run by `make prove`."""
OTHER = Path(__file__).parent / "other_process.py"


@pytest.mark.slow
@pytest.mark.timeout(1800)
async def test_all_that_was_acknowledged_survives_kills(tmp_path: Path, founding: Founding) -> None:
    door = Door(tmp_path / "cabinet", Surroundings.real("Europe/Moscow"), cost=TEST_COST)
    cabinet, _code = await door.found(founding)
    await cabinet.sign_out()
    chance = random.Random(7)
    newest: dict[str, dict[str, Any]] = {}
    rows = 0
    for _round in range(ROUNDS):
        acknowledged = killed_while_writing(door.folder, chance.uniform(0.0, 0.4))
        fresh = {line["record"]: line for line in acknowledged if "record" in line}
        assert fresh
        again = await door.sign_in("ivanova", "Demo-2026!")
        await all_there(again, fresh)
        verdict = await again.journal.verify()
        assert verdict.whole
        assert verdict.rows >= rows + len(acknowledged)
        rows = verdict.rows
        newest |= fresh
        await again.sign_out()
    again = await door.sign_in("ivanova", "Demo-2026!")
    await all_there(again, newest)
    assert await again.patients.total() == ROUNDS
    await again.sign_out()


async def all_there(cabinet: Cabinet, newest: dict[str, dict[str, Any]]) -> None:
    """What was acknowledged last of each record, and at most the one edition that was under way beyond it."""
    for record, line in newest.items():
        versions = await cabinet.patients.versions(Id(bytes.fromhex(record)))
        bodies = {revision.version: revision.body.conclusion for revision in versions}
        assert bodies[line["version"]] == line["conclusion"]
        assert sorted(bodies) == list(range(1, len(bodies) + 1))
        assert len(bodies) - line["version"] <= 1
        whole = await cabinet.patients.encounter(Id(bytes.fromhex(record)))
        assert whole.version == len(bodies)


def killed_while_writing(folder: Path, seconds: float) -> list[dict[str, Any]]:
    """Starts a process that writes, kills it some time after its first record, gives what it acknowledged."""
    process = subprocess.Popen(
        [sys.executable, str(OTHER), str(folder), "write"], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    lines = [process.stdout.readline(), process.stdout.readline()]
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    lines += process.stdout.readlines()
    process.wait()
    return [json.loads(line) for line in lines if line.endswith("\n")]
