"""The laboratory: an order is accepted, its results come later, each with its range and its flag.

Now and then one is corrected afterwards: the same result in another edition.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Final, NamedTuple

from msgspec.structs import replace

from medcab_tui.domain.exchange import Json
from medcab_tui.services.embedded.chance import Chance
from medcab_tui.services.embedded.taken import Asked, Step, Taken, accepted, line, refused, registered

KINDS: Final = frozenset({"order"})
SOURCE: Final = "Лаборатория (имитация)"
CORRECTED: Final = 8
"""Of a hundred orders, those one result of which is corrected later."""


class Test(NamedTuple):
    """A test this laboratory can do. Bounds are its own invention: real ones come with the result
    (DOMAIN.md §8). spread: how far values go beyond them. least: what it cannot measure below.
    """

    code: str
    name: str
    unit: str
    ucum: str
    low: str
    high: str
    spread: float
    words: str
    least: str = ""


class Sought(NamedTuple):
    """A test whose result is words. found: of a hundred, in how many."""

    code: str
    name: str
    words: str
    found: int


TESTS: Final = (
    Test("30350-3", "Гемоглобин", "г/л", "g/L", "120", "160", 0.6, r"гемоглобин|оак|общий анализ кр"),
    Test("14682-9", "Креатинин", "мкмоль/л", "umol/L", "58", "96", 0.6, r"креатинин|биохим"),
    Test("2823-3", "Калий", "ммоль/л", "mmol/L", "3.5", "5.1", 0.3, r"калий|электролит|биохим"),
    Test("29575-8", "ТТГ", "мМЕ/л", "m[IU]/L", "0.40", "4.00", 0.5, r"ттг|тиреотроп|щитовид"),
    Test("4548-4", "Гликированный гемоглобин", "%", "%", "4.0", "6.0", 1.4, r"hba1c|гликир|диабет"),
    Test("14771-0", "Глюкоза натощак", "ммоль/л", "mmol/L", "3.9", "6.1", 0.9, r"глюкоза натощак|сахар"),
    Test("14749-6", "Глюкоза", "ммоль/л", "mmol/L", "3.9", "6.1", 0.9, r"глюкоза(?! натощак)|биохим"),
    Test("789-8", "Эритроциты", "10^12/л", "10*12/L", "3.8", "5.1", 0.3, r"эритроцит"),
    Test("4544-3", "Гематокрит", "%", "%", "36", "48", 0.3, r"гематокрит"),
    Test("777-3", "Тромбоциты", "10^9/л", "10*9/L", "180", "320", 0.4, r"тромбоцит"),
    Test("6690-2", "Лейкоциты", "10^9/л", "10*9/L", "4.0", "9.0", 0.5, r"лейкоцит"),
    Test("770-8", "Нейтрофилы", "%", "%", "47", "72", 0.3, r"нейтрофил"),
    Test("736-9", "Лимфоциты", "%", "%", "19", "37", 0.3, r"лимфоцит"),
    Test("5905-5", "Моноциты", "%", "%", "3", "11", 0.2, r"моноцит"),
    Test("713-8", "Эозинофилы", "%", "%", "", "5", 0.4, r"эозинофил"),
    Test("706-2", "Базофилы", "%", "%", "", "1", 0.1, r"базофил"),
    Test("4537-7", "СОЭ", "мм/ч", "mm/h", "", "20", 0.6, r"соэ|оседани"),
    Test("14647-2", "Холестерин", "ммоль/л", "mmol/L", "", "5.2", 0.5, r"холестерин$|липид"),
    Test("22748-8", "Холестерин ЛПНП", "ммоль/л", "mmol/L", "", "3.0", 0.6, r"лпнп|липид"),
    Test("14646-4", "Холестерин ЛПВП", "ммоль/л", "mmol/L", "1.0", "2.2", 0.2, r"лпвп|липид"),
    Test("14927-8", "Триглицериды", "ммоль/л", "mmol/L", "", "1.7", 0.6, r"триглицерид|липид"),
    Test("33914-3", "СКФ", "мл/мин", "mL/min/{1.73_m2}", "60", "", 0.3, r"скф|фильтрац"),
    Test("22664-7", "Мочевина", "ммоль/л", "mmol/L", "2.5", "8.3", 0.3, r"мочевина"),
    Test("14933-6", "Мочевая кислота", "мкмоль/л", "umol/L", "200", "420", 0.4, r"мочевая кислота"),
    Test("2885-2", "Общий белок", "г/л", "g/L", "64", "83", 0.2, r"общий белок"),
    Test("14631-6", "Билирубин общий", "мкмоль/л", "umol/L", "3.4", "20.5", 0.3, r"билирубин общий"),
    Test("14629-0", "Билирубин прямой", "мкмоль/л", "umol/L", "", "5.1", 0.3, r"билирубин прямой", "0.5"),
    Test("1742-6", "АЛТ", "Ед/л", "U/L", "", "41", 0.5, r"алт|аланин"),
    Test("1920-8", "АСТ", "Ед/л", "U/L", "", "40", 0.5, r"аст(?!р)|аспартат"),
    Test("2324-2", "ГГТ", "Ед/л", "U/L", "", "49", 0.5, r"ггт|глутамилтр"),
    Test("6768-6", "Щелочная фосфатаза", "Ед/л", "U/L", "40", "129", 0.3, r"фосфатаза"),
    Test("2951-2", "Натрий", "ммоль/л", "mmol/L", "136", "145", 0.3, r"натрий|электролит"),
    Test("2075-0", "Хлор", "ммоль/л", "mmol/L", "98", "107", 0.2, r"хлор|электролит"),
    Test("2000-8", "Кальций общий", "ммоль/л", "mmol/L", "2.15", "2.55", 0.3, r"кальций|электролит"),
    Test("14798-3", "Железо", "мкмоль/л", "umol/L", "9.0", "30.4", 0.4, r"железо"),
    Test("2276-4", "Ферритин", "мкг/л", "ug/L", "15", "150", 0.5, r"ферритин"),
    Test("3034-6", "Трансферрин", "г/л", "g/L", "2.00", "3.60", 0.2, r"трансферрин"),
    Test("1988-5", "С-реактивный белок", "мг/л", "mg/L", "", "5.0", 0.9, r"срб|с-реактивн", "1.0"),
    Test("14920-3", "Т4 свободный", "пмоль/л", "pmol/L", "9.0", "19.1", 0.3, r"т4|тироксин"),
    Test("8099-4", "Антитела к ТПО", "МЕ/мл", "[IU]/mL", "", "34.0", 0.9, r"тпо|пероксидаз", "9.0"),
    Test("6301-6", "МНО", "", "1", "0.80", "1.20", 0.5, r"мно|коагул"),
    Test("5902-2", "Протромбиновое время", "с", "s", "9.4", "12.5", 0.3, r"протромбин|коагул"),
    Test("14979-9", "АЧТВ", "с", "s", "25.1", "36.5", 0.3, r"ачтв|коагул"),
    Test("3255-7", "Фибриноген", "г/л", "g/L", "2.00", "4.00", 0.3, r"фибриноген|коагул"),
)  # fmt: skip
"""Codes of LOINC and units as DOMAIN.md §2 has them where it does."""

SOUGHT: Final = (
    Sought("UPRO", "Белок в моче", r"белок в моче|анализ мочи|оам", 15),
    Sought("UWBC", "Лейкоциты в моче", r"лейкоциты в моче|анализ мочи|оам", 15),
    Sought("URBC", "Эритроциты в моче", r"эритроциты в моче|анализ мочи|оам", 10),
    Sought("7918-6", "Антитела к ВИЧ 1, 2", r"вич", 0),
    Sought("5196-1", "HBsAg", r"hbsag", 4),
    Sought("16128-1", "Антитела к вирусу гепатита C", r"гепатита c", 4),
    Sought("20507-0", "Антитела к возбудителю сифилиса (РПР)", r"сифилис|рпр", 3),
)
"""What is found or is not."""

FOUND, NOT_FOUND = "обнаружено", "не обнаружено"
CODES: Final = ("BAD_SPECIMEN", "NO_SPECIMEN")
_WORDS: Final = {"BAD_SPECIMEN": "Проба непригодна: гемолиз", "NO_SPECIMEN": "Проба не поступила"}
_URGENT: Final = 0.3
"""How much of the usual time an urgent order takes."""


def take(asked: Asked) -> Taken:
    """What was ordered is found by code, else by words; what it does not know it refuses."""
    number = f"Л-{asked.chance.digits('number', 7)}"
    asked = replace(asked, chance=_chance(asked))
    body, chance = asked.operation.body, asked.chance
    told = line(body, "title", "tests", "test", "name", "code") or "Анализ"
    wanted = _wanted(body)
    if not wanted:
        return Taken(refused("UNKNOWN_TEST", "Исследование лаборатории неизвестно", number), told=told)
    code = chance.refused(CODES)
    if code:
        last = refused(code, _WORDS.get(code, "Отказано"), number)
        return Taken(accepted(number), (Step(chance.wait("refused", 2), last),), told=told)
    ready = chance.wait("ready", 5 * _URGENT if body.get("urgent") is True else 5)
    steps = [
        _said(
            f"{number}/{place}",
            1,
            ready + timedelta(milliseconds=place - 1),
            _result(asked, test, number, ready),
        )
        for place, test in enumerate(wanted, 1)
    ]
    done = Step(ready + timedelta(milliseconds=len(steps)), registered(number, "Выполнено"))
    return Taken(accepted(number), (*steps, done, *_correction(asked, wanted[0], number, ready)), told=told)


def _chance(asked: Asked) -> Chance:
    """What is found is in the patient and the hour, not in the number of the order, where both are told."""
    patient, tests = asked.operation.body.get("patient"), asked.operation.body.get("tests")
    if not isinstance(patient, Mapping):
        return asked.chance
    whose = json.dumps([dict(patient), tests], ensure_ascii=False, sort_keys=True, default=str)
    return replace(asked.chance, key=f"{asked.at:%Y-%m-%d %H} {whose}")


def _said(remote: str, edition: int, after: timedelta, body: dict[str, Json]) -> Step:
    return Step(after, None, "result", remote, f'W/"{edition}"', body)


def _correction(asked: Asked, test: Test | Sought, number: str, ready: timedelta) -> tuple[Step, ...]:
    """The first result once more, as another look at the specimen gave it."""
    if not isinstance(test, Test) or not asked.chance.happens("corrected", CORRECTED):
        return ()
    later = ready + asked.chance.wait("corrected", 3)
    body = _result(asked, test, number, ready, "again ") | {"status": "corrected"}
    return (_said(f"{number}/1", 2, later, body),)


def _wanted(body: object) -> list[Test | Sought]:
    """The tests whose codes were given; without a code that is known here, those the words tell of."""
    asked = body.get("tests") if isinstance(body, dict) else None
    codes = {str(one) for one in asked} if isinstance(asked, list | tuple) else set()
    known = [test for test in (*TESTS, *SOUGHT) if test.code in codes]
    words = str(body).lower()[:4000]
    return known or [test for test in (*TESTS, *SOUGHT) if test.code in words or re.search(test.words, words)]


def _result(
    asked: Asked, test: Test | Sought, number: str, ready: timedelta, look: str = ""
) -> dict[str, Json]:
    measured = _found(asked, test) if isinstance(test, Sought) else _measured(asked, test, look)
    return {
        "order": asked.operation.object.hex(),
        "patient": line(asked.operation.body, "patient"),
        "number": number,
        "code": test.code,
        "display": test.name,
        **measured,
        "status": "final",
        "at": (asked.at + ready).isoformat(),
        "source": SOURCE,
        "performer": "врач КЛД (имитация)",
    }


def _found(asked: Asked, test: Sought) -> dict[str, Json]:
    found = asked.chance.happens(test.code, test.found)
    return {"value": "", "words": FOUND if found else NOT_FOUND, "flag": "A" if found else "N"}


def _measured(asked: Asked, test: Test, look: str) -> dict[str, Json]:
    ends = [Decimal(end) for end in (test.low, test.high) if end]
    low, high = ends[0] if test.low else Decimal(0), ends[-1] if test.high else ends[0] * 2
    exponent = ends[0].as_tuple().exponent
    places = -exponent if isinstance(exponent, int) else 0
    width = high - low
    share = Decimal(str(round(asked.chance.share(f"{look}{test.code}"), 4)))
    reach = Decimal(str(test.spread))
    value = round(low - width * reach / 4 + width * (1 + reach) * share, places)
    value = max(value, Decimal(1).scaleb(-places))
    least = Decimal(test.least) if test.least else None
    under = least is not None and value < least
    above = bool(test.high) and value > high
    below = bool(test.low) and value < low
    return {
        "value": test.least if under else f"{value:f}",
        "comparator": "<" if under else "",
        "unit": test.unit,
        "ucum": test.ucum,
        "low": test.low,
        "high": test.high,
        "flag": "H" if above else "L" if below else "N",
    }
