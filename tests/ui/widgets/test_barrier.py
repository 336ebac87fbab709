"""The last barrier, the ASCII set, and output without colours."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.color import Color
from textual.widgets import Static

from medcab_tui.domain.cleaning import steers
from medcab_tui.ui.widgets.barrier import AsciiFilter, ColourlessFilter, HostileFilter, line_filters
from medcab_tui.ui.widgets.glyphs import ASCII_TWINS, MARK
from medcab_tui.ui.widgets.row_list import RowList
from medcab_tui.ui.widgets.top import TopBar
from tests.ui.widgets.stage import Stage, Tap, columns, person

BLACK = Color(0, 0, 0)
HOSTILE = "Иванов\x1b]52;c;AA\x07\u202e\x9b31m\u200bА"


@given(st.text())
def test_no_control_character_passes(text: str) -> None:
    (passed,) = HostileFilter().apply([Segment(text)], BLACK)
    bidi = {"\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"}
    assert not any(unicodedata.category(letter) == "Cc" or letter in bidi for letter in passed.text)
    assert len(passed.text) == len(text)


@given(st.text(alphabet=st.characters(exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp"))))
def test_harmless_text_is_returned_as_it_is(text: str) -> None:
    segments = [Segment(text)]
    if not any(steers(letter) for letter in text):
        assert HostileFilter().apply(segments, BLACK) is segments


class Careless(App[None]):
    """An app that shows what it was given without looking."""

    def compose(self) -> ComposeResult:
        yield Static(HOSTILE, markup=False)

    def get_line_filters(self):  # type: ignore[no-untyped-def]
        return line_filters(self)


async def test_a_careless_widget_cannot_send_it_either() -> None:
    async with Careless().run_test(size=(40, 3)) as pilot:
        tap = Tap(pilot.app)
        pilot.app.query_one(Static).refresh()
        await pilot.pause()
        sent = tap.take()
    assert "Иванов␛]52;c;AA�" in sent
    assert "\x1b]52" not in sent
    assert not any(letter in sent for letter in "\x07\x9b\u202e\u200b")


def test_every_glyph_has_a_twin_of_one_cell() -> None:
    from rich.cells import cell_len

    assert all(cell_len(glyph) == 1 for glyph in ASCII_TWINS)
    assert all(len(twin) == 1 and twin.isascii() and twin.isprintable() for twin in ASCII_TWINS.values())


def test_the_ascii_set_leaves_letters_alone() -> None:
    (passed,) = AsciiFilter().apply([Segment("▌ Ёлкин ✓ ▁▃▅▇ …")], BLACK)
    assert passed.text == "> Ёлкин + _.-= ~"


def test_without_colours_attributes_stay_and_runs_become_one() -> None:
    red, blue = Style.parse("red on black"), Style.parse("blue on white")
    loud = Style.parse("bold reverse red")
    passed = ColourlessFilter().apply([Segment("а", red), Segment("б", blue), Segment("в", loud)], BLACK)
    assert [segment.text for segment in passed] == ["аб", "в"]
    assert passed[1].style == Style(bold=True, reverse=True)


async def test_with_no_color_no_colour_leaves_and_cursors_are_reversed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    rows, top = RowList(columns(), title="Карты"), TopBar()
    app = Stage(top, rows)
    assert app.no_color
    async with app.run_test(size=(80, 12)) as pilot:
        tap = Tap(app)
        rows.set_rows([person(1), person(2)])
        rows.focus()
        await pilot.press("down")
        top.field.focus()
        await pilot.press("к")
        await pilot.pause()
        sent = tap.take()
    codes = {code for found in re.findall(r"\x1b\[([\d;]*)m", sent) for code in found.split(";")}
    assert codes <= {"0", "1", "4", "7", ""}
    assert "7" in codes
    assert MARK in sent
    assert re.search(r"к\x1b\[7m \x1b\[0m", sent), "the field's cursor"
