"""What the first full frame pays for: one screen, one parse of the styles, and only what it shows."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from shell_fakes import FakeDoor
from textual.color import Color
from textual.css import stylesheet

from medcab_tui.demo.settle import settled
from medcab_tui.settings import Settings
from medcab_tui.ui.app import MedcabApp

HEAVY = (
    "pydantic", "httpx", "keyring", "faker", "hypothesis", "markdown_it", "medcab_tui.demo.cast",
    "textual.widgets._text_area",
)  # fmt: skip

FIRST_FRAME = """
import asyncio, sys
from pathlib import Path
from medcab_tui.cabinet.door import Door, Founding, TEST_COST
from medcab_tui.cabinet.surroundings import Surroundings
from medcab_tui.demo.settle import settled
from medcab_tui.settings import Settings
from medcab_tui.ui.app import MedcabApp

FOUNDING = Founding("Org", "Ivanova", "Anna", "", "doctor", "Therapy", "ivanova", "Spring-2026!x")
HEAVY = sys.argv[2].split()

async def main():
    folder = Path(sys.argv[1])
    door = Door(folder, Surroundings.real("UTC"), cost=TEST_COST)
    cabinet, code = await door.found(FOUNDING)
    app = MedcabApp(door, Settings(store=folder), cabinet=cabinet)
    async with app.run_test(size=(120, 40)):
        await settled(app)
        assert app.current_mode == "home"
        print(" ".join(name for name in HEAVY if name in sys.modules) or "nothing heavy")
        await app.action_quit()

asyncio.run(main())
"""


async def test_a_cabinet_that_is_open_already_builds_no_door(tmp_path: Path) -> None:
    door = FakeDoor()
    cabinet = await door.sign_in("ivanova", FakeDoor.PASSWORD)
    app = MedcabApp(door, Settings(store=tmp_path), cabinet=cabinet)  # type: ignore[arg-type]
    async with app.run_test(size=(120, 40)):
        await settled(app)
        assert list(app._screen_stacks) == ["home"]
        app.lock()
        await settled(app)
        assert app.current_mode == "door"
        assert not cabinet.open


async def test_every_style_is_parsed_once_for_a_theme(opened: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: Counter[object] = Counter()
    parse = stylesheet.parse

    def counted(scope: str, css: str, read_from: object, *rest: object, **options: Any) -> object:
        parsed[read_from, options["tie_breaker"]] += 1
        return parse(scope, css, read_from, *rest, **options)

    monkeypatch.setattr(stylesheet, "parse", counted)
    async with opened() as hands:
        await hands.press("f4", "f5", "f6", "f2")
        assert len(parsed) > 20
        assert set(parsed.values()) == {1}


async def test_a_theme_chosen_meanwhile_reaches_sections_that_were_hidden(opened: Any) -> None:
    async with opened() as hands:
        await hands.press("f5", "f2")
        dark = hands.app.screen.styles.background
        hands.app.theme = "ward-light"
        await hands.settle()
        light = Color.parse(hands.app.theme_variables["medcab-background"])
        assert hands.app.screen.styles.background == light != dark
        await hands.press("f5")
        assert hands.app.screen.styles.background == light
        await hands.press("f4")
        assert hands.app.screen.styles.background == light


def test_the_first_frame_loads_nothing_that_only_later_screens_need(tmp_path: Path) -> None:
    command = [sys.executable, "-c", FIRST_FRAME, str(tmp_path / "store"), " ".join(HEAVY)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ran.stdout.strip() == "nothing heavy", ran.stderr
