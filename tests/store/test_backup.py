"""Backups: whole or not there, never over anything, verified before they replace anything."""

from __future__ import annotations

import asyncio
import errno
import json
from pathlib import Path

import pytest

from medcab_tui.domain.errors import StoreFault
from medcab_tui.store import backup, files, swap
from medcab_tui.store.slots import SlotFile
from medcab_tui.store.vault import Vault
from tests.store.stores import KEY, OTHER_KEY, STEPS, STORE_ID, notes, slots_of, write_note


async def made(folder: Path, count: int = 3, store_id: bytes = STORE_ID) -> Vault:
    vault = await Vault.create(folder, KEY, STEPS)
    slots_of(folder, store_id=store_id)
    for number in range(count):
        await vault.write(lambda c, number=number: write_note(c, number))
    return vault


async def contents(folder: Path, key: bytes = KEY) -> list[int]:
    vault = await Vault.open(folder, key, migrations=STEPS)
    found = await vault.read(notes)
    await vault.close()
    return found


async def test_there_and_back(folder: Path, tmp_path: Path) -> None:
    vault = await made(folder)
    target = tmp_path / "backup"
    await asyncio.to_thread(backup.backup, folder, KEY, target)
    assert backup.verify_backup(target, KEY) == 2
    assert {path.name for path in target.iterdir()} == {"cabinet.db", "slots.json", "manifest.json"}
    await vault.write(lambda c: write_note(c, 99))
    await vault.close()
    late = (folder / "cabinet.db").read_bytes()

    aside = backup.restore(target, folder)
    assert await contents(folder) == [0, 1, 2]
    assert SlotFile.load(folder).unlock("ivanova", "пароль") == KEY
    assert aside is not None
    assert (aside / "cabinet.db").read_bytes() == late, "what was there is set aside"
    assert (folder / "counters.json").exists(), "failed attempts are not undone by restoring"
    assert backup.verify_backup(target, KEY) == 2, "a backup is not changed by being used"


async def test_a_backup_taken_while_others_write_is_one_moment(folder: Path, tmp_path: Path) -> None:
    vault = await made(folder)
    copying = asyncio.create_task(asyncio.to_thread(backup.backup, folder, KEY, tmp_path / "backup"))
    number = 100
    while not copying.done():
        await vault.write(lambda c, number=number: write_note(c, number))
        number += 1
    await copying
    await vault.close()
    backup.restore(tmp_path / "backup", tmp_path / "restored")
    found = await contents(tmp_path / "restored")
    assert found == [0, 1, 2, *range(100, 100 + len(found) - 3)]


async def test_nothing_is_overwritten(folder: Path, tmp_path: Path) -> None:
    await (await made(folder)).close()
    target = tmp_path / "backup"
    target.mkdir()
    with pytest.raises(StoreFault, match="exists"):
        backup.backup(folder, KEY, target)
    assert list(target.iterdir()) == []


async def test_a_wrong_key_makes_no_backup(folder: Path, tmp_path: Path) -> None:
    await (await made(folder)).close()
    with pytest.raises(StoreFault, match="wrong_key"):
        backup.backup(folder, OTHER_KEY, tmp_path / "backup")
    assert not (tmp_path / "backup").exists()


async def test_a_backup_that_fails_leaves_nothing_behind(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await (await made(folder)).close()

    def full(path: Path, content: bytes) -> None:
        raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setattr(files, "replace", full)
    with pytest.raises(StoreFault, match="full"):
        backup.backup(folder, KEY, tmp_path / "kept" / "backup")
    assert list((tmp_path / "kept").iterdir()) == []


@pytest.mark.parametrize("name", ["cabinet.db", "slots.json", "manifest.json"])
@pytest.mark.parametrize("damage", ["bit", "cut", "gone"])
async def test_a_damaged_backup_replaces_nothing(
    folder: Path, tmp_path: Path, name: str, damage: str
) -> None:
    await (await made(folder)).close()
    target = tmp_path / "backup"
    backup.backup(folder, KEY, target)
    path = target / name
    content = bytearray(path.read_bytes())
    if damage == "gone":
        path.unlink()
    elif damage == "cut":
        path.write_bytes(content[: len(content) // 2])
    else:
        content[len(content) // 2] ^= 0x80
        path.write_bytes(content)
    before = (folder / "cabinet.db").read_bytes()
    with pytest.raises(StoreFault) as caught:
        backup.restore(target, folder)
    assert caught.value.code in {"store.damaged", "store.missing", "backup.foreign"}
    assert caught.value.values["path"].startswith(str(target))
    assert (folder / "cabinet.db").read_bytes() == before
    assert not swap.unfinished(folder)
    assert await contents(folder) == [0, 1, 2]


async def test_a_manifest_cannot_bring_other_files_in(folder: Path, tmp_path: Path) -> None:
    await (await made(folder)).close()
    target = tmp_path / "backup"
    backup.backup(folder, KEY, target)
    manifest = json.loads((target / "manifest.json").read_text())
    manifest["files"]["../../evil"] = "0" * 64
    (target / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(StoreFault, match="damaged"):
        backup.verify_backup(target)


async def test_restoring_over_damage_keeps_the_damaged_file(folder: Path, tmp_path: Path) -> None:
    await (await made(folder)).close()
    backup.backup(folder, KEY, tmp_path / "backup")
    (folder / "cabinet.db").write_bytes(b"\0" * 5000)
    with pytest.raises(StoreFault):
        await Vault.open(folder, KEY, migrations=STEPS)
    aside = backup.restore(tmp_path / "backup", folder)
    assert aside is not None
    assert (aside / "cabinet.db").read_bytes() == b"\0" * 5000
    assert await contents(folder) == [0, 1, 2]


async def test_restoring_asks_an_open_cabinet_to_lock(folder: Path, tmp_path: Path) -> None:
    vault = await made(folder)
    backup.backup(folder, KEY, tmp_path / "backup")
    restoring = asyncio.create_task(asyncio.to_thread(backup.restore, tmp_path / "backup", folder))
    while not vault.wanted():
        await asyncio.sleep(0.01)
    assert not restoring.done()
    await vault.close()
    await asyncio.wait_for(restoring, 5)
    assert await contents(folder) == [0, 1, 2]


async def test_a_log_left_by_a_crash_does_not_get_into_the_restored_file(
    folder: Path, tmp_path: Path
) -> None:
    vault = await made(folder)
    backup.backup(folder, KEY, tmp_path / "backup")
    await vault.write(lambda c: write_note(c, 50))
    crashed = tmp_path / "crashed"
    crashed.mkdir(mode=0o700)
    for path in folder.iterdir():
        (crashed / path.name).write_bytes(path.read_bytes())
    await vault.close()
    assert (crashed / "cabinet.db-wal").stat().st_size > 0
    aside = backup.restore(tmp_path / "backup", crashed)
    assert aside is not None
    assert (aside / "cabinet.db-wal").exists()
    assert await contents(crashed) == [0, 1, 2]


async def test_a_backup_of_another_store_brings_its_own_counts(folder: Path, tmp_path: Path) -> None:
    await (await made(folder)).close()
    other = tmp_path / "other"
    await (await made(other, store_id=b"another store id")).close()
    backup.backup(other, KEY, tmp_path / "backup")
    aside = backup.restore(tmp_path / "backup", folder)
    assert aside is not None
    assert (aside / "counters.json").exists()
    assert not (folder / "counters.json").exists()
