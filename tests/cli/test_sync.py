"""`medcab sync` as cron runs it: without a key, with nothing to do, with something to send."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.chart_actions import AmendPatient
from medcab_tui.cabinet.door import TEST_COST, Door
from medcab_tui.cabinet.patients_actions import AddPatient
from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.commands.main import run_command
from medcab_tui.domain.chart import details_of
from medcab_tui.domain.patients import NewPatient
from tests.cabinet.conftest import FOUNDING, maria

__all__ = ["maria"]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """With the stand-in of services switched on, and one card that it was not told of yet."""
    return tmp_path / "store"


async def make(store: Path, key: Path | None, maria: NewPatient) -> None:
    cabinet, _code = await Door(store, Surroundings.real("UTC"), cost=TEST_COST).found(FOUNDING)
    await cabinet.do(AddPatient(cabinet.surroundings.ids.new(), maria))
    if key is not None:
        await cabinet.unattended.enable(key)
    await cabinet.sign_out()


async def opened(store: Path) -> Cabinet:
    return await Door(store, Surroundings.real("UTC"), cost=TEST_COST).sign_in(
        FOUNDING.login, FOUNDING.password
    )


async def switch_on(store: Path, maria: NewPatient) -> None:
    cabinet = await opened(store)
    await cabinet.links.switch("embedded", enabled=True)
    (row,) = await cabinet.patients.page()
    card = await cabinet.patients.card(row.id, opened=False)
    new = cabinet.surroundings.ids.new()
    details = details_of(card.patient)
    changed = type(details)(**{name: getattr(details, name) for name in details.__slots__} | {"area": "9"})
    await cabinet.do(AmendPatient(new, row.id, card.patient.version, changed))
    await cabinet.sign_out()


async def states(store: Path) -> list[str]:
    cabinet = await opened(store)
    rows = [one.state.value for one in await cabinet.exchange.queue()]
    await cabinet.sign_out()
    return rows


def test_once_for_cron_it_says_what_it_did(
    store: Path,
    tmp_path: Path,
    maria: NewPatient,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    key = tmp_path / "key"
    run = ["sync", "--store", str(store), "--lang", "ru", "--key-file", str(key)]
    asyncio.run(make(store, key, maria))
    assert run_command(run) == 0
    assert "Ни одна служба не включена" in capsys.readouterr().out
    asyncio.run(switch_on(store, maria))
    assert run_command(run) == 0
    assert "Обмен: отправлено 1" in capsys.readouterr().out
    assert asyncio.run(states(store)) == ["registered"]
    assert run_command(run) == 0
    assert "Обмен: отправлено 0" in capsys.readouterr().out


def test_without_a_key_it_says_so_and_touches_nothing(
    store: Path, maria: NewPatient, capsys: pytest.CaptureFixture[str]
) -> None:
    asyncio.run(make(store, None, maria))
    assert run_command(["sync", "--store", str(store), "--lang", "ru"]) == 3
    told = capsys.readouterr()
    assert "служба напоминаний и обмена не включена" in told.err
    assert "medcab remind enable" in told.err


def test_a_timer_is_printed(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["sync", "--store", str(store), "--print-timer", "--lang", "en"]) == 0
    told = capsys.readouterr().out
    assert "medcab-sync.timer" in told
    assert f"sync --store {store}" in told
