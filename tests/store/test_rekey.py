"""Another data key for the whole store, and who can still open what."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from medcab_tui.domain.errors import Refused, StoreFault
from medcab_tui.domain.ids import Id
from medcab_tui.store import backup, rekey
from medcab_tui.store.crypto import TEST_COST
from medcab_tui.store.slots import SlotFile
from medcab_tui.store.vault import Vault
from tests.store.stores import KEY, OTHER_KEY, STEPS, notes, slots_of, write_note


async def made(folder: Path) -> None:
    vault = await Vault.create(folder, KEY, STEPS)
    slots = slots_of(folder)
    slots.add_password("zaytsev", "другой", KEY, worker=Id(b"z" * 16), cost=TEST_COST)
    slots.save()
    for number in range(5):
        await vault.write(lambda c, number=number: write_note(c, number, "x" * 5000))
    await vault.close()


async def opened(folder: Path) -> tuple[list[int], SlotFile]:
    vault, slots = await Vault.unlocked(
        folder, lambda slots: slots.unlock("ivanova", "пароль"), migrations=STEPS
    )
    found = await vault.read(notes)
    await vault.write(lambda c: write_note(c, 1000 + len(found)))
    await vault.close()
    return found, slots


async def test_removing_a_worker_re_keys_without_anybodys_password(folder: Path) -> None:
    await made(folder)
    slots = SlotFile.load(folder)
    slots.trust(KEY)
    slots.remove("zaytsev")
    await rekey.rekey(folder, KEY, OTHER_KEY, slots)

    found, slots = await opened(folder)
    assert found == [0, 1, 2, 3, 4]
    assert (slots.generation, slots.pending) == (2, False)
    with pytest.raises(Refused, match="wrong"):
        slots.unlock("zaytsev", "другой")
    with pytest.raises(StoreFault, match="wrong_key"):
        await Vault.open(folder, KEY, migrations=STEPS)
    assert {path.name for path in folder.iterdir()} == {
        "cabinet.db", "slots.json", "counters.json", "lock",
    }  # fmt: skip


async def test_a_sign_in_that_overlaps_a_re_key_reads_the_slots_again(folder: Path) -> None:
    await made(folder)
    keys: list[bytes] = []

    def slowly(slots: SlotFile) -> bytes:
        keys.append(slots.unlock("ivanova", "пароль"))
        if len(keys) == 1:
            rekey.rekey_now(folder, KEY, OTHER_KEY, SlotFile.load(folder))
        return keys[-1]

    vault, slots = await Vault.unlocked(folder, slowly, migrations=STEPS)
    assert keys == [KEY, OTHER_KEY]
    assert slots.generation == 2
    assert await vault.read(notes) == [0, 1, 2, 3, 4]
    await vault.close()


async def test_an_open_cabinet_is_asked_to_lock(folder: Path) -> None:
    await made(folder)
    vault = await Vault.open(folder, KEY, migrations=STEPS)
    going = asyncio.create_task(rekey.rekey(folder, KEY, OTHER_KEY, SlotFile.load(folder)))
    while not vault.wanted():
        await asyncio.sleep(0.01)
    await vault.close()
    await asyncio.wait_for(going, 10)
    assert (await opened(folder))[0] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(("failing", "key"), [(1, KEY), (2, OTHER_KEY)])
async def test_a_disk_too_full_for_the_slots(
    folder: Path, monkeypatch: pytest.MonkeyPatch, failing: int, key: bytes
) -> None:
    """Before the database changed it is refused; after that it is done, and settled when there is room."""
    await made(folder)
    slots = SlotFile.load(folder)
    saves: list[int] = []
    save = SlotFile.save

    def full(self: SlotFile) -> None:
        saves.append(1)
        if len(saves) == failing:
            raise StoreFault("store.full", path=str(self.path))
        save(self)

    with monkeypatch.context() as patch:
        patch.setattr(SlotFile, "save", full)
        if failing == 1:
            with pytest.raises(StoreFault, match="full"):
                await rekey.rekey(folder, KEY, OTHER_KEY, slots)
        else:
            await rekey.rekey(folder, KEY, OTHER_KEY, slots)
            assert SlotFile.load(folder).pending
    vault = await Vault.open(folder, key, migrations=STEPS)
    assert await vault.read(notes) == [0, 1, 2, 3, 4]
    await vault.close()
    assert (await opened(folder))[1].pending is False


async def test_who_asked_and_was_killed_asks_no_more(folder: Path) -> None:
    await made(folder)
    (folder / "wanted").touch()
    vault = await Vault.open(folder, KEY, migrations=STEPS)
    assert not vault.wanted()
    await vault.close()
    await rekey.rekey(folder, KEY, OTHER_KEY, SlotFile.load(folder))
    assert not vault.wanted()


async def test_a_wrong_old_key_changes_nothing(folder: Path) -> None:
    await made(folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(StoreFault, match="wrong_key"):
        await rekey.rekey(folder, OTHER_KEY, bytes(32), SlotFile.load(folder))
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_interrupted_at_every_step_it_opens_with_the_old_key_or_the_new(folder: Path, tmp_path: Path) -> None:
    """A process is killed before each line of the store that a re-key runs."""
    asyncio.run(made(folder))
    whole = {path.name: path.read_bytes() for path in folder.iterdir()}
    step = 1 if os.environ.get("MEDCAB_PROVE") else 17
    generations = []
    for at in range(1, 100_000, step):
        place = _copied(whole, tmp_path / f"at-{at}")
        ended = _killed_at(
            at, lambda place=place: rekey.rekey_now(place, KEY, OTHER_KEY, SlotFile.load(place))
        )
        found, slots = asyncio.run(opened(place))
        assert found == [0, 1, 2, 3, 4], at
        assert not slots.pending, at
        again, slots = asyncio.run(opened(place))
        assert again == [0, 1, 2, 3, 4, 1005], at
        generations.append(slots.generation)
        if ended:
            break
    assert generations == sorted(generations), "from some step on it is the new key, and never back"
    assert set(generations) == {1, 2}


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_restore_interrupted_at_every_step_is_not_begun_or_ended(folder: Path, tmp_path: Path) -> None:
    asyncio.run(made(folder))
    backup.backup(folder, KEY, tmp_path / "backup")
    asyncio.run(opened(folder))
    whole = {path.name: path.read_bytes() for path in folder.iterdir()}
    step = 1 if os.environ.get("MEDCAB_PROVE") else 7
    seen = []
    for at in range(1, 100_000, step):
        place = _copied(whole, tmp_path / f"at-{at}")
        ended = _killed_at(at, lambda place=place: backup.restore(tmp_path / "backup", place))
        seen.append(tuple(asyncio.run(opened(place))[0]))
        if ended:
            break
    assert seen == sorted(seen, reverse=True), "first what was there, from some step on what was restored"
    assert set(seen) == {(0, 1, 2, 3, 4, 1005), (0, 1, 2, 3, 4)}


def _copied(files: dict[str, bytes], place: Path) -> Path:
    place.mkdir(mode=0o700)
    for name, content in files.items():
        (place / name).write_bytes(content)
    return place


def _killed_at(at: int, action: Callable[[], object]) -> bool:
    """Runs in a child that dies, as from kill -9, before the given line of the store; True if it ended."""
    child = os.fork()
    if child == 0:
        left = at

        def look(frame: FrameType, event: str, argument: Any) -> Any:
            nonlocal left
            if "medcab_tui/store" not in frame.f_code.co_filename:
                return None
            if event == "line":
                left -= 1
                if left == 0:
                    os._exit(9)
            return look

        try:
            sys.settrace(look)
            action()
            sys.settrace(None)
        except BaseException:
            os._exit(1)
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in {0, 9}, f"failed instead of being killed, at line {at}"
    return code == 0
