"""Looking after the store: counts, soundness with progress, copies that can be stopped, one's own actions."""

from __future__ import annotations

import asyncio
from pathlib import Path

import apsw
import pytest

from medcab_tui.cabinet.accounts import NewWorker, RemoveWorker
from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.door import Door
from medcab_tui.cabinet.patients_actions import AddPatient
from medcab_tui.cabinet.storage import Stopped
from medcab_tui.domain.accounts import Role
from medcab_tui.domain.errors import Forbidden, StoreFault
from medcab_tui.domain.patients import NewPatient
from medcab_tui.store import backup, soundness


async def test_counts_and_size_are_told(cabinet: Cabinet, maria: NewPatient) -> None:
    before = (await cabinet.storage.counts())["patient"]
    await cabinet.do(AddPatient(cabinet.surroundings.ids.new(), maria))
    counts = await cabinet.storage.counts()
    assert counts["patient"] == before + 1
    assert set(counts) == set(soundness.COUNTED)
    assert await cabinet.storage.size() > 4096


async def test_a_sound_store_is_checked_to_its_end(cabinet: Cabinet) -> None:
    shares: list[float] = []
    assert await cabinet.storage.check(shares.append) == ()
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)


async def test_a_check_can_be_given_up_and_the_store_goes_on(cabinet: Cabinet) -> None:
    checking = asyncio.ensure_future(cabinet.storage.check(lambda _share: None))
    await asyncio.sleep(0)
    checking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await checking
    assert await cabinet.storage.counts()


def test_an_index_that_lost_its_rows_is_named() -> None:
    torn = apsw.Connection(":memory:")
    torn.execute("CREATE TABLE t (a); CREATE INDEX i ON t (a); INSERT INTO t VALUES (1), (2)")
    assert soundness.check(torn, "t") == ()
    torn.pragma("writable_schema", True)
    torn.execute("DELETE FROM sqlite_schema WHERE name = 'i'")
    torn.pragma("writable_schema", "RESET")
    torn.execute("INSERT INTO t VALUES (3)")
    torn.pragma("writable_schema", True)
    torn.execute("INSERT INTO sqlite_schema VALUES ('index', 'i', 't', 3, 'CREATE INDEX i ON t (a)')")
    torn.pragma("writable_schema", "RESET")
    assert "index i" in soundness.check(torn, "t")[0]


async def test_a_copy_tells_how_far_it_is_and_is_listed(cabinet: Cabinet, tmp_path: Path) -> None:
    shares: list[float] = []
    target = tmp_path / "copies" / "one"
    await cabinet.storage.back_up(target, lambda share: shares.append(share) or True)
    assert shares[-1] == 1.0
    assert shares == sorted(shares)
    (copy,) = await cabinet.storage.copies(target.parent)
    assert copy.path == target
    assert copy.size > 4096
    await cabinet.storage.verify(target)
    assert (await cabinet.journal.my_page(limit=1))[0].code == "store.backed_up"


@pytest.mark.parametrize("at", [0.0, 1.0], ids=["copying", "reading back"])
async def test_a_copy_that_is_stopped_leaves_nothing(cabinet: Cabinet, tmp_path: Path, at: float) -> None:
    folder = tmp_path / "copies"
    with pytest.raises(Stopped):
        await cabinet.storage.back_up(folder / "one", lambda share: share < at)
    assert list(folder.iterdir()) == []
    assert (await cabinet.journal.my_page(limit=1))[0].code != "store.backed_up"


async def test_a_copy_goes_on_while_others_write(cabinet: Cabinet, maria: NewPatient, tmp_path: Path) -> None:
    key = cabinet._desk.key
    loop, asked = asyncio.get_running_loop(), []

    def writing(share: float) -> bool:
        if not asked:
            asked.append(share)
            action = AddPatient(cabinet.surroundings.ids.new(), maria)
            asyncio.run_coroutine_threadsafe(cabinet.do(action), loop).result(10)
        return True

    await cabinet.storage.back_up(tmp_path / "one", writing)
    assert backup.verify_backup(tmp_path / "one", key)


async def test_a_damaged_copy_is_told(cabinet: Cabinet, tmp_path: Path) -> None:
    await cabinet.storage.back_up(tmp_path / "one", lambda _share: True)
    file = tmp_path / "one" / "cabinet.db"
    raw = bytearray(file.read_bytes())
    raw[5000] ^= 1
    file.write_bytes(bytes(raw))
    with pytest.raises(StoreFault, match="damaged"):
        await cabinet.storage.verify(tmp_path / "one")


async def test_a_folder_without_copies_lists_none(cabinet: Cabinet, tmp_path: Path) -> None:
    assert await cabinet.storage.copies(tmp_path / "none") == ()
    (tmp_path / "other").mkdir()
    assert await cabinet.storage.copies(tmp_path) == ()


async def test_own_actions_are_paged_by_their_numbers(cabinet: Cabinet) -> None:
    for number in range(7):
        await cabinet._desk.note("password.changed", n=str(number))
    total = await cabinet.journal.my_total()
    whole = await cabinet.journal.my_page(limit=100)
    assert len(whole) == total
    numbers = [row.sequence for row in whole]
    assert numbers == sorted(numbers, reverse=True)
    first = await cabinet.journal.my_page(limit=3)
    then = await cabinet.journal.my_page(after=first[-1].sequence, limit=3)
    back = await cabinet.journal.my_page(before=then[0].sequence, limit=3)
    assert (*first, *then) == whole[:6]
    assert back == first
    assert await cabinet.journal.my_page(last=True, limit=2) == whole[-2:]


async def test_an_administrator_who_was_struck_off_takes_no_copy_along(
    door: Door, cabinet: Cabinet, tmp_path: Path
) -> None:
    """Their sitting may be open for another second."""
    new = NewWorker("petrov", "Петров", "Олег", "", "администратор", "", frozenset({Role.ADMINISTRATOR}))
    worker = await cabinet.accounts.add_worker(new, "Petrov-2026!")
    leaving = await door.sign_in("petrov", "Petrov-2026!")
    await cabinet.do(RemoveWorker(cabinet.surroundings.ids.new(), worker))
    target = tmp_path / "copy"
    for taking in (
        leaving.storage.back_up(target, lambda _share: True),
        leaving.keeping.back_up(target),
        leaving.storage.copies(tmp_path),
        leaving.storage.verify(tmp_path),
    ):
        with pytest.raises(Forbidden):
            await taking
    assert not target.exists()
    leaving.close_now()
