"""The app over a founded store of its own, with a settings file, and hands."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from medcab_tui import log
from medcab_tui.cabinet.door import TEST_COST, Door, Founding
from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.demo.settle import settled
from medcab_tui.domain.accounts import Role
from medcab_tui.settings import Settings
from medcab_tui.ui.app import MedcabApp
from tests.hands import Hands as Typist

NOON = datetime(2026, 11, 23, 9, 15, tzinfo=UTC)
PASSWORD = "Demo-2026!"


class Hands(Typist):
    """Hands that look at the settings file too."""

    def __init__(self, app: MedcabApp, pilot: Any, file: Path, door: Door) -> None:
        super().__init__(app, pilot)
        self.file, self.door = file, door

    async def page(self, number: int) -> None:
        """To a page of «Сводка», the cursor on its first row."""
        self.app.go("settings", "summary")
        await settled(self.app)
        await self.press("home", *["down"] * number, "enter")

    @property
    def kept(self) -> str:
        return self.file.read_text("utf-8") if self.file.exists() else ""


Opens = Callable[..., AbstractAsyncContextManager[Hands]]


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Opens:
    """`async with opened(size=(80, 24), roles=…, **settings) as hands`: signed in, at the settings."""
    monkeypatch.setattr(log, "log_folder", lambda: tmp_path / "log")

    @asynccontextmanager
    async def open_app(
        size: tuple[int, int] = (140, 40), roles: frozenset[Role] | None = None, **chosen: Any
    ) -> Any:
        store, file = tmp_path / "store", tmp_path / "config" / "config.toml"
        door = Door(store, Surroundings.fixed(NOON, 7), cost=TEST_COST)
        given = {"roles": roles} if roles else {}
        founding = Founding(
            "Поликлиника № 12", "Иванова", "Анна", "Петровна", "врач-терапевт", "Терапия", "ivanova",
            PASSWORD, **given,
        )  # fmt: skip
        cabinet, _code = await door.found(founding)
        app = MedcabApp(door, Settings(**({"store": store, "file": file} | chosen)))
        async with app.run_test(size=size) as pilot:
            await settled(app)
            await app.admit(cabinet)
            await settled(app)
            hands = Hands(app, pilot, file, door)
            await hands.press("escape", "f6")
            yield hands
            if app.cabinet is not None:
                app.cabinet.close_now()

    return open_app
