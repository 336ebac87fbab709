"""What the stand-in's laboratory tells: numbers, limits, words, corrections, each with its flag."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from medcab_tui.domain.exchange import Operation, Way
from medcab_tui.domain.ids import Id
from medcab_tui.domain.panels import PANELS
from medcab_tui.services.embedded.chance import Chance, Conduct
from medcab_tui.services.embedded.laboratory import CORRECTED, FOUND, NOT_FOUND, SOUGHT, TESTS, take
from medcab_tui.services.embedded.taken import Asked, Taken

NOW = datetime(2026, 11, 23, 9, 15, tzinfo=UTC)


def ordered(number: int, tests: list[str], **more: Any) -> Taken:
    body: Mapping[str, Any] = {"title": "Анализы", "tests": tests, **more}
    key = f"{number:032x}"
    operation = Operation(key, "order", Id(bytes([number % 256]) * 16), body, NOW)
    return take(Asked(operation, Chance(Conduct(refuses=0), key), NOW))


def results(taken: Taken) -> list[Mapping[str, Any]]:
    return [step.body for step in taken.steps if step.kind == "result"]


def test_every_test_of_every_set_is_done_and_flagged_by_its_own_range() -> None:
    known = {test.code for test in (*TESTS, *SOUGHT)}
    seen: set[str] = set()
    for number, panel in enumerate(PANELS):
        codes = [test.code for test in panel.tests]
        assert set(codes) <= known, panel.name
        told = {str(one["code"]): one for one in results(ordered(number, codes))}
        assert set(told) == set(codes), panel.name
        for one in told.values():
            if one.get("words"):
                assert one["flag"] == ("A" if one["words"] == FOUND else "N")
                assert one["words"] in (FOUND, NOT_FOUND)
                continue
            value, low, high = (Decimal(one[name] or "NaN") for name in ("value", "low", "high"))
            above, below = not high.is_nan() and value > high, not low.is_nan() and value < low
            assert one["flag"] == ("H" if above else "L" if below else "N")
            assert value > 0
            seen.add(str(one["comparator"]))
    assert "" in seen


def test_what_is_under_what_can_be_measured_is_told_as_a_limit() -> None:
    told = [one for number in range(60) for one in results(ordered(number, ["1988-5"]))]
    limits = [one for one in told if one["comparator"]]
    assert limits
    assert {(one["comparator"], one["value"]) for one in limits} == {("<", "1.0")}
    assert all(Decimal(str(one["value"])) >= 1 for one in told)


def test_some_orders_are_corrected_later_under_the_same_number() -> None:
    corrected = 0
    for number in range(200):
        taken = ordered(number, ["2823-3", "2951-2"])
        steps = [step for step in taken.steps if step.kind == "result"]
        again = [step for step in steps if step.body["status"] == "corrected"]
        if again:
            corrected += 1
            assert (again[0].remote_id, again[0].etag) == (steps[0].remote_id, 'W/"2"')
            assert again[0].after > max(step.after for step in steps if step not in again)
    assert 0 < corrected < 200 * CORRECTED * 3 // 100


def test_a_known_code_goes_before_words_and_an_urgent_order_is_done_sooner() -> None:
    assert [one["code"] for one in results(ordered(1, ["2823-3"], reason="сахарный диабет, ттг"))] == [
        "2823-3"
    ]
    slow, fast = ordered(1, ["2823-3"]), ordered(1, ["2823-3"], urgent=True)
    assert fast.steps[0].after < slow.steps[0].after


def test_the_same_patient_has_the_same_values_within_the_hour_under_another_number() -> None:
    whose = {"surname": "Образцова", "birth": "1958-03-14"}
    first, second = (ordered(number, ["2823-3"], patient=whose) for number in (1, 2))
    assert results(first)[0]["value"] == results(second)[0]["value"]
    assert first.receipt.number != second.receipt.number
    assert first.receipt.way is Way.ACCEPTED
    other = ordered(1, ["2823-3"], patient={**whose, "surname": "Иная"})
    assert results(other)[0]["value"] != results(first)[0]["value"]
