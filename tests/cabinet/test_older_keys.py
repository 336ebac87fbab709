"""An older copy of the file of key slots is noticed; what only looks like one is not taken for it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import apsw
import pytest

from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.door import TEST_COST, Door, Founding
from medcab_tui.cabinet.keeping import bring_back
from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.domain.errors import Refused, StoreFault
from medcab_tui.store import backup
from medcab_tui.store.slots import SlotFile

OLD, NEW = "Demo-2026!", "New-2026-pass"


async def codes(cabinet: Cabinet) -> list[str]:
    return [row.code for row in await cabinet.journal.mine()]


@pytest.mark.capability("C193")
async def test_passwords_of_an_older_file_open_nothing_until_the_recovery_code_takes_it(
    door: Door, founding: Founding
) -> None:
    cabinet, code = await door.found(founding)
    slots = door.folder / "slots.json"
    older = slots.read_bytes()
    await cabinet.accounts.change_password(OLD, NEW)
    await cabinet.sign_out()
    newer = slots.read_bytes()
    slots.write_bytes(older)
    for _again in range(2):
        with pytest.raises(StoreFault, match="slots_older"):
            await door.sign_in("ivanova", OLD)
    assert slots.read_bytes() == older
    slots.write_bytes(newer)
    again = await door.sign_in("ivanova", NEW)
    assert (await codes(again)).count("keys.older") == 2, "who tried it stands in the journal"
    await again.sign_out()

    slots.write_bytes(older)
    recovered = await door.recover(code, "ivanova", "Third-2026-pass")
    assert "keys.accepted" in await codes(recovered)
    await recovered.sign_out()
    again = await door.sign_in("ivanova", "Third-2026-pass")
    assert (await again.journal.verify()).whole
    await again.sign_out()
    for stale in (older, newer):
        slots.write_bytes(stale)
        with pytest.raises(StoreFault, match="slots_older"):
            await door.sign_in("ivanova", OLD if stale == older else NEW)


async def test_an_older_file_put_back_under_an_open_cabinet_is_neither_changed_nor_copied(
    door: Door, cabinet: Cabinet, tmp_path: Path
) -> None:
    slots = door.folder / "slots.json"
    older = slots.read_bytes()
    await cabinet.accounts.change_password(OLD, NEW)
    slots.write_bytes(older)
    for call in (
        cabinet.accounts.change_password(OLD, NEW),
        cabinet.accounts.new_recovery_code(),
        cabinet.keeping.back_up(tmp_path / "copy"),
    ):
        with pytest.raises(StoreFault, match="slots_older"):
            await call
    assert slots.read_bytes() == older
    assert not (tmp_path / "copy").exists()


async def test_every_change_of_the_slots_is_in_the_journal_with_its_edition(
    door: Door, cabinet: Cabinet
) -> None:
    await cabinet.accounts.change_password(OLD, NEW)
    await cabinet.accounts.new_recovery_code()
    rows = {row.code: row for row in await cabinet.journal.mine()}
    assert rows["password.changed"].params["edition"] == "2"
    assert rows["recovery.renewed"].params["edition"] == "3"
    assert SlotFile.load(door.folder).edition == 3
    assert (await cabinet.journal.verify()).anchored == rows["recovery.renewed"].sequence


async def test_a_store_from_before_takes_the_file_it_has(door: Door, cabinet: Cabinet) -> None:
    slots = door.folder / "slots.json"
    older = slots.read_bytes()

    def before(connection: apsw.Connection) -> None:
        connection.execute("DELETE FROM slot_file")  # as the step of the schema leaves it

    await cabinet._desk.vault.write(before)
    cabinet.close_now()
    again = await door.sign_in("ivanova", OLD)
    await again.accounts.change_password(OLD, NEW)
    await again.sign_out()
    slots.write_bytes(older)
    with pytest.raises(StoreFault, match="slots_older"):
        await door.sign_in("ivanova", OLD)


async def test_a_backup_during_which_a_password_was_changed_is_one_piece(
    door: Door, cabinet: Cabinet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied = backup.copy_database
    key = cabinet._desk.key

    def and_then(*arguments: object) -> None:
        copied(*arguments)  # type: ignore[arg-type]
        slots = SlotFile.load(door.folder)
        slots.trust(key)
        slots.change_password("ivanova", OLD, NEW)
        slots.save()

    monkeypatch.setattr(backup, "copy_database", and_then)
    await cabinet.keeping.back_up(tmp_path / "copy")
    await cabinet.sign_out()
    await (await door.sign_in("ivanova", NEW)).sign_out()
    bring_back(tmp_path / "copy", door.folder)
    again = await door.sign_in("ivanova", NEW)
    assert "keys.older" not in await codes(again)
    await again.sign_out()


async def test_a_restored_backup_brings_its_own_passwords(
    door: Door, cabinet: Cabinet, tmp_path: Path
) -> None:
    await cabinet.keeping.back_up(tmp_path / "copy")
    await cabinet.accounts.change_password(OLD, NEW)
    await cabinet.sign_out()
    bring_back(tmp_path / "copy", door.folder)
    with pytest.raises(Refused, match=r"sign_in\.wrong"):
        await door.sign_in("ivanova", NEW)
    await (await door.sign_in("ivanova", OLD)).sign_out()


async def test_who_signs_in_while_passwords_change_meets_no_false_alarm(
    tmp_path: Path, founding: Founding
) -> None:
    door = Door(tmp_path / "cabinet", Surroundings.real("Europe/Moscow"), cost=TEST_COST)
    cabinet, _code = await door.found(founding)
    others = [
        Door(tmp_path / "cabinet", Surroundings.real("Europe/Moscow"), cost=TEST_COST) for _number in range(3)
    ]

    async def come_and_go(other: Door) -> None:
        for _round in range(4):
            await (await other.sign_in("ivanova", OLD)).sign_out()

    async def renew() -> None:
        for _round in range(12):
            await cabinet.accounts.new_recovery_code()

    await asyncio.gather(renew(), *map(come_and_go, others))
    assert (await cabinet.journal.verify()).whole
    assert "keys.older" not in await codes(cabinet)
    await cabinet.sign_out()
