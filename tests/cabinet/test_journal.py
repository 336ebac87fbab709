"""The journal against somebody who can write the database, and against somebody who can only cut it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from medcab_tui.cabinet.accounts import NewWorker
from medcab_tui.cabinet.anchors import FILE
from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.door import TEST_COST, Door
from medcab_tui.cabinet.keeping import bring_back
from medcab_tui.commands import journal as journal_command
from medcab_tui.domain.accounts import Role
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import NewPatient
from medcab_tui.store import backup

Adding = Callable[[Cabinet, NewPatient], Awaitable[Id]]
UNGUARDED = "DROP TRIGGER journal_unchanged; DROP TRIGGER journal_whole; "


@pytest.fixture
async def busy_day(cabinet: Cabinet, maria: NewPatient, add: Adding) -> Cabinet:
    """Nine rows: the founding and eight patients."""
    for number in range(8):
        birth = maria.birth.replace(year=1950 + number)
        await add(cabinet, replace(maria, birth=birth, snils="", policy=""))
    return cabinet


async def tamper(cabinet: Cabinet, sql: str) -> None:
    await cabinet._desk.vault.write(lambda c: c.execute(sql).fetchall())


@pytest.mark.capability("C193")
async def test_an_untouched_journal_is_whole_and_says_what_it_cannot_prove(busy_day: Cabinet) -> None:
    verdict = await busy_day.journal.verify()
    assert verdict.whole
    assert (verdict.rows, verdict.anchored, verdict.unproven) == (9, 1, 8)


@pytest.mark.parametrize(
    ("sql", "row", "what"),
    [
        ("UPDATE journal SET params = '{}' WHERE sequence = 4", 4, "changed"),
        ("UPDATE journal SET at = at + 1 WHERE sequence = 1", 1, "changed"),
        ("UPDATE journal SET worker = x'00' WHERE sequence = 9", 9, "changed"),
        ("UPDATE journal SET outcome = 'refused' WHERE sequence = 9", 9, "changed"),
        ("UPDATE journal SET after = zeroblob(32) WHERE sequence = 5", 5, "changed"),
        ("UPDATE journal SET seal = zeroblob(32) WHERE sequence = 5", 5, "forged"),
        ("DELETE FROM journal WHERE sequence = 4", 3, "missing"),
        ("DELETE FROM journal WHERE sequence = 1", 0, "missing"),
        ("DELETE FROM journal WHERE sequence > 6", 6, "truncated"),
        ("DELETE FROM journal WHERE sequence > 6; DELETE FROM journal_head", 6, "truncated"),
        (
            "UPDATE journal SET sequence = -1 WHERE sequence = 3;"
            "UPDATE journal SET sequence = 3 WHERE sequence = 4;"
            "UPDATE journal SET sequence = 4 WHERE sequence = -1",
            3,
            "changed",
        ),
    ],
)
async def test_every_kind_of_tampering_is_found(busy_day: Cabinet, sql: str, row: int, what: str) -> None:
    await tamper(busy_day, "PRAGMA defer_foreign_keys = 1;" + UNGUARDED + "DELETE FROM action_done;" + sql)
    verdict = await busy_day.journal.verify()
    assert not verdict.whole
    assert (verdict.broken_at, verdict.what) == (row, what)


async def test_a_row_hashed_anew_without_the_key_is_forged(busy_day: Cabinet) -> None:
    def forge(connection: object) -> None:
        from medcab_tui.store import journal_chain, journal_proof

        rows = connection.execute(journal_proof._CHAIN, (0,)).fetchall()  # type: ignore[attr-defined]
        link = journal_chain.FIRST
        connection.execute(UNGUARDED)  # type: ignore[attr-defined]
        for row in rows:
            columns = list(row[:-2])
            if columns[0] == 5:
                columns[4] = '{"patient":"other"}'
            link = journal_chain.link_of(link, tuple(columns))
            change = "UPDATE journal SET params = ?, hash = ? WHERE sequence = ?"
            connection.execute(change, (columns[4], link, columns[0]))  # type: ignore[attr-defined]

    await busy_day._desk.vault.write(forge)
    verdict = await busy_day.journal.verify()
    assert (verdict.broken_at, verdict.what) == (5, "forged")


async def test_a_chain_rewritten_with_the_key_is_caught_by_what_was_anchored(
    door: Door, busy_day: Cabinet
) -> None:
    await busy_day.sign_out()
    again = await door.sign_in("ivanova", "Demo-2026!")
    key = again._desk.key

    def rewrite(connection: object) -> None:
        from medcab_tui.store import journal, journal_chain, journal_proof

        known = journal.journal_key(key)
        rows = connection.execute(journal_proof._CHAIN, (0,)).fetchall()  # type: ignore[attr-defined]
        connection.execute(UNGUARDED + "DELETE FROM journal_head")  # type: ignore[attr-defined]
        link = journal_chain.FIRST
        for row in rows:
            columns = list(row[:-2])
            if columns[0] == 5:
                columns[4] = "{}"
            link = journal_chain.link_of(link, tuple(columns))
            change = "UPDATE journal SET params = ?, hash = ?, seal = ? WHERE sequence = ?"
            values = (columns[4], link, journal_chain.seal_of(known, link), columns[0])
            connection.execute(change, values)  # type: ignore[attr-defined]
        sealed = journal_chain.seal_of_head(known, rows[-1][0], link)
        connection.execute(journal._SET_HEAD, (rows[-1][0], link, sealed))  # type: ignore[attr-defined]

    await again._desk.vault.write(rewrite)
    verdict = await again.journal.verify()
    assert verdict.what == "anchor"
    assert verdict.broken_at == 10, "the first anchor after the row that was rewritten"
    (door.folder / FILE).unlink()
    assert (await again.journal.verify()).whole, "without anchors it cannot be told, and `unproven` says so"
    assert (await again.journal.verify()).unproven == 11
    await again.sign_out()


async def test_heads_are_anchored_at_sign_in_at_sign_out_and_every_hundred_rows(
    door: Door, cabinet: Cabinet
) -> None:
    for _ in range(100):
        await cabinet._desk.note("test")
    await cabinet.sign_out()
    lines = [json.loads(line) for line in (door.folder / FILE).read_text().splitlines()]
    assert [line["sequence"] for line in lines] == [1, 100, 102]
    assert (door.folder / FILE).stat().st_mode & 0o777 == 0o600
    (door.folder / FILE).write_text((door.folder / FILE).read_text() + '{"store": "torn')
    again = await door.sign_in("ivanova", "Demo-2026!")
    assert (await again.journal.verify()).whole, "a torn line is passed over"
    await again.sign_out()


async def test_the_table_itself_refuses_changes(busy_day: Cabinet) -> None:
    for sql in ("UPDATE journal SET code = 'x'", "DELETE FROM journal WHERE sequence = 1"):
        with pytest.raises(Exception, match=r"journal\.kept"):
            await tamper(busy_day, sql)


async def test_rows_name_no_patient(busy_day: Cabinet, maria: NewPatient) -> None:
    for row in await busy_day.journal.mine():
        told = json.dumps(row.params, ensure_ascii=False)
        assert maria.surname not in told
        assert "11223344595" not in told
    assert {row.worker for row in await busy_day.journal.mine()} == {"Иванова А. П."}


async def test_my_actions_are_mine_alone_and_come_in_pages(door: Door, busy_day: Cabinet) -> None:
    roles = frozenset({Role.CLINICIAN})
    new = NewWorker("petrov", "Петров", "Олег", "", "врач-хирург", "Хирургия", roles)
    await busy_day.accounts.add_worker(new, "Другой-2026!")
    other = await door.sign_in("petrov", "Другой-2026!")
    mine = [row.sequence for row in await busy_day.journal.mine()]
    assert await busy_day.journal.my_total() == len(mine) >= 10
    paged: list[int] = []
    while page := await busy_day.journal.my_page(after=paged[-1] if paged else None, limit=4):
        paged += [row.sequence for row in page]
    assert paged == mine
    back = await busy_day.journal.my_page(before=paged[4], limit=3)
    assert [row.sequence for row in back] == paged[1:4]
    assert [row.code for row in await other.journal.my_page()] == ["sign_in"]
    assert await other.journal.my_total() == 1
    await other.sign_out()


async def restored(door: Door, cabinet: Cabinet, later: Callable[[], Awaitable[object]], copy: Path) -> None:
    """A copy, then more work, then the copy in the place of the store."""
    await cabinet.keeping.back_up(copy)
    await later()
    await cabinet.sign_out()
    bring_back(copy, door.folder)


@pytest.mark.capability("C193")
async def test_an_older_backup_is_told_of_and_the_journal_goes_on(
    door: Door, busy_day: Cabinet, tmp_path: Path, maria: NewPatient, add: Adding
) -> None:
    await restored(door, busy_day, lambda: add(busy_day, maria), tmp_path / "copy")
    for rounds in range(2):
        again = await door.sign_in("ivanova", "Demo-2026!")
        verdict = await again.journal.verify()
        assert verdict.whole
        told = [(row.sequence, row.after, row.lost) for row in verdict.restored]
        assert told == [(10, 9, 3)], "the backup's own row, the patient and the sign-out"
        assert [row.code for row in await again.journal.mine()].count("store.restored") == 1
        await again.sign_out()
        assert verdict.rows == 12 + 2 * rounds, "once everybody is told of it"
    assert "3" in "".join(journal_command.told(verdict))


async def test_forth_and_back_between_two_backups_both_are_told_of(
    door: Door, busy_day: Cabinet, tmp_path: Path, maria: NewPatient, add: Adding
) -> None:
    late, early = tmp_path / "late", tmp_path / "early"
    await busy_day.keeping.back_up(early)
    await add(busy_day, maria)
    await busy_day.keeping.back_up(late)
    await busy_day.sign_out()
    bring_back(early, door.folder)
    again = await door.sign_in("ivanova", "Demo-2026!")
    await again.sign_out()
    bring_back(late, door.folder)
    again = await door.sign_in("ivanova", "Demo-2026!")
    verdict = await again.journal.verify()
    assert verdict.whole
    assert len(verdict.restored) == 1, "the row about the earlier one is in the life that was left"
    await again.sign_out()


async def test_a_backup_that_lacks_nothing_leaves_no_row(
    door: Door, busy_day: Cabinet, tmp_path: Path
) -> None:
    await busy_day.sign_out()
    again = await door.sign_in("ivanova", "Demo-2026!")
    key = again._desk.key
    await again.sign_out()
    backup.backup(door.folder, key, tmp_path / "copy")
    bring_back(tmp_path / "copy", door.folder)
    again = await door.sign_in("ivanova", "Demo-2026!")
    verdict = await again.journal.verify()
    assert verdict.whole
    assert verdict.restored == ()
    await again.sign_out()


async def test_a_restored_backup_excuses_no_other_anchor(
    door: Door, busy_day: Cabinet, tmp_path: Path, maria: NewPatient, add: Adding
) -> None:
    await restored(door, busy_day, lambda: add(busy_day, maria), tmp_path / "copy")
    again = await door.sign_in("ivanova", "Demo-2026!")
    path = door.folder / FILE
    before = path.read_text()
    await again.sign_out()
    last = path.read_text()[len(before) :]
    path.write_text(last.replace('"sequence": 12', '"sequence": 9') + before)
    again = await door.sign_in("ivanova", "Demo-2026!")
    verdict = await again.journal.verify()
    assert not verdict.whole, "lines before those that were excused were changed"
    await again.sign_out()


async def test_an_old_copy_without_a_restore_is_still_a_cut(
    door: Door, busy_day: Cabinet, tmp_path: Path, maria: NewPatient, add: Adding
) -> None:
    await busy_day.keeping.back_up(tmp_path / "copy")
    await add(busy_day, maria)
    await busy_day.sign_out()
    (door.folder / "cabinet.db").write_bytes((tmp_path / "copy" / "cabinet.db").read_bytes())
    again = await door.sign_in("ivanova", "Demo-2026!")
    verdict = await again.journal.verify()
    assert (verdict.whole, verdict.restored) == (False, ())
    await again.sign_out()


@pytest.mark.parametrize("damage", ["bit", "cut"])
async def test_a_damaged_end_of_the_log_opens_and_the_anchors_tell_what_is_gone(
    door: Door, busy_day: Cabinet, tmp_path: Path, maria: NewPatient, add: Adding, damage: str
) -> None:
    await add(busy_day, replace(maria, snils="", policy=""))
    await busy_day._desk.note("lock", anchored=True)
    crashed = tmp_path / "crashed"
    shutil.copytree(door.folder, crashed)
    busy_day.close_now()
    log = crashed / "cabinet.db-wal"
    content = bytearray(log.read_bytes())
    content[-2000] ^= 1
    log.write_bytes(content if damage == "bit" else content[:-2000])

    again = await Door(crashed, busy_day.surroundings, cost=TEST_COST).sign_in("ivanova", "Demo-2026!")
    assert await again.patients.total() == 9, "what was whole is there"
    verdict = await again.journal.verify()
    assert (verdict.broken_at, verdict.what) == (11, "anchor")
    await again.sign_out()
