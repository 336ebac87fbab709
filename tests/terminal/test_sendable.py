"""Keys of the user's own keymap that no terminal ever sends are told."""

from __future__ import annotations

import pytest
from textual.keys import Keys

from medcab_tui.ui.terminal.sendable import sendable, unsendable
from medcab_tui.ui.verbs import VERBS


@pytest.mark.parametrize(
    "key",
    ["f9", "ctrl+n", "н", "y", "ctrl+1", "alt+ctrl+x", "shift+tab", "ctrl+shift+left", "left_square_bracket",
     "comma", "space", "A", "alt+ё", "shift+f5", "ctrl+backslash"],
)  # fmt: skip
def test_what_terminals_send(key: str) -> None:
    assert sendable(key)


@pytest.mark.parametrize(
    "key",
    ["Ctrl+N", "crtl+n", "f99", "f0", "shift+ctrl+n", "ctrl+ctrl+n", "shift+n", "return", "esc", "", "ctrl+",
     "fn+a", "page_up", "cmd+n"],
)  # fmt: skip
def test_what_no_terminal_sends(key: str) -> None:
    assert not sendable(key)


def test_every_key_of_our_own_can_be_sent() -> None:
    ours = {key for verb in VERBS for key in (*verb.soft_keys, *verb.strong)}
    assert [key for key in sorted(ours) if not sendable(key)] == []


def test_every_key_that_textual_knows_can_be_sent() -> None:
    odd = {"return", "ctrl-at", "<any>", "<scroll-up>", "<scroll-down>", "<ignore>"}
    assert [key.value for key in Keys if key.value not in odd and not sendable(key.value)] == []


def test_the_sentence_names_them_once() -> None:
    (told,) = unsendable({"record.new": "Ctrl+N, f9", "record.amend": "Ctrl+N", "quit": "[,]"})
    assert told.count("Ctrl+N") == 1
    assert "f9" not in told
    assert list(unsendable({"record.new": "f9"})) == []
