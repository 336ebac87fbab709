"""Steps of the schema: forward only, whole or not at all, after a backup, alone."""

from __future__ import annotations

import asyncio
from pathlib import Path

import apsw
import pytest

from medcab_tui.domain.errors import StoreFault
from medcab_tui.store import backup, entry, migrate
from medcab_tui.store.migrate import Migration
from medcab_tui.store.vault import Vault
from tests.store.stores import KEY, STEPS, notes, slots_of, write_note

THIRD = Migration(3, "colour", "ALTER TABLE note ADD COLUMN colour TEXT NOT NULL DEFAULT 'red'")
BROKEN = Migration(3, "broken", "ALTER TABLE note ADD COLUMN colour TEXT; INSERT INTO nowhere VALUES (1)")


async def test_an_older_store_is_brought_up_after_a_backup(folder: Path) -> None:
    vault = await Vault.create(folder, KEY, STEPS)
    slots_of(folder)
    await vault.write(lambda c: write_note(c, 1))
    assert not vault.upgraded
    await vault.close()

    vault = await Vault.open(folder, KEY, migrations=[*STEPS, THIRD])
    assert vault.upgraded
    assert await vault.read(lambda c: c.execute("SELECT id, colour FROM note").fetchall()) == [(1, "red")]
    assert await vault.read(migrate.version_of) == 3
    await vault.close()

    before = folder / "backups" / "before-0003"
    assert backup.verify_backup(before, KEY) == 2
    backup.restore(before, folder)
    vault = await Vault.open(folder, KEY, migrations=STEPS)
    assert await vault.read(notes) == [1]
    await vault.close()


async def test_a_step_that_fails_leaves_the_store_as_it_was(folder: Path) -> None:
    vault = await Vault.create(folder, KEY, STEPS)
    await vault.write(lambda c: write_note(c, 1))
    await vault.close()
    for _again in range(2):
        with pytest.raises(apsw.SQLError):
            await Vault.open(folder, KEY, migrations=[*STEPS, BROKEN])
    vault = await Vault.open(folder, KEY, migrations=STEPS)
    assert await vault.read(notes) == [1]
    assert await vault.read(migrate.version_of) == 2
    columns = await vault.read(lambda c: [row[1] for row in c.execute("PRAGMA table_info(note)")])
    assert columns == ["id", "text"]
    await vault.close()
    assert {path.name for path in (folder / "backups").iterdir()} == {"before-0003", "before-0003-2"}


async def test_a_step_may_not_leave_rows_that_point_nowhere(folder: Path) -> None:
    vault = await Vault.create(folder, KEY, STEPS)
    await vault.write(lambda c: write_note(c, 1))
    await vault.close()
    step = Migration(3, "drop", "PRAGMA defer_foreign_keys = ON; DELETE FROM note")
    with pytest.raises((ValueError, apsw.ConstraintError)):
        await Vault.open(folder, KEY, migrations=[*STEPS, step])
    vault = await Vault.open(folder, KEY, migrations=STEPS)
    assert await vault.read(notes) == [1]
    await vault.close()


async def test_a_newer_store_is_refused_and_not_touched(folder: Path) -> None:
    vault = await Vault.create(folder, KEY, [*STEPS, THIRD])
    await vault.close()
    before = (folder / "cabinet.db").read_bytes()
    with pytest.raises(StoreFault) as caught:
        await Vault.open(folder, KEY, migrations=STEPS)
    assert caught.value.code == "store.newer"
    assert (folder / "cabinet.db").read_bytes() == before


async def test_migrating_waits_for_others_and_asks_them_to_lock(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = await Vault.create(folder, KEY, STEPS)
    assert not older.wanted()
    opening = asyncio.create_task(Vault.open(folder, KEY, migrations=[*STEPS, THIRD]))
    while not older.wanted():
        await asyncio.sleep(0.01)
    await older.close()
    newer = await asyncio.wait_for(opening, 5)
    assert await newer.read(migrate.version_of) == 3
    assert not newer.wanted()

    monkeypatch.setattr(entry, "PATIENCE", 0.1)
    fourth = Migration(4, "more", "CREATE TABLE more (id INTEGER PRIMARY KEY) STRICT")
    with pytest.raises(StoreFault, match="in_use"):
        await Vault.open(folder, KEY, migrations=[*STEPS, THIRD, fourth])
    assert await newer.write(lambda c: write_note(c, 1)) == 1
    await newer.close()


async def test_two_programs_that_start_together_take_the_steps_once(folder: Path) -> None:
    await (await Vault.create(folder, KEY, STEPS)).close()
    opening = [Vault.open(folder, KEY, migrations=[*STEPS, THIRD]) for _number in range(4)]
    vaults = await asyncio.wait_for(asyncio.gather(*opening), 10)
    for number, vault in enumerate(vaults):
        await vault.write(lambda c, number=number: write_note(c, number))
    assert await vaults[0].read(notes) == [0, 1, 2, 3]
    assert [path.name for path in (folder / "backups").iterdir()] == ["before-0003"]
    for vault in vaults:
        await vault.close()


def test_steps_are_numbered_without_gaps() -> None:
    assert migrate.ordered(reversed(STEPS)) == STEPS
    for steps in ([STEPS[1]], [*STEPS, STEPS[0]], [*STEPS, Migration(4, "far", "")]):
        with pytest.raises(ValueError, match="without gaps"):
            migrate.ordered(steps)


async def test_the_steps_of_the_program_make_a_store(folder: Path) -> None:
    vault = await Vault.create(folder, KEY)
    assert await vault.read(migrate.version_of) == len(migrate.packaged())
    await vault.close()
