"""The bytes of a tape's keys mean these keys to the cabinet's own keyboard."""

from __future__ import annotations

import string

import pytest
from textual import events

from medcab_tui.demo.tape.keys import sequence
from medcab_tui.demo.tape.parser import KEYS
from medcab_tui.ui.terminal.keyboard import Keyboard

NAMED = [
    *KEYS.values(),
    *(f"f{number}" for number in range(1, 13)),
    *(f"ctrl+{number}" for number in range(1, 6)),
    *(f"ctrl+{letter}" for letter in string.ascii_lowercase),
    "ctrl+@", "ctrl+backslash", "ctrl+right_square_bracket", "ctrl+pageup", "ctrl+pagedown", "ctrl+home",
    "shift+tab", "shift+up", "ctrl+f2", "ctrl+shift+up", "left_square_bracket", "right_square_bracket",
    "slash", "minus", "plus", "asterisk", "question_mark", "full_stop", "н", "Ё", "y", "1",
]  # fmt: skip


def keys_from(sent: str) -> list[str]:
    keyboard = Keyboard(0.001)
    messages = keyboard.feed(sent.encode(), 1.0) + keyboard.tick(100.0)
    return [message.key for message in messages if isinstance(message, events.Key)]


@pytest.mark.parametrize("key", NAMED)
def test_a_key_arrives_as_itself(key: str) -> None:
    assert keys_from(sequence(key)) == [key]


def test_a_cyrillic_letter_with_ctrl_is_the_latin_key_on_its_place() -> None:
    assert keys_from(sequence("ctrl+с")) == ["ctrl+c"]


@pytest.mark.parametrize("text", ["кузн мар 1958", "O'Neil [x] #7/8", "ёЁ—№«»"])
def test_text_arrives_letter_by_letter(text: str) -> None:
    keyboard = Keyboard(0.001)
    typed = [message for letter in text for message in keyboard.feed(letter.encode(), 1.0)]
    assert "".join(message.character or "" for message in typed if isinstance(message, events.Key)) == text


@pytest.mark.parametrize("name", ["", "ctrl+", "nonsense", "ctrl+ctrl+x", "hyperdrive+x", "f13"])
def test_a_name_that_is_none(name: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        sequence(name)
