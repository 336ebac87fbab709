"""Two workers over one store: the screen is Иванова's, the other cabinet Петров's."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from medcab_tui import locale, log
from medcab_tui.cabinet.bulk import LoadBatch, LoadedPatient, LoadedTask
from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.door import TEST_COST, Door, Founding
from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.domain.accounts import NewWorker, Role
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import NewPatient, Sex
from medcab_tui.domain.rooms import TaskState
from medcab_tui.settings import Settings
from tests.hands import Hands

NOW = datetime(2026, 11, 23, 9, 21, tzinfo=UTC)
PASSWORD = "Demo-2026!"
PETROV = NewWorker("petrov", "Петров", "Олег", "Дмитриевич", "врач", "Терапия", frozenset({Role.CLINICIAN}))


@dataclass(frozen=True, slots=True)
class Ground:
    """The prebuilt store, and the tasks in it by whose they are."""

    folder: Path
    tasks: dict[str, Id]


@pytest.fixture(scope="session")
def requests_ground(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    return asyncio.run(_build(tmp_path_factory.mktemp("requests") / "store"))


async def _build(folder: Path) -> Ground:
    around = Surroundings.fixed(NOW - timedelta(hours=1), 1)
    door = Door(folder, around, cost=TEST_COST)
    founding = Founding(
        "Поликлиника № 12", "Иванова", "Анна", "Петровна", "врач-терапевт", "Терапия", "ivanova", PASSWORD
    )
    cabinet, _code = await door.found(founding)
    petrov = await cabinet.accounts.add_worker(PETROV, PASSWORD)
    patient, tasks = around.ids.new(), {"ivanova": around.ids.new(), "petrov": around.ids.new()}
    person = NewPatient("Кузнецова", "Мария", "Павловна", Sex.FEMALE, date(1958, 3, 14), area="7")

    def task(login: str, worker: Id, title: str) -> LoadedTask:
        since = NOW - timedelta(hours=3)
        awaiting = TaskState.AWAITING
        return LoadedTask(tasks[login], worker, None, awaiting, since, None, title, "", patient=patient)

    pieces = (
        LoadedPatient(patient, person),
        task("ivanova", cabinet.worker.id, "Позвонить в аптеку"),
        task("petrov", petrov, "Согласовать госпитализацию"),
    )
    await cabinet.do(LoadBatch(around.ids.new(), pieces))
    await cabinet.sign_out()
    return Ground(folder, tasks)


@pytest.fixture(autouse=True)
def _russian(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    locale.use("ru")
    monkeypatch.setattr(log, "log_folder", lambda: tmp_path / "log")
    yield
    locale.use(locale.DEFAULT)


@pytest.fixture
def store(requests_ground: Ground, tmp_path: Path) -> Path:
    """A copy of the ground that the test may change."""
    folder = tmp_path / "store"
    shutil.copytree(requests_ground.folder, folder)
    folder.chmod(0o700)
    return folder


Opens = Callable[..., AbstractAsyncContextManager[Hands]]


@pytest.fixture
def opened(store: Path) -> Opens:
    """`async with opened(size=(80, 24)) as hands`: Иванова's Home."""

    @asynccontextmanager
    async def open_app(*, size: tuple[int, int] = (140, 40)) -> AsyncIterator[Hands]:
        from medcab_tui.ui.app import MedcabApp

        door = Door(store, Surroundings.fixed(NOW, 5), cost=TEST_COST)
        cabinet = await door.sign_in("ivanova", PASSWORD)
        app = MedcabApp(door, Settings(store=store), cabinet=cabinet)
        async with app.run_test(size=size) as pilot:
            hands = Hands(app, pilot)
            await hands.settle()
            await hands.press("escape")
            yield hands

    return open_app


@pytest.fixture
async def petrov(store: Path) -> AsyncIterator[Cabinet]:
    """Петров's cabinet, as a second terminal has it open."""
    cabinet = await Door(store, Surroundings.fixed(NOW, 77), cost=TEST_COST).sign_in("petrov", PASSWORD)
    yield cabinet
    cabinet.close_now()


@pytest.fixture
def tasks(requests_ground: Ground) -> dict[str, Id]:
    return requests_ground.tasks
