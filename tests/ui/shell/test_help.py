"""F1: groups from the registry, both letters, one's own keys, the glyphs of the place; found by typing."""

from __future__ import annotations

from typing import Any

import pytest

from medcab_tui.locale import _
from medcab_tui.ui.shell.help import HelpLine
from medcab_tui.ui.shell.signs import OF_PLACE, signs_of
from medcab_tui.ui.verbs import SECTIONS, verbs_of
from medcab_tui.ui.widgets.glyphs import ASCII_TWINS


def told(hands: Any) -> dict[str, HelpLine]:
    """All lines of the help that is open."""
    return {line.id: line for _title, lines in hands.app.screen._groups for line in lines}


@pytest.mark.parametrize("number", ["1", "3", "4", "5"])
async def test_every_verb_of_the_place_is_told_with_both_letters(opened: Any, number: str) -> None:
    async with opened(size=(80, 24)) as hands:
        await hands.press(number)
        place, view = hands.app.screen.place, hands.app.screen.view
        await hands.press("f1")
        lines = told(hands)
        for verb in verbs_of(place, view):
            if verb.shown_keys and not verb.id.startswith("place."):
                assert lines[verb.id].keys == verb.shown_keys
                assert lines[verb.id].title == _(verb.help)
        for glyph, text in signs_of(place):
            assert any((line.keys, line.title) == (glyph, _(text)) for line in lines.values())
        shown = hands.screen.splitlines()
        assert len(shown) <= 24
        assert all(len(line) <= 80 for line in shown)
        for _page in range(5):
            await hands.press("pagedown")
        assert _(signs_of(place)[-1][1]) in hands.screen


async def test_what_does_nothing_now_is_told_apart(opened: Any) -> None:
    async with opened() as hands:
        for keys in ("1", "4"):
            await hands.press(keys)
            below = hands.app.screen
            await hands.press("f1")
            groups = dict(hands.app.screen._groups)
            now, later = groups[_("What can be done here")], groups.get(_("Not with what is chosen now"), [])
            actions = {verb.id: verb.action for verb in verbs_of(below.place, below.view)}
            assert now
            assert all(below.available(actions[line.id]) for line in now)
            assert not any(below.available(actions[line.id]) for line in later)
            assert later or keys != "4"
            await hands.press("escape")


async def test_typing_finds_a_word_or_a_key_in_either_layout(opened: Any) -> None:
    async with opened() as hands:
        for typed, found in (("метк", "ь/m"), ("vtnr", "ь/m"), ("во весь", "ц/w"), ("ctrl", "")):
            await hands.press("f1")
            await hands.type(typed)
            rows = hands.app.screen.query_one("RowList").rows
            assert not found or found in [row.keys for row in rows]
            assert len(rows) < len(told(hands))
            await hands.press("escape")
            assert len(hands.app.screen_stack) == 1


async def test_ones_own_keys_are_told_instead_of_the_usual_ones(opened: Any) -> None:
    async with opened(keymap={"attention.next": "й", "lock": "f9"}) as hands:
        assert "й следующее" in hands.screen.splitlines()[-1]
        await hands.press("f1")
        assert told(hands)["attention.next"].keys == "й"
        assert told(hands)["lock"].keys == "F9"


def test_every_glyph_that_is_explained_can_be_drawn() -> None:
    for place in SECTIONS:
        for glyphs, _text in signs_of(place):
            assert all(glyph in ASCII_TWINS or glyph.isascii() for glyph in glyphs)
    assert set(OF_PLACE) <= set(SECTIONS)
