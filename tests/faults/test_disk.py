"""A disk that answers with errors, is full, or cannot be written: it is said, and nothing is lost."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import apsw
import pytest

from medcab_tui.domain.errors import StoreFault
from medcab_tui.store import backup, connect, rekey
from medcab_tui.store.counters import Counters
from medcab_tui.store.slots import SlotFile
from medcab_tui.store.vault import Vault
from tests.faults.disks import disk
from tests.store.stores import KEY, NOW, OTHER_KEY, STEPS, half_written, notes, slots_of, write_note

NOBODY = 65534


class Failing:
    """Fails the nth call that it is shown, or every one from there."""

    def __init__(self, nth: int, error: type[apsw.Error], *, for_good: bool) -> None:
        self.nth = nth
        self.error = error
        self.for_good = for_good
        self.seen = 0

    def __call__(self, what: str, name: str) -> None:
        self.seen += 1
        if self.seen == self.nth or (self.for_good and self.seen > self.nth):
            raise self.error(f"{what} {name}")


async def _worked(folder: Path, vfs: str) -> tuple[list[int], list[int]]:
    """Tries eight notes; gives those acknowledged and those refused."""
    kept: list[int] = []
    refused: list[int] = []
    try:
        vault = await Vault.open(folder, KEY, migrations=STEPS, vfs=vfs)
    except StoreFault:
        return kept, refused
    with contextlib.suppress(StoreFault):
        await vault.write(lambda c: c.wal_autocheckpoint(4))
    for number in range(1, 9):
        try:
            await vault.write(lambda c, number=number: write_note(c, number, "x" * 3000))
            kept.append(number)
            assert number in await vault.read(notes)
        except StoreFault:
            refused.append(number)
    await vault.close()
    return kept, refused


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("for_good", [False, True])
@pytest.mark.parametrize("error", [apsw.IOError, apsw.FullError])
def test_whichever_call_to_the_disk_fails(
    folder: Path, tmp_path: Path, rounds: Callable[[int, int], int], error: type[apsw.Error], for_good: bool
) -> None:
    asyncio.run(_created(folder))
    with disk(Failing(-1, error, for_good=False)) as counting:
        shutil.copytree(folder, tmp_path / "count")
        assert asyncio.run(_worked(tmp_path / "count", counting.encrypted)) == ([*range(1, 9)], [])
        assert isinstance(counting.before, Failing)
        calls = counting.before.seen
    assert calls > 60
    hurt = 0
    for nth in range(1, calls + 1, rounds(9, 1)):
        place = tmp_path / f"{nth}"
        shutil.copytree(folder, place)
        with disk(Failing(nth, error, for_good=for_good)) as failing:
            kept, refused = asyncio.run(_worked(place, failing.encrypted))
        hurt += bool(refused) or not kept
        with contextlib.closing(connect.keyed(place / "cabinet.db", KEY)) as connection:
            found = notes(connection)
            assert set(kept) <= set(found), f"call {nth}"
            assert set(found) <= {*kept, *refused}, f"call {nth}"
            assert half_written(connection) == []
            assert connection.pragma("integrity_check") == "ok"
        shutil.rmtree(place)
    assert hurt > calls / rounds(9, 1) / 4, "most failures must hurt somebody"


async def test_a_full_disk_is_told_and_room_mends_it(folder: Path) -> None:
    await _created(folder)
    full = False

    def before(what: str, name: str) -> None:
        if full and what == "write":
            raise apsw.FullError("no room")

    with disk(before) as filling:
        vault = await Vault.open(folder, KEY, migrations=STEPS, vfs=filling.encrypted)
        await vault.write(lambda c: write_note(c, 1))
        full = True
        with pytest.raises(StoreFault) as caught:
            await vault.write(lambda c: write_note(c, 2))
        assert caught.value.code == "store.full"
        assert await vault.read(notes) == [1], "what is there can still be read"
        with contextlib.closing(connect.keyed(folder / "cabinet.db", KEY)) as other:
            other.set_busy_timeout(0)
            other.execute("BEGIN IMMEDIATE; ROLLBACK")
        full = False
        await vault.write(lambda c: write_note(c, 3))
        assert await vault.read(notes) == [1, 3]
        await vault.close()


async def test_a_store_at_its_largest_is_full(folder: Path) -> None:
    vault = await Vault.create(folder, KEY, STEPS)
    await vault.write(lambda c: c.pragma("max_page_count", 12))
    with pytest.raises(StoreFault, match="full"):
        await vault.write(lambda c: write_note(c, 1, "x" * 100_000))
    await vault.write(lambda c: write_note(c, 2))
    assert await vault.read(notes) == [2]
    await vault.close()


@pytest.mark.parametrize("name", ["slots.json", "counters.json"])
def test_small_files_survive_a_full_disk(folder: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bytes of the new file find no room: it is not there, the old one is whole."""
    slots = slots_of(folder)
    before = (folder / name).read_bytes()

    def no_room(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "no room")

    slots.change_password("ivanova", "пароль", "новый")
    writes = {
        "slots.json": slots.save,
        "counters.json": lambda: Counters(folder, slots).begin("ivanova", NOW),
    }
    with monkeypatch.context() as full, pytest.raises(StoreFault, match="full"):
        full.setattr(os, "fsync", no_room)
        writes[name]()
    assert (folder / name).read_bytes() == before
    assert not (folder / f"{name}.new").exists()
    assert SlotFile.load(folder).unlock("ivanova", "пароль") == KEY
    Counters(folder, SlotFile.load(folder)).begin("ivanova", NOW)


@pytest.fixture
def unwritable() -> Callable[[Path], contextlib.AbstractContextManager[None]]:
    """Takes away the right to write, from root too: inside the block the process is nobody."""

    @contextlib.contextmanager
    def taken(folder: Path) -> Iterator[None]:
        paths = [folder, *folder.iterdir()]
        modes = {path: stat.S_IMODE(path.stat().st_mode) for path in paths}
        for path in paths:
            path.chmod(0o555 if path.is_dir() else 0o444)
        root = os.geteuid() == 0
        if root:
            os.seteuid(NOBODY)
        try:
            yield
        finally:
            if root:
                os.seteuid(0)
            for path, mode in modes.items():
                path.chmod(mode)

    return taken


@pytest.fixture
def reachable() -> Iterator[Path]:
    """A store's folder that everybody can get to."""
    place = Path(tempfile.mkdtemp(prefix="medcab-readonly-"))
    place.chmod(0o755)
    yield place / "cabinet"
    shutil.rmtree(place)


async def test_a_disk_that_cannot_be_written_is_told_and_can_be_read(
    reachable: Path, unwritable: Callable[[Path], contextlib.AbstractContextManager[None]]
) -> None:
    vault = await Vault.create(reachable, KEY, STEPS)
    await vault.write(lambda c: write_note(c, 1))
    await vault.close()
    slots = slots_of(reachable)
    with unwritable(reachable):
        with pytest.raises(PermissionError):
            (reachable / "probe").touch()
        with pytest.raises(StoreFault) as caught:
            await Vault.open(reachable, KEY, migrations=STEPS)
        assert caught.value.code == "store.read_only"
        for call in (
            lambda: Counters(reachable, slots).begin("ivanova", NOW),
            lambda: backup.restore(reachable, reachable / "other"),
            lambda: rekey.rekey_now(reachable, KEY, OTHER_KEY, slots),
        ):
            with pytest.raises(StoreFault):
                call()

        vault = await Vault.open(reachable, KEY, readonly=True, migrations=STEPS)
        assert await vault.read(notes) == [1]
        with pytest.raises(StoreFault, match="read_only"):
            await vault.write(lambda c: write_note(c, 2))
        assert await vault.read(notes) == [1]
        await vault.close()
    vault = await Vault.open(reachable, KEY, migrations=STEPS)
    assert await vault.read(notes) == [1]
    await vault.close()


async def test_a_crashed_store_on_a_disk_that_cannot_be_written_is_refused_not_read_in_part(
    reachable: Path, unwritable: Callable[[Path], contextlib.AbstractContextManager[None]]
) -> None:
    vault = await Vault.create(reachable, KEY, STEPS)
    await vault.write(lambda c: write_note(c, 1))
    crashed = reachable.with_name("crashed")
    crashed.mkdir(mode=0o700)
    for name in ("cabinet.db", "cabinet.db-wal", "lock"):
        shutil.copyfile(reachable / name, crashed / name)
    await vault.close()
    with unwritable(crashed), pytest.raises(StoreFault, match="read_only"):
        await Vault.open(crashed, KEY, readonly=True, migrations=STEPS)
    vault = await Vault.open(crashed, KEY, migrations=STEPS)
    assert await vault.read(notes) == [1]
    await vault.close()


async def test_a_disk_that_turns_read_only_while_open_is_told(folder: Path) -> None:
    await _created(folder)
    turned = False

    def before(what: str, name: str) -> None:
        if turned and what in {"write", "truncate", "sync", "delete"}:
            raise apsw.ReadOnlyError("remounted")

    with disk(before) as turning:
        vault = await Vault.open(folder, KEY, migrations=STEPS, vfs=turning.encrypted)
        await vault.write(lambda c: write_note(c, 1))
        turned = True
        with pytest.raises(StoreFault, match="read_only"):
            await vault.write(lambda c: write_note(c, 2))
        assert await vault.read(notes) == [1]
        turned = False
        await vault.close()


async def test_sorting_a_lot_spills_nothing_to_the_disk(folder: Path) -> None:
    await _created(folder)
    with disk(lambda what, name: None) as watched:
        vault = await Vault.open(folder, KEY, migrations=STEPS, vfs=watched.encrypted)
        many = "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 60000)"
        rows = await vault.read(
            lambda c: c.execute(f"{many} SELECT hex(x * 7919 % 60000) AS h FROM n ORDER BY h").fetchall()
        )
        await vault.close()
        assert len(rows) == 60000
        assert set(watched.opened) == {"cabinet.db", "cabinet.db-wal"}


async def _created(folder: Path) -> None:
    await (await Vault.create(folder, KEY, STEPS)).close()
