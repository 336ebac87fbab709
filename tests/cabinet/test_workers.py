"""Adding and removing workers without anybody else's password; rows and keys agree after any interruption."""

from __future__ import annotations

import asyncio
import dataclasses
import json
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from medcab_tui.cabinet.accounts_actions import AddWorker, RemoveWorker
from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.door import TEST_COST, Door, Founding
from medcab_tui.cabinet.patients_actions import WriteRecord
from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.domain.accounts import NewWorker, Role
from medcab_tui.domain.errors import Forbidden, Invalid, Refused
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import EncounterKind, NewPatient, RecordBody
from medcab_tui.store.counters import machine_time
from medcab_tui.store.lock import FolderLock

Adding = Callable[[Cabinet, NewPatient], Awaitable[Id]]
PETROV = NewWorker(
    "Petrov",
    "Петров",
    "Олег",
    "Дмитриевич",
    "заведующий отделением",
    "Терапевтическое отделение",
    frozenset({Role.CLINICIAN}),
)
PASSWORD = "Petrov-2026!"


@pytest.mark.capability("C158")
@pytest.mark.parametrize(
    ("password", "code"),
    [("Ab-2026", "short"), ("petrov-2026!", "classes"), ("Пароль123!", "common"), ("petrov", "login")],
)
async def test_no_way_leads_round_the_policy_of_passwords(
    door: Door, cabinet: Cabinet, tmp_path: Path, founding: Founding, password: str, code: str
) -> None:
    code = f"password.{code}"
    chief = replace(PETROV, login="petrov")
    worker = await cabinet.accounts.add_worker(chief, PASSWORD)
    await (await door.sign_in("petrov", PASSWORD)).sign_out()
    recovery = await cabinet.accounts.new_recovery_code()
    ways: list[Callable[[], Awaitable[object]]] = [
        lambda: cabinet.accounts.add_worker(replace(chief, login="petrov"), password),
        lambda: cabinet.accounts.give_password(worker, password),
        lambda: door.recover(recovery, "petrov", password),
        lambda: Door(tmp_path / "other", cabinet.surroundings, cost=TEST_COST).found(
            dataclasses.replace(founding, login="petrov", password=password)
        ),
    ]
    for way in ways:
        with pytest.raises(Invalid) as refused:
            await way()
        assert refused.value.code == code
    with pytest.raises(Invalid):
        await cabinet.accounts.change_password("Demo-2026!", password)
    await (await door.sign_in("petrov", PASSWORD)).sign_out()


async def test_changing_a_password_waits_by_a_clock_nobody_can_set(
    tmp_path: Path, founding: Founding
) -> None:
    cabinet, _code = await Door(tmp_path / "real", Surroundings.real(), cost=TEST_COST).found(founding)
    with pytest.raises(Refused, match=r"sign_in\.wrong"):
        await cabinet.accounts.change_password("Not-the-1st", "New-2026-pass")
    kept = json.loads((tmp_path / "real" / "counters.json").read_text())
    assert [row["boot"] for row in kept["rows"].values()] == [machine_time().boot]
    await cabinet.sign_out()


@pytest.mark.capability("C109")
async def test_a_new_worker_signs_in_and_sees_the_same(
    door: Door, cabinet: Cabinet, maria: NewPatient, add: Adding
) -> None:
    await add(cabinet, maria)
    worker = await cabinet.accounts.add_worker(PETROV, PASSWORD)
    assert [known.login for known in await cabinet.accounts.workers()] == ["ivanova", "petrov"]
    other = await door.sign_in("petrov", PASSWORD)
    assert other.worker.id == worker
    assert other.worker.department == "Терапевтическое отделение"
    assert (await other.patients.search("кузн")).hits
    await other.sign_out()
    await (await door.sign_in("ivanova", "Demo-2026!")).sign_out()


async def test_a_removed_worker_is_refused_and_the_store_has_another_key(
    door: Door, cabinet: Cabinet, maria: NewPatient, add: Adding
) -> None:
    patient = await add(cabinet, maria)
    worker = await cabinet.accounts.add_worker(PETROV, PASSWORD)
    old_key = cabinet._desk.key
    assert await cabinet.accounts.remove_worker(worker)
    assert cabinet._desk.key != old_key
    assert [known.login for known in await cabinet.accounts.workers()] == ["ivanova"]
    with pytest.raises(Refused, match=r"sign_in\.wrong"):
        await door.sign_in("petrov", PASSWORD)
    assert (await cabinet.patients.row(patient)).surname == "Кузнецова"
    verdict = await cabinet.journal.verify()
    assert verdict.whole, "seals made with the key before still hold"
    await cabinet.sign_out()
    again = await door.sign_in("ivanova", "Demo-2026!")
    assert (await again.journal.verify()).whole
    await again.step_up.prove(password="Demo-2026!")
    with pytest.raises(Invalid, match=r"login\.taken"):
        await again.accounts.add_worker(PETROV, PASSWORD)
    await again.sign_out()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Does not wait for others to lock."""
    monkeypatch.setattr(FolderLock.alone, "__defaults__", (0.05,))


async def test_others_are_asked_to_lock_before_a_re_key(door: Door, cabinet: Cabinet) -> None:
    worker = await cabinet.accounts.add_worker(PETROV, PASSWORD)
    other = await door.sign_in("ivanova", "Demo-2026!")
    asked = asyncio.Event()
    other.subscribe(lambda topics: asked.set() if "lock" in topics else None)

    async def lock_when_asked() -> None:
        await asked.wait()
        await other.lock()

    locking = asyncio.create_task(lock_when_asked())
    assert await cabinet.accounts.remove_worker(worker)
    await locking


@pytest.mark.usefixtures("impatient")
async def test_a_re_key_is_put_off_while_the_store_is_open_elsewhere_and_completed_later(
    door: Door, cabinet: Cabinet
) -> None:
    worker = await cabinet.accounts.add_worker(PETROV, PASSWORD)
    other = await door.sign_in("ivanova", "Demo-2026!")
    assert not await cabinet.accounts.remove_worker(worker)
    assert await cabinet.patients.total() == 0, "the cabinet works on"
    with pytest.raises(Refused, match=r"sign_in\.wrong"):
        await door.sign_in("petrov", PASSWORD)
    await other.sign_out()
    await cabinet.sign_out()
    again = await door.sign_in("ivanova", "Demo-2026!")
    assert "store.rekeyed" in {row.code for row in await again.journal.mine()}
    assert (await again.journal.verify()).whole
    await again.sign_out()


async def test_a_crash_between_row_and_key_leaves_no_key_without_a_worker(
    door: Door, cabinet: Cabinet
) -> None:
    identity = cabinet.surroundings.ids.new()
    await cabinet.do(AddWorker(identity, PETROV))
    with pytest.raises(Refused, match=r"sign_in\.wrong"):
        await door.sign_in("petrov", PASSWORD)
    assert await cabinet.accounts.add_worker(PETROV, PASSWORD, action=identity) == identity
    await (await door.sign_in("petrov", PASSWORD)).sign_out()


async def test_a_crash_between_striking_off_and_the_re_key_is_mended_at_the_next_sign_in(
    door: Door, cabinet: Cabinet
) -> None:
    worker = await cabinet.accounts.add_worker(PETROV, PASSWORD)
    await cabinet.do(RemoveWorker(cabinet.surroundings.ids.new(), worker))
    old_key = cabinet._desk.key
    await cabinet.sign_out()
    with pytest.raises(Refused, match=r"sign_in\.wrong"):
        await door.sign_in("petrov", PASSWORD)
    again = await door.sign_in("ivanova", "Demo-2026!")
    assert again._desk.key != old_key
    await again.sign_out()


async def test_a_lost_password_is_replaced_by_an_administrator(door: Door, cabinet: Cabinet) -> None:
    worker = await cabinet.accounts.add_worker(PETROV, PASSWORD)
    for _ in range(5):
        with pytest.raises(Refused):
            await door.sign_in("petrov", "forgotten it")
    await cabinet.accounts.give_password(worker, "Another-2026")
    await (await door.sign_in("petrov", "Another-2026")).sign_out()
    with pytest.raises(Refused):
        await door.sign_in("petrov", PASSWORD)


async def test_one_changes_ones_own_password_knowing_the_old_one(door: Door, cabinet: Cabinet) -> None:
    with pytest.raises(Refused, match=r"sign_in\.wrong"):
        await cabinet.accounts.change_password("not the old one", "New-2026-pass")
    with pytest.raises(Invalid, match=r"password\.short"):
        await cabinet.accounts.change_password("Demo-2026!", "short")
    await cabinet.accounts.change_password("Demo-2026!", "New-2026-pass")
    await cabinet.sign_out()
    with pytest.raises(Refused):
        await door.sign_in("ivanova", "Demo-2026!")
    await (await door.sign_in("ivanova", "New-2026-pass")).sign_out()


async def test_a_new_recovery_code_replaces_the_old_one(door: Door, founding: object) -> None:
    cabinet, old = await door.found(founding)  # type: ignore[arg-type]
    new = await cabinet.accounts.new_recovery_code()
    await cabinet.sign_out()
    with pytest.raises(Refused):
        await door.recover(old, "ivanova", "New-2026-pass")
    await (await door.recover(new, "ivanova", "New-2026-pass")).sign_out()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"login": "ivanova"}, "login.taken"),
        ({"login": "a b"}, "login.letters"),
        ({"given": ""}, "name.missing"),
        ({"post": ""}, "post.missing"),
        ({"roles": frozenset()}, "roles.missing"),
    ],
)
async def test_a_wrong_worker_is_refused(cabinet: Cabinet, change: dict[str, object], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        await cabinet.accounts.add_worker(replace(PETROV, **change), PASSWORD)  # type: ignore[arg-type]
    assert refused.value.code == code
    assert len(await cabinet.accounts.workers()) == 1


@pytest.mark.usefixtures("impatient")
async def test_nobody_removes_themselves_or_the_last_administrator(door: Door, cabinet: Cabinet) -> None:
    with pytest.raises(Invalid, match=r"worker\.oneself"):
        await cabinet.accounts.remove_worker(cabinet.worker.id)
    chief = replace(PETROV, login="chief", roles=frozenset({Role.ADMINISTRATOR}))
    await cabinet.accounts.add_worker(chief, PASSWORD)
    other = await door.sign_in("chief", PASSWORD)
    await other.step_up.prove(password=PASSWORD)
    await other.accounts.remove_worker(cabinet.worker.id)
    with pytest.raises(Forbidden):
        await cabinet.accounts.remove_worker(other.worker.id)
    await other.sign_out()


@pytest.mark.usefixtures("impatient")
async def test_a_worker_removed_while_signed_in_can_do_nothing_more(
    door: Door, cabinet: Cabinet, maria: NewPatient, add: Adding
) -> None:
    worker = await cabinet.accounts.add_worker(PETROV, PASSWORD)
    other = await door.sign_in("petrov", PASSWORD)
    asked = asyncio.Event()
    other.subscribe(lambda topics: asked.set() if "lock" in topics else None)
    await cabinet.accounts.remove_worker(worker)
    with pytest.raises(Forbidden):
        await add(other, maria)
    asked.clear()
    await asyncio.wait_for(asked.wait(), 3)
    assert await cabinet.patients.total() == 0
    await other.sign_out()


async def test_an_author_stays_as_they_were_when_they_wrote(
    cabinet: Cabinet, maria: NewPatient, add: Adding
) -> None:
    body = RecordBody(EncounterKind.PROCEDURE, None, conclusion="Прививка")
    ids, at = cabinet.surroundings.ids, cabinet.surroundings.clock.now()
    patient = await add(cabinet, maria)
    first = (await cabinet.do(WriteRecord(ids.new(), patient, at, body))).result
    await cabinet._desk.vault.write(
        lambda c: (
            c.execute("UPDATE worker SET post = 'заведующая'; UPDATE department SET name = 'Хирургия'").get
        )
    )
    later = replace(body, conclusion="Прививка, вторая")
    second = (await cabinet.do(WriteRecord(ids.new(), patient, at, later))).result
    authors = [(await cabinet.patients.encounter(record)).author for record in (first, second)]
    assert [(author.post, author.department) for author in authors] == [
        ("врач-терапевт", "Терапевтическое отделение"),
        ("заведующая", "Хирургия"),
    ]


@pytest.mark.usefixtures("impatient")
async def test_a_removed_administrator_gives_no_more_passwords(door: Door, cabinet: Cabinet) -> None:
    chief = replace(PETROV, login="chief", roles=frozenset({Role.ADMINISTRATOR}))
    worker = await cabinet.accounts.add_worker(chief, PASSWORD)
    other = await door.sign_in("chief", PASSWORD)
    await cabinet.accounts.remove_worker(worker)
    for call in (
        other.accounts.give_password(cabinet.worker.id, "Another-2026"),
        other.accounts.new_recovery_code(),
        other.accounts.withdraw_keys(),
    ):
        with pytest.raises(Forbidden):
            await call
    await other.sign_out()
