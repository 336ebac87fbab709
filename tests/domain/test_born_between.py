"""Ages as days of birth."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from medcab_tui.domain.ages import age
from medcab_tui.domain.narrowing import born_between

days = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@given(days, days, st.integers(0, 90), st.none() | st.integers(0, 30))
def test_those_born_between_are_exactly_of_that_age(
    today: date, birth: date, youngest: int, more: int | None
) -> None:
    oldest = None if more is None else youngest + more
    since, until = born_between(youngest, oldest, today)
    assert until is not None
    meant = (since is None or birth >= since) and birth <= until
    if birth <= today:
        years = age(birth, today)
        assert meant == (years >= youngest and (oldest is None or years <= oldest))
