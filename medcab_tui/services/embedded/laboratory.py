"""The laboratory: an order is accepted, its results come later, each with its range and its flag."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import Final, NamedTuple

from medcab_tui.domain.exchange import Json
from medcab_tui.services.embedded.taken import Asked, Step, Taken, accepted, line, refused, registered

KINDS: Final = frozenset({"order"})
SOURCE: Final = "Лаборатория (имитация)"


class Test(NamedTuple):
    """A test this laboratory can do. Bounds are its own invention: real ones come with the result
    (DOMAIN.md §8). spread: how far values go beyond them.
    """

    code: str
    name: str
    unit: str
    ucum: str
    low: str
    high: str
    spread: float
    words: str


TESTS: Final = (
    Test("30350-3", "Гемоглобин", "г/л", "g/L", "120", "160", 0.6, r"гемоглобин|оак|общий анализ кр"),
    Test("14682-9", "Креатинин", "мкмоль/л", "umol/L", "58", "96", 0.6, r"креатинин|биохим"),
    Test("2823-3", "Калий", "ммоль/л", "mmol/L", "3.5", "5.1", 0.3, r"калий|электролит|биохим"),
    Test("29575-8", "ТТГ", "мМЕ/л", "m[IU]/L", "0.40", "4.00", 0.5, r"ттг|тиреотроп|щитовид"),
    Test("4548-4", "Гликированный гемоглобин", "%", "%", "4.0", "6.0", 1.4, r"hba1c|гликир|диабет"),
    Test("14771-0", "Глюкоза натощак", "ммоль/л", "mmol/L", "3.9", "6.1", 0.9, r"глюкоз|сахар|биохим"),
)  # fmt: skip
"""Codes of LOINC and units as DOMAIN.md §2 has them where it does."""

CODES: Final = ("BAD_SPECIMEN", "NO_SPECIMEN")
_WORDS: Final = {"BAD_SPECIMEN": "Проба непригодна: гемолиз", "NO_SPECIMEN": "Проба не поступила"}


def take(asked: Asked) -> Taken:
    """What was ordered is found by code or by words; what it does not know it refuses."""
    body, chance = asked.operation.body, asked.chance
    told = line(body, "title", "tests", "test", "name", "code") or "Анализ"
    number = f"Л-{chance.digits('number', 7)}"
    wanted = _wanted(body)
    if not wanted:
        return Taken(refused("UNKNOWN_TEST", "Исследование лаборатории неизвестно", number), told=told)
    code = chance.refused(CODES)
    if code:
        last = refused(code, _WORDS.get(code, "Отказано"), number)
        return Taken(accepted(number), (Step(chance.wait("refused", 2), last),), told=told)
    ready = chance.wait("ready", 5)
    steps = [
        Step(
            ready + timedelta(milliseconds=place), None, "result", f"{number}/{place + 1}", 'W/"1"',
            _result(asked, test, number, ready),
        )
        for place, test in enumerate(wanted)
    ]  # fmt: skip
    done = Step(ready + timedelta(milliseconds=len(steps)), registered(number, "Выполнено"))
    return Taken(accepted(number), (*steps, done), told=told)


def _wanted(body: object) -> list[Test]:
    words = str(body).lower()[:4000]
    return [test for test in TESTS if test.code in words or re.search(test.words, words)]


def _result(asked: Asked, test: Test, number: str, ready: timedelta) -> dict[str, Json]:
    low, high = Decimal(test.low), Decimal(test.high)
    places = -int(low.as_tuple().exponent) if isinstance(low.as_tuple().exponent, int) else 0
    width = high - low
    share = Decimal(str(round(asked.chance.share(test.code), 4)))
    reach = Decimal(str(test.spread))
    value = round(low - width * reach / 4 + width * (1 + reach) * share, places)
    value = max(value, Decimal(1).scaleb(-places))
    return {
        "order": asked.operation.object.hex(),
        "patient": line(asked.operation.body, "patient"),
        "number": number,
        "code": test.code,
        "display": test.name,
        "value": f"{value:f}",
        "unit": test.unit,
        "ucum": test.ucum,
        "low": test.low,
        "high": test.high,
        "flag": "H" if value > high else "L" if value < low else "N",
        "at": (asked.at + ready).isoformat(),
        "source": SOURCE,
    }
