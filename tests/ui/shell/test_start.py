"""What the first full frame pays for: one screen, and one parse of the styles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from shell_fakes import FakeDoor
from textual.color import Color
from textual.css import stylesheet

from medcab_tui.demo.settle import settled
from medcab_tui.settings import Settings
from medcab_tui.ui.app import MedcabApp


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


async def test_a_section_that_comes_back_is_not_styled_again(
    opened: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    styled = []
    update = stylesheet.Stylesheet.update_nodes

    def counted(self: stylesheet.Stylesheet, nodes: Iterable[Any], animate: bool = False) -> None:
        every = list(nodes)
        styled.append(len(every))
        update(self, every, animate)

    async with opened() as hands:
        await hands.press("f5", "f2")
        whole = len(list(hands.app.screen.walk_children()))
        monkeypatch.setattr(stylesheet.Stylesheet, "update_nodes", counted)
        await hands.press("f5", "f2")
        assert sum(styled) < whole
