"""The terminal's own notification: right for each terminal, clean, wrapped for tmux, and really sent."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcab_tui.domain.rooms import Badges
from medcab_tui.ui.shell.attention import grown
from medcab_tui.ui.terminal.notices import LONGEST, channel, notification
from tests.terminal.conftest import LOGIN, PASSWORD
from tests.terminal.on_pty import OnPty

Start = Callable[..., OnPty]


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"TERM": "xterm-kitty"}, "99"),
        ({"TERM": "xterm-256color", "KITTY_WINDOW_ID": "1"}, "99"),
        ({"TERM": "foot"}, "777"),
        ({"TERM": "rxvt-unicode-256color"}, "777"),
        ({"TERM": "xterm-256color", "VTE_VERSION": "7600"}, "777"),
        ({"TERM": "linux"}, "off"),
        ({"TERM": "xterm-256color"}, "9"),
        ({}, "9"),
    ],
)
def test_the_sequence_is_the_one_the_terminal_understands(environment: dict[str, str], expected: str) -> None:
    assert channel("auto", environment) == expected
    assert channel("777", environment) == "777"
    assert channel("off", environment) == "off"


def test_the_sequences_are_as_their_terminals_write_them() -> None:
    assert notification("9", "Мед", "новое") == "\x1b]9;Мед: новое\x1b\\"
    assert notification("777", "Мед", "новое") == "\x1b]777;notify;Мед;новое\x1b\\"
    kitty = notification("99", "Мед", "новое")
    assert kitty == "\x1b]99;i=medcab:d=0:p=title;Мед\x1b\\\x1b]99;i=medcab:d=1:p=body;новое\x1b\\"
    assert notification("off", "Мед", "новое") == ""


def test_tmux_passes_it_on() -> None:
    assert notification("9", "Мед", "новое", tmux=True) == "\x1bPtmux;\x1b\x1b]9;Мед: новое\x1b\x1b\\\x1b\\"


@given(by=st.sampled_from(["9", "99", "777"]), title=st.text(), text=st.text())
def test_nothing_in_a_text_ends_or_begins_a_sequence(by: str, title: str, text: str) -> None:
    sent = notification(by, title, text)
    parts = [part for part in sent.split("\x1b\\") if part]
    assert len(parts) == (2 if by == "99" else 1)
    for part in parts:
        inner = part.removeprefix(f"\x1b]{by};")
        assert inner != part
        assert inner.isprintable()
        assert inner.count(";") == {"9": 0, "99": 1, "777": 2}[by]
        assert len(inner) <= 2 * LONGEST + 20


def test_only_more_rows_are_new_ones() -> None:
    two, three = {"home": Badges(overdue=2)}, {"home": Badges(overdue=1), "documents": Badges(messages=2)}
    assert grown(two, three) == 1
    assert grown(three, two) == 0
    assert grown({}, two) == 2


@pytest.mark.terminal
@pytest.mark.xdist_group("terminal")
@pytest.mark.capability("C100")
def test_the_terminal_gets_it_and_the_bell(start: Start, store: Path, tmp_path: Path) -> None:
    import sys

    config = tmp_path / "config" / "medcab"
    config.mkdir(parents=True)
    (config / "config.toml").write_text('notify_terminal = "777"\nnotify_bell = true\n', "utf-8")
    app = start(
        [sys.executable, "-m", "medcab_tui", "--store", str(store)],
        env={"XDG_CONFIG_HOME": str(tmp_path / "config"), "MEDCAB_LANG": "ru"},
    )
    app.until_text("Пароль")
    app.send(f"{LOGIN}\r{PASSWORD}\r")
    app.until_text("Главная" if "Главная" in app.text else "Сводка")
    app.until_quiet()
    app.send("\x1b[17~")
    app.until_text("Мои данные")
    app.send("\x1b[B" * 5)
    app.until_text("Звуковой сигнал")
    app.until_quiet()
    before = len(app.raw)
    app.send("\r")
    app.until_quiet()
    app.send("\x1b[B\x1b[B\x1b[B")
    app.until_quiet()
    app.send("\r")
    app.until_text("Так будет выглядеть уведомление")
    expected = "\x1b]777;notify;Медкабинет;Так будет выглядеть уведомление.\x1b\\\x07".encode()
    assert app.raw[before:].count(expected) == 1
    app.send("\x1b[A\r")
    app.until_text("Звуковой сигнал: сохранено")
    kept = (config / "config.toml").read_text("utf-8")
    assert kept == 'notify_terminal = "777"\nnotify_bell = false\n'
    app.send("\x11")
    assert app.wait_end() == 0
