"""Tapes that people watch, and tapes made from live keys, in a real terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from medcab_tui.demo.play import HELD, main
from tests.terminal.on_pty import OnPty

pytestmark = [pytest.mark.terminal, pytest.mark.xdist_group("terminal")]

Watch = Callable[..., OnPty]
HOME = 'Set User "ivanova"\nSet Patients 5\nSet TypingSpeed 10ms\n'


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Watch]:
    opened: list[OnPty] = []

    def start(*arguments: str, size: tuple[int, int] = (100, 30)) -> OnPty:
        command = [sys.executable, "-m", "medcab_tui", "play", *arguments]
        opened.append(OnPty(command, env={"XDG_CONFIG_HOME": str(tmp_path / "config")}, size=size))
        return opened[-1]

    yield start
    for pty in opened:
        pty.close()


def tape(tmp_path: Path, text: str) -> str:
    path = tmp_path / "a.tape"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_people_see_the_cabinet_and_the_captions(watch: Watch, tmp_path: Path) -> None:
    text = HOME + (
        'Caption "Так ищут пациента"\nKey f3\nType "кузн мар 1958"\nSleep 30s\nExpect+Screen /Найдено 3/\n'
    )
    pty = watch(tape(tmp_path, text), "--speed", "20")
    pty.until_text("Так ищут пациента")
    assert "Требует внимания" in pty.text
    assert pty.text.splitlines()[-1].strip() == "Так ищут пациента"
    pty.until_text("Найдено 3")
    assert pty.wait_end() == 0
    assert pty.settings_now == pty.before
    assert "сбылось" in pty.text


def test_a_failed_expectation_is_printed_after_the_screen_is_given_back(watch: Watch, tmp_path: Path) -> None:
    pty = watch(tape(tmp_path, HOME + "Expect+Screen /не бывает/\n"), size=(140, 50))
    assert pty.wait_end() == 1
    assert "a.tape:4: экран не подходит" in pty.raw.decode(errors="replace")
    assert "Требует внимания" in pty.text
    assert pty.settings_now == pty.before


def test_a_key_of_the_people_stops_it_and_reaches_nobody(watch: Watch, tmp_path: Path) -> None:
    pty = watch(tape(tmp_path, HOME + "Key f3\nSleep 600s\nTab\n"))
    pty.until_text("Поиск")
    pty.until_quiet()
    pty.send("я")
    pty.until_quiet()
    assert "/ я" not in pty.text
    pty.send("q")
    assert pty.wait_end(10) == 1
    told = "".join(pty.text.split())  # a long path breaks the line anywhere
    assert "a.tape:5:показостановленклавишей" in told


def test_a_tape_smaller_than_the_terminal_keeps_its_size(watch: Watch, tmp_path: Path) -> None:
    pty = watch(tape(tmp_path, HOME + "Set Cols 80\nSet Rows 24\nKey f3\nSleep 20s\n"), "--speed", "20")
    pty.until_text("Сводка")
    pty.until_quiet()
    lines = pty.text.splitlines()
    assert max(len(line) for line in lines) <= 80
    assert not any(line.strip() for line in lines[24:])
    assert pty.wait_end() == 0


def test_live_keys_become_a_tape_that_plays_again(watch: Watch, tmp_path: Path) -> None:
    path = tmp_path / "r.tape"
    pty = watch("--record", str(path))
    pty.until_text("Пароль")
    pty.send("ivanova\t")
    pty.until_text("ivanova")
    pty.send("Demo-2026!\r")
    pty.until_text("Требует внимания")
    pty.send("\x1bOR")
    pty.until_quiet()
    pty.send("аббасов")
    pty.until_text("Найдено 1")
    pty.send("\r")
    pty.until_text("АББАСОВ")
    pty.send("н")
    pty.until_text("НОВАЯ ЗАПИСЬ")
    pty.send("\tкашель и насморк")
    pty.until_text("кашель и насморк")
    pty.send("\x11")
    assert pty.wait_end() == 0
    assert pty.settings_now == pty.before
    written = path.read_text(encoding="utf-8")
    assert "Demo" not in written
    assert "кашель" not in written
    assert written.split("\n\n", 1)[1].splitlines() == [
        'Type "ivanova"',
        "Tab",
        'Type "<password>"',
        "Enter",
        "Key f3",
        'Type "аббасов"',
        "Enter",
        'Type "н"',
        "Tab",
        'Type "<text>"',
        "Key ctrl+q",
    ]
    again = written.replace("<password>", "Demo-2026!").replace(
        "Key ctrl+q", "Expect+Line /Жалобы +<text>/\nExpect+Screen /АББАСОВ/"
    )
    path.write_text(again, encoding="utf-8")
    assert main([str(path), "--headless"]) == HELD


def test_a_recording_never_overwrites(watch: Watch, tmp_path: Path) -> None:
    path = tmp_path / "r.tape"
    path.write_text("Tab\n", encoding="utf-8")
    pty = watch("--record", str(path))
    assert pty.wait_end() == 2
    assert "уже есть" in pty.text
    assert path.read_text(encoding="utf-8") == "Tab\n"
