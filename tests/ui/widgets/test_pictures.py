"""Plots, comparisons and small pictures read without colour."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcab_tui import locale
from medcab_tui.ui.widgets.compare import changed_titles, compare, count_changes, diff_lines
from medcab_tui.ui.widgets.diff import Diff, wrap_runs
from medcab_tui.ui.widgets.lines import width_of
from medcab_tui.ui.widgets.marks import decimal
from medcab_tui.ui.widgets.plot import Plot, PlotPoint, plot_lines
from medcab_tui.ui.widgets.plot_scale import scale, shown_points
from medcab_tui.ui.widgets.plot_small import columns, progress, sparkline
from tests.ui.widgets.stage import Stage, frame, trimmed

GLUCOSE = tuple(
    PlotPoint(label, Decimal(value))
    for label, value in (("26-02", "5.1"), ("26-05", "6.9"), ("26-08", "7.8"), ("26-11", "8.4"))
)


def text(lines: list[tuple[tuple[str, str], ...]]) -> list[str]:
    return ["".join(piece for piece, _ in line) for line in lines]


async def test_a_plot_labels_its_points_and_shades_its_band() -> None:
    plot = Plot("Глюкоза, ммоль/л")
    async with Stage(plot).run_test(size=(40, 11)) as pilot:
        plot.show(GLUCOSE, low=Decimal("3.9"), high=Decimal("6.1"), note="норма 3,9–6,1")
        await pilot.pause()
        lines = trimmed(pilot.app)
    assert lines == [
        "─ Глюкоза, ммоль/л ───── норма 3,9–6,1 ─",
        "  10 ┤",
        "   9 ┤                        ▲ 8,4",
        "   8 ┤                ▲ 7,8",
        "   7 ┤        ▲ 6,9",
        "   6 ┤░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░",
        "   5 ┤· 5,1░░░░░░░░░░░░░░░░░░░░░░░░░░░░░",
        "   4 ┤░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░",
        "     └┬───────┬───────┬───────┬─────────",
        "      26-02   26-05   26-08   26-11",
    ]


numbers = st.decimals(-1000, 100000, places=2)


@given(
    st.lists(numbers, min_size=1, max_size=30),
    st.none() | numbers,
    st.none() | numbers,
    st.integers(22, 120),
    st.integers(5, 30),
)
def test_a_plot_of_anything_keeps_its_size(
    values: list[Decimal], low: Decimal | None, high: Decimal | None, width: int, height: int
) -> None:
    points = [PlotPoint("26-11", value) for value in values]
    lines = plot_lines(points, low, high, width, height)
    assert len(lines) == height or len(lines) == min(height, len(values))
    assert all(width_of(line) <= width for line in lines)
    assert any(decimal(values[-1]) in line for line in text(lines))


@given(st.lists(numbers, min_size=2, max_size=6))
def test_greater_values_never_stand_lower(values: list[Decimal]) -> None:
    points = [PlotPoint(f"0{number}-01", value) for number, value in enumerate(values)]
    lines = text(plot_lines(points, None, None, 120, 12))
    heights = {}
    for value in values:
        heights[value] = next(row for row, line in enumerate(lines) if f"· {decimal(value)} " in f"{line} ")
    ordered = sorted(heights, reverse=True)
    assert [heights[value] for value in ordered] == sorted(heights.values())


everything = (
    st.decimals(allow_nan=True) | numbers | st.sampled_from([Decimal(0), Decimal("1E+999"), Decimal("1E-40")])
)


@given(
    st.lists(everything, min_size=1, max_size=40) | numbers.map(lambda one: [one] * 5),
    st.none() | everything,
    st.none() | everything,
    st.integers(0, 130),
    st.integers(1, 30),
    st.data(),
)
def test_any_numbers_are_shown_and_the_chosen_one_is_among_them(
    values: list[Decimal],
    low: Decimal | None,
    high: Decimal | None,
    width: int,
    height: int,
    data: st.DataObject,
) -> None:
    at = data.draw(st.none() | st.integers(0, len(values) - 1))
    points = [PlotPoint(f"{number:02}-11", value) for number, value in enumerate(values)]
    lines = text(plot_lines(points, low, high, width, height, at))
    assert 0 < len(lines) <= height
    if at is not None:
        assert sum(line.count("[") for line in lines) in (
            1,
            2,
        )  # the value, and where there is an axis its date
        assert any("[" in line and decimal(values[at]) in line for line in lines)


@given(
    st.lists(numbers, min_size=1, max_size=12), st.none() | numbers, st.none() | numbers, st.integers(4, 30)
)
def test_a_scale_holds_its_values_and_puts_them_on_the_right_side(
    values: list[Decimal], low: Decimal | None, high: Decimal | None, rows: int
) -> None:
    found = scale(values, low, high, rows)
    places = found.places(values)
    assert all(0 <= row < rows for row in places.values())
    for value, row in places.items():
        assert abs(found.tick(row) - value) <= found.step
    ordered = sorted(places)
    assert [places[value] for value in ordered] == sorted(places.values())


def test_the_newest_points_are_shown_until_the_cursor_goes_back() -> None:
    points = [PlotPoint(f"26-{month:02}", Decimal(month)) for month in range(1, 13)]
    newest = text(plot_lines(points, None, None, 40, 8))[-1]
    assert "26-12" in newest
    assert "26-01" not in newest
    assert newest.strip().startswith("…")
    first = text(plot_lines(points, None, None, 40, 8, 0))[-1]
    assert "[26-01]" in first
    assert first.endswith("…")
    assert [shown_points(12, 4, at) for at in (None, 11, 3, 0)] == [(8, 12), (8, 12), (3, 7), (0, 4)]


async def test_the_arrows_move_over_the_points_and_tell_of_them() -> None:
    plot = Plot("Глюкоза", focusable=True)
    async with Stage(plot).run_test(size=(50, 12)) as pilot:
        told = [PlotPoint(one.label, one.value, f"2026 · ЛИС № {place}") for place, one in enumerate(GLUCOSE)]
        plot.show(told, low=Decimal("3.9"), high=Decimal("6.1"), at=3)
        plot.focus()
        await pilot.press("left", "left")
        assert trimmed(pilot.app)[-1] == "▌ ▲ 6,9  2026 · ЛИС № 1"
        assert any("[▲ 6,9]" in line for line in trimmed(pilot.app))
        await pilot.press("home")
        assert trimmed(pilot.app)[-1] == "▌ · 5,1  2026 · ЛИС № 0"
        await pilot.press("left", "end")
        assert plot.chosen == 3


def test_shares_of_days_are_columns_of_one_whole() -> None:
    assert columns([0.0, 0.5, 1.0, 7.0, None]) == "▁▅██·"


def test_a_value_out_of_its_reference_is_not_moved_into_the_band() -> None:
    lines = text(plot_lines(GLUCOSE, Decimal("3.9"), Decimal("6.1"), 38, 7))
    assert not any("░" in line and "▲" in line for line in lines)


def test_below_its_least_size_a_plot_lists_the_newest_values() -> None:
    assert text(plot_lines(GLUCOSE, Decimal("3.9"), Decimal("6.1"), 20, 2)) == ["26-08 7,8 ▲", "26-11 8,4 ▲"]
    assert plot_lines((), None, None, 40, 10) == []


def test_a_value_below_its_reference_points_down() -> None:
    lines = text(plot_lines([PlotPoint("26-11", Decimal("3.1"))], Decimal("3.9"), None, 40, 8))
    assert any("▼ 3,1" in line for line in lines)


def test_numbers_speak_the_readers_language() -> None:
    assert decimal(Decimal("7.90")) == "7,90"
    locale.use("en")
    assert decimal(Decimal("7.90")) == "7.90"
    assert decimal(Decimal("1E+2")) == "100"


def test_a_run_of_values_is_one_glyph_each() -> None:
    assert sparkline([Decimal("6.4"), Decimal("6.9"), Decimal("7.4"), Decimal("7.9")]) == "▁▃▅▇"
    assert sparkline([5, 5, 5]) == "▁▁▁"
    assert sparkline([]) == ""


@given(st.floats(-1, 2), st.integers(0, 40))
def test_progress_is_whole_only_when_all_is_done(done: float, width: int) -> None:
    line = progress(done, width)
    assert width_of(line) == width
    full = line[0][0]
    assert (len(full) == width) == (done >= 1 or width == 0 or (width == 1 and done > 0))
    assert (full == "") == (done <= 0 or width == 0)


OLD = "Причина\nповышение квалификации\nа\nб\nв\nг\nд\nДата 2026-12-01\nПриложения 2"
NEW = "Причина\nповышение уровня квалификации\nа\nб\nв\nг\nд\nДата 2026-11-30\nПриложения 3 диплом.pdf"


def test_changed_words_are_bracketed_and_unchanged_lines_folded() -> None:
    locale.use("en")
    assert text(diff_lines(OLD, NEW)) == [
        "Причина",
        "повышение {+уровня+} квалификации",
        "а",
        "⋯ 3 lines unchanged ⋯",
        "д",
        "Дата 2026-[-12-]{+11+}-[-01-]{+30+}",
        "Приложения [-2-]{+3 диплом.pdf+}",
    ]
    assert count_changes(OLD, NEW) == 4


def test_lines_that_share_nothing_are_two_lines() -> None:
    assert text(diff_lines("головная боль", "кашель сухой ночью")) == [
        "[-головная боль-]",
        "{+кашель сухой ночью+}",
    ]


texts = st.text(alphabet="аб \n,.", max_size=60)


@given(texts, texts)
def test_both_texts_can_be_read_out_of_a_comparison(old: str, new: str) -> None:
    lines = diff_lines(old, new)
    if any("⋯" in line for line in text(lines)):
        return
    for wanted, other in ((old, "added"), (new, "removed")):
        words = "".join(_bare(piece) for line in lines for piece, role in line if role != other)
        assert "".join(words.split()) == "".join(wanted.split())


def _bare(piece: str) -> str:
    return piece.removeprefix("[-").removesuffix("-]").removeprefix("{+").removesuffix("+}")


records = st.dictionaries(st.sampled_from(("Жалобы", "План", "[b]", "Дата")), texts | st.text(max_size=20))


@given(records, records)
def test_the_fields_that_differ_are_named_and_no_others(old: dict[str, str], new: dict[str, str]) -> None:
    named = changed_titles(old, new)
    assert set(named) == {one for one in {*old, *new} if old.get(one, "") != new.get(one, "")}
    assert [one for one in named if one in new] == [one for one in new if one in named]
    heads = [line[0][0] for line in diff_lines(old, new) if line and line[0][1] == "title"]
    assert heads == list(named)
    assert (count_changes(old, new) == 0) or named
    for title in named:
        assert count_changes(old.get(title, ""), new.get(title, "")) <= count_changes(old, new)


@given(records, records, st.integers(1, 160))
def test_a_comparison_of_anything_fits_into_any_width(
    old: dict[str, str], new: dict[str, str], width: int
) -> None:
    lines = wrap_runs([line for pair in compare(old, new, fold=False) for line in pair.merged], width)
    assert all(width_of(line) <= max(width, 4) for line in lines)


async def test_the_changes_are_walked_and_a_side_is_shown_whole() -> None:
    locale.use("en")
    diff = Diff("Сравнение")
    old = {"Причина": "а\nб\nв\nг\nконец", "Дата": "1", "Тема": "та же"}
    new = {"Причина": "А\nб\nв\nг\nконец иной", "Дата": "1", "Тема": "та же"}
    async with Stage(diff).run_test(size=(60, 16)) as pilot:
        diff.show(old, new, heads=("ред. 1", "ред. 2"))
        await pilot.pause()
        assert trimmed(pilot.app)[-1] == "  ⋯ unchanged: Дата, Тема ⋯"
        assert diff.changed == ("Причина",)
        marked = []
        for step in (1, 1, 1, -1):
            assert diff.go_to_change(step)
            await pilot.pause()
            marked.append(next(line for line in trimmed(pilot.app) if line.startswith("▌")).strip())
        assert marked == ["▌   [-а-]", "▌   конец {+иной+}", "▌   [-а-]", "▌   конец {+иной+}"]
        assert diff.turn_side() == "old"
        await pilot.pause()
        assert [line.strip() for line in trimmed(pilot.app)[1:]] == [
            "ред. 1", "Причина", "[-а-]", "б", "в", "г", "конец", "Дата", "1", "Тема", "та же"
        ]  # fmt: skip
        diff.turn_side()
        assert diff.turn_side() == "both"
        diff.show("", "")
        assert not diff.go_to_change(1)


async def test_editions_stand_side_by_side_where_there_is_room() -> None:
    locale.use("en")
    diff = Diff("Сравнение")
    async with Stage(diff).run_test(size=(100, 12)) as pilot:
        diff.show(OLD, NEW, heads=("ред. 2", "ред. 3"), note="4")
        await pilot.pause()
        wide = [line.split(" │ ") for line in frame(pilot.app)[1:8]]
        assert [side.strip() for side in wide[0]] == ["ред. 2", "ред. 3"]
        assert [side.strip() for side in wide[2]] == [
            "повышение квалификации",
            "повышение {+уровня+} квалификации",
        ]
        assert [side.strip() for side in wide[6]] == ["Дата 2026-[-12-]-[-01-]", "Дата 2026-{+11+}-{+30+}"]
        await pilot.resize_terminal(60, 12)
        await pilot.pause()
        assert "  Дата 2026-[-12-]{+11+}-[-01-]{+30+}" in trimmed(pilot.app)


@pytest.mark.parametrize("size", [(100, 12), (40, 12)])
async def test_a_long_word_is_broken_not_lost(size: tuple[int, int]) -> None:
    diff = Diff()
    async with Stage(diff).run_test(size=size) as pilot:
        diff.show("", "х" * 150)
        await pilot.pause()
        assert sum(line.count("х") for line in frame(pilot.app)) == 150
