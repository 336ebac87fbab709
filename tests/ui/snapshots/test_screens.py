"""Key screens of the demo cabinet as pictures; `pytest --snapshot-update` accepts a change once looked at."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from textual import events

from medcab_tui.cabinet.door import TEST_COST, Door
from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.demo import cast
from medcab_tui.demo.settle import settled
from medcab_tui.settings import Settings
from medcab_tui.ui.app import MedcabApp
from medcab_tui.ui.twins import key_name

NOW = datetime(2026, 11, 23, 9, 21, tzinfo=UTC)
FOLDER = Path("/demo/store")

SCREENS: dict[str, tuple[tuple[int, int], str, tuple[str, ...]]] = {
    "home-wide-dark": ((140, 40), "ward-dark", ()),
    "home-narrow-light": ((80, 24), "ward-light", ()),
    "home-search": ((80, 24), "ward-dark", ("/кузн",)),
    "patients-search": ((140, 40), "ward-dark", ("f3", "=кузн мар 1958")),
    "patients-list": ((80, 24), "ward-dark", ("f3", "escape", "left_square_bracket")),
    "card-wide-light": ((140, 40), "ward-light", ("к",)),
    "card-narrow": ((80, 24), "ward-dark", ("к",)),
    "card-particulars": ((80, 24), "ward-light", ("к", "ctrl+pageup", "ctrl+pageup")),
    "visit-wide": ((140, 40), "ward-dark", ("к", "з")),
    "visit-narrow-light": ((80, 24), "ward-light", ("к", "з")),
    "schedule-week": ((140, 40), "ward-dark", ("3", "ъ")),
    "schedule-day": ((80, 24), "ward-light", ("3",)),
    "documents": ((80, 24), "ward-light", ("4",)),
    "settings": ((140, 40), "ward-dark", ("5",)),
    "settings-narrow-light": ((80, 24), "ward-light", ("5", "down", "enter", "enter")),
    "palette": ((80, 24), "ward-dark", ("ctrl+p",)),
    "labels": ((80, 24), "ward-dark", ("ь",)),
    "help": ((80, 24), "ward-clear", ("f1",)),
    "locked": ((80, 24), "ward-dark", ("ctrl+l",)),
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo store, made once; every screen gets a copy."""
    folder = tmp_path_factory.mktemp("demo") / "store"
    asyncio.run(cast.build(folder, patients=40, surroundings=Surroundings.fixed(NOW, 1), cost=TEST_COST))
    return folder


@pytest.mark.parametrize("name", SCREENS)
def test_screen(
    name: str,
    built: Path,
    tmp_path: Path,
    snap_compare: Callable[..., bool],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setenv("TERM", "xterm-256color")
    size, theme, keys = SCREENS[name]
    store = tmp_path / "store"
    shutil.copytree(built, store)
    door = Door(store, Surroundings.fixed(NOW, 2), cost=TEST_COST)
    app = MedcabApp(door, Settings(store=FOLDER, theme=theme))

    async def go_there(pilot: Any) -> None:
        await settled(app)
        await app.admit(await door.sign_in("ivanova", cast.PASSWORD))
        await settled(app)
        await pilot.press("escape")
        for key in keys:
            await enter(pilot, key)

    async def enter(pilot: Any, key: str) -> None:
        if key[0] not in "/=" or len(key) == 1:
            await pilot.press(key)
            await settled(app)
            return
        if key[0] == "/":
            await pilot.press("slash")
        for letter in key[1:]:
            app.post_message(events.Key(key_name(letter), letter))
            await settled(app)

    assert snap_compare(app, terminal_size=size, run_before=go_there)
