"""Hostile text made visible: nothing that steers a terminal or hides gets through, and widths stay."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from medcab_tui.domain.cleaning import one_line, steers, visible

anything = st.text(alphabet=st.characters(), max_size=60)


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("Иванов\x1b]0;взлом\x07", "Иванов␛]0;взлом�"),
        ("а\x9bб", "а�б"),
        ("abc\u202edcb", "abc�dcb"),
        ("\u2066скрыто\u2069", "�скрыто�"),
        ("но\u200bль", "но�ль"),
        ("\ufeffначало", "�начало"),
        ("строка\u2028ещё", "строка�ещё"),
        ("пол\ud800буквы", "пол�буквы"),
        ("удал\x7f", "удал�"),
        ("возврат\rконец", "возврат�конец"),
    ],
)
def test_what_could_steer_shows_as_a_placeholder(hostile: str, shown: str) -> None:
    assert visible(hostile) == shown


@given(anything)
def test_nothing_that_steers_gets_through(text: str) -> None:
    assert not any(map(steers, visible(text)))


def test_every_letter_of_unicode_that_steers_is_caught() -> None:
    through = [hex(code) for code in range(0x110000) if steers(chr(code)) and visible(chr(code)) == chr(code)]
    assert through == []


@given(anything)
def test_length_and_what_is_harmless_stay(text: str) -> None:
    cleaned = visible(text)
    assert len(cleaned) == len(text)
    assert visible(cleaned) == cleaned
    plain = "".join(
        letter for letter in text if unicodedata.category(letter)[0] in "LNPZ" and letter < "\u2000"
    )
    plain = plain.replace("\u115f", "").replace("\u1160", "").replace("\u17b4", "").replace("\u17b5", "")
    assert visible(plain) == plain


def test_placeholders_have_width_one() -> None:
    assert cell_len(visible("\x1b")) == 1
    assert cell_len(visible("\u202e")) == 1


def test_lines_are_kept_and_can_be_joined() -> None:
    assert visible("жалобы:\n\tкашель") == "жалобы:\n\tкашель"
    assert one_line("жалобы:\r\n\tкашель") == "жалобы:  кашель"
