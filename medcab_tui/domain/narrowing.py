"""What the list of all patients can be narrowed to. Pure."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from medcab_tui.domain.patients import Sex


class Narrowed(Struct, frozen=True):
    """Everything that is asked has to be so; None asks nothing."""

    sex: Sex | None = None
    born_since: date | None = None
    born_until: date | None = None
    """The last day that counts."""
    area: str | None = None
    alert: bool | None = None
    """Whether an allergy is recorded."""


def born_between(youngest: int, oldest: int | None, today: date) -> tuple[date | None, date]:
    """Birth days of those who are `youngest` to `oldest` full years old today; no oldest, no first day."""
    until = _years_before(today, youngest)
    if oldest is None:
        return None, until
    before = _years_before(today, oldest + 1)
    return date.fromordinal(before.toordinal() + 1), until


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # a leap day: who was born on it is a year older from the 1st of March on
        return day.replace(year=day.year - years, month=2, day=28)
