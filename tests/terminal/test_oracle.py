"""Hostile text in every widget: what reaches the terminal are Textual's own sequences and nothing else.

The screen oracle is pyte: title, icon name and the characters it shows; the bytes are read by a list of what
Textual may send.
"""

from __future__ import annotations

import asyncio
import re
from typing import Any

import pyte
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.app import App, ComposeResult
from textual.content import Content
from textual.driver import Driver
from textual.drivers.headless_driver import HeadlessDriver
from textual.widgets import Button, Input, Label, Static

from medcab_tui.domain.rooms import Badges
from medcab_tui.ui.look import DEFAULT, Look, load_palettes, textual_theme
from medcab_tui.ui.widgets.barrier import line_filters
from medcab_tui.ui.widgets.columns import Column
from medcab_tui.ui.widgets.diff import Diff
from medcab_tui.ui.widgets.key_line import KeyHint, KeyLine
from medcab_tui.ui.widgets.panel import Panel
from medcab_tui.ui.widgets.rail import Place, Rail, RecentCard
from medcab_tui.ui.widgets.row_list import RowList
from medcab_tui.ui.widgets.tabs import Tab, Tabs
from medcab_tui.ui.widgets.top import TopLine

SIZE = (100, 60)

ALLOWED = re.compile(r"\x1b\[(?:[0-9;]*[mH]|\?(?:25|2026)[hl])")
"""Colours, places, the cursor, held updates: what a frame consists of."""

POINTER = re.compile(r"\x1b\]22;[a-z-]+\x07")
"""The shape of the mouse's pointer, which pyte takes for a title; the cabinet's driver leaves it out."""

FORBIDDEN = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
"""Controls, C1, bidirectional and zero-width characters; a frame may hold line ends."""

SAMPLES = [
    "\x1b]0;HACKED\x07",
    "\x1b]52;c;SEFDS0VE\x07",
    "\x1bP+q544e\x1b\\",
    "\x1b[2J\x1b[1;1HHACKED",
    "\x9b2J",
    "\x9d0;HACKED\x9c",
    "\x1b[?1049l",
    "\x1b[6n",
    "\x1b[>25u",
    "\u202eНАОБОРОТ",
    "\u2066x\u2069",
    "a\u200bb",
    "\ufeffy",
    "\r\nHACKED\n",
    "\tтаб",
    "\x00\x07\x08\x7f",
    "[@click=app.bell]x[/]",
    "Иванов [/]",
    "[b]x[/b]",
    "[red on blue]y",
    "\\[b]",
    " [/",
    "[link=file:///etc/passwd]z[/link]",
    "$name {0} %s",
    "\x1b",
    "\x1b[",
    "é́́́",
    "👩‍⚕️",
    'O\'Neil "Ёлкин-Петров"',
]

HOSTILE = st.lists(
    st.one_of(
        st.sampled_from(SAMPLES),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
        st.just("Иванова "),
    ),
    min_size=1,
    max_size=4,
).map("".join)


class Tap(HeadlessDriver):
    """Keeps what would be written."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.written = ""

    @property
    def is_headless(self) -> bool:
        return False

    def write(self, data: str) -> None:
        self.written += data


class Gallery(App[None]):
    """Every widget, each with the same text."""

    CSS = "Rail { height: 8; } RowList { height: 4; } Panel, Diff { max-height: 8; } Button { width: 60; }"
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text
        palette = load_palettes()[DEFAULT]
        self.look = Look(palette, colour=True)
        self.register_theme(textual_theme(palette))
        self.theme = DEFAULT
        self.animation_level = "none"

    def _build_driver(
        self, headless: bool, inline: bool, mouse: bool, size: tuple[int, int] | None
    ) -> Driver:
        self._driver = Tap(self, mouse=mouse, size=size)
        return self._driver

    def get_line_filters(self) -> Any:
        return line_filters(self)

    def compose(self) -> ComposeResult:
        yield TopLine()
        yield Tabs([Tab("list", self.text)], active="list")
        yield Rail([Place("home", 1, self.text)])
        yield Panel(self.text)
        yield RowList([Column(lambda row: row, title=self.text, flex=1)], key=lambda row: row)
        yield Diff(self.text)
        yield KeyLine([KeyHint("н/y", self.text)])
        yield Static(Content(self.text))
        yield Label(Content(self.text))
        yield Button(Content(self.text))
        yield Input(self.text, placeholder=self.text, compact=True)

    def on_mount(self) -> None:
        text = self.text
        self.query_one(TopLine).show(
            product="medcab", worker=text, post=text, organisation=text, exchange=(text, "")
        )
        self.query_one(Tabs).show(patient=text)
        self.query_one(Rail).show(active="home", badges={"home": Badges()}, cards=[RecentCard(b"1", text)])
        self.query_one(Panel).show([((text, "text"), (text, "danger"))], note=text)
        self.query_one(RowList).set_rows([text, text + "2"])
        self.query_one(Diff).show(text, text + "\n" + text, note=text)
        self.query_one(Input).cursor_blink = False


def painted(text: str) -> str:
    """What the driver writes for the gallery of a text."""

    async def show() -> str:
        app = Gallery(text)
        async with app.run_test(size=SIZE) as pilot:
            await pilot.pause()
            app.refresh()
            await pilot.pause()
            assert isinstance(app._driver, Tap)
            return app._driver.written

    return asyncio.run(show())


def assert_harmless(text: str) -> None:
    """Nothing but Textual's own sequences, and a terminal whose title nobody touched."""
    written = painted(text)
    assert len(written) > 1000
    rest = ALLOWED.sub("", POINTER.sub("", written))
    assert not FORBIDDEN.findall(rest)
    screen = pyte.Screen(*SIZE)
    pyte.Stream(screen).feed(POINTER.sub("", written))
    assert (screen.title, screen.icon_name) == ("", "")


@pytest.mark.parametrize("text", ["·".join(SAMPLES[at::6]) for at in range(6)], ids=ascii)
def test_known_hostile_text_is_only_text(text: str) -> None:
    assert_harmless(text)


@settings(max_examples=8, deadline=None)
@given(HOSTILE)
def test_hostile_text_is_only_text(text: str) -> None:
    assert_harmless(text)


@pytest.mark.parametrize("text", ["Иванов [/]", "[b]x[/b]", "[@click=app.bell]x[/]", "[red]y"])
def test_markup_in_a_name_is_shown_letter_for_letter(text: str) -> None:
    screen = pyte.Screen(*SIZE)
    pyte.Stream(screen).feed(POINTER.sub("", painted(text)))
    shown = "\n".join(screen.display)
    assert shown.count(text) >= 8
