"""A small store with people one can tell apart, and some one can't; hands that press keys."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from medcab_tui import locale, log
from medcab_tui.cabinet.bulk import (
    LoadBatch,
    LoadedAppointment,
    LoadedPatient,
    LoadedPrescription,
    LoadedRecord,
    LoadedResult,
    LoadedTask,
)
from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.door import TEST_COST, Door, Founding
from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.domain.accounts import Author
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import (
    Allergy,
    AllergyGrade,
    Coded,
    EncounterKind,
    NewPatient,
    Observation,
    Prescription,
    PrescriptionStatus,
    RecordBody,
    Sex,
)
from medcab_tui.domain.rooms import AppointmentStatus, Attention, TaskState
from medcab_tui.settings import Settings
from tests.hands import Hands as Typist

NOW = datetime(2026, 11, 23, 9, 21, tzinfo=UTC)
"""12:21 in Moscow, a Monday."""

LOGIN, PASSWORD = "ivanova", "Demo-2026!"
WALL = datetime(2026, 12, 7, 10, 15)  # noqa: DTZ001 - the time on the wall
HOSTILE = "[/][@click=app.quit]Зло[/]\x1b]0;pwned\x07\u202e"
"""A name that tries markup, escape sequences and a change of direction."""

PEOPLE = (
    ("Кузнецова", "Марина", "Петровна", "f", "1958-11-02", "7"),
    ("Кузнецов", "Марк", "Павлович", "m", "1958-01-30", "3"),
    ("Кузинцова", "Мария", "Петровна", "f", "1958-03-24", "7"),
    ("Ёлкин", "Дмитрий", "Сергеевич", "m", "1982-05-06", "7"),
    ("Соколова", "Татьяна", "Ивановна", "f", "1972-09-21", "7"),
)


@dataclass(frozen=True, slots=True)
class Ground:
    """The prebuilt store and who is in it."""

    folder: Path
    patients: dict[str, Id]
    total: int


@pytest.fixture(scope="session")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    folder = tmp_path_factory.mktemp("ground") / "store"
    return asyncio.run(_build(folder))


async def _build(folder: Path) -> Ground:
    around = Surroundings.fixed(NOW - timedelta(hours=1), 1)
    door = Door(folder, around, cost=TEST_COST)
    cabinet, _code = await door.found(
        Founding(
            "Поликлиника № 12", "Иванова", "Анна", "Петровна", "врач-терапевт", "Терапия", LOGIN, PASSWORD
        )
    )
    known = {"Кузнецова М. П.": around.ids.new(), "hostile": around.ids.new()}
    pieces: list[Any] = [_kuznetsova(around, known["Кузнецова М. П."]), _hostile(around, known["hostile"])]
    for surname, given, patronymic, sex, birth, area in PEOPLE:
        known[surname + given] = around.ids.new()
        new = NewPatient(surname, given, patronymic, Sex(sex), date.fromisoformat(birth), area=area)
        pieces.append(LoadedPatient(known[surname + given], new))
    pieces += [LoadedPatient(around.ids.new(), new) for new in _crowd(150)]
    author = Author(cabinet.worker.id, "Иванова А. П.", "врач-терапевт", "Терапия")
    pieces += _history(around, known["Кузнецова М. П."], author)
    pieces += _hostile_history(around, known["hostile"], author)
    with patch("medcab_tui.cabinet.laying.check_patient", lambda new, _today: new):
        await cabinet.do(LoadBatch(around.ids.new(), tuple(pieces)))
    total = await cabinet.patients.total()
    await cabinet.sign_out()
    return Ground(folder, known, total)


def _kuznetsova(around: Surroundings, patient: Id) -> LoadedPatient:
    allergy = Allergy(around.ids.new(), "пенициллины", AllergyGrade.ANAPHYLAXIS, "2019")
    new = NewPatient(
        "Кузнецова", "Мария", "Павловна", Sex.FEMALE, date(1958, 3, 14),
        "11223344595", "7700000000000016", "+79123456789", "630099, г. Примерск, ул. Тихая, д. 1", "7",
    )  # fmt: skip
    return LoadedPatient(patient, new, (allergy,))


def _hostile(around: Surroundings, patient: Id) -> LoadedPatient:
    allergy = Allergy(around.ids.new(), HOSTILE, AllergyGrade.REACTION, HOSTILE)
    new = NewPatient(HOSTILE, HOSTILE, HOSTILE, Sex.MALE, date(1960, 1, 1), address=HOSTILE, area="[b]1[/b]")
    return LoadedPatient(patient, new, (allergy,))


def _crowd(count: int) -> list[NewPatient]:
    syllables = ("ба", "ви", "го", "ду", "же", "за")
    names = ["".join(parts).capitalize() for parts in product(syllables, repeat=3)]
    return [
        NewPatient(f"{name}нов", "Пётр", "Ильич", Sex.MALE, date(1950 + at % 50, 1 + at % 12, 1 + at % 28))
        for at, name in enumerate(names[:count])
    ]


_GLUCOSE = Coded("1006484", "Глюкоза", "3.50")
_HYPERTENSION = Coded("I10", "Эссенциальная гипертензия", "2.24")


def _history(around: Surroundings, patient: Id, author: Author) -> list[Any]:
    ids, pieces = around.ids, []
    for days, kind, text in (
        (3, EncounterKind.EXAMINATION, "головная боль к вечеру"),
        (21, EncounterKind.CONSULTATION, "жалоб нет"),
        (40, EncounterKind.EXAMINATION, "кашель"),
    ):
        at = NOW - timedelta(days=days)
        body = RecordBody(kind, _HYPERTENSION, text, "АД 150/92", "II стадия", "лизиноприл 20 мг")
        pieces.append(LoadedRecord(ids.new(), patient, at, at + timedelta(minutes=9), body, author))
    for days, value, seen in ((270, "5.1", True), (100, "7.8", True), (3, "8.4", False)):
        pieces.append(
            LoadedResult(
                patient,
                Observation(
                    ids.new(), _GLUCOSE, Decimal(value), "ммоль/л", "mmol/L",
                    Decimal("3.9"), Decimal("6.1"), NOW - timedelta(days=days), "ЛИС «Альфа»", seen,
                ),
            )
        )  # fmt: skip
    for text, status, days in (
        ("метформин 1000 мг", PrescriptionStatus.DISPENSED, 60),
        ("аторвастатин 20 мг", PrescriptionStatus.REGISTERED, 2),
        ("эналаприл 5 мг", PrescriptionStatus.CANCELLED, 30),
    ):
        today = NOW.date()
        one = Prescription(ids.new(), text, status, today - timedelta(days=3), today + timedelta(days=days))
        pieces.append(LoadedPrescription(patient, one, author))
    pieces.append(
        LoadedTask(
            ids.new(), author.worker, Attention.OVERDUE, TaskState.AWAITING, NOW - timedelta(days=3),
            NOW - timedelta(days=2), "подтвердить глюкозу", "не подтверждён", patient=patient,
        )
    )  # fmt: skip
    pieces.append(
        LoadedAppointment(
            ids.new(), patient, author.worker, WALL, around.zone, 15,
            AppointmentStatus.BOOKED, "контроль",
        )
    )  # fmt: skip
    return pieces


def _hostile_history(around: Surroundings, patient: Id, author: Author) -> list[Any]:
    at, ids = NOW - timedelta(days=3), around.ids
    text = f"{HOSTILE}\n[bold]жирно[/bold]"
    coded = Coded("I10", "[/]гипертензия[@click=app.quit]", "2.24")
    stranger = Author(author.worker, HOSTILE, HOSTILE, HOSTILE)
    body = RecordBody(EncounterKind.EXAMINATION, coded, text, text, text, text)
    return [
        LoadedRecord(ids.new(), patient, at, at, body, stranger, external=True),
        LoadedResult(
            patient,
            Observation(
                ids.new(), Coded("x", "[/]тест", "1"), Decimal(5), "[b]", "g",
                None, Decimal(3), at, "[/]", False,
            ),
        ),
    ]  # fmt: skip


class Hands(Typist):
    """Hands that sign in and find a card."""

    def __init__(self, app: Any, pilot: Any, folder: Path) -> None:
        super().__init__(app, pilot)
        self.folder = folder

    async def sign_in(self, login: str = LOGIN) -> None:
        await self.settle()
        await self.rush(*login)
        await self.press("enter")
        await self.rush(*PASSWORD)
        await self.press("enter")

    async def find(self, text: str) -> None:
        """Section 2 with this in the search field."""
        await self.press("f3")
        await self.rush(*text)

    async def open_kuznetsova(self) -> None:
        await self.find("кузнецова 14.03.1958")
        await self.press("enter")

    @property
    def cursor(self) -> str:
        """The line with the cursor of the content, whole."""
        return next((line for line in self.screen.splitlines() if "▌" in line[6:]), "")


Opens = Callable[..., AbstractAsyncContextManager[Hands]]


@pytest.fixture(autouse=True)
def _quiet_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    locale.use("ru")
    monkeypatch.setattr(log, "log_folder", lambda: tmp_path / "log")
    yield
    locale.use(locale.DEFAULT)


@pytest.fixture
def store(ground: Ground, tmp_path: Path) -> Path:
    """A copy of the ground that the test may change."""
    folder = tmp_path / "store"
    shutil.copytree(ground.folder, folder)
    folder.chmod(0o700)
    return folder


@pytest.fixture
def opened(store: Path) -> Opens:
    """`async with opened(size=(80, 24)) as hands`: the app behind its door, over the copied store."""

    @asynccontextmanager
    async def open_app(
        *, size: tuple[int, int] = (140, 40), folder: Path = store, signed_in: bool = True, **chosen: Any
    ) -> AsyncIterator[Hands]:
        from medcab_tui.ui.app import MedcabApp

        door = Door(folder, Surroundings.fixed(NOW, 5), cost=TEST_COST)
        app = MedcabApp(door, replace(Settings(store=folder), **chosen))
        async with app.run_test(size=size) as pilot:
            hands = Hands(app, pilot, folder)
            if signed_in:
                await hands.sign_in()
            yield hands

    return open_app


@pytest.fixture
async def colleague(store: Path) -> AsyncIterator[Cabinet]:
    """Another cabinet over the same store, as a second terminal would have it open."""
    door = Door(store, Surroundings.fixed(NOW, 77), cost=TEST_COST)
    cabinet = await door.sign_in(LOGIN, PASSWORD)
    yield cabinet
    await cabinet.sign_out()
