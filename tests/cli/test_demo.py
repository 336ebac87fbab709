"""`medcab demo` in a pty: it opens signed in, leaves nothing behind, and keeps what it was told to keep."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pexpect
import pytest

from medcab_tui.commands import demo

CTRL_C, CTRL_Q = "\x03", "\x11"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A temporary folder of its own."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path


def started(*arguments: str) -> pexpect.spawn[str]:
    environment = os.environ | {"LANG": "C.UTF-8", "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    command = ["-m", "medcab_tui", "demo", "--patients", "4", *arguments]
    return pexpect.spawn(
        sys.executable, command, env=environment, encoding="utf-8", codec_errors="replace", timeout=60,
        dimensions=(30, 100),
    )  # fmt: skip  # whoever leaves in the middle of a picture cuts a letter in two


def left(child: pexpect.spawn[str]) -> int | None:
    child.send(CTRL_Q)
    child.read()
    child.close()
    return child.exitstatus


@pytest.mark.terminal
@pytest.mark.xdist_group("terminal")
def test_it_opens_signed_in_and_leaves_nothing(place: Path) -> None:
    child = started()
    child.expect("Demo-2026!")
    child.expect("Требует внимания")
    assert left(child) == 0
    assert list(place.glob("medcab-demo-*")) == []


@pytest.mark.terminal
@pytest.mark.xdist_group("terminal")
def test_a_named_folder_is_kept_and_opened_again(place: Path) -> None:
    folder = place / "kept"
    for _time in range(2):
        child = started("--store", str(folder))
        child.expect("Требует внимания")
        assert left(child) == 0
    assert (folder / "cabinet.db").stat().st_size > 0
    assert [each.name for each in place.iterdir()] == ["kept"]


@pytest.mark.terminal
@pytest.mark.xdist_group("terminal")
def test_it_begins_at_the_door_when_asked(place: Path) -> None:
    child = started("--sign-in", "--lang", "en")
    child.expect("Password")
    assert left(child) == 0
    assert list(place.iterdir()) == []


@pytest.mark.terminal
@pytest.mark.xdist_group("terminal")
def test_ctrl_c_while_loading_leaves_nothing_half_made(place: Path) -> None:
    folder = place / "kept"
    child = started("--patients", "60000", "--store", str(folder))
    child.expect("Загрузка пациентов")
    child.expect(r" [1-9]\d* / 60 000")
    child.send(CTRL_C)
    child.expect("Остановлено")
    child.read()
    child.close()
    assert child.exitstatus == 130
    assert list(place.iterdir()) == []
    again = started("--store", str(folder))
    again.expect("Требует внимания")
    assert left(again) == 0


def test_stores_of_processes_that_were_killed_are_removed(place: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    for name in (f"medcab-demo-{gone.pid}-a", f"medcab-demo-{os.getpid()}-b", "medcab-demo-mine"):
        (place / name).mkdir()
    made = demo._temporary()
    names = {each.name for each in place.iterdir()}
    assert names == {f"medcab-demo-{os.getpid()}-b", "medcab-demo-mine", made.name}
