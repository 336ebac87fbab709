"""The power goes at any moment: nothing acknowledged is lost, nothing is half-written."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Callable
from pathlib import Path

import apsw
import pytest

from medcab_tui.store import connect, files
from medcab_tui.store.vault import Vault
from tests.faults.disks import Disk, Platter, Step, disk
from tests.store.stores import KEY, STEPS, half_written, notes, write_note


async def _worked(folder: Path, recorder: Disk) -> None:
    """Notes come, grow and go, with a log that is played into the database every few of them."""
    vault = await Vault.open(folder, KEY, migrations=STEPS, vfs=recorder.encrypted)
    await vault.write(lambda c: c.wal_autocheckpoint(12))
    for number in range(1, 61):

        def change(connection: apsw.Connection, number: int = number) -> None:
            connection.execute("UPDATE note SET text = text || text WHERE id % 7 = ?", (number % 7,))
            write_note(connection, number, f"{number} " * (number % 5 * 300))

        await vault.write(change)
        recorder.told(number)
    await vault.close()


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_after_a_power_cut_everything_acknowledged_is_there(
    folder: Path, tmp_path: Path, rounds: Callable[[int, int], int]
) -> None:
    asyncio.run(_created(folder))
    before = {"cabinet.db": bytearray((folder / "cabinet.db").read_bytes())}
    with disk(record=True) as recorder:
        asyncio.run(_worked(folder, recorder))
        steps = recorder.steps
    assert _checkpoints(steps) > 3, "the record must hold cuts inside a checkpoint too"

    chance = random.Random(20260302)
    cuts = sorted(chance.choices(range(len(steps) + 1), k=rounds(200, 2000)))
    platter, taken, told = Platter(before), 0, 0
    torn = 0
    for number, cut in enumerate(cuts):
        for step in steps[taken:cut]:
            platter.take(step)
            told = max(told, step.at) if step.what == "told" else told
        taken = cut
        torn += bool(platter.coming)
        place = tmp_path / "cut"
        _laid_out(place, platter.cut(chance))
        found = _checked(place, told)
        if number % 50 == 0:
            assert asyncio.run(_opened(place)) == found
    assert torn > len(cuts) / 4, "most cuts must find something unsynced"


def test_a_disk_that_forgets_synced_writes_would_be_noticed(folder: Path, tmp_path: Path) -> None:
    """The proof above can fail: if syncs are taken for nothing, acknowledged notes are missing."""
    asyncio.run(_created(folder))
    before = {"cabinet.db": bytearray((folder / "cabinet.db").read_bytes())}
    with disk(record=True) as recorder:
        asyncio.run(_worked(folder, recorder))
        steps = [step for step in recorder.steps if step.what != "sync"]
    platter = Platter(before)
    for step in steps[: len(steps) // 2]:
        platter.take(step)
    told = max(step.at for step in steps[: len(steps) // 2] if step.what == "told")
    lost = 0
    for seed in range(10):
        _laid_out(tmp_path / "cut", platter.cut(random.Random(seed)))
        try:
            _checked(tmp_path / "cut", told)
        except (AssertionError, apsw.Error):
            lost += 1
    assert lost > 5


def test_small_files_reach_the_disk_before_their_name_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The slots and the failed attempts are replaced in an order that a power cut cannot split."""
    import os

    done: list[str] = []
    fsync, rename = os.fsync, Path.replace

    def synced(descriptor: int) -> None:
        done.append("sync " + Path(f"/proc/self/fd/{descriptor}").readlink().name)
        fsync(descriptor)

    def renamed(self: Path, target: Path) -> Path:
        done.append(f"rename {self.name} {target.name}")
        return rename(self, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", renamed)
    files.replace(tmp_path / "slots.json", b"new")
    assert done == ["sync slots.json.new", "rename slots.json.new slots.json", f"sync {tmp_path.name}"]


async def _created(folder: Path) -> None:
    await (await Vault.create(folder, KEY, STEPS)).close()


async def _opened(folder: Path) -> list[int]:
    vault = await Vault.open(folder, KEY, migrations=STEPS)
    found = await vault.read(notes)
    await vault.write(lambda c: write_note(c, 10_000))
    await vault.close()
    return found


def _checkpoints(steps: list[Step]) -> int:
    return sum(step.what == "sync" and step.name == "cabinet.db" for step in steps)


def _laid_out(place: Path, contents: dict[str, bytes]) -> None:
    place.mkdir(exist_ok=True, mode=0o700)
    for old in place.iterdir():
        old.unlink()
    for name, content in contents.items():
        (place / name).write_bytes(content)


def _checked(place: Path, told: int) -> list[int]:
    with contextlib.closing(connect.keyed(place / "cabinet.db", KEY)) as connection:
        found = notes(connection)
        assert found[:told] == list(range(1, told + 1)), "an acknowledged note is missing"
        assert found in ([*range(1, told + 1)], [*range(1, told + 2)]), "a note nobody wrote"
        assert half_written(connection) == []
        assert connection.pragma("integrity_check") == "ok"
    return found
