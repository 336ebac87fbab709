"""Where a result lies against its bounds, what flags and limits say, what became of it between two dates."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.ids import Id
from medcab_tui.domain.panels import PANELS
from medcab_tui.domain.patients import Coded, Mark, Observation
from medcab_tui.domain.result_change import Direction, change
from medcab_tui.domain.rules import check_result

NOW = datetime(2026, 11, 23, 9, 15, tzinfo=UTC)
NUMBERS = st.decimals(-1_000, 1_000, places=1)
BOUNDS = st.none() | NUMBERS


def result(
    value: str | Decimal | None, low: object = None, high: object = None, **more: object
) -> Observation:
    number = None if value is None else Decimal(value)
    ends = [None if end is None else Decimal(str(end)) for end in (low, high)]
    plain = Observation(
        Id(bytes(16)), Coded("2823-3", "Калий", ""), number, "ммоль/л", "mmol/L", *ends, NOW, "ЛИС", False
    )
    return replace(plain, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("found", "mark"),
    [
        (result("3.5", "3.5", "5.1"), Mark.WITHIN),
        (result("3.4", "3.5", "5.1"), Mark.LOW),
        (result("5.2", "3.5", "5.1"), Mark.HIGH),
        (result("5.2"), Mark.UNKNOWN),
        (result("5.2", flag="H"), Mark.HIGH),
        (result("5.2", flag=" ll "), Mark.LOW),
        (result("4.0", "3.5", "5.1", flag="HH"), Mark.HIGH),
        (result("5.2", "3.5", "5.1", flag="N"), Mark.HIGH),
        (result("0.1", "0.4", "4", comparator="<"), Mark.LOW),
        (result("0.4", "0.4", "4", comparator="<"), Mark.LOW),
        (result("0.4", "0.4", "4", comparator="<="), Mark.UNKNOWN),
        (result("1", "0.4", "4", comparator="<"), Mark.UNKNOWN),
        (result("1", None, "5", comparator="<"), Mark.WITHIN),
        (result("1", 0, "5", comparator="<"), Mark.WITHIN),
        (result("9", None, "5", comparator="<"), Mark.UNKNOWN),
        (result("60", "60", None, comparator=">"), Mark.WITHIN),
        (result("90", None, "90", comparator=">"), Mark.HIGH),
        (result("90", None, "90", comparator=">="), Mark.UNKNOWN),
        (result("90", None, "99", comparator=">"), Mark.UNKNOWN),
        (result(None, words="обнаружено"), Mark.UNKNOWN),
        (result(None, words="обнаружено", flag="A"), Mark.ABNORMAL),
        (result(None, words="не обнаружено", flag="N"), Mark.WITHIN),
        (result(None, words="обнаружено", flag="что-то"), Mark.UNKNOWN),
    ],
)
def test_a_result_lies_where_its_bounds_and_its_flag_say(found: Observation, mark: Mark) -> None:
    assert found.mark is mark


@given(NUMBERS, BOUNDS, BOUNDS, st.sampled_from(["<", "<=", ">", ">="]), NUMBERS)
def test_a_limit_is_called_out_of_bounds_only_if_every_value_beyond_it_is(
    limit: Decimal, low: Decimal | None, high: Decimal | None, comparator: str, value: Decimal
) -> None:
    assume(low is None or high is None or low <= high)
    beyond = {"<": value < limit, "<=": value <= limit, ">": value > limit, ">=": value >= limit}[comparator]
    found = result(limit, low, high, comparator=comparator)
    if beyond and found.abnormal:
        assert result(value, low, high).mark is found.mark


@given(st.sampled_from(["", "<", ">"]), NUMBERS, BOUNDS, BOUNDS, st.sampled_from(["", "H", "A", "N", "?"]))
def test_nothing_abnormal_and_no_words_without_a_verdict_are_acknowledged_in_bulk(
    comparator: str, value: Decimal, low: Decimal | None, high: Decimal | None, flag: str
) -> None:
    found = result(value, low, high, comparator=comparator, flag=flag)
    assert not (found.abnormal and found.plain)
    assert not result(None, words="колонии", flag="?").plain


@pytest.mark.parametrize(
    ("before", "after", "direction", "by", "percent"),
    [
        (result("5", 3, 6), result("5.0", 3, 6), Direction.SAME, "0", 0),
        (result("7", 3, 6), result("5", 3, 6), Direction.INTO_NORM, "-2", -29),
        (result("5", 3, 6), result("7", 3, 6), Direction.OUT_OF_NORM, "2", 40),
        (result("9", 3, 6), result("7", 3, 6), Direction.NEARER, "-2", -22),
        (result("7", 3, 6), result("9", 3, 6), Direction.FARTHER, "2", 29),
        (result("2", 3, 6), result("1", 3, 6), Direction.FARTHER, "-1", -50),
        (result("2", 3, 6), result("7", 3, 6), Direction.ACROSS, "5", 250),
        (result("4", 3, 6), result("5", 3, 6), Direction.UP, "1", 25),
        (result("4"), result("3"), Direction.DOWN, "-1", -25),
        (result("0"), result("3"), Direction.UP, "3", None),
        (result("4"), result("400", unit="мкмоль/л"), Direction.OTHER, None, None),
        (result("4"), result("3", comparator="<"), Direction.OTHER, None, None),
        (result(None, words="да"), result(None, words="да"), Direction.SAME, None, None),
        (result(None, words="да"), result(None, words="нет"), Direction.OTHER, None, None),
        (result("4", 3, 6), result("4", 5, 6), Direction.SAME, "0", 0),
    ],
)
def test_what_became_of_a_test(
    before: Observation, after: Observation, direction: Direction, by: str | None, percent: int | None
) -> None:
    found = change(before, after)
    assert (found.direction, found.percent) == (direction, percent)
    assert found.by == (None if by is None else Decimal(by))
    assert change(None, after).direction is change(before, None).direction is Direction.MISSING


@given(NUMBERS, NUMBERS, BOUNDS, BOUNDS)
def test_a_change_back_is_the_same_change_the_other_way(
    one: Decimal, other: Decimal, low: Decimal | None, high: Decimal | None
) -> None:
    there, back = (
        change(result(one, low, high), result(other, low, high)),
        change(result(other, low, high), result(one, low, high)),
    )
    assert there.by is not None
    assert there.by == -(back.by or 0)
    turned = {
        Direction.INTO_NORM: Direction.OUT_OF_NORM, Direction.NEARER: Direction.FARTHER,
        Direction.UP: Direction.DOWN, Direction.SAME: Direction.SAME, Direction.ACROSS: Direction.ACROSS,
    }  # fmt: skip
    turned |= {value: key for key, value in turned.items()}
    assert back.direction is turned[there.direction]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (result(None), "result.empty"),
        (result(None, words="  "), "result.empty"),
        (result(None, words="да", comparator="<"), "result.comparator"),
        (result("1", comparator="~"), "result.comparator"),
        (result(None, words="я" * 4_001), "text.long"),
    ],
)
def test_a_result_says_a_number_or_words(wrong: Observation, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_result(wrong, NOW)
    assert refused.value.code == code
    check_result(result("1", comparator="<="), NOW)
    check_result(result(None, words="обнаружено"), NOW)


def test_sets_of_tests_name_each_test_once_and_no_comma_splits_a_name() -> None:
    assert len({panel.name for panel in PANELS}) == len(PANELS)
    for panel in PANELS:
        codes = [test.code for test in panel.tests]
        assert len(codes) == len(set(codes)) >= 2
        assert "," not in panel.name
