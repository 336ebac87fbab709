"""Paths, names and files from outside do not steer the terminal of whoever types a command."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from medcab_tui.domain.cleaning import steers

EVIL = "x\x1b]0;owned\x07\x1b[2J\u202e"


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "XDG_"))}
    folders = {f"XDG_{kind}_HOME": str(tmp_path / kind.lower()) for kind in ("CONFIG", "DATA", "STATE")}
    return environment | folders | {"LANG": "C.UTF-8", "TERM": "xterm-256color"}


def told(home: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "medcab_tui", *arguments],
        env=home,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
    )
    return (done.stdout + done.stderr).decode()


@pytest.mark.parametrize(
    "arguments",
    [
        ["--store", EVIL, "doctor"],
        ["--store", EVIL, "restore", EVIL],
        ["restore", EVIL],
        ["--theme", EVIL],
        ["--theme", "none", "doctor"],
        ["backup", EVIL, "--store", EVIL],
        [EVIL],
        ["workers", "list", EVIL],
        ["doctor", f"--{EVIL}"],
        ["play", "--headless", f"{EVIL}.tape"],
    ],
)
def test_what_is_told_steers_no_terminal(home: dict[str, str], tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / EVIL).mkdir()
    shown = told(
        home | {"TERM": EVIL, "MEDCAB_STORE": str(tmp_path / EVIL)},
        *arguments,
    )
    assert shown
    assert not [letter for letter in shown if steers(letter)]


def test_a_tape_steers_no_terminal(home: dict[str, str], tmp_path: Path) -> None:
    tape = tmp_path / "evil.tape"
    for text in (f"Nonsense {EVIL}\n", f'Expect "{EVIL}"\n', f"Set {EVIL} 1\n", f'Type "{EVIL}\n'):
        tape.write_text(text)
        shown = told(home, "play", "--headless", str(tape))
        assert shown
        assert not [letter for letter in shown if steers(letter)], text


def test_settings_and_slots_steer_no_terminal(home: dict[str, str], tmp_path: Path) -> None:
    config = tmp_path / "config" / "medcab"
    config.mkdir(parents=True)
    (config / "config.toml").write_text(
        f'"{EVIL.encode("unicode_escape").decode()}" = 1\n'.replace("\\x", "\\u00")
    )
    shown = told(home, "doctor")
    assert "owned" in shown
    assert not [letter for letter in shown if steers(letter)]


def test_no_command_asks_for_a_password_in_a_process_that_can_be_traced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from medcab_tui.commands import signing_in
    from medcab_tui.settings import Settings

    steps: list[str] = []
    monkeypatch.setattr(signing_in, "forbid_tracing", lambda: steps.append("closed"))

    def ask(_question: str) -> str:
        steps.append("asked")
        raise KeyboardInterrupt

    monkeypatch.setattr(signing_in, "asked_secretly", ask)
    with pytest.raises(KeyboardInterrupt):
        signing_in.signed_in(Settings(store=tmp_path), "ivanova", lambda cabinet: cabinet.sign_out())
    assert steps == ["closed", "asked"]
