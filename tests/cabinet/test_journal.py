"""The journal against somebody who can write the database, and against somebody who can only cut it."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from medcab_tui.cabinet.anchors import FILE
from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.door import Door
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import NewPatient

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


@pytest.mark.capability("C120")
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
        from medcab_tui.store import journal

        rows = connection.execute(journal._CHAIN, (0,)).fetchall()  # type: ignore[attr-defined]
        link = journal.FIRST
        connection.execute(UNGUARDED)  # type: ignore[attr-defined]
        for row in rows:
            columns = list(row[:-2])
            if columns[0] == 5:
                columns[4] = '{"patient":"other"}'
            link = journal._link(link, tuple(columns))
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
        from medcab_tui.store import journal

        known = journal.journal_key(key)
        rows = connection.execute(journal._CHAIN, (0,)).fetchall()  # type: ignore[attr-defined]
        connection.execute(UNGUARDED + "DELETE FROM journal_head")  # type: ignore[attr-defined]
        link = journal.FIRST
        for row in rows:
            columns = list(row[:-2])
            if columns[0] == 5:
                columns[4] = "{}"
            link = journal._link(link, tuple(columns))
            change = "UPDATE journal SET params = ?, hash = ?, seal = ? WHERE sequence = ?"
            values = (columns[4], link, journal._seal(known, link), columns[0])
            connection.execute(change, values)  # type: ignore[attr-defined]
        sealed = journal._seal_head(known, rows[-1][0], link)
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
