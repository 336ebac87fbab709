"""The first frame: early, in its place, and not where it can't be read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pyte
import pytest

from medcab_tui import locale
from medcab_tui.ui.terminal.firstframe import door_lines, organisation_of, refusal
from tests.terminal.conftest import LOGIN, PASSWORD
from tests.terminal.on_pty import ROOT, OnPty


@pytest.fixture
def a_terminal() -> Iterator[int]:
    """A descriptor that is a terminal."""
    master, slave = os.openpty()
    yield slave
    os.close(master)
    os.close(slave)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    before = locale.language()
    locale.use("en")
    yield
    locale.use(before)


def drawn(organisation: str, columns: int, rows: int) -> pyte.Screen:
    """What a terminal shows of the frame."""
    screen = pyte.Screen(columns, rows)
    pyte.Stream(screen).feed("".join(door_lines(organisation, (columns, rows), fields=True)))
    return screen


GOOD = {"TERM": "xterm-256color", "LC_ALL": "ru_RU.UTF-8"}


@pytest.mark.parametrize(
    ("environ", "word"),
    [
        ({"TERM": "dumb", "LC_ALL": "C.UTF-8"}, "TERM=dumb"),
        ({"LC_ALL": "C.UTF-8"}, "TERM=dumb"),
        ({"TERM": "xterm", "LC_ALL": "C"}, "UTF-8"),
        ({"TERM": "xterm", "LC_ALL": "ru_RU.KOI8-R"}, "UTF-8"),
        ({"TERM": "xterm", "LANG": "ru_RU"}, "UTF-8"),
        ({"TERM": "xterm", "LC_ALL": "\x1b]0;x\x07"}, "UTF-8"),
    ],
)
def test_a_terminal_that_cannot_show_it_is_told_so_in_one_ascii_line(
    a_terminal: int, environ: dict[str, str], word: str
) -> None:
    line = refusal(environ, a_terminal, a_terminal)
    assert line is not None
    assert line.isascii()
    assert line.isprintable()
    assert word in line
    assert len(line) <= 110


@pytest.mark.parametrize("locale_name", ["ru_RU.UTF-8", "C.UTF-8", "en_US.utf8", "de_DE.UTF-8@euro", ""])
def test_a_good_terminal_is_taken(a_terminal: int, locale_name: str) -> None:
    assert refusal({"TERM": "xterm", "LC_ALL": locale_name}, a_terminal, a_terminal) is None


def test_no_terminal_on_standard_input(a_terminal: int) -> None:
    reading, writing = os.pipe()
    assert refusal(GOOD, reading, a_terminal) is not None
    os.close(reading)
    os.close(writing)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 15)])
def test_fields_stand_in_the_centre_column(size: tuple[int, int]) -> None:
    columns, rows = size
    screen = drawn("Поликлиника № 12", columns, rows)
    lines = [line.rstrip() for line in screen.display]
    left = (columns - 46) // 2
    heading = next(line for line in lines if "Medcabinet · Поликлиника № 12" in line)
    login = next(line for line in lines if line.startswith(" " * left + "Login"))
    password = next(line for line in lines if line.startswith(" " * left + "Password"))
    assert lines.index(heading) + 2 == lines.index(login) == lines.index(password) - 2
    assert screen.buffer[lines.index(login)][left + 10].underscore


@pytest.mark.parametrize("size", [(1, 1), (5, 2), (20, 6), (45, 3)])
def test_a_small_window_shows_what_fits(size: tuple[int, int]) -> None:
    columns, rows = size
    screen = drawn("Поликлиника № 12", columns, rows)
    assert len(screen.display) == rows
    assert all(0 < int(line[2:].partition(";")[0]) <= rows for line in door_lines("x", size, fields=True))


def test_a_hostile_name_moves_nothing(tmp_path: Path) -> None:
    (tmp_path / "slots.json").write_text(json.dumps({"organisation": "A\x1b]52;c;eA==\x07\u202e\nB\x9b2J"}))
    lines = "".join(door_lines(organisation_of(tmp_path), (80, 24), fields=True))
    assert "A]52;c;eA==B2J" in lines
    assert "\x07" not in lines
    assert "\x9b" not in lines


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b"[" * 100_000, b'{"organisation": 3}'])
def test_a_broken_file_gives_no_fault(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "slots.json").write_bytes(content)
    assert organisation_of(tmp_path) in ("", "3")


def test_it_imports_nothing_heavy() -> None:
    code = (
        "import sys; from medcab_tui.ui.terminal import firstframe; "
        "print([m for m in ('textual','rich','asyncio','json','apsw','pydantic') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    loaded = json.loads(done.stdout.replace("'", '"'))
    assert not {"textual", "rich", "asyncio", "json", "apsw", "pydantic"} & set(loaded)


@pytest.mark.terminal
@pytest.mark.xdist_group("terminal")
def test_it_is_there_long_before_textual(probe: Callable[..., OnPty]) -> None:
    app = probe("early")
    app.until(lambda: b"\x1b[?1049h" in app.raw, "the first frame")
    import time

    first = time.monotonic() - app.started
    app.until_text("ready")
    whole = time.monotonic() - app.started
    assert first < whole / 2, (first, whole)


@pytest.mark.terminal
@pytest.mark.xdist_group("terminal")
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_the_door_stands_where_the_first_frame_put_it_and_gets_what_was_typed(
    start: Callable[..., OnPty], store: Path, tmp_path: Path, size: tuple[int, int]
) -> None:
    home = {name: str(tmp_path) for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME")}
    command = [sys.executable, "-m", "medcab_tui", "--store", str(store)]
    app = start(command, size=size, env={"MEDCAB_LANG": "en"} | home)
    app.until_text("Password")
    first = places(app)
    app.send(f"{LOGIN}\t{PASSWORD}")
    app.until_text("F7")
    app.until_text("•" * len(PASSWORD))
    assert LOGIN in app.text
    assert places(app) == first
    app.send("\r")
    app.until_text("Needs attention")


def places(app: OnPty) -> list[tuple[int, int]]:
    """Row and column of heading and labels."""
    lines = app.text.split("\n")
    found = []
    for text in ("Medcabinet · Поликлиника № 12", "Login", "Password"):
        row = next(number for number, line in enumerate(lines) if text in line)
        found.append((row, lines[row].index(text)))
    return found
