"""kill -9 in the middle of writing: what was acknowledged is there, and nothing is half-written."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from medcab_tui.cabinet.door import TEST_COST, Door, Founding
from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.domain.ids import Id

OTHER = Path(__file__).parent / "other_process.py"


@pytest.mark.parametrize("round_", range(4))
async def test_all_that_was_acknowledged_survives_a_kill(
    tmp_path: Path, founding: Founding, round_: int
) -> None:
    door = Door(tmp_path / "cabinet", Surroundings.real("Europe/Moscow"), cost=TEST_COST)
    cabinet, _code = await door.found(founding)
    await cabinet.sign_out()

    acknowledged = killed_while_writing(door.folder, random.Random(round_).uniform(0.05, 0.4))

    again = await door.sign_in("ivanova", "Demo-2026!")
    newest = {line["record"]: line for line in acknowledged if "record" in line}
    assert newest
    for record, line in newest.items():
        versions = await again.patients.versions(Id(bytes.fromhex(record)))
        bodies = {revision.version: revision.body.conclusion for revision in versions}
        assert bodies[line["version"]] == line["conclusion"]
        assert sorted(bodies) == list(range(1, len(bodies) + 1))
        assert len(bodies) - line["version"] <= 1, "at most the one under way beyond what was acknowledged"
        whole = await again.patients.encounter(Id(bytes.fromhex(record)))
        assert whole.version == len(bodies)
    verdict = await again.journal.verify()
    assert verdict.whole
    assert verdict.rows >= len(acknowledged)
    await again.sign_out()


def killed_while_writing(folder: Path, seconds: float) -> list[dict[str, str]]:
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
