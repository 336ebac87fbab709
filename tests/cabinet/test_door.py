"""Founding, signing in, getting in again; what is refused and what the journal says of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.door import TEST_COST, Door, Founding
from medcab_tui.cabinet.surroundings import Surroundings, TapeClock
from medcab_tui.domain.errors import Invalid, Refused, StoreFault
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import NewPatient
from medcab_tui.store.slots import SlotFile

Adding = Callable[[Cabinet, NewPatient], Awaitable[Id]]


async def codes(cabinet: Cabinet) -> list[str]:
    return [row.code for row in reversed(await cabinet.journal.mine())]


async def test_founding_signs_in_and_the_name_stands_on_the_door(door: Door, founding: Founding) -> None:
    assert not door.exists()
    assert door.organisation() == ""
    cabinet, code = await door.found(founding)
    assert door.exists()
    assert door.organisation() == cabinet.organisation.name == "Поликлиника № 12"
    assert (cabinet.worker.login, cabinet.worker.department) == ("ivanova", "Терапевтическое отделение")
    assert cabinet.previous_sign_in.at is None
    assert len(code.replace("-", "")) >= 26
    assert await codes(cabinet) == ["sign_in.founded"]
    await cabinet.sign_out()


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"organisation": "  "}, "organisation.missing", "organisation"),
        ({"surname": ""}, "name.missing", "surname"),
        ({"post": " "}, "post.missing", "post"),
        ({"login": "два слова"}, "login.letters", "login"),
        ({"password": "коротко"}, "password.short", "password"),
    ],
)
async def test_founding_names_the_wrong_field_and_leaves_nothing(
    door: Door, founding: Founding, change: dict[str, str], code: str, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await door.found(replace(founding, **change))  # type: ignore[arg-type]
    assert (refused.value.code, refused.value.field) == (code, field)
    assert not door.exists()


async def test_a_second_founding_is_refused(door: Door, cabinet: Cabinet, founding: Founding) -> None:
    with pytest.raises(StoreFault) as refused:
        await door.found(founding)
    assert refused.value.code == "store.exists"


async def test_a_founding_that_was_interrupted_is_begun_anew(door: Door, founding: Founding) -> None:
    left = door.folder.with_name("cabinet.founding")
    left.mkdir(parents=True)
    (left / "cabinet.db").write_bytes(b"half")
    cabinet, _code = await door.found(founding)
    await cabinet.sign_out()
    assert not left.exists()


async def test_what_was_written_is_there_after_signing_in_again(
    door: Door, cabinet: Cabinet, maria: NewPatient, add: Adding
) -> None:
    await add(cabinet, maria)
    await cabinet.sign_out()
    again = await door.sign_in("ivanova", "Demo-2026!")
    assert (await again.patients.search("кузн мар 1958")).hits[0].row.given == "Мария"
    assert again.previous_sign_in.at is not None
    await again.sign_out()


@pytest.mark.capability("C162", "C168")
async def test_spaces_and_case_of_the_login_do_not_matter_and_are_told(door: Door, cabinet: Cabinet) -> None:
    await cabinet.sign_out()
    again = await door.sign_in("  Ivanova ", "Demo-2026!")
    await again.sign_out()
    with pytest.raises(Refused) as refused:
        await door.sign_in("ivanova ", "wrong password")
    assert refused.value.code == "sign_in.wrong"
    assert refused.value.values == {"trimmed": "yes"}


async def test_a_wrong_password_and_an_unknown_login_are_refused_alike(door: Door, cabinet: Cabinet) -> None:
    await cabinet.sign_out()
    for login in ("ivanova", "nobody"):
        with pytest.raises(Refused) as refused:
            await door.sign_in(login, "wrong password")
        assert (refused.value.code, refused.value.values) == ("sign_in.wrong", {})


@pytest.mark.capability("C110", "C172")
async def test_failures_are_told_and_journaled_at_the_next_sign_in(
    door: Door, cabinet: Cabinet, surroundings: Surroundings
) -> None:
    await cabinet.sign_out()
    for _ in range(2):
        with pytest.raises(Refused):
            await door.sign_in("ivanova", "wrong password")
    with pytest.raises(Refused):
        await door.sign_in("parol-v-pole-logina", "x")
    assert isinstance(surroundings.clock, TapeClock)
    before = surroundings.clock.now()
    surroundings.clock.advance(timedelta(minutes=1))
    again = await door.sign_in("ivanova", "Demo-2026!")
    assert (again.previous_sign_in.at, again.previous_sign_in.failures) == (before, 2)
    assert (await codes(again))[-3:] == ["sign_in.failed", "sign_in.failed", "sign_in"]
    verdict = await again.journal.verify()
    assert verdict.rows == 6, (
        "the founding, the sign-out, three failures, one of them nobody's, and the sign-in"
    )
    await again.sign_out()
    third = await door.sign_in("ivanova", "Demo-2026!")
    assert third.previous_sign_in.failures == 0
    await third.sign_out()


@pytest.mark.capability("C113")
async def test_after_five_failures_one_waits(
    door: Door, cabinet: Cabinet, surroundings: Surroundings
) -> None:
    await cabinet.sign_out()
    for _ in range(5):
        with pytest.raises(Refused, match=r"sign_in\.wrong"):
            await door.sign_in("ivanova", "wrong password")
    with pytest.raises(Refused) as refused:
        await door.sign_in("ivanova", "Demo-2026!")
    assert (refused.value.code, refused.value.values["seconds"]) == ("sign_in.wait", "30")
    assert isinstance(surroundings.clock, TapeClock)
    surroundings.clock.advance(timedelta(seconds=31))
    await (await door.sign_in("ivanova", "Demo-2026!")).sign_out()


async def test_the_recovery_code_lets_in_and_sets_a_new_password(door: Door, founding: Founding) -> None:
    cabinet, code = await door.found(founding)
    await cabinet.sign_out()
    recovered = await door.recover(code, "ivanova", "New-2026-pass")
    assert "sign_in.recovered" in await codes(recovered)
    await recovered.sign_out()
    with pytest.raises(Refused, match=r"sign_in\.wrong"):
        await door.sign_in("ivanova", "Demo-2026!")
    await (await door.sign_in("ivanova", "New-2026-pass")).sign_out()


@pytest.mark.capability("C113", "C165")
async def test_a_login_that_was_guessed_at_is_blocked_until_one_proves_who_one_is(
    door: Door, founding: Founding, surroundings: Surroundings
) -> None:
    cabinet, code = await door.found(founding)
    await cabinet.sign_out()
    assert isinstance(surroundings.clock, TapeClock)
    counters = door._counters(SlotFile.load(door.folder))
    for _attempt in range(99):
        counters.begin("ivanova", surroundings.clock.now())
        surroundings.clock.advance(timedelta(hours=1))
    with pytest.raises(Refused, match=r"sign_in\.wrong"):
        await door.sign_in("ivanova", "wrong password")
    for _day in range(2):
        surroundings.clock.advance(timedelta(days=1))
        with pytest.raises(Refused, match=r"sign_in\.blocked"):
            await door.sign_in("ivanova", "Demo-2026!")
    await (await door.recover(code, "ivanova", "New-2026-pass")).sign_out()
    await (await door.sign_in("ivanova", "New-2026-pass")).sign_out()


async def test_lock_closes_the_store_and_leaves_a_row(door: Door, cabinet: Cabinet) -> None:
    await cabinet.lock()
    with pytest.raises(StoreFault, match=r"store\.closed"):
        await cabinet.patients.total()
    again = await door.sign_in("ivanova", "Demo-2026!")
    assert "lock" in await codes(again)
    await again.sign_out()
    reopened = await door.sign_in("ivanova", "Demo-2026!")
    assert "sign_out" in await codes(reopened)
    await reopened.sign_out()


async def test_close_now_closes_at_once(door: Door, cabinet: Cabinet) -> None:
    cabinet.close_now()
    cabinet.close_now()
    with pytest.raises(StoreFault):
        await cabinet.patients.total()
    await (await door.sign_in("ivanova", "Demo-2026!")).sign_out()


async def test_a_missing_cabinet_is_told(tmp_path: Path, surroundings: Surroundings) -> None:
    with pytest.raises(StoreFault) as refused:
        await Door(tmp_path / "none", surroundings, cost=TEST_COST).sign_in("ivanova", "Demo-2026!")
    assert refused.value.code == "store.missing"
    assert not (tmp_path / "none").exists()


async def test_a_store_on_the_disk_shows_no_name_and_no_number(
    door: Door, cabinet: Cabinet, maria: NewPatient, add: Adding
) -> None:
    await add(cabinet, maria)
    await cabinet.drafts.keep("patients.record", "x", {"complaints": "головная боль"})
    await cabinet.sign_out()
    written = b"".join(path.read_bytes() for path in door.folder.iterdir() if path.is_file())
    for secret in (
        "Кузнецова",
        "кузнецова",
        "11223344595",
        "9123456789",
        "головная",
        "Лесная",
        "ivanova",
        "Demo",
    ):
        assert secret.encode() not in written, secret
        assert secret.encode("utf-16-le") not in written, secret


async def test_leaving_never_fails(door: Door, cabinet: Cabinet) -> None:
    cabinet._desk.vault.close_now()
    await cabinet.lock()
    await cabinet.sign_out()
    assert cabinet._desk.key == b""
