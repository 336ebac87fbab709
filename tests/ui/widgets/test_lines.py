"""Whatever people wrote: exact cells, nothing that steers a terminal."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from medcab_tui.ui.look import DEFAULT, FILLS, ROLES, Look, load_palettes
from medcab_tui.ui.widgets.columns import Column, lay_out
from medcab_tui.ui.widgets.lines import clean, cut, fit, headline, line_of, paint, sides, width_of, wrap
from medcab_tui.ui.widgets.panel import rule

LOOK = Look(load_palettes()[DEFAULT])

texts = st.text(max_size=60) | st.text(alphabet="Ёжик №\x1b[31m\u202e\u200b日本́e\u0301\t\n…", max_size=60)
runs = st.tuples(texts, st.sampled_from(ROLES))
lines = st.lists(runs, max_size=6).map(tuple)
widths = st.integers(0, 80)


def harmless(text: str) -> bool:
    return not any(unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp") for letter in text)


@given(lines, widths, st.sampled_from(["left", "right"]))
def test_a_fitted_line_has_exactly_its_width(
    line: tuple[tuple[str, str], ...], width: int, align: str
) -> None:
    fitted = fit(line, width, align)  # type: ignore[arg-type]
    assert width_of(fitted) == width
    assert all(harmless(text) for text, _ in fitted)


@given(lines, widths, st.sampled_from(FILLS))
def test_a_painted_line_has_exactly_its_width(line: tuple[tuple[str, str], ...], width: int, on: str) -> None:
    strip = paint(LOOK, fit(line, width), width, on)
    assert strip.cell_length == width
    assert sum(cell_len(segment.text) for segment in strip) == width
    assert harmless(strip.text)


@given(lines, st.integers(1, 80))
def test_what_is_cut_says_so_and_what_fits_is_whole(line: tuple[tuple[str, str], ...], width: int) -> None:
    whole = clean(line)
    kept = cut(whole, width)
    if width_of(whole) <= width:
        assert kept == whole
    else:
        assert "".join(text for text, _ in kept).endswith("…")
        assert width_of(kept) <= width


@given(lines, lines, st.integers(1, 80))
def test_two_ends_of_a_line_share_its_width(
    left: tuple[tuple[str, str], ...], right: tuple[tuple[str, str], ...], width: int
) -> None:
    assert width_of(sides(left, right, width)) == width


@given(texts, texts, st.integers(0, 80), st.booleans())
def test_a_rule_never_outgrows_its_width(title: str, note: str, width: int, focused: bool) -> None:
    line = rule(title, note, width, focused=focused)
    assert paint(LOOK, line, width).cell_length == width
    if width >= 4:
        assert width_of(line) <= width


@given(texts, st.integers(1, 40))
def test_prose_is_broken_into_lines_that_fit(text: str, width: int) -> None:
    assert all(cell_len(line) <= max(2, width) for line in wrap(text, width))


def test_prose_keeps_its_words() -> None:
    assert wrap("головная боль к вечеру\nАД 150/92", 12) == ["головная", "боль к", "вечеру", "АД 150/92"]
    assert wrap("электроэнцефалография", 10) == ["электроэнц", "ефалографи", "я"]


@given(st.lists(texts, min_size=3, max_size=3), st.integers(0, 100))
def test_a_row_takes_exactly_the_width_of_its_columns(cells: list[str], width: int) -> None:
    columns = [
        Column(lambda row: row[0], flex=2),
        Column(lambda row: (row[1], "dim"), width=10, needs=40),
        Column(lambda row: row[2], flex=1, align="right"),
    ]
    layout = lay_out(columns, width, 2)
    assert width_of(layout.row(cells)) <= width
    if width >= 40:
        assert width_of(layout.row(cells)) == width


def test_a_flexible_column_takes_no_more_than_it_needs() -> None:
    columns = [
        Column(lambda row: row, flex=3, least=10, most=20),
        Column(lambda row: row, flex=1),
        Column(lambda row: row, width=4),
    ]
    assert [width for _, width in lay_out(columns, 104, 2).columns] == [20, 76, 4]
    assert [width for _, width in lay_out(columns, 28, 2).columns] == [14, 6, 4]


def test_columns_too_wide_together_are_squeezed_and_say_so() -> None:
    columns = [
        Column(lambda row: row, width=30),
        Column(lambda row: row, width=12),
        Column(lambda row: row, width=4),
    ]
    shown = "".join(text for text, _ in lay_out(columns, 30, 1).row("Кузнецова Мария Павловна"))
    assert len(shown) == 30
    assert shown.count("…") == 3
    assert shown.endswith(" Куз…")


def test_numbers_stand_under_each_other_by_the_comma() -> None:
    column = Column(lambda row: row, width=8, align="decimal", decimals=2)
    layout = lay_out([column], 8, 2)
    shown = ["".join(text for text, _ in layout.row(value)) for value in ("5,1", "12,25", "104", "7,9▲", "—")]
    assert shown == ["    5,1 ", "   12,25", "  104   ", "    7,9▲", "    —   "]


def test_a_cell_is_text_a_run_or_a_line() -> None:
    assert line_of("х", "dim") == (("х", "dim"),)
    assert line_of(("х", "ok")) == (("х", "ok"),)
    assert line_of((("х", "ok"), ("у", "dim"))) == (("х", "ok"), ("у", "dim"))
    assert line_of("") == ()


def test_neighbours_of_one_style_become_one_segment() -> None:
    strip = paint(LOOK, (("а", "text"), ("  ", ""), ("б", "text"), ("   ", "dim"), ("в", "dim")), 12)
    assert [segment.text for segment in strip] == ["а  б   ", "в    "]


def test_a_title_in_capitals_keeps_the_number_of_a_form() -> None:
    assert headline("Направление 057/у-04") == "НАПРАВЛЕНИЕ 057/у-04"
    assert headline("Выписка из карты") == "ВЫПИСКА ИЗ КАРТЫ"


def test_a_cell_takes_the_room_of_the_empty_one_beside_it() -> None:
    columns = (
        Column(lambda row: row[0], "Что", flex=3, least=8, spills=True),
        Column(lambda row: row[1], "Почему", flex=2, least=8),
        Column(lambda row: row[2], width=2),
    )
    layout = lay_out(columns, 34, 2)
    long = "Изменено описание снимка грудной"

    def shown(*row: str) -> str:
        return "".join(text for text, _role in layout.row(row))

    alone, both = shown(long, "", "!"), shown(long, "причина", "!")
    assert len(alone) == len(both) == 34
    assert alone.startswith("Изменено описание снимка груд")
    assert alone.rstrip().endswith("!")
    assert both.startswith("Изменено описан")
    assert "снимка" not in both
    assert "причина" in both
    assert "Почему" in "".join(text for text, _role in layout.headings())
