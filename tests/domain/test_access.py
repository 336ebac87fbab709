"""Who may look into a card: the rule alone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcab_tui.domain.access import (
    Assignment,
    Ties,
    Way,
    check_area,
    check_reason,
    may_assign,
    reads_journal,
    way_in,
)
from medcab_tui.domain.accounts import Role, Worker
from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.ids import Id

HERE, THERE = Id(b"a" * 16), Id(b"b" * 16)
DAY = date(2026, 11, 23)
ORDER = ("treats", "nobodys", "visit", "waits", "reason")


@given(st.tuples(*(st.booleans() for _ in ORDER)))
def test_the_strongest_way_in_counts_and_without_any_the_card_is_closed(held: tuple[bool, ...]) -> None:
    way = way_in(Ties(*held))
    first = next((name for name, holds in zip(ORDER, held, strict=True) if holds), None)
    assert (way.value if way else None) == first
    assert reads_journal(way) == (first in ("treats", "nobodys"))


def test_ways_are_named_in_the_order_of_their_strength() -> None:
    assert [way.value for way in Way] == list(ORDER)


@pytest.mark.parametrize("said", ["", "срочно", "   девять.9   ", "123456789"])
def test_a_reason_says_more_than_a_word(said: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_reason(said)
    assert (refused.value.code, refused.value.field, refused.value.values) == (
        "reason.short",
        "reason",
        {"least": "10"},
    )


def test_a_reason_is_one_line_of_bounded_length() -> None:
    assert check_reason("  экстренная \n помощь ") == "экстренная помощь"
    with pytest.raises(Invalid) as refused:
        check_reason("а" * 251)
    assert refused.value.code == "text.long"


@pytest.mark.parametrize(
    ("roles", "department", "may"),
    [
        ({Role.ADMINISTRATOR}, THERE, True),
        ({Role.HEAD}, HERE, True),
        ({Role.HEAD}, THERE, False),
        ({Role.HEAD, Role.CLINICIAN}, THERE, False),
        ({Role.CLINICIAN, Role.NURSE, Role.LICENSING}, HERE, False),
        ({Role.SERVICE}, HERE, False),
    ],
)
def test_a_head_speaks_for_their_own_department_an_administrator_for_each(
    roles: set[Role], department: Id, may: bool
) -> None:
    worker = Worker(HERE, "x", "Х", "", "", "", "", frozenset(roles))
    assert may_assign(worker, department, frozenset({HERE})) == may


@given(st.integers(-3, 3), st.integers(0, 3) | st.none())
def test_an_assignment_holds_from_its_first_day_to_the_day_before_its_end(
    begun: int, days: int | None
) -> None:
    since = DAY + timedelta(days=begun)
    until = None if days is None else since + timedelta(days=days)
    one = Assignment(HERE, HERE, "7", None, since, until)
    assert one.stands(DAY) == (begun <= 0 and (days is None or begun + days > 0))


def test_an_area_is_a_short_name() -> None:
    assert check_area(" 7 а ") == "7 а"
    for wrong, code in (("  ", "access.area_missing"), ("7" * 21, "access.area_long")):
        with pytest.raises(Invalid) as refused:
            check_area(wrong)
        assert (refused.value.code, refused.value.field) == (code, "area")
