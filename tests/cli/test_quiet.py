"""What breaks beside the main thread is written down and never printed: its message may name a patient."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SECRET = "Кузнецова-Тайная"
BEGIN = f"""
import asyncio, gc, threading
from medcab_tui.commands.process import forbid_tracing
forbid_tracing()
def broken():
    raise ValueError("{SECRET}")
class Left:
    def __del__(self):
        broken()
async def task():
    broken()
async def forgotten():
    asyncio.get_running_loop().create_task(task())
    await asyncio.sleep(0.01)
    gc.collect()
"""


@pytest.mark.parametrize(
    "breaking",
    [
        "t = threading.Thread(target=broken); t.start(); t.join()",
        "Left(); gc.collect()",
        "asyncio.run(forgotten())",
    ],
)
def test_a_fault_beside_the_main_thread_is_not_printed(tmp_path: Path, breaking: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", BEGIN + breaking],
        env=os.environ | {"XDG_STATE_HOME": str(tmp_path)},
        capture_output=True,
        timeout=60,
        check=True,
    )
    assert done.stdout + done.stderr == b""
    text = (tmp_path / "medcab" / "log" / "medcab.log").read_text("ascii")
    assert json.loads(text)["chain"][0]["kind"] == "builtins.ValueError"
    assert SECRET not in json.loads(text).__repr__()
