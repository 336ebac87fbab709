"""The driver in a pseudo-terminal: keys, torn keys, frozen terminals, and every way out."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from medcab_tui.ui.terminal.keyboard import LOCAL_DELAY
from tests.terminal.on_pty import OnPty

pytestmark = [pytest.mark.terminal, pytest.mark.xdist_group("terminal")]

Start = Callable[..., OnPty]


def ready(app: OnPty) -> OnPty:
    """Wait until the app listens."""
    app.until_text("ready")
    app.send("0")
    app.until_text("\n0")
    return app


def restored(app: OnPty) -> bool:
    """Whether the terminal is as it was: settings, main screen, cursor, mouse, paste, keyboard."""
    last = app.raw[app.raw.rindex(b"\x1b[?1049l") - 200 :]
    modes = (b"\x1b[?25h", b"\x1b[?2004l", b"\x1b[?1003l", b"\x1b[?1000l", b"\x1b[<u", b"\x1b[?1004l")
    return app.settings_now == app.before and all(mode in last for mode in modes)


def test_keys_reach_the_app(probe: Start) -> None:
    app = ready(probe())
    for typed, key in [
        (b"\x1b[49;5u", "ctrl+1"), (b"\x00", "ctrl+@"), (b"\x1c", "ctrl+backslash"),
        (b"\x1b[1089;5u", "ctrl+c"),
        (b"\x1b[1089::99;5u", "ctrl+c"), (b"\x1bOQ", "f2"), (b"\x1b[A", "up"), (b"\x1b", "escape"),
        (b"\x1b[200~one\x1b[201~", "paste:one"), (b"\xff\x1b[;;;u\x1b[99999999;5u\x1b[55296u", "replacement"),
        (b"\x1d", "ctrl+right_square_bracket"), (b"z", " z"),
    ]:  # fmt: skip
        app.send(typed)
        app.until_text(key)
    assert b"\x1b[>1u" in app.raw
    assert b"\x1b[>25u" not in app.raw


def test_the_keyboard_asks_for_no_more_than_flag_one(probe: Start) -> None:
    app = ready(probe())
    assert app.raw.count(b"\x1b[>") == 1


def test_escape_is_given_sooner_here_than_over_ssh(probe: Start) -> None:
    took = {}
    for where, env in (("here", {}), ("far", {"SSH_CONNECTION": "1 2 3 4"})):
        app = ready(probe(env=env))
        tries = []
        for _ in range(5):
            app.send("1")
            app.until(lambda app=app: app.text.rstrip().split("\n")[1].endswith(" 1"), "the key before")
            began = time.monotonic()
            app.send(b"\x1b")
            app.until(lambda app=app: app.text.split("\n")[1].endswith("escape"), "escape")
            tries.append(time.monotonic() - began)
        took[where] = sorted(tries)[2]
        app.send(b"\x18")
        app.wait_end()
    assert took["here"] < took["far"] / 2, took
    assert took["far"] >= 0.25
    assert LOCAL_DELAY <= 0.025


def test_an_arrow_torn_on_the_way_is_an_arrow_and_a_late_tail_is_nothing(probe: Start) -> None:
    app = ready(probe(env={"SSH_CONNECTION": "1 2 3 4"}))
    app.send(b"\x1b")
    time.sleep(0.05)
    app.send(b"[B")
    app.until_text("down")
    assert "escape" not in app.text
    app.send(b"\x1b")
    app.until_text("escape")
    app.send(b"[A")
    app.send("q")
    app.until_text("escape q")
    assert app.text.split("\n")[0].strip() == "0q"


def test_keys_of_one_packet_go_where_each_was_meant(probe: Start) -> None:
    app = ready(probe())
    app.send("one\ttwo\t")
    app.until_text("0one")
    app.until_text("two")
    lines = [line.strip() for line in app.text.rstrip().split("\n")]
    assert (lines[0], lines[-1]) == ("0one", "two")
    app.send(b"\x0f" + "Жалобы".encode())
    app.until_text("sheet")
    app.until_text("Жалобы")


def test_idle_writes_nothing_and_hardly_runs(probe: Start) -> None:
    app = ready(probe())
    app.until_quiet(1.0)
    drawn, ticks = len(app.raw), app.cpu_ticks()
    end = time.monotonic() + 5
    while time.monotonic() < end:
        app.pump(0.5)
    assert len(app.raw) == drawn
    assert app.cpu_ticks() - ticks <= 5, "more than 1 % of a core"


def test_a_terminal_that_reads_nothing_blocks_nothing(probe: Start, tmp_path: Path) -> None:
    app = ready(probe())
    app.send(b"\x07")
    notes = tmp_path / "notes"
    end = time.monotonic() + 30
    while not (notes.exists() and "flooded" in notes.read_text()):
        assert time.monotonic() < end, "the app waits for its terminal"
        time.sleep(0.05)
    app.until_text("\n400\n▒")
    assert len(app.raw) < 1_000_000, "frames nobody saw were kept"
    app.send("я")
    app.until_text("\\u044f")
    app.send(b"\x18")
    assert app.wait_end() == 3
    assert restored(app)


def test_leaving_from_a_frozen_terminal(probe: Start, tmp_path: Path) -> None:
    app = ready(probe())
    app.send(b"\x07")
    notes = tmp_path / "notes"
    end = time.monotonic() + 30
    while not (notes.exists() and "flooded" in notes.read_text()):
        assert time.monotonic() < end
        time.sleep(0.05)
    app.kill(signal.SIGTERM)
    began = time.monotonic()
    assert app.wait_end(5) == 128 + signal.SIGTERM
    assert time.monotonic() - began < 5
    assert app.settings_now == app.before


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM, signal.SIGINT])
def test_a_signal_keeps_what_was_typed_and_gives_the_terminal_back(
    probe: Start, tmp_path: Path, number: signal.Signals
) -> None:
    app = ready(probe())
    app.send("Жалобы")
    app.until_text("0Жалобы")
    app.kill(number)
    assert app.wait_end() == 128 + number
    assert (tmp_path / "notes").read_text().split("\n") == ["kept 0Жалобы", "closed", ""]
    assert restored(app)


@pytest.mark.parametrize("controlling", [True, False])
def test_a_terminal_that_goes_away_ends_the_process(probe: Start, tmp_path: Path, controlling: bool) -> None:
    app = ready(probe(controlling=controlling))
    app.send("Жалобы")
    app.until_text("0Жалобы")
    app.hang_up()
    assert app.wait_end() == 128 + signal.SIGHUP
    assert (tmp_path / "notes").read_text() == "kept 0Жалобы\nclosed\n"


def test_a_stuck_loop_leaves_on_a_signal_too(probe: Start, tmp_path: Path) -> None:
    app = ready(probe())
    app.send(b"\x02")
    notes = tmp_path / "notes"
    app.until(lambda: notes.exists() and "stuck" in notes.read_text(), "the loop to be stuck")
    app.kill(signal.SIGTERM)
    assert app.wait_end(10) == 128 + signal.SIGTERM
    assert "closed" in notes.read_text()
    assert restored(app)


def test_a_store_that_never_closes_holds_nobody(probe: Start, tmp_path: Path) -> None:
    app = ready(probe("hanging"))
    app.kill(signal.SIGTERM)
    assert app.wait_end(10) == 128 + signal.SIGTERM
    assert "hangs" in (tmp_path / "notes").read_text()
    assert restored(app)


def test_an_ordinary_end_gives_code_and_terminal_back(probe: Start, tmp_path: Path) -> None:
    app = ready(probe())
    app.send(b"\x18")
    assert app.wait_end() == 3
    assert restored(app)
    assert (tmp_path / "notes").read_text() == "closed\n"


def test_a_crash_gives_the_terminal_back_and_tells_no_values(probe: Start) -> None:
    app = ready(probe())
    app.send(b"\x05")
    assert app.wait_end() == 70
    assert restored(app)
    assert "Иванов" not in app.raw.decode("utf-8", "replace")


def test_ctrl_z_does_not_stop_the_process(probe: Start) -> None:
    app = ready(probe())
    app.send(b"\x1a")
    app.until_text("ctrl+z")
    app.kill(signal.SIGTSTP)
    app.send("q")
    app.until_text("ctrl+z q")


def test_a_process_stopped_and_continued_paints_itself_again(probe: Start) -> None:
    app = ready(probe())
    app.kill(signal.SIGSTOP)
    app.screen.reset()
    app.kill(signal.SIGCONT)
    app.until_text("ready")
    app.send("w")
    app.until_text("0 w")


def test_a_new_size_is_taken_over(probe: Start) -> None:
    import fcntl
    import struct
    import termios

    app = ready(probe())
    app.screen.resize(12, 40)
    fcntl.ioctl(app.master, termios.TIOCSWINSZ, struct.pack("HHHH", 12, 40, 0, 0))
    app.screen.reset()
    app.until_text("ready")
    assert len(app.text.split("\n")) == 12


def test_one_cell_is_enough_to_stay_alive(probe: Start) -> None:
    app = probe(size=(1, 1))
    app.until(lambda: b"\x1b[?2004h" in app.raw, "the start")
    app.until_quiet()
    app.send(b"\x18")
    assert app.wait_end() == 3


def test_what_was_typed_before_textual_was_there_arrives_whole(probe: Start) -> None:
    app = probe("early")
    app.until(lambda: b"\x1b[?1049h" in app.raw, "the first frame")
    app.send("Иванова\t")
    app.until_text("ready")
    app.until_text("tab")
    assert app.text.split("\n")[0].strip() == "Иванова"
    assert app.raw.count(b"\x1b[?1049h") == 1
    app.send(b"\x18")
    assert app.wait_end() == 3
    assert restored(app)
