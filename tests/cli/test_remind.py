"""`medcab remind` as cron runs it: several at once, killed in the middle, without a key, with an open one."""

from __future__ import annotations

import asyncio
import os
import shlex
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pexpect
import pytest

from medcab_tui.cabinet.bulk import LoadBatch
from medcab_tui.cabinet.door import TEST_COST, Door, Founding
from medcab_tui.cabinet.pieces import LoadedTask
from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.domain.rooms import TaskState

PASSWORD = "Demo-2026!"
TASKS = 12
FOUNDING = Founding(
    "Поликлиника № 12", "Иванова", "Анна", "Петровна", "врач-терапевт", "Терапия", "ivanova", PASSWORD
)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Founded three hours ago, with tasks whose time limit is in an hour."""
    folder, now = tmp_path / "store", datetime.now(UTC)

    async def make() -> None:
        around = Surroundings.fixed(now - timedelta(hours=3), 7)
        cabinet, _code = await Door(folder, around, cost=TEST_COST).found(FOUNDING)
        given, due, ids = around.clock.now(), now + timedelta(hours=1), around.ids
        tasks = tuple(
            LoadedTask(ids.new(), cabinet.worker.id, None, TaskState.IN_WORK, given, due, f"Отчёт {n}", "")
            for n in range(TASKS)
        )
        await cabinet.do(LoadBatch(ids.new(), tasks))
        await cabinet.sign_out()

    asyncio.run(make())
    return folder


def environment() -> dict[str, str]:
    return os.environ | {"LANG": "C.UTF-8", "TERM": "xterm-256color"}


def start(store: Path, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "medcab_tui", "remind", "--store", str(store), *arguments]
    return subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=environment(),
    )  # fmt: skip


def said(process: subprocess.Popen[str]) -> tuple[int, str]:
    out, error = process.communicate(timeout=60)
    return process.returncode, out + error


def typed(store: Path, *arguments: str) -> tuple[str, int | None]:
    """A subcommand that asks for the password, in a terminal."""
    command = ["-m", "medcab_tui", "remind", *arguments, "--store", str(store), "--login", "ivanova"]
    child = pexpect.spawn(sys.executable, command, env=environment(), encoding="utf-8", timeout=60)
    child.expect("Пароль: $")
    told = child.before
    child.sendline(PASSWORD)
    told += child.read()
    child.close()
    return told, child.exitstatus


def lines(store: Path) -> Counter[str]:
    """How often each task was reminded of."""

    async def read() -> Counter[str]:
        cabinet = await Door(store, Surroundings.real(), cost=TEST_COST).sign_in("ivanova", PASSWORD)
        found = Counter(row.params["title"] for row in await cabinet.home.attention() if row.code)
        await cabinet.sign_out()
        return found

    return asyncio.run(read())


@pytest.mark.capability("C026")
def test_processes_at_once_and_killed_ones_tell_each_thing_once(store: Path, tmp_path: Path) -> None:
    key = tmp_path / "key"
    code, told = said(start(store))
    assert code == 3
    assert "medcab remind enable" in told
    told, status = typed(store, "enable", "--key-file", str(key))
    assert (status, key.stat().st_mode & 0o777) == (0, 0o600), told
    assert "хранилище целиком" in " ".join(told.split())
    for moment in (0.1, 0.15, 0.2, 0.25):
        killed = start(store, "--key-file", str(key))
        time.sleep(moment)
        killed.kill()
        killed.wait()
    both = [start(store, "--key-file", str(key)) for _process in range(2)]
    assert [said(process) for process in both] == [(0, ""), (0, "")], "cron mails what is said"
    assert lines(store) == {f"Отчёт {n}": 1 for n in range(TASKS)}
    told, status = typed(store, "status")
    assert "Иванова Анна" in told
    key.chmod(0o644)
    code, told = said(start(store, "--key-file", str(key)))
    assert code == 3
    assert "chmod 600" in told


def test_a_timer_is_printed_as_systemd_and_cron_read_it(tmp_path: Path) -> None:
    folder = tmp_path / "мой 100% $HOME"
    code, told = said(start(folder, "--key-file", str(tmp_path / "key"), "--print-timer"))
    assert code == 0
    assert not folder.exists()
    (unit,) = (line for line in told.splitlines() if line.startswith("ExecStart="))
    assert "100%%" in unit
    assert "$$HOME" in unit
    (cron,) = (line for line in told.splitlines() if line.startswith("*/10"))
    words = shlex.split(cron.replace(r"\%", "%"))
    assert words[5:] == [words[5], "remind", "--store", str(folder), "--key-file", str(tmp_path / "key")]
