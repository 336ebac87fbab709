"""The cabinet itself in pseudo-terminals: ended in mid-typing, and open twice on one store."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.terminal.conftest import LOGIN, PASSWORD
from tests.terminal.on_pty import OnPty

pytestmark = [pytest.mark.terminal, pytest.mark.xdist_group("terminal")]

Start = Callable[..., OnPty]


def signed_in(start: Start, store: Path, tmp_path: Path) -> OnPty:
    """The cabinet at Home."""
    env = {"MEDCAB_LANG": "en", "XDG_CONFIG_HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path)}
    pty = start([sys.executable, "-m", "medcab_tui", "--store", str(store)], env=env, size=(100, 30))
    pty.until_text("F7")
    pty.send(f"{LOGIN}\t{PASSWORD}\r")
    pty.until_text("Needs attention")
    return pty


def new_record(pty: OnPty) -> None:
    """The sheet of a new record for Лапина."""
    pty.send(b"\x1bOR")
    pty.until_text("Search")
    pty.send("лапина")
    pty.until_text("1958-03-01")
    pty.send("\r")
    pty.until_text("ЛАПИНА")
    pty.send("н")
    pty.until_text("NEW RECORD")


@pytest.mark.capability("C036")
@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_what_was_typed_is_there_after_any_end(
    start: Start, store: Path, tmp_path: Path, ending: signal.Signals
) -> None:
    pty = signed_in(start, store, tmp_path)
    new_record(pty)
    pty.send("\tКашель третий день")
    pty.until_text("Кашель третий день")
    if ending == signal.SIGKILL:
        pty.until_quiet(1.2)  # a killed process may lose the last second, no more
    pty.kill(ending)
    pty.wait_end()

    again = signed_in(start, store, tmp_path)
    new_record(again)
    again.until_text("Кашель третий день")
    again.until_text("restored")


def test_two_terminals_on_one_store_show_each_others_patients_within_two_seconds(
    start: Start, store: Path, tmp_path: Path
) -> None:
    one, other = (signed_in(start, store, tmp_path) for _ in range(2))
    one.send(b"\x1bOR")
    one.until_text("Search")
    one.send("щукина")
    one.until_text("Found 0")
    other.send(b"\x1bOR")
    other.until_text("Search")
    other.send("\x0e")
    other.until_text("NEW PATIENT")
    other.send("Щукина\tВера\t\tf\t1990-02-03\x13")
    other.until_text("ЩУКИНА Вера")
    saved = time.monotonic()
    one.until_text("Щукина Вера")
    assert time.monotonic() - saved < 2


def test_a_cabinet_open_from_the_start_is_locked_behind_one_door(start: Start, tmp_path: Path) -> None:
    env = {"MEDCAB_LANG": "en", "XDG_CONFIG_HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path)}
    pty = start([sys.executable, "-m", "medcab_tui", "demo", "--patients", "4"], env=env)
    pty.until_text("Needs attention")
    pty.send("\x0c")
    pty.until_text("Locked")
    pty.until_quiet()
    assert pty.text.count("Login") == 1
    pty.send(f"{PASSWORD}\r")
    pty.until_text("Needs attention")
    pty.send("\x11")
    assert pty.wait_end() == 0
