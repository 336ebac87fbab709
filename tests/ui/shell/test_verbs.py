"""One registry: no clashes, twins on the same key, nothing shown that is not bound."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.keys import _character_to_key

from medcab_tui.ui.twins import LATIN, is_cyrillic, key_name
from medcab_tui.ui.verbs import (
    DOOR,
    FORM,
    SECTIONS,
    VERBS,
    VIEWS,
    app_bindings,
    bindings,
    clashes,
    key_line,
    verbs_of,
)

PLACES = (*SECTIONS, FORM, DOOR)


def test_the_table_of_twins_is_the_whole_keyboard_and_one_to_one() -> None:
    assert "".join(sorted(letter for letter in LATIN if letter.islower())) == "".join(
        sorted("абвгдежзийклмнопрстуфхцчшщъыьэюяё")
    )
    assert len(set(LATIN.values())) == len(LATIN) == 66


@given(st.sampled_from(sorted(LATIN)))
def test_a_twin_is_of_the_other_layout_and_case_is_kept(letter: str) -> None:
    other = LATIN[letter]
    assert is_cyrillic(letter)
    assert not is_cyrillic(other)
    if other.isalpha():
        assert other.islower() == letter.islower()


@given(st.sampled_from(sorted({*LATIN, *LATIN.values(), "/", "*", "1"})))
def test_keys_are_called_what_textual_calls_them(character: str) -> None:
    assert key_name(character) == _character_to_key(character)


def test_no_two_verbs_of_a_place_share_a_key() -> None:
    assert clashes({}) == ()


@pytest.mark.parametrize("place", PLACES)
def test_each_letter_and_its_twin_reach_the_same_verb(place: str) -> None:
    bound: dict[str, str] = {}
    for binding in bindings(place):
        for key in binding.key.split(","):  # type: ignore[union-attr]
            bound[key] = binding.action  # type: ignore[union-attr]
    for verb in verbs_of(place):
        if verb.letter:
            assert bound[verb.letter] == bound[key_name(LATIN[verb.letter])] == verb.action


@pytest.mark.parametrize("place", PLACES)
def test_what_the_key_line_shows_is_bound(place: str) -> None:
    here = {one.action for one in bindings(place)} | {one.action for one in app_bindings()}
    for view in VIEWS:
        for verb in key_line(place, view):
            assert verb.action in here
            assert verb.shown_keys


def test_every_binding_has_a_name_of_its_own_and_says_what_it_does() -> None:
    for place in PLACES:
        found = [*bindings(place), *app_bindings()]
        assert all(one.id and one.tooltip and one.description for one in found)
        ids = [one.id for one in found]
        assert len(ids) == len(set(ids))


def test_letters_are_those_of_the_plan() -> None:
    letters = {verb.id: verb.letter for verb in VERBS if verb.letter}
    assert letters == {
        "view.previous": "х",
        "view.next": "ъ",
        "attention.next": "т",
        "record.new": "н",
        "record.amend": "и",
        "record.versions": "в",
        "card.row": "к",
        "card.previous": "ё",
    }


@pytest.mark.parametrize(
    ("keymap", "told"),
    [
        ({"record.new": "и"}, "record.amend, record.new"),
        ({"search": "f3"}, "place.patients, search"),
        ({"no.such": "x"}, "?: no.such"),
        ({"lock": "ctrl+q"}, "lock, quit"),
    ],
)
def test_a_clash_in_the_users_keymap_is_named(keymap: dict[str, str], told: str) -> None:
    assert any(told in line for line in clashes(keymap))


def test_a_sound_keymap_has_no_clash() -> None:
    assert clashes({"record.new": "й", "search": "ю"}) == ()
