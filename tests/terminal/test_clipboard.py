"""Copying by OSC 52 and switching the mouse: the bytes a terminal gets, and the same through tmux."""

from __future__ import annotations

import re
import subprocess
from base64 import b64decode
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcab_tui.ui.terminal.clipboard import MOST, TooLong, plain, sequence
from tests.terminal.on_pty import OnPty, python
from tests.terminal.test_driver import ready

Start = Callable[..., OnPty]
SENT = re.compile(rb"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07")
COPIED = "Ёлкин 7,9 [31m два"


@given(st.text(max_size=300))
def test_what_is_copied_holds_no_control_character_and_comes_whole(text: str) -> None:
    found = SENT.fullmatch(sequence(text, {}).encode())
    assert found is not None
    copied = b64decode(found[1]).decode()
    assert copied == plain(text).encode("utf-8", "ignore").decode()
    assert all(letter.isprintable() for letter in copied)


@given(st.text(max_size=60))
def test_tmux_gets_it_wrapped_with_every_escape_doubled(text: str) -> None:
    wrapped = sequence(text, {"TMUX": "/run/tmux,1,0"})
    assert wrapped.startswith("\x1bPtmux;")
    assert wrapped.endswith("\x1b\\")
    inner = wrapped[len("\x1bPtmux;") : -2]
    assert inner.replace("\x1b\x1b", "\x1b") == sequence(text, {})


def test_more_than_fits_is_refused_and_never_cut() -> None:
    assert sequence("я" * (MOST // 2), {})
    with pytest.raises(TooLong):
        sequence("я" * (MOST // 2 + 1), {})


@pytest.mark.terminal
@pytest.mark.xdist_group("terminal")
def test_a_terminal_gets_the_text_and_the_mouse_is_let_go(probe: Start) -> None:
    app = ready(probe())
    app.send(b"\x19")
    app.until(lambda: SENT.search(app.raw) is not None, "the copied text")
    assert b64decode(SENT.search(app.raw)[1]).decode() == COPIED  # type: ignore[index]
    off, on = b"\x1b[?1000l\x1b[?1003l\x1b[?1006l", b"\x1b[?1000h\x1b[?1003h\x1b[?1006h"
    assert on in app.raw
    assert off not in app.raw
    app.send(b"\x14")
    app.until(lambda: off in app.raw, "the mouse let go")
    assert on not in app.raw[app.raw.rindex(off) :]
    app.send(b"\x14")
    app.until(lambda: on in app.raw[app.raw.rindex(off) :], "the mouse again")


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[list[str]]:
    """How to call a tmux of this test alone, which lets programs speak to the terminal."""
    rules = tmp_path / "tmux.conf"
    rules.write_text("set -g allow-passthrough on\nset -g escape-time 0\n", "utf-8")
    call = ["tmux", "-S", str(tmp_path / "socket"), "-f", str(rules)]
    yield call
    subprocess.run([*call, "kill-server"], check=False, capture_output=True)


@pytest.mark.terminal
@pytest.mark.xdist_group("terminal")
def test_through_tmux_the_text_reaches_the_terminal_and_page_keys_the_app(
    start: Start, tmux: list[str], tmp_path: Path
) -> None:
    program = python(Path(__file__).parent / "probe_app.py", str(tmp_path / "notes"))
    app = ready(start([*tmux, "new-session", *program]))
    for typed, key in (
        (b"\x1b[5;5~", "ctrl+pageup"),
        (b"\x1b[6;5~", "ctrl+pagedown"),
        (b"\x1b[1;3D", "alt+left"),
        (b"\x1b[1;3C", "alt+right"),
    ):
        app.send(typed)
        app.until_text(key)
    app.send(b"\x19")
    app.until(lambda: SENT.search(app.raw) is not None, "the copied text")
    assert b64decode(SENT.search(app.raw)[1]).decode() == COPIED  # type: ignore[index]
