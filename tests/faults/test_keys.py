"""kill -9 at every line of a change of password: the old one opens the store or the new one does."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.door import TEST_COST, Door, Founding
from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.domain.errors import Refused
from medcab_tui.store.rekey import rekey_now
from medcab_tui.store.slots import SlotFile
from medcab_tui.store.vault import Vault
from tests.store.stores import KEY, OTHER_KEY, slots_of

OLD, NEW = "пароль", "новый пароль"
FOUNDING = Founding("Клиника", "Иванова", "Анна", "", "врач", "Терапия", "ivanova", "Demo-2026!")
CHANGED = "New-2026-pass"


def killed_at(line: int, files: tuple[str, ...], work: Callable[[], object]) -> bool:
    """Does the work in a child that is killed before the given line of these files; False if it was over."""
    child = os.fork()
    if child == 0:
        left = line

        def trace(frame: FrameType, event: str, _argument: object) -> Any:
            nonlocal left
            if not frame.f_code.co_filename.endswith(files):
                return None
            if event == "line":
                left -= 1
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
            return trace

        try:
            import threading

            threading.settrace(trace)
            sys.settrace(trace)
            work()
        except BaseException:
            os._exit(1)
        os._exit(0)
    _child, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in (0, -signal.SIGKILL), "the change failed by itself"
    return code != 0


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_killed_at_any_line_of_a_change_of_slots(folder: Path) -> None:
    asyncio.run(_created(folder))
    slots_of(folder)
    before = folder.with_name("before")
    shutil.copytree(folder, before)
    older = (before / "slots.json").read_bytes()

    def change() -> None:
        slots = SlotFile.load(folder)
        slots.trust(KEY)
        slots.change_password("ivanova", OLD, NEW)
        slots.save()

    seen = {OLD: 0, NEW: 0}
    line = 1
    while killed_at(line, ("store/slots.py", "store/remembering.py", "store/files.py"), change):
        slots = SlotFile.load(folder)
        now = NEW if _opens(slots, NEW) else OLD
        assert _opens(slots, OLD) is (now == OLD)
        assert slots.remembered(KEY), f"line {line}: taken for an older copy"
        seen[now] += 1
        if now == NEW:
            (folder / "slots.json").write_bytes(older)
            assert not SlotFile.load(folder).remembered(KEY), f"line {line}: the older copy is not noticed"
        shutil.rmtree(folder)
        shutil.copytree(before, folder)
        line += 1
    assert min(seen.values()) > 3, "lines before and after the file was replaced"


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_killed_anywhere_in_a_re_key_the_store_knows_its_slots(
    folder: Path, rounds: Callable[[int, int], int]
) -> None:
    asyncio.run(_created(folder))
    slots_of(folder)
    before = folder.with_name("before")
    shutil.copytree(folder, before)
    files = ("rekey.py", "store/slots.py", "remembering.py", "judging.py", "generations.py", "store/files.py")
    line, step, keys = 1, rounds(19, 1), set()
    while killed_at(line, files, lambda: rekey_now(folder, KEY, OTHER_KEY, SlotFile.load(folder))):
        keys.add(asyncio.run(_unlocked(folder)))
        older = (before / "slots.json").read_bytes()
        if (folder / "slots.json").read_bytes() != older:
            slots = SlotFile.load(folder)
            assert slots.remembered(KEY if slots.knows(KEY) else OTHER_KEY), f"line {line}"
        shutil.rmtree(folder)
        shutil.copytree(before, folder)
        line += step
    assert keys == {KEY, OTHER_KEY}, "kills before and after the new database was in place"


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_killed_anywhere_in_a_change_of_password_by_a_worker(
    tmp_path: Path, rounds: Callable[[int, int], int]
) -> None:
    whole = tmp_path / "whole"
    door = Door(tmp_path / "cabinet", Surroundings.real("Europe/Moscow"), cost=TEST_COST)
    asyncio.run(_founded(door))
    shutil.copytree(door.folder, whole)
    files = (
        "cabinet/accounts.py",
        "cabinet/keys.py",
        "cabinet/desk.py",
        "store/counters.py",
        "store/slots.py",
        "remembering.py",
    )

    async def change() -> None:
        cabinet = await door.sign_in("ivanova", FOUNDING.password)
        await cabinet.accounts.change_password(FOUNDING.password, CHANGED)
        await cabinet.sign_out()

    line, step, kills = 1, rounds(61, 1), 0
    while killed_at(line, files, lambda: asyncio.run(change())):
        opened = [
            password for password in (FOUNDING.password, CHANGED) if asyncio.run(_enters(door, password))
        ]
        assert len(opened) == 1, f"line {line}"
        shutil.rmtree(door.folder)
        shutil.copytree(whole, door.folder)
        line, kills = line + step, kills + 1
    assert kills > 3


def _opens(slots: SlotFile, password: str) -> bool:
    try:
        return slots.unlock("ivanova", password) == KEY
    except Refused:
        return False


async def _enters(door: Door, password: str) -> bool:
    """Whether the password opens the store, whose journal holds then; any other fault is raised."""
    try:
        cabinet: Cabinet = await door.sign_in("ivanova", password)
    except Refused as refused:
        if refused.code != "sign_in.wrong":
            raise
        return False
    assert (await cabinet.journal.verify()).whole
    await cabinet.sign_out()
    return True


async def _created(folder: Path) -> None:
    await (await Vault.create(folder, KEY)).close()


async def _unlocked(folder: Path) -> bytes:
    """The key that opens the store after an interrupted re-key was settled; its slots are known then."""
    keys: list[bytes] = []

    def opening(slots: SlotFile) -> bytes:
        keys.append(slots.unlock("ivanova", OLD))
        return keys[-1]

    vault, slots = await Vault.unlocked(folder, opening)
    assert slots.remembered(keys[-1])
    assert not slots.pending
    await vault.close()
    return keys[-1]


async def _founded(door: Door) -> None:
    cabinet, _code = await door.found(FOUNDING)
    await cabinet.sign_out()
