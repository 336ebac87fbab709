"""A trusted machine: what its keyring opens, who may trust it, and how the trust ends."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.door import TEST_COST, Door, Founding
from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.domain.accounts import NewWorker, Role
from medcab_tui.domain.errors import Forbidden, Refused
from medcab_tui.store.keyring import KeyringFault, Ring, State
from tests.store.test_keyring import Drawer

PETROV = NewWorker("petrov", "Петров", "Пётр", "", "врач", "Терапия", frozenset({Role.CLINICIAN}))
PASSWORD = "Petrov-2026!"
NEW = "New-2026-pass"


@pytest.fixture
def drawer() -> Drawer:
    return Drawer()


@pytest.fixture
def door(tmp_path: Path, surroundings: Surroundings, drawer: Drawer) -> Door:
    ring = Ring(lambda: ("drawer", drawer))
    return Door(tmp_path / "cabinet", surroundings, cost=TEST_COST, ring=ring)


def secret_of(drawer: Drawer) -> str | None:
    return next((kept for (_service, name), kept in drawer.kept.items() if name.startswith("device:")), None)


async def test_a_trusted_machine_gives_any_worker_a_new_password(door: Door, cabinet: Cabinet) -> None:
    await cabinet.accounts.add_worker(PETROV, PASSWORD)
    with pytest.raises(Refused, match=r"recovery\.untrusted"):
        await door.recover_here("petrov", NEW)
    await cabinet.accounts.trust_machine()
    assert await cabinet.accounts.trusted() == (1, True)
    await cabinet.accounts.trust_machine()
    assert await cabinet.accounts.trusted() == (1, True), "a machine has one slot"
    other = await door.recover_here("petrov", NEW)
    newest, *_older = await other.journal.mine()
    assert newest.code == "sign_in.recovered_here"
    await other.sign_out()
    with pytest.raises(Refused, match=r"sign_in\.wrong"):
        await door.sign_in("petrov", PASSWORD)
    await (await door.sign_in("petrov", NEW)).sign_out()
    with pytest.raises(Refused, match=r"sign_in\.wrong"):
        await door.recover_here("nobody", NEW)


async def test_the_key_of_another_machine_opens_nothing(door: Door, cabinet: Cabinet, drawer: Drawer) -> None:
    await cabinet.accounts.trust_machine()
    secret = json.loads(secret_of(drawer) or "")
    (name,) = (name for name in drawer.kept if name[1].startswith("device:"))
    for wrong in (secret | {"secret": "00" * 32}, secret | {"device": "00" * 8}):
        drawer.kept[name] = json.dumps(wrong)
        with pytest.raises(Refused, match=r"recovery\.untrusted"):
            await door.recover_here("ivanova", NEW)
    for nonsense in ("", "{}", "[]", '{"device": "a", "secret": "zz"}', '{"device": "a", "secret": "00"}'):
        drawer.kept[name] = nonsense
        with pytest.raises(Refused, match=r"recovery\.untrusted"):
            await door.recover_here("ivanova", NEW)


async def test_trusting_no_machine_ends_what_was_copied(door: Door, cabinet: Cabinet, drawer: Drawer) -> None:
    await cabinet.accounts.trust_machine()
    copied = dict(drawer.kept)
    slots = (door.folder / "slots.json").read_bytes()
    assert await cabinet.accounts.distrust()
    await asyncio.wait_for(gone(drawer), 5)
    drawer.kept |= copied
    with pytest.raises(Refused, match=r"recovery\.untrusted"):
        await door.recover_here("ivanova", NEW)
    await cabinet.sign_out()
    (door.folder / "slots.json").write_bytes(slots)
    with pytest.raises(Refused):
        await door.recover_here("ivanova", NEW)


async def gone(drawer: Drawer) -> None:
    """The key is taken out of the keyring aside."""
    while secret_of(drawer) is not None:
        await asyncio.sleep(0.01)


async def test_a_machine_that_could_not_be_trusted_anew_keeps_its_key(
    door: Door, cabinet: Cabinet, drawer: Drawer
) -> None:
    await cabinet.accounts.trust_machine()
    secret, older = secret_of(drawer), (door.folder / "slots.json").read_bytes()
    await cabinet.accounts.change_password("Demo-2026!", NEW)
    (door.folder / "slots.json").write_bytes(older)
    with pytest.raises(Refused, match="slots_older"):
        await cabinet.accounts.trust_machine()
    assert secret_of(drawer) == secret


async def test_whoever_leaves_takes_no_machine_along(door: Door, cabinet: Cabinet, drawer: Drawer) -> None:
    worker = await cabinet.accounts.add_worker(replace(PETROV, roles=frozenset(Role)), PASSWORD)
    await cabinet.accounts.trust_machine()
    copied = dict(drawer.kept)
    assert await cabinet.accounts.remove_worker(worker)
    assert await cabinet.accounts.trusted() == (0, False)
    drawer.kept |= copied
    with pytest.raises(Refused, match=r"recovery\.untrusted"):
        await door.recover_here("ivanova", NEW)


async def test_only_an_administrator_trusts(door: Door, cabinet: Cabinet) -> None:
    await cabinet.accounts.add_worker(PETROV, PASSWORD)
    other = await door.sign_in("petrov", PASSWORD)
    for call in (other.accounts.trust_machine(), other.accounts.distrust(), other.accounts.trusted()):
        with pytest.raises(Forbidden):
            await call
    await other.sign_out()


@pytest.mark.parametrize("state", [State.ABSENT, State.LOCKED, State.HANGING, State.FAULTY])
async def test_a_keyring_that_cannot_tell_is_told(
    tmp_path: Path, surroundings: Surroundings, founding: Founding, state: State
) -> None:
    def find() -> tuple[str, Drawer]:
        raise KeyringFault(state)

    for ring, code in ((Ring(find), f"keyring.{state}"), (None, "keyring.off")):
        folder = tmp_path / code
        door = Door(folder, surroundings, cost=TEST_COST, ring=ring)
        cabinet, _code = await door.found(founding)
        slots = (folder / "slots.json").read_bytes()
        for call in (cabinet.accounts.trust_machine(), door.recover_here("ivanova", NEW)):
            with pytest.raises(Refused) as refused:
                await call
            assert refused.value.code == code
        assert (folder / "slots.json").read_bytes() == slots
        await cabinet.sign_out()
