"""The service of reminders: what its key opens, what it may do then, and how it ends."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from medcab_tui.cabinet.bulk import LoadBatch
from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.door import TEST_COST, Door
from medcab_tui.cabinet.pieces import LoadedTask
from medcab_tui.cabinet.service import Service
from medcab_tui.cabinet.surroundings import Surroundings, TapeClock
from medcab_tui.domain.accounts import REMINDERS, NewWorker, Role, author_of
from medcab_tui.domain.errors import Forbidden, Refused, StoreFault
from medcab_tui.domain.patients import NewPatient
from medcab_tui.domain.rooms import TaskState
from medcab_tui.store.keyring import KeyringFault, Ring, State
from tests.cabinet.test_permissions import ACTIONS, READS, allowed
from tests.store.test_keyring import Drawer

PETROV = NewWorker(
    "petrov", "Петров", "Пётр", "", "врач", "Терапия", frozenset({Role.CLINICIAN, Role.ADMINISTRATOR})
)
PASSWORD = "Petrov-2026!"


@pytest.fixture
def drawer() -> Drawer:
    return Drawer()


@pytest.fixture
def door(tmp_path: Path, surroundings: Surroundings, drawer: Drawer) -> Door:
    ring = Ring(lambda: ("drawer", drawer))
    return Door(tmp_path / "cabinet", surroundings, cost=TEST_COST, ring=ring)


async def opened(door: Door, key_file: Path | None = None, *, ring: Ring | None = None) -> Service:
    return await Service.open(door.folder, door.surroundings, ring or door.ring, key_file)


async def refusal(door: Door, key_file: Path | None = None) -> str:
    try:
        service = await opened(door, key_file)
    except (Refused, StoreFault) as refused:
        return refused.code
    service.close()
    return ""


async def due_soon(cabinet: Cabinet) -> None:
    """A task whose time limit is in three hours."""
    now, ids = cabinet.surroundings.clock.now(), cabinet.surroundings.ids
    due = now + timedelta(hours=3)
    task = LoadedTask(ids.new(), cabinet.worker.id, None, TaskState.IN_WORK, now, due, "Отчёт", "в работе")
    await cabinet.do(LoadBatch(ids.new(), (task,)))


def pass_by(door: Door, hours: float) -> None:
    clock = door.surroundings.clock
    assert isinstance(clock, TapeClock)
    clock.advance(timedelta(hours=hours))


@pytest.mark.capability("C029")
async def test_it_reminds_without_a_password_and_under_its_own_name(door: Door, cabinet: Cabinet) -> None:
    assert await refusal(door) == "service.none"
    await due_soon(cabinet)
    await cabinet.unattended.enable()
    status = await cabinet.unattended.status()
    assert (status.by, status.told_last) == (("Иванова Анна Петровна",), None)
    await cabinet.sign_out()
    pass_by(door, 1.5)
    service = await opened(door)
    assert await service.remind() == 1
    assert await service.remind() == 0
    service.close()
    again = await door.sign_in("ivanova", "Demo-2026!")
    (line,) = [row for row in await again.home.attention() if row.code]
    assert (line.code, line.params["title"]) == ("reminder.task", "Отчёт")
    rows = await again._desk.vault.read(
        lambda c: list(c.execute("SELECT worker FROM journal WHERE code = 'reminders.told'"))
    )
    assert rows == [(REMINDERS.id,)]
    assert author_of(REMINDERS).name == "Служба напоминаний"
    assert (await again.journal.verify()).whole
    assert (await again.unattended.status()).told_last is not None
    await again.sign_out()


async def test_it_may_do_nothing_else(door: Door, cabinet: Cabinet, maria: NewPatient) -> None:
    await cabinet.unattended.enable()
    service = await opened(door)
    inside = service._cabinet
    for make in ACTIONS.values():
        with pytest.raises(Forbidden):
            await inside.do(make(inside, maria))
    let_through = {name for name, (call, _permission) in READS.items() if await allowed(call(inside, maria))}
    assert {name.partition(".")[0] for name in let_through} <= {"reminders", "exchange", "links"}
    service.close()


async def test_its_key_goes_on_after_another_key_of_the_store_and_leaves_with_whoever_enabled_it(
    door: Door, cabinet: Cabinet, drawer: Drawer
) -> None:
    petrov = await cabinet.accounts.add_worker(PETROV, PASSWORD)
    await cabinet.unattended.enable()
    assert await cabinet.accounts.distrust()
    assert await refusal(door) == "", "sealed anew like the others"
    other = await door.sign_in("petrov", PASSWORD)
    await other.step_up.prove(password=PASSWORD)
    await other.unattended.enable()
    await other.sign_out()
    assert await refusal(door) == ""
    copied = dict(drawer.kept)
    assert await cabinet.accounts.remove_worker(petrov)
    drawer.kept |= copied
    assert await refusal(door) == "service.none"


async def test_taken_away_it_opens_nothing_even_with_an_older_file_of_slots(
    door: Door, cabinet: Cabinet, drawer: Drawer
) -> None:
    await cabinet.accounts.trust_machine()
    await cabinet.unattended.enable()
    copied, slots = dict(drawer.kept), (door.folder / "slots.json").read_bytes()
    assert await cabinet.unattended.disable()
    assert await cabinet.accounts.trusted() == (1, True), "a trusted machine stays one"
    drawer.kept |= copied
    assert await refusal(door) == "service.none"
    await cabinet.sign_out()
    (door.folder / "slots.json").write_bytes(slots)
    assert await refusal(door) in ("store.wrong_key", "store.slots_older", "store.damaged")


async def test_a_clinician_enables_it_and_an_administrator_changes_the_key(
    door: Door, cabinet: Cabinet
) -> None:
    await cabinet.accounts.add_worker(replace(PETROV, roles=frozenset({Role.CLINICIAN})), PASSWORD)
    other = await door.sign_in("petrov", PASSWORD)
    await other.step_up.prove(password=PASSWORD)
    await other.unattended.enable()
    assert await refusal(door) == ""
    assert not await other.unattended.disable(), "the store keeps its key"
    assert await refusal(door) == "service.none"
    await other.sign_out()


async def test_a_file_with_the_key_is_its_owners_alone(door: Door, cabinet: Cabinet, tmp_path: Path) -> None:
    path = tmp_path / "key"
    await cabinet.unattended.enable(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert await refusal(door, path) == ""
    assert await refusal(door) == "service.no_key"
    for call in (cabinet.unattended.enable(path), cabinet.unattended.enable(tmp_path / "no" / "key")):
        with pytest.raises(Refused, match=r"service\.file_(exists|unwritable)"):
            await call
    path.chmod(0o640)
    assert await refusal(door, path) == "service.file_open"
    path.chmod(0o600)
    link, folder, nonsense = tmp_path / "link", tmp_path, tmp_path / "nonsense"
    link.symlink_to(path)
    nonsense.touch(0o600)
    nonsense.chmod(0o600)
    for other in (link, nonsense, tmp_path / "nowhere"):
        assert await refusal(door, other) == "service.file_unreadable"
    assert await refusal(door, folder) in ("service.file_unreadable", "service.file_open")
    text = path.read_text()
    path.write_text(text.replace(text[-6:-2], "0000"))
    assert await refusal(door, path) == "service.wrong_key"
    os.truncate(path, 0)
    path.write_text(text)
    assert await cabinet.unattended.disable(path)
    assert not path.exists()
    assert (await cabinet.unattended.status()).by == ()


@pytest.mark.parametrize("state", [State.ABSENT, State.LOCKED, State.HANGING, State.FAULTY])
async def test_a_keyring_that_cannot_tell_is_told(door: Door, cabinet: Cabinet, state: State) -> None:
    await cabinet.unattended.enable()

    def find() -> tuple[str, Drawer]:
        raise KeyringFault(state)

    for ring, code in ((Ring(find), f"keyring.{state}"),):
        with pytest.raises(Refused) as refused:
            await opened(door, ring=ring)
        assert refused.value.code == code
