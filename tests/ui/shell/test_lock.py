"""Locking hides and frees everything, and gives it back to whoever has the password."""

from __future__ import annotations

import gc
import weakref
from typing import Any

import pytest
from shell_fakes import FakeDoor
from textual import events

from medcab_tui.domain.errors import StoreFault
from medcab_tui.ui.home.screen import HomeScreen


async def unlock(hands: Any) -> None:
    await hands.type(FakeDoor.PASSWORD)
    await hands.press("enter")
    await hands.settle()


async def test_a_lock_hides_and_closes_everything(opened: Any) -> None:
    async with opened() as hands:
        cabinet = hands.app.cabinet
        home = weakref.ref(hands.app.screen)
        await hands.press("ctrl+l")
        await hands.settle()
        assert hands.app.cabinet is None
        assert not cabinet.open
        assert hands.app.current_mode == "door"
        assert "Кузнецова" not in hands.screen
        assert set(hands.app._screen_stacks) - {"_default"} == {"door"}
        assert not [node for node in hands.app._registry if isinstance(node, HomeScreen)]
        assert cabinet.listeners == []
        gc.collect()
        assert home() is None or not home().is_attached


async def test_behind_the_lock_no_key_of_the_app_works(opened: Any) -> None:
    async with opened() as hands:
        await hands.press("ctrl+l")
        await hands.settle()
        await hands.press("f2", "f3", "ctrl+1", "ctrl+p", "ctrl+l", "ctrl+backslash")
        assert hands.app.current_mode == "door"
        assert len(hands.app.screen_stack) == 1


async def test_unlocking_asks_the_password_only_and_returns_to_place_cursor_and_text(opened: Any) -> None:
    async with opened() as hands:
        await hands.press("3", "1", "down")
        row = hands.app.screen.rows.cursor_row.id
        await hands.press("slash")
        await hands.type("ре")
        await hands.press("ctrl+l")
        await hands.settle()
        assert hands.app.screen.stage.field("login").input.disabled
        assert hands.app.screen.stage.field("password").input.has_focus
        await unlock(hands)
        assert hands.app.current_mode == "home"
        assert hands.app.screen.view == "search"
        assert hands.app.screen.field.value == "ре"
        assert hands.app.screen.field.has_focus
        assert hands.app.screen.rows.cursor_row.id == row
        await hands.press("escape", "escape", "escape", "escape")  # the notice, the text, the field, the view
        assert hands.app.screen.view == "summary"


async def test_a_hidden_section_comes_back_too(opened: Any) -> None:
    async with opened() as hands:
        await hands.press("3", "right_square_bracket", "right", "right", "1", "ctrl+l")
        await hands.settle()
        await unlock(hands)
        await hands.press("3")
        await hands.settle()
        assert hands.app.screen.view == "list"
        from medcab_tui.ui.schedule.week import WeekGrid

        assert hands.app.screen.query_one(WeekGrid).day == 2


async def test_what_is_typed_is_kept_as_a_draft(opened: Any) -> None:
    async with opened() as hands:
        typed = {"text": ""}
        hands.app.typing.register("patients.record", "aa", lambda: dict(typed))
        typed["text"] = "жалобы на"
        content = hands.app.door.content
        hands.app.keep_drafts_now()
        assert content.drafts["patients.record", "aa"] == {"text": "жалобы на"}
        typed["text"] = "жалобы на кашель"
        await hands.press("ctrl+l")
        await hands.settle()
        assert content.drafts["patients.record", "aa"] == {"text": "жалобы на кашель"}


async def test_drafts_are_kept_within_a_second_while_typing(opened: Any) -> None:
    async with opened() as hands:
        typed = {"text": ""}
        hands.app.typing.register("patients.record", "aa", lambda: dict(typed))
        assert hands.app._keeping is not None
        assert hands.app._keeping._interval <= 1.0
        typed["text"] = "а"
        await hands.app._keep_drafts()
        assert hands.app.door.content.drafts["patients.record", "aa"] == {"text": "а"}
        hands.app.typing.forget("patients.record", "aa")
        assert hands.app._keeping is None


async def test_keys_typed_before_the_lock_never_reach_what_comes_after(opened: Any) -> None:
    async with opened() as hands:
        hands.app.lock()
        for letter in "secret":
            hands.app.post_message(events.Key(letter, letter))
        hands.app.drop_input()
        await hands.settle()
        assert hands.app.current_mode == "door"
        assert hands.app.screen.stage.value("password") == ""


async def test_signing_out_forgets_the_place(opened: Any) -> None:
    async with opened() as hands:
        await hands.press("4", "ctrl+p")
        await hands.type("выйти из")
        await hands.press("enter")
        await hands.settle()
        assert hands.app.current_mode == "door"
        assert hands.app.remembered is None
        assert not hands.app.screen.stage.field("login").input.disabled
        await hands.sign_in()
        assert hands.app.current_mode == "home"


async def test_another_worker_does_not_land_in_the_place_of_the_first(opened: Any) -> None:
    async with opened() as hands:
        await hands.press("4", "ctrl+l")
        await hands.settle()
        await hands.press("f8")
        assert hands.app.remembered is None
        await hands.sign_in()
        assert hands.app.current_mode == "home"


async def test_the_idle_watch_locks_and_warns_ahead(opened: Any) -> None:
    async with opened() as hands:
        hands.app._warn(30)
        await hands.settle()
        assert "через 30 секунд" in hands.screen
        hands.app.idle._lock()
        await hands.settle()
        assert hands.app.current_mode == "door"


@pytest.mark.parametrize("code", ["store.damaged", "store.io"])
async def test_a_store_that_broke_meanwhile_is_locked_with_its_reason(opened: Any, code: str) -> None:
    async with opened() as hands:
        hands.app.report(StoreFault(code, path="/srv/store"))
        await hands.settle()
        assert hands.app.current_mode == "door"
        assert "/srv/store" in hands.screen


async def test_quitting_closes_the_store(opened: Any) -> None:
    async with opened() as hands:
        cabinet = hands.app.cabinet
        await hands.press("ctrl+q")
        assert not cabinet.open
