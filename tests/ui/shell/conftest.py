"""An app at its door, and hands."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from medcab_tui import locale, log
from medcab_tui.settings import Settings
from tests.hands import Hands as Typist

_spec = importlib.util.spec_from_file_location("shell_fakes", Path(__file__).with_name("fakes.py"))
assert _spec is not None
assert _spec.loader is not None
fakes = importlib.util.module_from_spec(_spec)
sys.modules["shell_fakes"] = fakes
_spec.loader.exec_module(fakes)


@pytest.fixture(autouse=True)
def _russian(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Everything in Russian, the log in the test's own folder."""
    locale.use("ru")
    monkeypatch.setattr(log, "log_folder", lambda: tmp_path / "log")
    yield
    locale.use(locale.DEFAULT)


class Hands(Typist):
    """Hands that sign in."""

    async def sign_in(self, login: str = "ivanova", password: str = fakes.FakeDoor.PASSWORD) -> None:
        await self.settle()
        if login:
            await self.rush(*login)
            await self.press("enter")
        await self.rush(*password)
        await self.press("enter")


Opens = Callable[..., AbstractAsyncContextManager[Hands]]


@pytest.fixture
def opened(tmp_path: Path) -> Opens:
    """`async with opened(size=(80, 24)) as hands`: the app at its door, over fakes unless told otherwise."""

    @asynccontextmanager
    async def open_app(
        door: Any = None,
        *,
        size: tuple[int, int] = (140, 40),
        signed_in: bool = True,
        survives: bool = False,
        **chosen: Any,
    ) -> Any:
        from medcab_tui.ui.app import MedcabApp

        app = MedcabApp(door or fakes.FakeDoor(), replace(Settings(store=tmp_path / "store"), **chosen))
        app.survives_under_pilot = survives
        async with app.run_test(size=size) as pilot:
            hands = Hands(app, pilot)
            await hands.settle()
            if signed_in:
                await hands.sign_in()
            yield hands

    return open_app
