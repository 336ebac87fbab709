"""Programs in pseudo-terminals, ended after each test."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from medcab_tui.cabinet.door import Door, Founding
from medcab_tui.cabinet.patients_actions import AddPatient
from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.domain.patients import NewPatient, Sex
from medcab_tui.store.crypto import TEST_COST
from tests.terminal.on_pty import OnPty, python

LOGIN, PASSWORD = "ivanova", "Demo-2026!"

PROBE = Path(__file__).parent / "probe_app.py"


@pytest.fixture
def start() -> Iterator[Callable[..., OnPty]]:
    """Start a command in a pseudo-terminal: start(command, env=…, size=…)."""
    started: list[OnPty] = []

    def begin(command: Any, **options: Any) -> OnPty:
        started.append(OnPty(command, **options))
        return started[-1]

    yield begin
    for one in started:
        one.close()


@pytest.fixture
def probe(start: Callable[..., OnPty], tmp_path: Path) -> Callable[..., OnPty]:
    """Start the small app of `probe_app.py`; its notes go to `tmp_path / "notes"`."""

    def begin(*arguments: str, **options: Any) -> OnPty:
        return start(python(PROBE, str(tmp_path / "notes"), *arguments), **options)

    return begin


async def _found(folder: Path) -> None:
    surroundings = Surroundings.real("Europe/Moscow")
    founding = Founding(
        organisation="Поликлиника № 12",
        surname="Иванова",
        given="Анна",
        patronymic="Петровна",
        post="врач-терапевт",
        department="Терапия",
        login=LOGIN,
        password=PASSWORD,
    )
    cabinet, _code = await Door(folder, surroundings, cost=TEST_COST).found(founding)
    for day, surname in enumerate(("Лапина", "Кузнецова", "Аббасова"), 1):
        patient = NewPatient(surname, "Мария", "Павловна", Sex.FEMALE, date(1958, 3, day))
        await cabinet.do(AddPatient(surroundings.ids.new(), patient))
    await cabinet.sign_out()


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with one worker and three patients."""
    folder = tmp_path_factory.mktemp("founded") / "store"
    asyncio.run(_found(folder))
    return folder


@pytest.fixture
def store(founded: Path, tmp_path: Path) -> Path:
    """A copy of the founded store for one test."""
    return Path(shutil.copytree(founded, tmp_path / "store"))
