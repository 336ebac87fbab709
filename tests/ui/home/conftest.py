"""A store with a morning's worth of things that wait, and hands that press keys and count them."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from medcab_tui import locale, log
from medcab_tui.cabinet.bulk import (
    LoadBatch,
    LoadedAppointment,
    LoadedDocument,
    LoadedPatient,
    LoadedResult,
    LoadedTask,
)
from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.door import TEST_COST, Door, Founding
from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import Coded, NewPatient, Observation, Sex
from medcab_tui.domain.rooms import AppointmentStatus, Attention, Source, SourceKind, TaskState
from medcab_tui.settings import Settings
from tests.hands import Hands as Typist

NOW = datetime(2026, 11, 23, 9, 21, tzinfo=UTC)
"""12:21 in Moscow, a Monday."""

LOGIN, PASSWORD = "ivanova", "Demo-2026!"
HBA1C = Coded("4548-4", "HbA1c", "2.72")
GLUCOSE = Coded("14749-6", "Глюкоза", "2.72")
CREATININE = Coded("14682-9", "Креатинин", "2.72")
PEOPLE = (
    ("Кузнецова", "Мария", "Павловна", "f", "1958-03-14"),
    ("Ёлкин", "Дмитрий", "Сергеевич", "m", "1982-05-06"),
    ("Аббасов", "Рустам", "Тимурович", "m", "1975-02-11"),
)


@dataclass(frozen=True, slots=True)
class Ground:
    """The prebuilt store and who is in it."""

    folder: Path
    patients: dict[str, Id]


@pytest.fixture(scope="session")
def home_ground(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    return asyncio.run(_build(tmp_path_factory.mktemp("home") / "store"))


async def _build(folder: Path) -> Ground:
    around = Surroundings.fixed(NOW - timedelta(hours=1), 1)
    door = Door(folder, around, cost=TEST_COST)
    cabinet, _code = await door.found(
        Founding(
            "Поликлиника № 12", "Иванова", "Анна", "Петровна", "врач-терапевт", "Терапия", LOGIN, PASSWORD
        )
    )
    known: dict[str, Id] = {}
    pieces: list[Any] = []
    for surname, given, patronymic, sex, birth in PEOPLE:
        known[surname] = around.ids.new()
        new = NewPatient(surname, given, patronymic, Sex(sex), date.fromisoformat(birth), area="7")
        pieces.append(LoadedPatient(known[surname], new))
    pieces += _results(around, known, cabinet.worker.id)
    paper = around.ids.new()
    number, issued = "2026-00417", NOW.date()
    pieces.append(
        LoadedDocument(paper, "заявление", "О стаже", number, issued, "в работе", cabinet.worker.id)
    )
    pieces += _tasks(around, known, cabinet.worker.id, Source(SourceKind.DOCUMENT, paper))
    pieces += _visits(around, known, cabinet.worker.id)
    await cabinet.do(LoadBatch(around.ids.new(), tuple(pieces)))
    await cabinet.sign_out()
    return Ground(folder, known)


def result(
    around: Surroundings, code: Coded, value: str, bounds: tuple[str, str], unit: str, hours: float, *,
    read: bool = False,
) -> Observation:  # fmt: skip
    low, high = (Decimal(bound) if bound else None for bound in bounds)
    return Observation(
        around.ids.new(), code, Decimal(value), unit, unit, low, high, NOW - timedelta(hours=hours),
        "ЛИС «Альфа» № 5512", read,
    )  # fmt: skip


def _results(around: Surroundings, known: dict[str, Id], worker: Id) -> list[Any]:
    """Seven that wait: one late, one abnormal, five normal of one patient; and what was before."""
    made: list[Any] = []
    for days, value in ((290, "5.6"), (190, "6.4"), (100, "7.4")):
        made.append(
            LoadedResult(
                known["Кузнецова"], result(around, HBA1C, value, ("", "6.5"), "%", days * 24, read=True)
            )
        )
    late = result(around, HBA1C, "7.9", ("", "6.5"), "%", 75)
    made.append(LoadedResult(known["Кузнецова"], late, worker))
    fresh = result(around, CREATININE, "112", ("62", "106"), "мкмоль/л", 5)
    made.append(LoadedResult(known["Аббасов"], fresh, worker))
    for number, name in enumerate(("Натрий", "Калий", "Хлор", "Билирубин", "АЛТ")):
        normal = result(around, Coded(f"n{number}", name, "2.72"), f"{5 + number}", ("1", "20"), "ммоль/л", 4)
        made.append(LoadedResult(known["Ёлкин"], normal, worker))
    return made


def _tasks(around: Surroundings, known: dict[str, Id], worker: Id, paper: Source) -> list[Any]:
    def task(asked: Attention | None, state: TaskState, hours: float, title: str, status: str,
             **more: Any) -> LoadedTask:  # fmt: skip
        return LoadedTask(
            around.ids.new(), worker, asked, state, NOW - timedelta(hours=hours), None, title, status, **more
        )

    return [
        task(Attention.TO_CONFIRM, TaskState.AWAITING, 3, "Замена смены 2026-11-28", "ждёт согласия",
             detail="Петров О. Д. просит поменяться."),
        task(Attention.MESSAGE, TaskState.AWAITING, 1, "Отдел кадров: уточните стаж", "ждёт ответа",
             number="№ 2026-00417", place="documents", source=paper),
        task(None, TaskState.AWAITING, 30, "Направление к кардиологу", "назначено",
             patient=known["Аббасов"]),
        task(None, TaskState.IN_WORK, 264, "Направление к эндокринологу", "в работе",
             patient=known["Кузнецова"]),
        task(None, TaskState.DONE, 26, "Справка 086/у", "выдана", patient=known["Кузнецова"]),
    ]  # fmt: skip


def _visits(around: Surroundings, known: dict[str, Id], worker: Id) -> list[Any]:
    def visit(day: int, at: str, name: str, status: AppointmentStatus) -> LoadedAppointment:
        start = datetime.fromisoformat(f"2026-11-{day}T{at}")
        return LoadedAppointment(
            around.ids.new(), known[name], worker, start, "Europe/Moscow", 15, status, "контроль"
        )

    return [
        visit(20, "09:30", "Аббасов", AppointmentStatus.IN_PROGRESS),
        visit(23, "09:00", "Кузнецова", AppointmentStatus.DONE),
        visit(23, "12:15", "Ёлкин", AppointmentStatus.ARRIVED),
        visit(23, "12:45", "Аббасов", AppointmentStatus.BOOKED),
    ]


class Hands(Typist):
    """Hands on Home."""

    async def begin(self) -> None:
        """Home is there, and what was told on arriving is read."""
        await self.settle()
        await self.press("escape")
        self.pressed = 0

    @property
    def badges(self) -> dict[str, Any]:
        return dict(self.app.badges)


Opens = Callable[..., AbstractAsyncContextManager[Hands]]


@pytest.fixture(autouse=True)
def _quiet_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    locale.use("ru")
    monkeypatch.setattr(log, "log_folder", lambda: tmp_path / "log")
    yield
    locale.use(locale.DEFAULT)


@pytest.fixture
def store(home_ground: Ground, tmp_path: Path) -> Path:
    """A copy of the ground that the test may change."""
    folder = tmp_path / "store"
    shutil.copytree(home_ground.folder, folder)
    folder.chmod(0o700)
    return folder


@pytest.fixture
def opened(store: Path) -> Opens:
    """`async with opened(size=(80, 24)) as hands`: Home over the copied store."""

    @asynccontextmanager
    async def open_app(*, size: tuple[int, int] = (140, 40), **chosen: Any) -> AsyncIterator[Hands]:
        from medcab_tui.ui.app import MedcabApp

        door = Door(store, Surroundings.fixed(NOW, 5), cost=TEST_COST)
        cabinet = await door.sign_in(LOGIN, PASSWORD)
        app = MedcabApp(door, replace(Settings(store=store), **chosen), cabinet=cabinet)
        async with app.run_test(size=size) as pilot:
            hands = Hands(app, pilot)
            await hands.begin()
            yield hands

    return open_app


@pytest.fixture
async def colleague(store: Path) -> AsyncIterator[Cabinet]:
    """Another cabinet over the same store, as a second terminal would have it open."""
    door = Door(store, Surroundings.fixed(NOW, 77), cost=TEST_COST)
    cabinet = await door.sign_in(LOGIN, PASSWORD)
    yield cabinet
    await cabinet.sign_out()
