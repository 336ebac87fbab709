"""From bytes to keys: torn, hostile, Cyrillic."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events

from medcab_tui.ui.terminal.keyboard import LOCAL_DELAY, REMOTE_DELAY, Keyboard, escape_delay
from medcab_tui.ui.terminal.keys import names
from medcab_tui.ui.terminal.tokens import split


def pressed(received: bytes, keyboard: Keyboard | None = None, now: float = 100.0) -> list[str]:
    """The keys of bytes that come at once, and of waiting after them."""
    keyboard = keyboard or Keyboard()
    found = names(keyboard.feed(received, now))
    while keyboard.due is not None:
        found += names(keyboard.tick(keyboard.due))
    return found


@pytest.mark.capability("C012")
@pytest.mark.parametrize(
    ("received", "key"),
    [
        (b"\x1b[49;5u", "ctrl+1"),
        (b"\x1b[53;5u", "ctrl+5"),
        (b"\x1b[27;5;50~", "ctrl+2"),
        (b"\x00", "ctrl+@"),
        (b"\x1c", "ctrl+backslash"),
        (b"\x1d", "ctrl+right_square_bracket"),
        (b"\x1bOQ", "f2"),
        (b"\x1b[13~", "f3"),
        (b"\x1bOS", "f4"),
        (b"\x1b[15~", "f5"),
        (b"\x1b[17~", "f6"),
        (b"\x1b[[B", "f2"),
        (b"\x1b[5;5~", "ctrl+pageup"),
        (b"\x1b[27u", "escape"),
        (b"\x1b", "escape"),
        (b"\x1b[A", "up"),
        (b"\x1bOA", "up"),
        (b"\x1b[1;1:1A", "up"),
        (b"\xd1\x81", "с"),
        (b"7", "7"),
    ],
)
def test_keys_of_the_cabinet_arrive(received: bytes, key: str) -> None:
    assert pressed(received) == [key]


@pytest.mark.parametrize(
    ("received", "key"),
    [
        ("\x1b[1089;5u", "ctrl+c"),
        ("\x1b[1089::99;5u", "ctrl+c"),
        ("\x1b[1089:1057:99;5:1u", "ctrl+c"),
        ("\x1b[1099;5u", "ctrl+s"),
        ("\x1b[1079;5u", "ctrl+p"),
        ("\x1b[1076;5u", "ctrl+l"),
        ("\x1b[27;5;1103~", "ctrl+z"),
        ("\x1b[1093;5u", "ctrl+left_square_bracket"),
        ("\x1bс", "alt+c"),
    ],
)
def test_a_modifier_with_a_cyrillic_letter_is_the_latin_key_on_its_place(received: str, key: str) -> None:
    assert pressed(received.encode()) == [key]


def test_a_cyrillic_letter_alone_stays_itself() -> None:
    assert pressed("сС".encode()) == ["с", "С"]


def test_a_key_going_up_is_no_key() -> None:
    assert pressed(b"\x1b[97;1:3u") == []


@pytest.mark.parametrize(
    "parts", [(b"\x1b", b"[B"), (b"\x1b[", b"B"), (b"\x1b", b"[", b"B"), (b"\x1b", b"OB")]
)
def test_an_arrow_torn_inside_the_delay_is_one_arrow(parts: tuple[bytes, ...]) -> None:
    keyboard = Keyboard(REMOTE_DELAY)
    found, now = [], 100.0
    for part in parts:
        found += names(keyboard.tick(now)) + names(keyboard.feed(part, now))
        now += REMOTE_DELAY * 0.9
    assert found == ["down"]


@pytest.mark.parametrize("tail", [b"[A", b"[B", b"[C", b"[D", b"OA", b"OD", b"[1;5C", b"[5~"])
def test_a_tail_after_the_delay_is_swallowed(tail: bytes) -> None:
    keyboard = Keyboard(REMOTE_DELAY)
    assert pressed(b"\x1b", keyboard) == ["escape"]
    late = 100.0 + REMOTE_DELAY + 0.4
    assert pressed(tail + "ж".encode(), keyboard, late) == ["ж"]


def test_a_late_tail_that_comes_in_pieces_is_swallowed() -> None:
    keyboard = Keyboard(REMOTE_DELAY)
    assert pressed(b"\x1b", keyboard) == ["escape"]
    assert names(keyboard.feed(b"[", 100.6)) == []
    assert names(keyboard.feed(b"B", 100.65)) == []
    assert pressed(b"x", keyboard, 100.7) == ["x"]


def test_a_bracket_typed_after_escape_is_typed() -> None:
    keyboard = Keyboard(LOCAL_DELAY)
    assert pressed(b"\x1b", keyboard) == ["escape"]
    assert pressed(b"[", keyboard, 100.5) == ["left_square_bracket"]
    assert pressed(b"[", keyboard, 100.6) == ["left_square_bracket"]


def test_what_comes_long_after_escape_is_typed() -> None:
    keyboard = Keyboard(LOCAL_DELAY)
    pressed(b"\x1b", keyboard)
    assert pressed(b"OA", keyboard, 110.0) == ["O", "A"]


def test_letters_cut_between_packets_are_whole() -> None:
    keyboard = Keyboard()
    letter = "щ".encode()
    assert pressed(letter[:1], keyboard) == []
    assert pressed(letter[1:], keyboard) == ["щ"]


def test_a_paste_is_one_message_however_it_is_cut() -> None:
    whole = "\x1b[200~Жалобы:\nкашель \x1b[31m и ESC\x1b[201~q".encode()
    for at in range(1, len(whole)):
        keyboard = Keyboard()
        found = keyboard.feed(whole[:at], 1.0) + keyboard.feed(whole[at:], 1.01)
        assert [type(message) for message in found] == [events.Paste, events.Key], at
        assert isinstance(found[0], events.Paste)
        assert found[0].text == "Жалобы:\nкашель \x1b[31m и ESC"


def test_a_paste_that_never_ends_does_not_take_the_keyboard() -> None:
    keyboard = Keyboard()
    assert keyboard.feed(b"\x1b[200~text", 1.0) == []
    assert keyboard.due is not None
    assert names(keyboard.tick(keyboard.due)) != []
    assert pressed(b"q", keyboard, 50.0) == ["q"]


def test_flushing_forgets_what_was_half_typed() -> None:
    keyboard = Keyboard()
    keyboard.feed(b"\x1b[200~half", 1.0)
    keyboard.flush()
    assert pressed(b"q", keyboard, 1.1) == ["q"]


SHARDS = st.sampled_from(
    [b"\x1b", b"[", b"O", b"1089::99;5u", b"\x1b[", b"\x1b[200~", b"\x1b[201~", b"\x1b]0;", b"\x07", b"\x1bP",
     b"\x1b[<0;1;1M", b"\x1b[<99999999999;-1;-1m", b"\x1b[48;1;1;0;0t", b"\x1b[48;9;9;9;9t", b"\x1b[M",
     b"\x1b[55296u",
     b"\x1b[97;;55296u", b"\x1b[99999999999999999999;5u", b"\x1b[;;;u", b"\x1b[?2026;9$y", b"\x1b[?2048;1$y",
     b"\x9b", b"\xc2\x9b", b"\xff", b"\x00", "ё".encode(), b"\x1b[1;1R", b"\x1b[I"]
)  # fmt: skip


@given(st.lists(st.one_of(st.binary(max_size=12), SHARDS), max_size=20))
def test_no_bytes_kill_the_keyboard(pieces: list[bytes]) -> None:
    keyboard, now = Keyboard(), 1.0
    for piece in pieces:
        for message in keyboard.feed(piece, now) + keyboard.tick(now):
            if isinstance(message, events.Key):
                (message.key + (message.character or "")).encode()
        now += 0.01
    keyboard.feed(b"\x1b[201~", now)
    keyboard.tick(now + 60)
    keyboard.tick(now + 120)
    assert pressed(b"q", keyboard, now + 180)[-1:] == ["q"]


@given(st.text(alphabet=st.sampled_from("\x1b[]O;:~u?<Mm1;0AёP_^X\\\x07 ")))
def test_tokens_together_are_the_input(text: str) -> None:
    assert "".join(token.text for token in split(text)) == text


def test_the_escape_delay_is_short_here_and_lag_safe_over_ssh() -> None:
    assert escape_delay({}) == LOCAL_DELAY <= 0.03
    assert escape_delay({"SSH_CONNECTION": "a b c d"}) == escape_delay({"SSH_TTY": "/dev/pts/1"}) == 0.25
    assert escape_delay({"SSH_TTY": "/dev/pts/1"}, 40) == 0.04
