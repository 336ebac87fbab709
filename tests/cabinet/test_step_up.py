"""Step-up: what takes a proof, the window it opens, and what a wrong one costs."""

from __future__ import annotations

import dataclasses
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from medcab_tui.cabinet.accounts_actions import AddWorker
from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.door import Door, Founding
from medcab_tui.domain.accounts import NewWorker, Role
from medcab_tui.domain.errors import Forbidden, Refused

PASSWORD = "Demo-2026!"
PETROV = NewWorker(
    "petrov", "Петров", "Олег", "", "заведующий", "Терапевтическое отделение", frozenset({Role.CLINICIAN})
)

pytestmark = pytest.mark.capability("C018")


def _adding(cabinet: Cabinet, login: str) -> AddWorker:
    return AddWorker(cabinet.surroundings.ids.new(), replace(PETROV, login=login))


async def _told(cabinet: Cabinet, code: str) -> list[tuple[str, str]]:
    rows = await cabinet.journal.mine(50)
    return [(row.outcome, row.params.get("by", "")) for row in rows if row.code == code]


async def test_signing_in_opens_no_window_founding_and_a_proof_do_and_it_closes(
    door: Door, founding: Founding
) -> None:
    founder, _code = await door.found(founding)
    assert founder.step_up.fresh()
    await founder.sign_out()
    cabinet = await door.sign_in("ivanova", PASSWORD)
    clock = cabinet.surroundings.clock
    try:
        assert not cabinet.step_up.fresh()
        with pytest.raises(Refused, match="step_up.needed"):
            await cabinet.do(_adding(cabinet, "one"))
        assert await _told(cabinet, "worker.added") == []

        await cabinet.step_up.prove(password=PASSWORD)
        await cabinet.do(_adding(cabinet, "one"))
        assert await _told(cabinet, "step_up.proved") == [("done", "password")]

        clock.advance(timedelta(minutes=14, seconds=59))
        assert cabinet.step_up.minutes_left == 1
        await cabinet.do(_adding(cabinet, "two"))
        clock.advance(timedelta(seconds=1))
        assert (cabinet.step_up.fresh(), cabinet.step_up.minutes_left) == (False, 0)
        with pytest.raises(Refused, match="step_up.needed"):
            await cabinet.do(_adding(cabinet, "three"))

        cabinet.proved_within = timedelta(minutes=1)
        await cabinet.step_up.prove(password=PASSWORD)
        clock.advance(timedelta(seconds=59))
        assert cabinet.step_up.fresh()
        cabinet.step_up.close()
        assert not cabinet.step_up.fresh()

        await cabinet.step_up.prove(password=PASSWORD)
        clock.advance(timedelta(minutes=-1))
        assert not cabinet.step_up.fresh(), "a clock set back does not keep the window open"
    finally:
        await cabinet.lock()
    unlocked = await door.sign_in("ivanova", PASSWORD, unlocking=True)
    assert not unlocked.step_up.fresh()
    await unlocked.sign_out()


async def test_a_wrong_password_is_counted_with_those_at_the_door_and_journaled(
    door: Door, cabinet: Cabinet
) -> None:
    cabinet.step_up.close()
    for _attempt in range(5):
        with pytest.raises(Refused, match="step_up.wrong") as wrong:
            await cabinet.step_up.prove(password="не тот")
        assert wrong.value.field == "password"
    for password in (PASSWORD, ""):
        with pytest.raises(Refused, match="sign_in.wait") as wait:
            await cabinet.step_up.prove(password=password)
        assert wait.value.values["seconds"] == "30"
    assert not cabinet.step_up.fresh()
    assert await _told(cabinet, "step_up.refused") == [("refused", "password")] * 5
    cabinet.surroundings.clock.advance(timedelta(seconds=30))
    await cabinet.step_up.prove(password=PASSWORD)
    assert cabinet.step_up.fresh()
    await cabinet.sign_out()
    again = await door.sign_in("ivanova", PASSWORD)
    assert again.previous_sign_in.failures == 5
    await again.sign_out()


async def test_without_a_second_factor_no_code_is_a_proof_and_asking_for_one_costs_nothing(
    cabinet: Cabinet,
) -> None:
    cabinet.step_up.close()
    for _attempt in range(7):
        with pytest.raises(Refused, match="second_factor.none"):
            await cabinet.step_up.prove(code="123456")
    assert not cabinet.step_up.fresh()


async def test_whoever_may_not_do_it_anyway_is_not_asked_for_a_password_first(
    door: Door, founding: Founding
) -> None:
    cabinet, _code = await door.found(dataclasses.replace(founding, roles=frozenset({Role.CLINICIAN})))
    cabinet.step_up.close()
    with pytest.raises(Forbidden):
        await cabinet.do(_adding(cabinet, "one"))
    await cabinet.sign_out()


async def test_of_several_actions_none_is_done_where_one_takes_a_proof(
    cabinet: Cabinet, tmp_path: Path, maria: object, add: Callable[..., Awaitable[bytes]]
) -> None:
    from medcab_tui.cabinet.patients_actions import AddPatient

    cabinet.step_up.close()
    with pytest.raises(Refused, match="step_up.needed"):
        await cabinet.do_all(
            (AddPatient(cabinet.surroundings.ids.new(), maria), _adding(cabinet, "one"))  # type: ignore[arg-type]
        )
    assert await _told(cabinet, "patient.added") == []


KEYS: dict[str, Callable[[Cabinet, Path], Awaitable[object]]] = {
    "password.given": lambda c, _: c.accounts.give_password(c.worker.id, "Another-2026!"),
    "recovery.renewed": lambda c, _: c.accounts.new_recovery_code(),
    "device.trusted": lambda c, _: c.accounts.trust_machine(),
    "device.distrusted": lambda c, _: c.accounts.distrust(),
    "service.enabled": lambda c, folder: c.unattended.enable(folder / "key"),
    "service.disabled": lambda c, _: c.unattended.disable(),
}


@pytest.mark.parametrize("what", KEYS)
async def test_what_gives_a_key_or_takes_one_away_takes_a_proof_though_it_is_no_action(
    door: Door, cabinet: Cabinet, tmp_path: Path, what: str
) -> None:
    cabinet.step_up.close()
    slots = (door.folder / "slots.json").read_bytes()
    with pytest.raises(Refused, match="step_up.needed") as refused:
        await KEYS[what](cabinet, tmp_path)
    assert refused.value.values["action"] == what
    assert (door.folder / "slots.json").read_bytes() == slots
    assert not (tmp_path / "key").exists()
    assert await _told(cabinet, what) == []

    if what != "device.trusted":  # no keyring is used here
        await cabinet.step_up.prove(password=PASSWORD)
        await KEYS[what](cabinet, tmp_path)
        assert (door.folder / "slots.json").read_bytes() != slots or what == "service.disabled"
        assert len(await _told(cabinet, what)) == 1
