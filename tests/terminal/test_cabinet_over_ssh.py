"""The cabinet itself over a real SSH server: sections, a torn key, pastes, a frozen and a cut line."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.terminal.conftest import LOGIN, PASSWORD
from tests.terminal.on_pty import ROOT
from tests.terminal.over_ssh import Pane, Server, until

pytestmark = [pytest.mark.terminal, pytest.mark.xdist_group("terminal")]

SIZE = (80, 24)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """An SSH server for the tests of this module."""
    made = Server(tmp_path_factory.mktemp("sshd"))
    yield made
    made.stop()


@pytest.fixture
def connect(server: Server, store: Path, tmp_path: Path) -> Iterator[Callable[[], Pane]]:
    """Start the cabinet over SSH, at its door; again after a line was cut."""
    panes: list[Pane] = []
    home = {name: str(tmp_path / name) for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME")}

    def begin() -> Pane:
        command = [sys.executable, "-m", "medcab_tui", "--store", str(store)]
        panes.append(Pane(server, command, {"PYTHONPATH": str(ROOT), "MEDCAB_LANG": "en"} | home, SIZE))
        panes[-1].until_text("Поликлиника № 12", "F7")
        return panes[-1]

    yield begin
    for pane in panes:
        pane.close()


def sign_in(pane: Pane) -> Pane:
    """Type everything at once, as people do."""
    pane.send(f"{LOGIN}\t{PASSWORD}\r")
    until(lambda: section(pane) == 1, lambda: pane.text)
    return pane


def section(pane: Pane) -> int:
    """The number of the section that is marked in the narrow menu; 0 if there is no menu."""
    rows = pane.text.split("\n")[2:7]
    return next((number for number, row in enumerate(rows, 1) if row.startswith("▌")), 0)


def open_record(pane: Pane) -> None:
    """To the new record of Лапина's card."""
    pane.send(b"\x1bOR")
    until(lambda: section(pane) == 2, lambda: pane.text)
    pane.send("лапина")
    pane.until_text("1958-03-01")
    pane.send("\r")
    pane.until_text("patient: Лапина М. П.")
    pane.send("н")
    pane.until_text("NEW RECORD", "Complaints")


@pytest.mark.capability("C012")
def test_every_way_to_a_section_works_over_ssh(connect: Callable[[], Pane]) -> None:
    pane = sign_in(connect())
    csi_u = [f"\x1b[{48 + number};5u".encode() for number in range(1, 6)]
    function = [b"\x1bOQ", b"\x1bOR", b"\x1bOS", b"\x1b[15~", b"\x1b[17~"]
    classic = {2: b"\x00", 4: b"\x1c", 5: b"\x1d"}
    ways = [
        *((number, typed) for number, typed in enumerate(csi_u, 1)),
        *((number, typed) for number, typed in enumerate(function, 1)),
        *classic.items(),
        (1, b"\x1bOQ"),
    ]
    for number, typed in ways:
        pane.send(typed)
        until(lambda number=number: section(pane) == number, lambda typed=typed: f"{typed!r}\n{pane.text}")
    for number in (4, 3, 5, 1):
        pane.send(str(number))
        until(lambda number=number: section(pane) == number, lambda: pane.text)


def test_cyrillic_control_letters_work_over_ssh(connect: Callable[[], Pane]) -> None:
    pane = sign_in(connect())
    pane.send(b"\x1b[1076;5u")
    pane.until_text("Locked")
    pane.send(f"{PASSWORD}\r")
    until(lambda: section(pane) == 1, lambda: pane.text)
    pane.send(b"\x1b[1081::113;5u")
    pane.until_text("ended-0")
    assert pane.state("alternate_on") == "0"
    pane.until_gone()


def test_a_torn_arrow_moves_the_row_and_a_paste_outside_a_field_does_nothing(
    connect: Callable[[], Pane],
) -> None:
    pane = sign_in(connect())
    pane.send(b"\x1bOR")
    until(lambda: section(pane) == 2, lambda: pane.text)
    pane.send("1958")
    pane.until_text("Аббасова", "Кузнецова", "Лапина")
    rows = [line for line in pane.text.split("\n") if "Мария Павловна" in line]
    assert "▌ " in rows[0]
    pane.send(b"\x1b")
    pane.send(b"[B")
    until(lambda: "▌ Кузнецова" in pane.text, lambda: pane.text)
    pane.send(b"\x1bOS")
    until(lambda: section(pane) == 3, lambda: pane.text)
    pane.paste("2н5")
    pane.send("/яяя")
    pane.until_text("/ яяя")
    assert section(pane) == 3


def test_a_paste_into_a_field_is_text(connect: Callable[[], Pane]) -> None:
    pane = sign_in(connect())
    open_record(pane)
    pane.send("\t")
    pane.paste("Жалобы на кашель")
    pane.until_text("Жалобы на кашель")


@pytest.mark.parametrize("cut", ["killed", "frozen", "closed"])
def test_a_lost_line_keeps_what_was_typed(connect: Callable[[], Pane], cut: str) -> None:
    pane = sign_in(connect())
    open_record(pane)
    pane.send("\tКашель третий день")
    pane.until_text("Кашель третий день")
    client = pane.client_pid()
    if cut == "closed":
        pane.tmux("kill-server")
    else:
        os.kill(client, signal.SIGKILL if cut == "killed" else signal.SIGSTOP)
    pane.until_gone(60)

    again = sign_in(connect())
    open_record(again)
    again.until_text("Кашель третий день")
