"""Keys: tried, given to another verb after a look at clashes, and given back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcab_tui import settings
from medcab_tui.ui.settings import keys
from medcab_tui.ui.verbs import clashes

KEYS_PAGE = 3


async def test_pressed_keys_are_named_with_what_they_do(opened: Any) -> None:
    async with opened() as hands:
        await hands.page(KEYS_PAGE)
        await hands.press("enter", "f3", "f9")
        await hands.type("н")
        assert "F3" in hands.screen
        assert "Карты пациентов" in hands.screen
        assert "ничего не назначено" in hands.screen
        assert "новая запись" in hands.screen
        assert hands.app.current_mode == "settings"
        await hands.press("escape", "escape")
        assert "Этот терминал" in hands.screen
        assert "✓ f3" in hands.screen


async def test_a_verb_takes_a_free_key_and_keeps_it(opened: Any) -> None:
    async with opened() as hands:
        await hands.press("slash")
        await hands.type("keys.search")
        await hands.press("enter", "f3")
        assert "занята: Карты пациентов" in hands.screen
        await hands.press("enter")
        assert "не переназначается" in hands.screen
        await hands.press("f9")
        assert settings.read_file(hands.file)["keymap"] == {"search": "f9"}
        await hands.press("escape", "escape", "f9")
        assert hands.app.screen.field.has_focus
        await hands.press("escape")
        await hands.page(KEYS_PAGE)
        await hands.press("down", "enter")
        assert hands.app.settings.keymap == {}


@pytest.mark.parametrize("verb", keys.bound(), ids=lambda verb: verb.id)
def test_a_key_of_its_own_is_no_clash(verb: Any) -> None:
    usual = [key for key in (*verb.soft_keys, *verb.strong) if key not in keys.KEPT]
    if usual and not clashes({}):
        assert keys.objection(verb, "f12", {}) == ""


@given(st.sampled_from(keys.bound()), st.sampled_from(["f9", "f11", "ctrl+n", "y", "н", "б", "comma"]))
def test_what_is_not_objected_to_clashes_with_nothing(verb: Any, key: str) -> None:
    if clashes({}):
        return
    if not keys.objection(verb, key, {}):
        assert clashes({verb.id: keys.proposed(verb, key)}) == ()


def test_a_letter_brings_its_twin() -> None:
    verb = keys.bound()[0]
    assert keys.proposed(verb, "б") == "б,comma"
    assert keys.proposed(verb, "comma") == "б,comma"
    assert keys.proposed(verb, "f9") == "f9"
