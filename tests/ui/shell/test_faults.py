"""An exception is an id on the screen and a line in the log; the app stays up; no name leaves."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.app import App

from medcab_tui.domain.errors import Refused
from medcab_tui.ui.shell.faults import TOO_MANY

SECRET = "Кузнецова-Тайная"


class Broken(Exception):
    pass


def raising(*_: object) -> None:
    name = SECRET
    raise Broken(name)


async def until(happened: Callable[[], bool]) -> None:
    """The pilot waits for a pump that has ended; this waits for what comes after it."""
    for _attempt in range(250):
        await asyncio.sleep(0.02)
        if happened():
            return
    raise AssertionError("it never happened")


def log_of(folder: Path) -> list[dict[str, Any]]:
    text = (folder / "log" / "medcab.log").read_text("ascii")
    assert SECRET not in text
    assert "\\u041a" not in text
    return [json.loads(line) for line in text.splitlines()]


async def test_a_broken_verb_is_told_by_its_id_and_the_app_goes_on(
    opened: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(survives=True) as hands:
        monkeypatch.setattr(type(hands.app.screen), "action_next_attention", raising)
        await hands.press("т")
        number = hands.app.faults[0]
        assert number in hands.screen
        assert SECRET not in hands.screen
        assert log_of(tmp_path)[0]["id"] == number
        await hands.press("4")
        assert hands.app.current_mode == "documents"


async def test_a_broken_handler_costs_only_its_section_which_is_built_again(
    opened: Any, tmp_path: Path
) -> None:
    async with opened(survives=True) as hands:
        await hands.press("right_square_bracket")
        screen = hands.app.screen
        screen.call_later(raising)
        await until(lambda: hands.app.screen is not screen and hands.app.current_mode == "home")
        await hands.settle()
        assert hands.app.screen.view == "list"
        assert "Кузнецова" in hands.screen
        assert log_of(tmp_path)
        await until(lambda: hands.app.faults[0] in hands.screen)
        await hands.press("т")
        assert hands.app.is_running


async def test_a_broken_worker_leaves_the_section_standing(opened: Any, tmp_path: Path) -> None:
    async def fail() -> None:
        raising()

    async with opened(survives=True) as hands:
        screen = hands.app.screen
        screen.run_worker(fail())
        await hands.settle()
        assert hands.app.screen is screen
        assert hands.app.faults[0] in hands.screen
        assert log_of(tmp_path)


async def test_a_refusal_in_a_worker_is_told_in_words(opened: Any) -> None:
    async def refuse() -> None:
        raise Refused("store.busy", path="/srv/store")

    async with opened() as hands:
        hands.app.screen.run_worker(refuse())
        await hands.settle()
        assert "Повторите чуть позже" in hands.screen
        assert hands.app.faults == []


async def test_a_fatal_error_prints_no_traceback_and_no_locals(opened: Any) -> None:
    async with opened(survives=True) as hands:
        try:
            raising()
        except Broken as error:
            hands.app._met(error)
        hands.app._fatal_error()
        printed = str(hands.app._exit_renderables[0])
        assert hands.app.faults[0] in printed
        assert SECRET not in printed
        assert "Traceback" not in printed
        assert type(hands.app)._fatal_error is not App._fatal_error


async def test_a_test_that_meets_a_fault_fails(opened: Any) -> None:
    async def meet() -> None:
        async with opened() as hands:
            hands.app.screen.call_later(raising)
            await until(lambda: bool(hands.app.faults))

    with pytest.raises(Broken):
        await meet()


async def test_a_section_that_is_refused_again_and_again_is_not_built_for_ever(
    opened: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = 0

    def refuse(*_: object) -> None:
        nonlocal refused
        refused += 1
        raise Refused("store.busy", path="/srv/store")

    async with opened(survives=True) as hands:
        screen = hands.app.screen
        monkeypatch.setattr(type(screen), "show_frame", refuse)
        screen.call_later(screen.show_frame)
        await until(lambda: hands.app.return_code == 1)
        assert 1 < refused <= 2 * TOO_MANY
        assert hands.app.faults == []


async def test_a_read_that_outlives_its_screen_draws_nothing(
    opened: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened() as hands:
        screen = hands.app.screen

        async def locked_meanwhile(_topics: object) -> None:
            await hands.app.leave(sign_out=False)

        monkeypatch.setattr(screen, "refresh_view", locked_meanwhile)
        await screen._read_view(frozenset({"home"}))
        await hands.settle()
        assert hands.app.current_mode == "door"
        assert hands.app.faults == []
