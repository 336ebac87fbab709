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
    Verb,
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


PLAN = {
    "э": "sign",
    "н": "new",
    "и": "amend",
    "в": "versions compare",
    "е": "again",
    "ж": "repeat",
    "п": "accept confirm acknowledge",
    "у": "refuse cancel withdraw",
    "ч": "postpone",
    "т": "next",
    "з": "book book_card",
    "л": "new",
    "с": "slot free",
    "м": "move",
    "я": "arrive arrived advance finish",
    "о": "send reply",
    "д": "hand_over",
    "й": "supplement",
    "к": "row",
    "ё": "previous",
    "а": "attach",
    "г": "plot roster table",
    "ф": "filter",
    "ы": "sort",
    "ц": "full pane whole",
    "ь": "jump",
    "х": "previous",
    "ъ": "next",
    "щ": "vitals",
}
"""What each letter means in every section: the last words of the ids of its verbs."""


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb.letter], ids=lambda verb: verb.id)
def test_letters_are_those_of_the_plan(verb: Verb) -> None:
    assert verb.id.rpartition(".")[2] in PLAN[verb.letter].split()


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
    assert clashes({"record.new": "б", "search": "ю"}) == ()
