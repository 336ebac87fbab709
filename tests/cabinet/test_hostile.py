"""Files beside the store that somebody laid there, rows somebody forged, secrets that must not be told."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from medcab_tui.cabinet.accounts import AccountsRoom
from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.door import Door, Founding
from medcab_tui.cabinet.patients_actions import AddPatient
from medcab_tui.domain.errors import Refused, StoreFault
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import NewPatient
from medcab_tui.store.lock import FolderLock

Adding = Callable[[Cabinet, NewPatient], Awaitable[Id]]
UNGUARDED = "DROP TRIGGER journal_unchanged; DROP TRIGGER journal_whole; "


def closed(folder: Path) -> bool:
    """Whether nobody has the store open."""
    lock = FolderLock(folder)
    try:
        return lock.alone_at_once()
    finally:
        lock.close()


def spoil(folder: Path, how: str) -> None:
    """Something else in the place of the file of anchors."""
    path = folder / "anchor.log"
    path.unlink(missing_ok=True)
    if how == "folder":
        path.mkdir()
    elif how == "link":
        path.symlink_to(folder.parent / "outside")
    else:
        path.symlink_to("/nowhere/at/all")


def test_a_password_is_not_told_with_what_it_belongs_to(founding: Founding) -> None:
    assert founding.password not in repr(founding)


@pytest.mark.parametrize("how", ["folder", "link", "dangling"])
async def test_a_spoilt_file_of_anchors_is_a_fault_and_leaves_nothing_open(
    door: Door, cabinet: Cabinet, maria: NewPatient, how: str
) -> None:
    spoil(door.folder, how)
    await cabinet.lock()
    assert closed(door.folder)
    with pytest.raises(StoreFault):
        await door.sign_in("ivanova", "Demo-2026!")
    assert closed(door.folder)
    assert not (door.folder.parent / "outside").exists()


async def test_what_is_done_stays_done_when_it_cannot_be_anchored(
    door: Door, cabinet: Cabinet, maria: NewPatient
) -> None:
    for _ in range(98):
        await cabinet._desk.note("test")
    spoil(door.folder, "folder")
    added = await cabinet.do(AddPatient(cabinet.surroundings.ids.new(), maria))
    assert (await cabinet.patients.row(added.result)).surname == "Кузнецова"
    assert (await cabinet.journal.mine(1))[0].sequence == 100


@pytest.mark.parametrize(
    "line",
    [
        '{"store": "STORE", "sequence": Infinity, "hash": ""}',
        '{"store": "STORE", "sequence": 1e400, "hash": ""}',
        '{"store": "STORE", "sequence": [], "hash": 5}',
        '{"store": "STORE", "restored": "yes"}',
        pytest.param("[" * 50_000, id="nested"),
        "\x00\ufffd",
    ],
)
async def test_any_line_among_the_anchors_is_read_without_a_crash(
    door: Door, cabinet: Cabinet, line: str
) -> None:
    path = door.folder / "anchor.log"
    path.write_text(path.read_text() + line.replace("STORE", cabinet.organisation.id.hex()) + "\n")
    assert (await cabinet.journal.verify()).whole
    await cabinet.lock()
    again = await door.sign_in("ivanova", "Demo-2026!")
    assert (await again.journal.verify()).whole
    again.close_now()


async def test_a_re_key_that_fails_at_the_door_leaves_nothing_open(
    door: Door, cabinet: Cabinet, monkeypatch: pytest.MonkeyPatch
) -> None:
    await cabinet.lock()

    async def full(_room: AccountsRoom) -> bool:
        raise StoreFault("store.full", path="x")

    monkeypatch.setattr(AccountsRoom, "withdraw_keys", full)
    with pytest.raises(StoreFault, match=r"store\.full"):
        await door.sign_in("ivanova", "Demo-2026!")
    assert closed(door.folder)


async def test_changing_a_password_is_no_failed_attempt_and_hides_none(door: Door, cabinet: Cabinet) -> None:
    with pytest.raises(Refused):
        await cabinet.accounts.change_password("not the old one", "New-2026-pass")
    await cabinet.accounts.change_password("Demo-2026!", "New-2026-pass")
    await cabinet.sign_out()
    again = await door.sign_in("ivanova", "New-2026-pass")
    assert again.previous_sign_in.failures == 1
    assert [row.code for row in await again.journal.mine()].count("sign_in.failed") == 1
    again.close_now()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE journal SET params = CAST(x'ff' AS TEXT) WHERE sequence = 2",
        "UPDATE journal SET code = CAST(x'c3' AS TEXT) WHERE sequence = 2",
        "UPDATE journal SET at = -9223372036854775808 WHERE sequence = 2",
        "UPDATE journal SET params = '{' WHERE sequence = 2",
    ],
)
async def test_a_row_that_cannot_be_read_is_told_as_changed(
    cabinet: Cabinet, maria: NewPatient, add: Adding, sql: str
) -> None:
    for number in range(3):
        await add(cabinet, replace(maria, birth=maria.birth.replace(year=1950 + number), snils="", policy=""))
    await cabinet._desk.vault.write(lambda c: c.execute(UNGUARDED + sql).fetchall())
    verdict: Any = await cabinet.journal.verify()
    assert (verdict.broken_at, verdict.what) == (2, "changed")
