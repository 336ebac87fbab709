"""The open store: what is kept, who may do what, what cancelling and closing mean."""

from __future__ import annotations

import asyncio
import contextlib
import stat
import threading
import time
from pathlib import Path

import apsw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medcab_tui.domain.errors import Invalid, StoreFault
from medcab_tui.store import connect
from medcab_tui.store.migrate import Migration
from medcab_tui.store.vault import Vault
from tests.store.stores import KEY, STEPS, notes, write_note

ENDLESS = "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"


async def test_what_was_written_is_there_after_opening_again(folder: Path) -> None:
    vault = await Vault.create(folder, KEY, STEPS)
    assert await vault.write(lambda c: write_note(c, 7, "Иванова Ёлка")) == 7
    assert await vault.read(notes) == [7]
    await vault.close()

    vault = await Vault.open(folder, KEY, migrations=STEPS)
    assert await vault.read(lambda c: c.execute("SELECT text FROM note").fetchall()) == [("Иванова Ёлка",)]
    await vault.close()


async def test_the_file_is_encrypted_and_private(folder: Path) -> None:
    vault = await Vault.create(folder, KEY, STEPS)
    await vault.write(lambda c: write_note(c, 1, "Секретная фамилия"))
    content = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    modes = {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    await vault.close()

    assert {"cabinet.db", "cabinet.db-wal"} <= set(content)
    for name, taken in content.items():
        assert "Секретная".encode() not in taken, name
        assert b"CREATE TABLE" not in taken, name
        assert not taken.startswith(b"SQLite format 3"), name
    assert modes == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


async def test_connections_are_set_up_to_last(folder: Path) -> None:
    vault = await Vault.create(folder, KEY, STEPS)

    def rules(connection: apsw.Connection) -> dict[str, object]:
        names = ("journal_mode", "synchronous", "temp_store", "foreign_keys", "trusted_schema", "cipher")
        found: dict[str, object] = {}
        for name in names:
            try:
                found[name] = connection.pragma(name)
            except apsw.AuthError:
                found[name] = "denied"
        found["attach"] = connection.limit(apsw.SQLITE_LIMIT_ATTACHED)
        found["defensive"] = connection.config(apsw.SQLITE_DBCONFIG_DEFENSIVE, -1)
        found["mode"] = connection.transaction_mode
        return found

    found = await vault.write(rules)
    await vault.close()
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "temp_store": 2,
        "foreign_keys": 1,
        "trusted_schema": "denied",
        "cipher": "denied",
        "attach": 0,
        "defensive": 1,
        "mode": "IMMEDIATE",
    }


@pytest.mark.parametrize(
    "statement",
    [
        "PRAGMA key = 'x'",
        "PRAGMA hexkey = '00'",
        "PRAGMA rekey = 'x'",
        "PRAGMA hexrekey = '00'",
        "PRAGMA hmac_check = 0",
        "PRAGMA writable_schema = 1",
        "PRAGMA synchronous = OFF",
        "PRAGMA journal_mode = DELETE",
        "ATTACH 'other.db' AS other",
    ],
)
async def test_no_statement_reaches_the_key_or_another_file(folder: Path, statement: str) -> None:
    vault = await Vault.create(folder, KEY, STEPS)
    for way in (vault.read, vault.write):
        with pytest.raises(apsw.AuthError):
            await way(lambda c: c.execute(statement).fetchall())
    assert await vault.read(notes) == []
    await vault.close()


@pytest.mark.parametrize("length", [0, 16, 31, 33])
async def test_a_key_of_another_length_is_refused(folder: Path, length: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        await Vault.create(folder, bytes(length), STEPS)
    assert not (folder / "cabinet.db").exists()


async def test_readers_cannot_write(folder: Path) -> None:
    vault = await Vault.create(folder, KEY, STEPS)
    with pytest.raises(StoreFault, match="read_only"):
        await vault.read(lambda c: write_note(c, 1))
    assert await vault.read(notes) == []
    await vault.close()


async def test_a_change_that_fails_leaves_nothing(folder: Path) -> None:
    vault = await Vault.create(folder, KEY, STEPS)

    def change(connection: apsw.Connection) -> None:
        write_note(connection, 1)
        raise Invalid("snils.checksum", "snils")

    with pytest.raises(Invalid, match="snils"):
        await vault.write(change)
    with contextlib.closing(connect.keyed(folder / "cabinet.db", KEY)) as other:
        other.set_busy_timeout(0)
        other.execute("BEGIN IMMEDIATE; ROLLBACK")
    with pytest.raises(apsw.ConstraintError):
        await vault.write(lambda c: c.execute("INSERT INTO half VALUES (99, 'left')"))
    assert await vault.read(notes) == []
    await vault.write(lambda c: write_note(c, 2))
    assert await vault.read(notes) == [2]
    await vault.close()


async def test_a_query_sees_one_moment(folder: Path) -> None:
    vault = await Vault.create(folder, KEY, STEPS)
    await vault.write(lambda c: write_note(c, 1))
    looked, written = threading.Event(), threading.Event()

    def query(connection: apsw.Connection) -> tuple[list[int], list[int]]:
        before = notes(connection)
        looked.set()
        assert written.wait(5)
        return before, notes(connection)

    reading = asyncio.create_task(vault.read(query))
    await asyncio.to_thread(looked.wait, 5)
    await vault.write(lambda c: write_note(c, 2))
    written.set()
    assert await reading == ([1], [1])
    assert await vault.read(notes) == [1, 2]
    await vault.close()


async def test_cancelling_a_read_stops_it_and_the_next_one_works(folder: Path) -> None:
    vault = await Vault.create(folder, KEY, STEPS)
    await vault.write(lambda c: write_note(c, 1))
    for _round in range(6):
        reading = asyncio.create_task(vault.read(lambda c: c.execute(ENDLESS).fetchall()))
        await asyncio.sleep(0.01)
        assert vault.busy == 1
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        assert vault.busy == 0
    answers = await asyncio.wait_for(asyncio.gather(*(vault.read(notes) for _number in range(4))), 5)
    assert answers == [[1]] * 4
    await vault.close()


async def test_cancelling_a_write_under_way_waits_for_its_end(folder: Path) -> None:
    vault = await Vault.create(folder, KEY, STEPS)
    begun = threading.Event()

    def slow(connection: apsw.Connection) -> None:
        begun.set()
        time.sleep(0.1)
        write_note(connection, 1)

    writing = asyncio.create_task(vault.write(slow))
    queued = asyncio.create_task(vault.write(lambda c: write_note(c, 2)))
    await asyncio.to_thread(begun.wait, 5)
    queued.cancel()
    writing.cancel()
    for task in (writing, queued):
        with pytest.raises(asyncio.CancelledError):
            await task
    assert await vault.read(notes) == [1], "what had begun was ended, what had not was never begun"
    await vault.close()


async def test_closing_now_from_another_thread(folder: Path) -> None:
    vault = await Vault.create(folder, KEY, STEPS)
    reading = asyncio.create_task(vault.read(lambda c: c.execute(ENDLESS).fetchall()))
    await asyncio.sleep(0.02)
    closing = threading.Thread(target=vault.close_now)
    began = time.monotonic()
    closing.start()
    with pytest.raises(StoreFault, match="closed"):
        await asyncio.wait_for(reading, 5)
    await asyncio.to_thread(closing.join, 5)
    assert time.monotonic() - began < 3
    for call in (vault.read(notes), vault.write(notes), vault.data_version()):
        with pytest.raises(StoreFault, match="closed"):
            await call
    assert not (folder / "cabinet.db-wal").exists(), "the last to close tidies the log away"


async def test_closing_now_lets_a_write_end(folder: Path) -> None:
    vault = await Vault.create(folder, KEY, STEPS)
    begun = threading.Event()

    def slow(connection: apsw.Connection) -> int:
        begun.set()
        time.sleep(0.2)
        return write_note(connection, 5)

    writing = asyncio.create_task(vault.write(slow))
    await asyncio.to_thread(begun.wait, 5)
    vault.close_now()
    assert await writing == 5
    vault = await Vault.open(folder, KEY, migrations=STEPS)
    assert await vault.read(notes) == [5]
    await vault.close()


async def test_looking_for_others_changes_is_not_busy(folder: Path) -> None:
    mine = await Vault.create(folder, KEY, STEPS)
    other = await Vault.open(folder, KEY, migrations=STEPS)
    before = await mine.data_version()
    await mine.write(lambda c: write_note(c, 1))
    assert await mine.data_version() == before
    await other.write(lambda c: write_note(c, 2))
    assert await mine.data_version() != before
    assert mine.busy == 0
    await mine.close()
    await other.close()


async def test_a_store_is_not_made_over_another(folder: Path) -> None:
    vault = await Vault.create(folder, KEY, STEPS)
    await vault.close()
    before = (folder / "cabinet.db").read_bytes()
    with pytest.raises(StoreFault, match="exists"):
        await Vault.create(folder, KEY, STEPS)
    assert (folder / "cabinet.db").read_bytes() == before


async def test_a_writer_notices_that_the_schema_went_on(folder: Path) -> None:
    vault = await Vault.create(folder, KEY, STEPS)
    await vault.write(lambda c: c.pragma("user_version", 3))
    with pytest.raises(StoreFault) as caught:
        await vault.write(lambda c: write_note(c, 1))
    assert (caught.value.code, caught.value.values["version"]) == ("store.newer", "3")
    assert await vault.read(notes) == []
    await vault.close()


@settings(max_examples=15, deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0")), max_size=5))
def test_any_text_comes_back_as_it_was(texts: list[str]) -> None:
    import tempfile

    async def there_and_back(folder: Path) -> list[str]:
        steps = (Migration(1, "t", "CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT) STRICT"),)
        vault = await Vault.create(folder, KEY, steps)
        await vault.write(
            lambda c: c.executemany("INSERT INTO t (text) VALUES (?)", [(text,) for text in texts])
        )
        await vault.close()
        vault = await Vault.open(folder, KEY, migrations=steps)
        found = await vault.read(lambda c: [row[0] for row in c.execute("SELECT text FROM t ORDER BY id")])
        await vault.close()
        return found

    with tempfile.TemporaryDirectory() as place:
        assert asyncio.run(there_and_back(Path(place))) == texts
