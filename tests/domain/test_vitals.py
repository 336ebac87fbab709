"""Vital signs in a line: what is read, what is refused and how it is named; nothing is guessed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcab_tui.domain.accounts import Author
from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.ids import Id
from medcab_tui.domain.layouts import other_layout
from medcab_tui.domain.vital_line import line_of, read_line
from medcab_tui.domain.vitals import (
    SIGNS,
    Measured,
    Measurement,
    Vital,
    VitalKind,
    bmi,
    bmi_of,
    check_measured,
    check_values,
    grown,
    in_order,
    side,
    unusual,
)

ZONE = "Asia/Novosibirsk"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""16:00 there."""

BORN = date(1958, 3, 14)
K = VitalKind


def values(text: str) -> dict[str, str]:
    return {kind.value: str(value) for kind, value in read_line(text, NOW, ZONE).values}


FIRST = {"systolic": "140", "diastolic": "90", "heart_rate": "78", "temperature": "36.6"}
WHOLE = FIRST | {"saturation": "97", "weight": "81"}


@pytest.mark.capability("C043")
@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("140/90 78 36,6", FIRST),
        ("140/90, 78, 36,6", FIRST),
        ("140/90;78;36.6", FIRST),
        ("140 / 90 78 36.6", FIRST),
        ("140 на 90 78 36,6", FIRST),
        ("140/90 36,6 78", FIRST),
        ("140.90 78 36ю6", FIRST),
        ("140|90 78 36?6", FIRST),
        ("АД 140/90 ЧСС 78 Т 36,6 SpO2 97 вес 81", WHOLE),
        ("АД140/90 чсс78 т36,6 spo2 97% 81кг", WHOLE),
        ("ад: 140/90; ЧСС = 78 уд/мин; t 36,6 °C; сатурация 97 %; масса 81 кг.", WHOLE),
        ("FL 140/90 XCC 78 N 36,6 ЫЗЩ2 97 dtc 81", WHOLE),
        ("BP 140/90 HR 78 temp 36.6 SpO2 97 weight 81 kg", WHOLE),
        ("из 140/90 рк 78 еуьз 36ю6 ызщ2 97 цушпре 81", WHOLE),
        ("140/90 78 36,6 97", FIRST | {"saturation": "97"}),
        ("140/90 78 38", FIRST | {"temperature": "38"}),
        ("пульс 78 чдд 16 в мин", {"pulse": "78", "breathing": "16"}),
        ("боль 3/10 сахар 5,4", {"glucose": "5.4", "pain": "3"}),
        (",jkm 3 uk.rjpf 5.4", {"glucose": "5.4", "pain": "3"}),
        ("рост 1,78 вес 81", {"weight": "81", "height": "178"}),
        ("рост 178 см", {"height": "178"}),
        ("1,78 м", {"height": "178"}),
        ("вес 3450 г", {"weight": "3.45"}),
        ("O2 97", {"saturation": "97"}),
        ("сад 140 дад 90", {"systolic": "140", "diastolic": "90"}),
    ],
)
def test_a_line_is_read(line: str, read: dict[str, str]) -> None:
    assert values(line) == read
    assert values(line.upper()) == read
    assert values(f"  {line} ") == read


@pytest.mark.capability("C043")
@pytest.mark.parametrize(
    ("line", "when"),
    [
        ("140/90 78 36,6", "2026-11-23 16:00"),
        ("вчера 21:00 140/90", "2026-11-22 21:00"),
        ("140/90 78 36,6 вчера в 21:00", "2026-11-22 21:00"),
        ("dxthf 21^00 140/90", "2026-11-22 21:00"),
        ("yesterday 21:00 140/90", "2026-11-22 21:00"),
        ("позавчера 8:05 140/90", "2026-11-21 08:05"),
        ("140/90 в 8:30", "2026-11-23 08:30"),
        ("140/90 8ж30", "2026-11-23 08:30"),
        ("140/90 23:00", "2026-11-22 23:00"),
        ("22.11 21:00 140/90", "2026-11-22 21:00"),
        ("24.11 21:00 140/90", "2025-11-24 21:00"),
        ("22.11.2024 21:00 140/90", "2024-11-22 21:00"),
        ("2026-11-20 07:15 140/90", "2026-11-20 07:15"),
        ("140/90 78 час назад", "2026-11-23 15:00"),
        ("140/90 78 2 часа назад", "2026-11-23 14:00"),
        ("140/90 20 мин назад", "2026-11-23 15:40"),
        ("140/90 an hour ago", "2026-11-23 15:00"),
    ],
)
def test_a_time_in_the_line_is_when_it_was(line: str, when: str) -> None:
    read = read_line(line, NOW, ZONE)
    assert read.at == datetime.fromisoformat(f"{when}+07:00")
    assert read.of(K.SYSTOLIC) == 140
    assert (read.of(K.HEART_RATE) == 78) == (" 78" in line)


@pytest.mark.parametrize(
    ("line", "code", "named"),
    [
        ("140/90 лёжа", "vitals.word", "лежа"),
        ("гр 36", "vitals.word", "гр"),
        ("140/90 38", "vitals.which", "38"),
        ("78", "vitals.which", "78"),
        ("130 80", "vitals.which", "130"),
        ("120/80 78 79", "vitals.which", "79"),
        ("АД", "vitals.number", "ад"),
        ("чсс т 36,6", "vitals.number", "чсс"),
        ("ад 140", "vitals.half", ""),
        ("сад 140", "vitals.half", ""),
        ("90/140", "vitals.pressure", ""),
        ("400/90", "vitals.impossible", ""),
        ("т 366", "vitals.impossible", ""),
        ("вес 81 г", "vitals.impossible", ""),
        ("т 36,65", "vitals.digits", ""),
        ("140/90 78,5", "vitals.which", "78,5"),
        ("чсс 78 чсс 80", "vitals.twice", ""),
        ("чсс 78 %", "vitals.unit", "%"),
        ("вчера 140/90", "vitals.clock", ""),
        ("140/90 31.02 10:00", "vitals.when", "31.02 10:00"),
        ("140/90 25:00", "vitals.when", "25:00"),
        ("", "vitals.none", ""),
        ("21:00", "vitals.none", ""),
        ("140/90 " * 40, "vitals.long", ""),
    ],
)
def test_what_is_not_understood_is_refused_and_named(line: str, code: str, named: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_line(line, NOW, ZONE)
    assert (refused.value.code, refused.value.field) == (code, "line")
    if named:
        assert refused.value.values["word"] == named


def amounts(kind: VitalKind) -> st.SearchStrategy[Decimal]:
    sign = SIGNS[kind]
    return st.decimals(*sign.possible, places=sign.places).map(lambda value: value.normalize() + 0)


@st.composite
def measurements(draw: st.DrawFn) -> Measured:
    """Anything that can be measured at once, to the minute."""
    kinds = draw(st.sets(st.sampled_from([kind for kind in SIGNS if kind is not K.BMI]), min_size=1))
    said = {kind: draw(amounts(kind)) for kind in kinds - {K.SYSTOLIC, K.DIASTOLIC}}
    if kinds & {K.SYSTOLIC, K.DIASTOLIC}:
        lower = draw(st.integers(10, 200))
        said |= {K.DIASTOLIC: Decimal(lower), K.SYSTOLIC: Decimal(draw(st.integers(max(40, lower + 1), 300)))}
    minutes = draw(st.integers(0, 60 * 24 * 800))
    return Measured(NOW - timedelta(minutes=minutes), in_order(said.items()))


@given(measurements(), st.booleans())
def test_what_was_measured_is_read_from_the_line_it_is_written_as(said: Measured, english: bool) -> None:
    assert read_line(line_of(said, "UTC", english=english), NOW, "UTC") == said


@given(measurements())
def test_the_layout_of_the_keyboard_makes_no_difference(said: Measured) -> None:
    line = line_of(said, "UTC")
    words = [other_layout(word) if word.isalpha() else word for word in line.split()]
    assert read_line(" ".join(words), NOW, "UTC") == said


@given(st.text(max_size=60) | st.text("0123456789/,. :чсвтАДHRp%кг-", max_size=30))
def test_any_text_is_read_as_something_possible_or_refused(text: str) -> None:
    try:
        read = read_line(text, NOW, ZONE)
    except Invalid as refused:
        assert refused.code.startswith("vitals.")
        return
    check_values(read.values)
    assert read.values == in_order(read.values)


@given(measurements(), st.text("йцукенгшзхъфывпролджэячмитьб", min_size=4, max_size=9))
def test_a_word_too_many_never_passes(said: Measured, word: str) -> None:
    line = line_of(said, "UTC")
    try:
        read = read_line(f"{word} {line}", NOW, "UTC")
    except Invalid as refused:
        assert refused.code in ("vitals.word", "vitals.number")
    else:
        assert read == said  # the word was a name of what follows, or fills


def test_limits_refuse_what_cannot_be_and_mark_what_is_seldom() -> None:
    ordinary = ((K.SYSTOLIC, Decimal(130)), (K.DIASTOLIC, Decimal(80)), (K.TEMPERATURE, Decimal("36.6")))
    check_values(ordinary)
    assert unusual(ordinary, adult=True) == ()
    fast = ((K.HEART_RATE, Decimal(210)), (K.TEMPERATURE, Decimal("41.2")))
    check_values(fast)
    assert unusual(fast, adult=True) == fast
    assert unusual(fast, adult=False) == fast[1:]  # a child's heart beats faster
    for kind, sign in SIGNS.items():
        low, high = sign.possible
        assert low <= sign.likely[0] < sign.likely[1] <= high
        if kind not in (K.BMI, K.SYSTOLIC, K.DIASTOLIC):
            check_values([(kind, low)])
            check_values([(kind, high)])
            with pytest.raises(Invalid, match=r"vitals\.impossible"):
                check_values([(kind, high + 1)])
    with pytest.raises(Invalid, match=r"vitals\.computed"):
        check_values([(K.BMI, Decimal(25))])


def test_what_is_out_of_the_normal_has_a_side() -> None:
    assert side(K.SYSTOLIC, Decimal(150), adult=True) == 1
    assert side(K.SYSTOLIC, Decimal(150), adult=False) == 0
    assert side(K.SATURATION, Decimal(90), adult=False) == -1
    assert side(K.TEMPERATURE, Decimal("36.6"), adult=True) == 0
    assert grown(date(2008, 11, 23), NOW.date())
    assert not grown(date(2008, 11, 24), NOW.date())


def test_the_time_is_neither_to_come_nor_before_birth() -> None:
    said = Measured(NOW, ((K.WEIGHT, Decimal(81)),))
    assert check_measured(said, NOW, BORN, ZONE) == said
    with pytest.raises(Invalid, match=r"vitals\.future"):
        check_measured(said, NOW - timedelta(minutes=1), BORN, ZONE)
    with pytest.raises(Invalid, match=r"vitals\.before_birth"):
        check_measured(said, NOW, date(2026, 11, 24), ZONE)


def _entry(number: int, days: int, **said: str) -> Measurement:
    at, by = NOW - timedelta(days=days), Author(Id(bytes(16)), "Иванова А. П.", "", "")
    made = tuple(
        Vital(Id(bytes(16)), K(kind), Decimal(value), SIGNS[K(kind)].unit, at, by)
        for kind, value in said.items()
    )
    return Measurement(Id(number.to_bytes(16)), at, made, by, at)


def test_the_body_mass_index_follows_from_the_height_known_then() -> None:
    assert bmi(Decimal(81), Decimal(178)) == Decimal("25.6")
    found = bmi_of(
        [
            _entry(1, 30, weight="80"),
            _entry(2, 20, weight="81", height="178"),
            _entry(3, 10, weight="90"),
            _entry(4, 5, height="177"),
            _entry(5, 1, weight="90", heart_rate="80"),
        ]
    )
    shown = {int.from_bytes(one): str(index) for one, index in found.items()}
    assert shown == {1: "25.2", 2: "25.6", 3: "28.4", 5: "28.7"}
    assert bmi_of([_entry(1, 1, weight="80")]) == {}
