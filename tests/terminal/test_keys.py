"""`medcab keys` tells what arrives."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from medcab_tui import locale
from medcab_tui.ui.terminal.keys import Seen, told
from tests.terminal.on_pty import ROOT, OnPty

CODE = """
from medcab_tui import locale
from medcab_tui.ui.terminal.keys import main
locale.use("en")
raise SystemExit(main({"record.new": "Ctrl+N"}))
"""
COMMAND = [sys.executable, "-c", CODE]


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    before = locale.language()
    locale.use("en")
    yield
    locale.use(before)


@pytest.mark.terminal
@pytest.mark.xdist_group("terminal")
def test_it_names_bytes_keys_and_verbs_and_says_what_the_terminal_can(start: Callable[..., OnPty]) -> None:
    shown = start(COMMAND, size=(120, 40))
    shown.until_text("Press keys")
    assert "Ctrl+N: no terminal sends such a key" in shown.text
    for typed, told_of in [
        (b"\x1b[49;5u", r"\x1b[49;5u"),
        (b"\x00", "ctrl+@"),
        (b"\x1bOQ", "place.home"),
    ]:
        shown.send(typed)
        shown.until_text(told_of)
    shown.send(b"\x1b")
    shown.until_text("escape")
    shown.send("q")
    shown.until_text("'q'")
    shown.send("q")
    assert shown.wait_end() == 0
    assert "✓ ctrl+1 ctrl+2 — ctrl+3 ctrl+4 ctrl+5" in shown.text
    assert "✓ f2 — f3 f4 f5 f6" in shown.text
    assert "Cyrillic letter: not seen" in shown.text
    assert shown.settings_now == shown.before


@pytest.mark.terminal
@pytest.mark.xdist_group("terminal")
def test_ctrl_c_on_the_russian_layout_ends_it(start: Callable[..., OnPty]) -> None:
    shown = start(COMMAND, size=(120, 40))
    shown.until_text("Press keys")
    shown.send(b"\x1b[1089;5u")
    assert shown.wait_end() == 0
    assert "Cyrillic letter: seen" in shown.text


def test_without_a_terminal_it_says_so() -> None:
    done = subprocess.run(
        COMMAND, stdin=subprocess.DEVNULL, capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1


def test_hostile_bytes_are_told_in_ascii() -> None:
    line = told(b"\x1b]0;x\x07\xff" * 20, [])
    assert "\x1b" not in line
    assert "…" in line


def test_classic_bytes_count_as_the_digits_they_mean() -> None:
    seen = Seen()
    seen.note(b"\x1c", ["ctrl+backslash"])
    seen.note(b"\x1d", ["ctrl+right_square_bracket"])
    assert seen.summary()[0].endswith("✓ ctrl+4 ctrl+5 — ctrl+1 ctrl+2 ctrl+3")
