"""A founded cabinet in a temporary folder, with a clock that stands and passwords that are cheap to guess."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.door import TEST_COST, Door, Founding
from medcab_tui.cabinet.patients_actions import AddPatient
from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import NewPatient, Sex

FOUNDING = Founding(
    "Поликлиника № 12",
    "Иванова",
    "Анна",
    "Петровна",
    "врач-терапевт",
    "Терапевтическое отделение",
    "ivanova",
    "Demo-2026!",
)
NOON = datetime(2026, 11, 23, 9, 15, tzinfo=UTC)


@pytest.fixture
def surroundings() -> Surroundings:
    return Surroundings.fixed(NOON, 7)


@pytest.fixture
def founding() -> Founding:
    return FOUNDING


@pytest.fixture
def door(tmp_path: Path, surroundings: Surroundings) -> Door:
    return Door(tmp_path / "cabinet", surroundings, cost=TEST_COST)


@pytest.fixture
async def cabinet(door: Door) -> AsyncIterator[Cabinet]:
    opened, _code = await door.found(FOUNDING)
    yield opened
    opened.close_now()


@pytest.fixture
def maria() -> NewPatient:
    return NewPatient(
        "Кузнецова",
        "Мария",
        "Павловна",
        Sex.FEMALE,
        date(1958, 3, 14),
        snils="112-233-445 95",
        policy="7700 0000 0000 0016",
        phone="8 912 345-67-89",
        address="Москва, ул. Лесная, 5",
        area="7",
    )


@pytest.fixture
def add() -> Callable[[Cabinet, NewPatient], Awaitable[Id]]:
    async def adding(cabinet: Cabinet, patient: NewPatient) -> Id:
        return (await cabinet.do(AddPatient(cabinet.surroundings.ids.new(), patient))).result

    return adding
