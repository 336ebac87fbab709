"""How policies and sums are told: a warning stays a warning, sums are exact, offline is said."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcab_tui.domain.ids import Id
from medcab_tui.domain.insurance import PolicyStanding, PolicyState
from medcab_tui.domain.visits import VisitService
from medcab_tui.ui.patients.insurance_words import money, policy_note, policy_run, price_run, sums_words

AT = datetime(2026, 11, 23, 9, 15, tzinfo=UTC)
VALID, GONE, OFFLINE = PolicyState.VALID, PolicyState.EXPIRED, PolicyState.OFFLINE


@pytest.mark.capability("C042")
@pytest.mark.parametrize(
    ("standing", "told"),
    [
        (None, None),
        (PolicyStanding(PolicyState.UNKNOWN), None),
        (PolicyStanding(PolicyState.ASKED), ("полис проверяется", "dim")),
        (PolicyStanding(VALID, AT, last=VALID), ("✓ действует", "ok")),
        (PolicyStanding(GONE, AT, last=GONE), ("⚠ полис не действует", "warning")),
        (PolicyStanding(OFFLINE, AT, last=VALID), ("полис не проверен: нет связи", "dim")),
        (
            PolicyStanding(OFFLINE, AT, last=GONE),
            ("⚠ полис не действует · не проверен: нет связи", "warning"),
        ),
        (PolicyStanding(PolicyState.ASKED, AT, last=GONE), ("⚠ полис не действует · проверяется", "warning")),
    ],
)
def test_a_policy_that_was_none_warns_until_somebody_says_otherwise(
    standing: PolicyStanding | None, told: tuple[str, str] | None
) -> None:
    assert policy_run(standing) == told


def test_all_that_is_known_of_a_policy_is_told() -> None:
    known = PolicyStanding(VALID, AT, "СМО «Образец»", date(2027, 12, 31), "Иванова А. П.", VALID)
    assert policy_note(known, "Europe/Moscow") == (
        "действует · до 2027-12-31 · СМО «Образец» · 2026-11-23 12:15 · Иванова А. П."
    )
    assert policy_note(None, "Europe/Moscow") == ""


@pytest.mark.parametrize(
    ("cost", "covered", "asked", "offline", "told"),
    [
        (None, None, None, False, ""),
        (None, None, AT, False, "цена: ждём ответа"),
        (None, None, AT, True, "цена: нет связи"),
        (123450, 123450, AT, True, "2 469,00 ₽ · ОМС"),
        (123450, 0, AT, False, "2 469,00 ₽ · пациент"),
        (123450, 100000, AT, False, "469,00 ₽ · пациент"),
    ],
)
def test_a_service_says_its_price_and_who_pays(
    cost: int | None, covered: int | None, asked: datetime | None, offline: bool, told: str
) -> None:
    service = VisitService(Id(bytes(16)), "B01", "Приём", 2, cost, covered, asked)
    assert price_run(service, offline=offline)[0].replace("\xa0", " ") == told


@given(st.integers(0, 10**12))
def test_a_sum_is_exact_and_never_breaks(kopecks: int) -> None:
    told = money(kopecks)
    assert " " not in told
    assert int("".join(sign for sign in told if sign.isdigit())) == kopecks
    assert told.endswith("\xa0₽")


def test_the_sum_of_a_visit_names_who_pays_what() -> None:
    assert sums_words(400000, 300000).replace("\xa0", " ") == (
        "всего 4 000,00 ₽ · ОМС 3 000,00 ₽ · пациент 1 000,00 ₽"
    )
    assert "пациент" not in sums_words(400000, 400000)
