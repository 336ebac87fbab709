"""The driver over a real SSH connection: keys, lag, frozen and dropped lines."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.terminal.conftest import PROBE
from tests.terminal.on_pty import ROOT
from tests.terminal.over_ssh import Pane, Server, until

pytestmark = [pytest.mark.terminal, pytest.mark.xdist_group("terminal")]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """An SSH server for the tests of this module."""
    made = Server(tmp_path_factory.mktemp("sshd"))
    yield made
    made.stop()


@pytest.fixture
def far(server: Server) -> Iterator[Callable[..., Pane]]:
    """Run a command over SSH in a tmux pane."""
    panes: list[Pane] = []

    def begin(command: list[str], **env: str) -> Pane:
        panes.append(Pane(server, command, {"PYTHONPATH": str(ROOT)} | env))
        return panes[-1]

    yield begin
    for pane in panes:
        pane.close()


@pytest.fixture
def probe(far: Callable[..., Pane], tmp_path: Path) -> Pane:
    """The probe app at the other end, listening."""
    pane = far([sys.executable, str(PROBE), str(tmp_path / "notes")])
    pane.until_text("ready")
    pane.send("0")
    pane.until_text("\n0")
    return pane


def test_keys_arrive_over_ssh(probe: Pane) -> None:
    for typed, key in [
        (b"\x1b[49;5u", "ctrl+1"),
        (b"\x1b[53;5u", "ctrl+5"),
        (b"\x00", "ctrl+@"),
        (b"\x1c", "ctrl+backslash"),
        (b"\x1d", "ctrl+right_square_bracket"),
        (b"\x1bOQ", "f2"),
        (b"\x1b[17~", "f6"),
        (b"\x1b[1089;5u", "ctrl+c"),
        (b"\x1b[1089::99;5u", "ctrl+c"),
        (b"5", " 5"),
    ]:
        probe.send(typed)
        probe.until_text(key)
    probe.key("F4")
    probe.until_text("f4")


def test_a_torn_arrow_is_one_arrow_over_ssh(probe: Pane) -> None:
    probe.send(b"\x1b")
    probe.send(b"[B")
    probe.until_text("down")
    assert "escape" not in probe.text


def test_a_paste_is_one_paste(probe: Pane) -> None:
    probe.paste("Жалобы на кашель")
    probe.until_text("0Жалобы на кашель")


def test_an_end_from_outside_gives_the_far_terminal_back(probe: Pane, tmp_path: Path) -> None:
    assert probe.state("alternate_on") == "1"
    for pid in probe.far_processes():
        if "probe_app" in Path(f"/proc/{pid}/cmdline").read_text():
            os.kill(pid, signal.SIGTERM)
    probe.until_text("ended-143", " echo ")
    assert probe.state("alternate_on") == "0"
    assert probe.state("mouse_any_flag") == "0"
    assert probe.state("cursor_flag") == "1"
    assert "kept 0" in (tmp_path / "notes").read_text()


def test_a_line_cut_in_mid_typing_keeps_what_was_typed(probe: Pane, tmp_path: Path) -> None:
    probe.send("Жалобы на каш")
    probe.until_text("0Жалобы на каш")
    os.kill(probe.client_pid(), signal.SIGKILL)
    probe.until_gone()
    assert (tmp_path / "notes").read_text() == "kept 0Жалобы на каш\nclosed\n"


def test_a_frozen_client_blocks_nothing_and_is_ended_by_the_server(probe: Pane, tmp_path: Path) -> None:
    probe.send("Жалобы")
    probe.until_text("0Жалобы")
    client = probe.client_pid()
    probe.send(b"\x07")
    until(lambda: "▒" in probe.text, "the flood")
    os.kill(client, signal.SIGSTOP)
    notes = tmp_path / "notes"
    until(lambda: notes.exists() and "closed" in notes.read_text(), lambda: probe.text, 45)
    probe.until_gone()
    assert "kept 0Жалобы" in notes.read_text()
