"""Fewer bytes, the same picture: a terminal emulator is asked."""

from __future__ import annotations

import pyte
from hypothesis import given
from hypothesis import strategies as st

from medcab_tui.ui.terminal.driver import CabinetDriver
from medcab_tui.ui.terminal.slim import slim

styles = st.lists(
    st.sampled_from(
        ["1", "3", "4", "7", "9", "31", "92", "44", "105", "38;2;1;2;3", "48;2;9;8;7", "38;5;200", "48;5;17"]
    ),
    min_size=1,
    max_size=4,
).map(";".join)
pieces = st.one_of(
    st.tuples(styles, st.sampled_from(["Кузнецова", "a", "  ", "▌"])).map(
        lambda run: f"\x1b[{run[0]}m{run[1]}\x1b[0m"
    ),
    st.sampled_from(["\n\x1b[2;3H", "\x1b[1;1H", "plain", "\x1b[?25l"]),
)


def picture(text: str) -> list[list[object]]:
    screen = pyte.Screen(60, 5)
    pyte.Stream(screen).feed("\x1b[20h" + text + "\x1b[Hend")
    return [[screen.buffer[row][column] for column in range(60)] for row in range(5)]


@given(st.lists(pieces, max_size=8).map("".join))
def test_the_terminal_shows_the_same(text: str) -> None:
    assert picture(slim(text)) == picture(text)
    assert len(slim(text)) <= len(text)


def test_only_what_changes_is_told() -> None:
    ground = "48;2;4;5;6"
    text = f"\x1b[33;{ground}mа\x1b[0m\x1b[1;38;2;7;8;9;{ground}mб\x1b[0m\x1b[38;2;7;8;9;{ground}mв\x1b[0m"
    assert slim(text) == f"\x1b[33;{ground}mа\x1b[1;38;2;7;8;9mб\x1b[22mв\x1b[0m"


class Sink:
    """Stands for the writer."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.put = self.taken.append


def test_the_driver_sends_it_slim() -> None:
    driver = CabinetDriver.__new__(CabinetDriver)
    sink = driver._writer = Sink()  # type: ignore[assignment]
    driver.write("\x1b[33;44mа\x1b[0m\x1b[1;33;44mб\x1b[0m")
    assert sink.taken == ["\x1b[33;44mа\x1b[1mб\x1b[0m"]
