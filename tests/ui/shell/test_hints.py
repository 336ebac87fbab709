"""What the key line names follows the hands: over a field only keys that work there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shell_fakes import visit as booked

from medcab_tui import locale
from medcab_tui.domain.rooms import AppointmentStatus
from medcab_tui.locale import _
from medcab_tui.ui.home.listing import columns
from medcab_tui.ui.home.words import NAME, visit
from medcab_tui.ui.shell.dates import AGE_WIDTH, age
from medcab_tui.ui.verbs import VERBS
from medcab_tui.ui.widgets.columns import lay_out
from medcab_tui.ui.widgets.key_line import KeyLine
from medcab_tui.ui.widgets.lines import width_of
from medcab_tui.ui.widgets.prose import wrapped


def _keys(hands: Any) -> list[str]:
    return [hint.keys for hint in hands.app.screen.query_one(KeyLine)._hints]


async def test_over_the_search_field_only_what_works_there_is_named(opened: Any) -> None:
    async with opened() as hands:
        await hands.press("slash")
        await hands.type("кузн")
        assert _keys(hands) == ["↑↓", "Enter", "Tab", "Esc", "^P", "F1"]
        assert hands.app.screen.field.drives.lit
        await hands.press("escape")
        assert "Esc" not in _keys(hands)
        await hands.type("никто")
        assert _keys(hands) == ["Esc", "^P", "F1"]


async def test_the_week_names_how_to_move_in_it(opened: Any) -> None:
    async with opened() as hands:
        await hands.press("3", "right_square_bracket")
        assert "←→ ↑↓ день, время   PgUp PgDn неделя" in hands.screen


async def test_what_can_be_done_at_once_is_what_works_on_this_row(opened: Any) -> None:
    async with opened() as hands:
        await hands.press("home")
        at_once = hands.screen.partition("Можно сразу")[2]
        assert "к/r  карта" in at_once
        while hands.app.screen.patient_of_row() is not None:
            await hands.press("down")
        assert "к/r  карта" not in hands.screen.partition("Можно сразу")[2]


@pytest.mark.parametrize("letter", ["з", "p"])
async def test_a_letter_with_nothing_to_act_on_says_so(opened: Any, letter: str) -> None:
    async with opened() as hands:
        await hands.press("3")
        assert not hands.app.screen.available("book_visit")
        await hands.press(letter)
        assert "Здесь не применимо: записать." in hands.screen
        await hands.press("slash")
        await hands.press(letter)
        assert "не применимо" not in hands.screen


@given(st.timedeltas(timedelta(days=-400), timedelta(days=50_000)), st.sampled_from(["ru", "en"]))
def test_an_age_is_never_wider_than_its_column(passed: timedelta, language: str) -> None:
    locale.use(language)
    now = datetime(2026, 11, 23, 9, 15, tzinfo=UTC)
    shown = age(now - passed, now)
    assert shown[0].isdigit()
    assert len(shown) <= AGE_WIDTH


@pytest.mark.parametrize("wide", [False, True])
def test_age_stands_before_all_words_and_gives_no_cell_away(wide: bool) -> None:
    """Down to the list beside the rail at 80 columns, and further."""
    for close in (False, True):
        found = columns(datetime.now, str, wide=wide, close=close)
        for width in range(60, 200):
            (_sign, signs), (_age, cells), *_rest = lay_out(found, width, 1).columns
            assert (signs, cells) == (1, AGE_WIDTH), width


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Кузнецова Мария Павловна", "Кузнецова М. П."),
        ("Третьякова Тамара Евгеньевна", "Третьякова Т."),
        ("Рождественская-Бельская Мария Павловна", "Рождественская…"),
        ("Аль-Багдади", "Аль-Багдади"),
    ],
)
def test_a_name_of_today_is_never_cut_without_a_mark(name: str, shown: str) -> None:
    line = visit(booked(1, "9:00", name, AppointmentStatus.BOOKED), datetime(2026, 11, 23, 9))  # noqa: DTZ001
    assert line[1][0].rstrip() == shown
    assert width_of(line[1:2]) <= NAME


def test_a_visit_whose_patient_may_not_be_known_still_takes_its_time() -> None:
    line = visit(booked(1, "9:00", "", AppointmentStatus.BOOKED), datetime(2026, 11, 23, 9))  # noqa: DTZ001
    assert line[1][0].rstrip() in ("занято", "taken")


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_palette_has_room_for_what_a_verb_does(language: str) -> None:
    before = locale.language()
    locale.use(language)
    try:
        assert [_(verb.help) for verb in VERBS if verb.palette and len(_(verb.help)) > 40] == []
    finally:
        locale.use(before)


def test_what_follows_a_label_hangs_beside_it_and_nothing_is_lost() -> None:
    line = (("Папка   ", "dim"), ("/srv/medcab/cabinet of the clinic", "text"))
    found = wrapped(line, 24)
    assert all(width_of(part) <= 24 for part in found)
    assert found[0][0][0] == "Папка   "
    assert all(part[0][0] in ("Папка   ", " " * 8) for part in found)
    assert "".join(part[1][0].replace(" ", "") for part in found) == "/srv/medcab/cabinetoftheclinic"


def test_a_line_with_room_stays_as_it_is() -> None:
    line = (("Зашифровано", "dim"),)
    assert wrapped(line, 11) == [line]
