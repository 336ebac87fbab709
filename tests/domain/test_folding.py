"""Folding: what makes no difference when names are compared, and what does."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from medcab_tui.domain.folding import fold, name_key, name_part

letters = st.text(alphabet="абвгдеёжзийклмнопрстуфхцчшщъыьэюяАБЁЙЯ -'O", max_size=30)


def test_case_and_yo_make_no_difference_and_short_i_does() -> None:
    assert fold("ЁЛКИН") == fold("елкин") == "елкин"
    assert fold("Зайцев") != fold("Заицев")


def test_decomposed_letters_fold_like_composed_ones() -> None:
    for name in ("Зайцев", "Ёлкин", "Фёдор Йодль"):
        assert fold(unicodedata.normalize("NFD", name)) == fold(name)
    assert "й" in fold(unicodedata.normalize("NFD", "Зайцев"))


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(letters)
def test_case_never_matters(text: str) -> None:
    assert fold(text.upper()) == fold(text.lower()) == fold(text)


@given(letters)
def test_no_letter_is_lost(text: str) -> None:
    assert len(fold(text)) == len(unicodedata.normalize("NFC", text))


def test_the_parts_of_one_name_stay_one_word() -> None:
    assert name_part("Иванов - Петров") == "иванов-петров"
    assert name_part("Эль Сайед") == "эль-сайед"
    assert name_part("О'Нил") == name_part("О’Нил") == "онил"
    assert name_key("Ёлкин", "Дмитрий", "") == "елкин дмитрий"


@given(letters, letters, letters)
def test_a_key_is_the_folded_parts_that_are_there(surname: str, given_name: str, patronymic: str) -> None:
    parts = (name_part(one) for one in (surname, given_name, patronymic))
    assert name_key(surname, given_name, patronymic) == " ".join(part for part in parts if part)


WORDS = st.text(alphabet="абвёйжщьяАБЁЙЯ", min_size=1, max_size=12)


@given(st.tuples(WORDS, WORDS, WORDS))
def test_three_plain_words_are_folded_as_any_others(words: tuple[str, str, str]) -> None:
    assert name_key(*words) == " ".join(map(name_part, words)) == fold(" ".join(words))
