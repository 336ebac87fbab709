"""What a search line is taken to mean."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcab_tui.domain.searching import left_out, one_slip, similar_beginning, understand

TODAY = date(2026, 11, 23)
words = st.text(alphabet="абвгд", min_size=1, max_size=8)


def test_words_a_year_and_their_order() -> None:
    question = understand("Кузн МАР 1958", TODAY)
    assert question.words == ("кузн", "мар")
    assert question.births[0].covers("1958-03-14")
    assert not question.births[0].covers("1959-01-01")
    assert question.typed == ("кузн", "мар", "1958")


@pytest.mark.parametrize(
    "text", ["1958-03-14", "14.03.1958", "14031958", "19580314", "14/03/1958", "1958-3-14"]
)
def test_a_whole_date_in_every_form_is_that_day_alone(text: str) -> None:
    (birth,) = understand(text, TODAY).births
    assert birth.key
    assert birth.covers("1958-03-14")
    assert not birth.covers("1958-03-15")


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("195", "1958-03-14", "1949-12-31"),
        ("58", "1958-03-14", "1859-01-01"),
        ("1958-03", "1958-03-14", "1958-04-01"),
        ("14.03", "1958-03-14", "1958-03-15"),
        ("14.03.19", "1958-03-14", "2005-03-14"),
        ("14.03.58", "1958-03-14", "1957-03-14"),
    ],
)
def test_the_beginning_of_a_date_narrows(text: str, inside: str, outside: str) -> None:
    (birth,) = understand(text, TODAY).births
    assert birth.covers(inside)
    assert not birth.covers(outside)


def test_a_year_to_come_is_no_year() -> None:
    question = understand("2031", TODAY)
    assert question.births == ()
    assert question.digits == ("2031",)


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("112-233-445 95", "11223344595"),
        ("112 233 445 95", "11223344595"),
        ("11223344595", "11223344595"),
        ("7700 0000 0000 0016", "7700000000000016"),
        ("+7 912 345-67-89", "79123456789"),
        ("8 (912) 345-67-89", "89123456789"),
        ("45-67-89", "456789"),
    ],
)
def test_numbers_with_and_without_punctuation_are_one(text: str, digits: str) -> None:
    question = understand(text, TODAY)
    assert question.digits == (digits,)
    assert question.words == question.births == ()


@pytest.mark.parametrize("text", ['он"', "Иванов*", "NEAR(", "(иванов)", "-", "'", '"', "%", "иванов AND"])
def test_no_sign_is_syntax(text: str) -> None:
    for word in understand(text, TODAY).words:
        assert all(letter.isalnum() or letter in "_-" for letter in word)


@given(st.text(max_size=40))
def test_any_line_is_understood_somehow(text: str) -> None:
    question = understand(text, TODAY)
    assert all(question.words)
    assert all(number.isdecimal() for number in question.digits)


@given(words, st.integers(0, 8), st.sampled_from("абвгдж"))
def test_one_slip_of_every_kind_is_one_slip(word: str, place: int, letter: str) -> None:
    place = min(place, len(word) - 1)
    put_in = word[:place] + letter + word[place:]
    replaced = word[:place] + letter + word[place + 1 :]
    assert one_slip(put_in, word)
    assert one_slip(word, put_in)
    assert one_slip(replaced, word) == (replaced != word)
    swapped = word[:place] + word[place + 1 : place + 2] + word[place : place + 1] + word[place + 2 :]
    assert one_slip(swapped, word) == (swapped != word)


def distance(one: str, other: str) -> int:
    """Optimal string alignment, by the book."""
    rows = [[max(i, j) if 0 in (i, j) else 0 for j in range(len(other) + 1)] for i in range(len(one) + 1)]
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            rows[i][j] = min(
                rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (one[i - 1] != other[j - 1])
            )
            if i > 1 and j > 1 and one[i - 2 : i] == other[j - 2 : j][::-1]:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1]


@given(words, words)
def test_one_slip_is_the_distance_of_one(one: str, other: str) -> None:
    assert one_slip(one, other) == (distance(one, other) == 1)


@given(words, words)
def test_words_one_slip_apart_share_a_rest(one: str, other: str) -> None:
    if one_slip(one, other):
        assert ({one} | left_out(one)) & ({other} | left_out(other))


def test_a_slip_inside_a_beginning_but_not_in_its_last_letter() -> None:
    assert similar_beginning("кузн", "кузинцова")
    assert similar_beginning("кузенц", "кузнецов")
    assert not similar_beginning("кузн", "кузьмин"), "кузь… is no slip of кузн…"
    assert similar_beginning("кузнецово", "кузнецова"), "of a whole surname the last letter counts"
