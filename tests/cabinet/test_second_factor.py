"""The second factor in a cabinet: getting one, the door that asks for it, giving it up, losing it."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
from msgspec.structs import replace

from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.door import Door, Founding
from medcab_tui.cabinet.half_open import CodeNeeded, HalfOpen
from medcab_tui.domain.accounts import NewWorker, Role
from medcab_tui.domain.errors import Invalid, Refused, Stale
from medcab_tui.domain.second_factor import base32

PASSWORD = "Demo-2026!"
PETROV = NewWorker(
    "petrov", "Петров", "Олег", "", "заведующий", "Терапевтическое отделение", frozenset({Role.CLINICIAN})
)

pytestmark = pytest.mark.capability("C018")


@dataclass
class Phone:
    """An app that was given the secret, with a clock of its own."""

    secret: bytes
    cabinet: Cabinet
    codes: tuple[str, ...] = ()
    off: timedelta = timedelta()

    @property
    def code(self) -> str:
        return pyotp.TOTP(base32(self.secret)).at(self.cabinet.surroundings.clock.now() + self.off)

    def wait(self, seconds: int = 30) -> None:
        self.cabinet.surroundings.clock.advance(timedelta(seconds=seconds))


async def enrolled(cabinet: Cabinet) -> Phone:
    begun = await cabinet.second_factor.begin()
    phone = Phone(begun.secret, cabinet)
    phone.codes = await cabinet.second_factor.confirm(begun, phone.code)
    return phone


async def half(door: Door, login: str = "ivanova", password: str = PASSWORD) -> HalfOpen:
    with pytest.raises(CodeNeeded) as needed:
        await door.sign_in(login, password)
    return needed.value.half


async def told(cabinet: Cabinet) -> list[str]:
    return [row.code for row in await cabinet.journal.mine(50)]


async def test_the_door_asks_for_a_code_once_a_day_and_unlocking_for_the_password(
    door: Door, cabinet: Cabinet
) -> None:
    assert await cabinet.second_factor.own() is None
    phone = await enrolled(cabinet)
    standing = await cabinet.second_factor.own()
    assert standing is not None
    assert (standing.codes_left, standing.version) == (10, 1)
    assert "second_factor.enrolled" in await told(cabinet)
    await cabinet.lock()
    await (await door.sign_in("ivanova", PASSWORD, unlocking=True)).sign_out()

    waiting = await half(door)
    phone.wait()
    inside = await waiting.give(phone.code)
    assert inside.previous_sign_in.failures == 0
    assert not inside.step_up.fresh()
    phone.wait()
    await inside.step_up.prove(code=phone.code)
    assert inside.step_up.fresh()
    await inside.lock()
    phone.wait(12 * 3600 - 60)
    await (await door.sign_in("ivanova", PASSWORD, unlocking=True)).lock()
    phone.wait(60)
    with pytest.raises(CodeNeeded):
        await door.sign_in("ivanova", PASSWORD, unlocking=True)
    other = Door(door.folder, cabinet.surroundings)
    with pytest.raises(CodeNeeded):
        await other.sign_in("ivanova", PASSWORD, unlocking=True)


async def test_a_code_is_taken_once_whoever_shows_it_and_that_is_no_failure(
    door: Door, cabinet: Cabinet
) -> None:
    phone = await enrolled(cabinet)
    for _attempt in range(7):
        with pytest.raises(Refused, match="second_factor.used") as used:
            await cabinet.step_up.prove(code=phone.code)
        assert used.value.values == {"seconds": "30"}
    phone.wait(21)
    phone.off = timedelta(seconds=9)  # the phone is ahead and shows the next one already
    await cabinet.step_up.prove(code=phone.code)
    waiting = await half(door)
    for _attempt in range(7):
        with pytest.raises(Refused, match="second_factor.used") as used:
            await waiting.give(phone.code)
        assert used.value.values == {"seconds": "9"}
    phone.wait(9)
    phone.off = timedelta(seconds=30)
    inside = await waiting.give(phone.code)
    assert inside.previous_sign_in.failures == 0
    phone.wait(-600)
    phone.off = timedelta()
    with pytest.raises(Refused, match="second_factor.clock"):
        await inside.step_up.prove(code=phone.code)
    await inside.sign_out()


async def test_wrong_codes_are_counted_whoever_knows_the_password_and_are_told(
    door: Door, cabinet: Cabinet
) -> None:
    phone = await enrolled(cabinet)
    wrong = f"{(int(phone.code) + 1) % 1_000_000:06}"
    await cabinet.sign_out()
    waiting = await half(door)
    with pytest.raises(Invalid, match="second_factor.shape"):
        await waiting.give("12345")
    for _attempt in range(2):
        with pytest.raises(Refused, match="second_factor.wrong"):
            await waiting.give(wrong)
    waiting = await half(door)  # beginning anew with the password ends no count
    for _attempt in range(3):
        with pytest.raises(Refused, match="second_factor.wrong"):
            await waiting.give(wrong)
    phone.wait(29)
    for answer in (waiting.give(phone.code), door.sign_in("ivanova", PASSWORD)):
        with pytest.raises(Refused, match="sign_in.wait") as wait:
            await answer
        assert wait.value.values == {"seconds": "1"}
    phone.wait(1)
    inside = await waiting.give(phone.code)
    assert inside.previous_sign_in.failures == 5
    assert (await told(inside)).count("second_factor.refused") == 5
    await inside.sign_out()


async def test_one_who_knows_the_password_and_leaves_is_told_of_and_waits_not_for_ever(
    door: Door, cabinet: Cabinet
) -> None:
    phone = await enrolled(cabinet)
    await cabinet.sign_out()
    left = await half(door)
    phone.wait(301)
    assert left.expired
    with pytest.raises(Refused, match="sign_in.expired"):
        await left.give(phone.code)
    gone = await half(door)
    gone.forget()
    with pytest.raises(Refused, match="sign_in.expired"):
        await gone.give(phone.code)
    inside = await (await half(door)).give(phone.code)
    assert inside.previous_sign_in.failures == 2
    await inside.sign_out()


async def test_each_recovery_code_opens_once_and_none_opens_another_door(
    door: Door, cabinet: Cabinet
) -> None:
    phone = await enrolled(cabinet)
    petrov = await cabinet.accounts.add_worker(PETROV, PASSWORD)
    await cabinet.sign_out()
    first, second = phone.codes[:2]
    inside = await (await half(door)).give(first.lower().replace("-", " "))
    standing = await inside.second_factor.own()
    assert standing is not None
    assert standing.codes_left == 9
    assert "second_factor.code_used" in await told(inside)
    with pytest.raises(Invalid, match="second_factor.digits"):
        await inside.step_up.prove(code=second)
    await inside.sign_out()
    waiting = await half(door)
    with pytest.raises(Refused, match="second_factor.wrong"):
        await waiting.give(first)
    inside = await waiting.give(second)
    assert petrov in {worker.id for worker in await inside.accounts.workers()}
    await inside.sign_out()
    his = await door.sign_in("petrov", PASSWORD)
    await his.step_up.prove(password=PASSWORD)
    other = await enrolled(his)
    await his.sign_out()
    waiting = await half(door, "petrov")
    for foreign in (phone.codes[2], phone.code):
        with pytest.raises(Refused, match="second_factor.wrong"):
            await waiting.give(foreign)
    assert len({*phone.codes, *other.codes}) == 20


async def test_a_new_one_takes_the_place_of_the_old_and_none_is_kept_before_a_code_was_right(
    door: Door, cabinet: Cabinet
) -> None:
    phone = await enrolled(cabinet)
    begun = await cabinet.second_factor.begin()
    new = Phone(begun.secret, cabinet)
    with pytest.raises(Refused, match="second_factor.wrong") as wrong:
        await cabinet.second_factor.confirm(begun, phone.code)
    assert wrong.value.field == "code"
    assert await cabinet.second_factor.own() is not None
    cabinet.step_up.close()
    with pytest.raises(Refused, match="step_up.needed"):
        await cabinet.second_factor.confirm(begun, new.code)
    await cabinet.step_up.prove(password=PASSWORD)
    new.codes = await cabinet.second_factor.confirm(begun, new.code)
    with pytest.raises(Stale):
        await cabinet.second_factor.confirm(begun, new.code)
    await cabinet.sign_out()
    waiting = await half(door)
    new.wait()
    for old in (phone.code, phone.codes[0]):
        with pytest.raises(Refused, match="second_factor.wrong"):
            await waiting.give(old)
    inside = await waiting.give(new.code)
    with pytest.raises(Refused, match="step_up.needed"):
        await inside.second_factor.remove()
    new.wait()
    await inside.step_up.prove(code=new.code)
    await inside.second_factor.remove()
    with pytest.raises(Refused, match="second_factor.none"):
        await inside.second_factor.remove()
    assert "second_factor.removed" in await told(inside)
    await inside.sign_out()
    await (await door.sign_in("ivanova", PASSWORD)).sign_out()


async def test_an_administrator_takes_away_that_of_a_lost_phone_and_the_worker_is_told(
    door: Door, cabinet: Cabinet
) -> None:
    petrov = await cabinet.accounts.add_worker(PETROV, PASSWORD)
    with pytest.raises(Refused, match="second_factor.none"):
        await cabinet.second_factor.lift(petrov)
    with pytest.raises(Invalid, match="second_factor.oneself"):
        await cabinet.second_factor.lift(cabinet.worker.id)
    his = await door.sign_in("petrov", PASSWORD)
    await his.step_up.prove(password=PASSWORD)
    await enrolled(his)
    await his.sign_out()
    await half(door, "petrov")
    cabinet.step_up.close()
    with pytest.raises(Refused, match="step_up.needed"):
        await cabinet.second_factor.lift(petrov)
    await cabinet.step_up.prove(password=PASSWORD)
    await cabinet.second_factor.lift(petrov)
    assert "second_factor.lifted" in await told(cabinet)
    his = await door.sign_in("petrov", PASSWORD)
    rows = await his.home.attention()
    assert "second_factor.lifted" in {row.code for row in rows}
    await his.sign_out()


async def test_the_recovery_code_of_the_store_needs_no_code_of_an_app_beside_it(
    door: Door, founding: Founding
) -> None:
    cabinet, paper = await door.found(founding)
    await enrolled(cabinet)
    await cabinet.sign_out()
    inside = await door.recover(paper, "ivanova", "Another-2026!")
    assert await inside.second_factor.own() is not None
    await inside.sign_out()
    await half(door, password="Another-2026!")


async def test_of_two_processes_with_one_code_exactly_one_proves_itself(door: Door, cabinet: Cabinet) -> None:
    phone = await enrolled(cabinet)
    now = cabinet.surroundings.clock.now()
    phone.wait()
    code, after = phone.code, cabinet.surroundings.clock.now()
    assert after > now
    await cabinet.sign_out()
    script = Path(__file__).with_name("code_process.py")
    racing = [
        await asyncio.create_subprocess_exec(
            sys.executable, str(script), str(door.folder), phone.codes[seed], code, after.isoformat(),
            str(seed),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )
        for seed in (1, 2)
    ]  # fmt: skip
    try:
        for one in racing:
            assert one.stdout is not None
            assert await asyncio.wait_for(one.stdout.readline(), 30) == b"ready\n"
        answers = await asyncio.gather(*(asyncio.wait_for(one.communicate(b"\n"), 30) for one in racing))
    finally:
        for one in racing:
            if one.returncode is None:
                one.kill()
    assert sorted(out.decode().strip() for out, _err in answers) == ["proved", "second_factor.used"]


async def test_a_key_that_changed_while_the_code_was_waited_for_begins_with_the_password_again(
    door: Door, cabinet: Cabinet
) -> None:
    phone = await enrolled(cabinet)
    chief = replace(PETROV, login="chief", roles=frozenset({Role.ADMINISTRATOR}))
    gone = await cabinet.accounts.add_worker(PETROV, PASSWORD)
    await cabinet.accounts.add_worker(chief, PASSWORD)
    waiting = await half(door)
    assert await cabinet.accounts.remove_worker(gone)
    phone.wait()
    with pytest.raises(Refused, match="sign_in.expired"):
        await waiting.give(phone.code)
    assert waiting.expired
    await cabinet.sign_out()
    await (await (await half(door)).give(phone.code)).sign_out()
