"""When something is tried again, when a service is left alone, what an answer must be like."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from medcab_tui.domain.exchange import Change, Denied, Receipt, Throttled, Unreachable, Unwell, Way
from medcab_tui.domain.exchange_patient import FIELDS
from medcab_tui.domain.exchange_rows import MOST_STEPS, Sending
from medcab_tui.domain.exchange_rules import (
    FIRST_WAIT,
    LONGEST_ASKED,
    LONGEST_WAIT,
    OPEN_AFTER,
    Standing,
    after_failure,
    after_success,
    asked_for,
    checked_change,
    checked_receipt,
    key_of,
    meet,
    wait_after,
)
from medcab_tui.domain.ids import Id
from medcab_tui.domain.merging import Fate
from medcab_tui.ui.links.words import said
from tests.exchange.model import GARBAGE, GARBLED

SOME = Id(bytes(16))
NOW = datetime(2026, 11, 23, 9, 15, tzinfo=UTC)
CHANCE = some.binary(min_size=4, max_size=4)


@given(some.integers(-5, 10_000), CHANCE)
def test_waits_grow_with_a_share_of_chance_and_never_beyond_the_longest(attempts: int, chance: bytes) -> None:
    wait = wait_after(attempts, chance)
    assert FIRST_WAIT / 2 <= wait <= LONGEST_WAIT
    assert wait_after(attempts + 1, chance) >= wait


def test_two_that_failed_together_do_not_come_back_together() -> None:
    assert wait_after(3, b"\x00" * 4) * 2 <= wait_after(3, b"\xff" * 4) * 1.01


@given(some.one_of(some.none(), some.timedeltas(), some.text(max_size=3)), CHANCE)
def test_a_service_that_asks_to_come_later_is_obeyed_within_reason(after: object, chance: bytes) -> None:
    wait = asked_for(Throttled(after=after), 1, chance)  # type: ignore[arg-type]
    assert timedelta() < wait <= LONGEST_ASKED
    if isinstance(after, timedelta) and timedelta() < after <= LONGEST_ASKED:
        assert wait == after


def test_a_service_that_fails_again_and_again_is_left_alone_then_asked_once() -> None:
    standing = Standing()
    for number in range(1, OPEN_AFTER + 1):
        assert standing.closed(NOW)
        assert not standing.probing
        standing = after_failure(standing, Unreachable(), NOW, bytes(4))
        assert standing.failures == number
    assert standing.since == NOW
    assert not standing.closed(NOW)
    until = standing.broken_until
    assert until is not None
    assert standing.closed(until)
    assert standing.probing, "after the break one operation is tried"
    longer = after_failure(standing, Unreachable(), until, bytes(4))
    assert longer.broken_until is not None
    assert longer.broken_until - until > until - NOW, "each break is longer"
    assert after_success(longer, until) == Standing(last_ok=until, last_try=until)


def test_who_does_not_let_us_in_is_not_asked_again_at_once() -> None:
    assert not after_failure(Standing(), Denied(), NOW, bytes(4)).closed(NOW)


def test_a_clock_that_was_put_back_keeps_nobody_away_for_ever() -> None:
    assert Standing(OPEN_AFTER, NOW + timedelta(days=400)).closed(NOW)
    later = NOW + timedelta(hours=5)
    standing = Standing(OPEN_AFTER, later + timedelta(minutes=20), last_try=later)
    assert standing.closed(NOW)
    assert not standing.closed(later)


@pytest.mark.parametrize("garbage", GARBAGE, ids=lambda one: type(one).__name__)
def test_what_is_no_receipt_is_a_fault_of_the_service(garbage: object) -> None:
    with pytest.raises(Unwell):
        checked_receipt(garbage)


@pytest.mark.parametrize("garbage", GARBLED, ids=lambda one: type(one).__name__)
def test_what_is_no_change_is_a_fault_of_the_service(garbage: object) -> None:
    with pytest.raises(Unwell):
        checked_change(garbage, "region")


def test_a_long_answer_is_cut_and_half_a_letter_is_none() -> None:
    receipt = checked_receipt(Receipt(Way.REGISTERED, raw="x" * 90_000, text="\ud800"))
    assert (len(receipt.raw), receipt.text) == (16_384, "?")
    assert checked_change(Change("patient", "1", body={"a": ["b", {"c": None}]}), "x").body == (
        '{"a": ["b", {"c": null}]}'
    )


FIELD = some.sampled_from(("", "1", "2", "3"))
SIDE = some.fixed_dictionaries(dict.fromkeys(FIELDS[:5], FIELD))


@given(SIDE, SIDE, SIDE)
def test_nobody_loses_what_they_alone_changed(
    base: dict[str, str], mine: dict[str, str], theirs: dict[str, str]
) -> None:
    outcome = meet(base, mine, theirs)
    for name, seen in base.items():
        if mine[name] == seen:
            assert outcome.values[name] == theirs[name]
        elif theirs[name] == seen:
            assert outcome.values[name] == mine[name]
        elif mine[name] != theirs[name]:
            assert outcome.fates[name] is Fate.CLASH


@given(SIDE, SIDE)
def test_where_nothing_was_seen_before_an_empty_side_gives_way(
    mine: dict[str, str], theirs: dict[str, str]
) -> None:
    outcome = meet({}, mine, theirs)
    for name, text in mine.items():
        if outcome.fates[name] is not Fate.CLASH:
            assert outcome.values[name] == (text or theirs[name])
        else:
            assert text
            assert theirs[name]


def test_a_key_is_the_same_for_the_same_and_another_for_another() -> None:
    keys = {key_of(action, number, to) for action in (b"a", b"b") for number in (0, 1) for to in ("x", "y")}
    assert len(keys) == 8
    assert all(len(key) == 16 for key in keys)
    assert key_of(b"a", 0, "x") in keys


def test_a_service_that_never_stops_talking_is_heard_to_the_end_all_the_same() -> None:
    """What it says beyond bounds is no news any more, but for how it ended."""
    sending = Sending(1, "x", SOME, "prescription", SOME, NOW, NOW, NOW, 1, Way.ACCEPTED)
    for number in range(3 * MOST_STEPS):
        said = Receipt(Way.ACCEPTED if number % 2 else Way.SENT, text=f"слово {number}")
        sending = sending.after(said) if sending.learns(said) else sending
    assert sending.steps == MOST_STEPS
    assert sending.learns(Receipt(Way.REGISTERED, "7"))
    ended = sending.after(Receipt(Way.REGISTERED, "7"))
    assert not ended.learns(Receipt(Way.REGISTERED, "7", text="ещё слово"))
    fresh = Sending(1, "x", SOME, "prescription", SOME, NOW, NOW, NOW, 1, Way.REGISTERED, number="7")
    assert fresh.learns(Receipt(Way.REGISTERED, "7", text="Отпущен"))


def test_what_is_wrong_is_said_once() -> None:
    assert said("unreachable", "").casefold() == said("unreachable", "deadline").casefold()
    assert said("unreachable", "Служба не отвечает") == "Служба не отвечает"
    assert said("throttled", "Слишком много запросов") == "просит обратиться позже · Слишком много запросов"
    assert said("PATIENT_MPI_MISMATCH", "Расходится") == "PATIENT_MPI_MISMATCH Расходится"
