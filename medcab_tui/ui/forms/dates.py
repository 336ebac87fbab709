"""Dates as people type them: what may still become ГГГГ-ММ-ДД, what was meant by something else."""

from __future__ import annotations

import re
from datetime import date

from medcab_tui.locale import N_, _
from medcab_tui.ui.forms.fields import Choice

MASK = N_("YYYY-MM-DD")
TIME_MASK = N_("YYYY-MM-DD HH:MM")

MONTHS = (
    N_("{d} January {y}"),
    N_("{d} February {y}"),
    N_("{d} March {y}"),
    N_("{d} April {y}"),
    N_("{d} May {y}"),
    N_("{d} June {y}"),
    N_("{d} July {y}"),
    N_("{d} August {y}"),
    N_("{d} September {y}"),
    N_("{d} October {y}"),
    N_("{d} November {y}"),
    N_("{d} December {y}"),
)

_DAY_FIRST = re.compile(r"(\d{1,2})[./ -](\d{1,2})[./ -](\d{4})((?:[ T]\d{1,2}:\d{2})?)")
_YEAR_FIRST = re.compile(r"(\d{4})[./ ](\d{1,2})[./ ](\d{1,2})((?:[ T]\d{1,2}:\d{2})?)")
_SHORT = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})((?:[ T]\d{1,2}:\d{2})?)")
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})(())")
_DIGITS_DAY_FIRST = re.compile(r"(\d{2})(\d{2})(\d{4})(())")


def spelled(day: date) -> str:
    """«14 марта 1958 г.»: the day in words, so that no one takes the month for the day."""
    return _(MONTHS[day.month - 1]).format(d=day.day, y=day.year)


def date_begun(text: str) -> bool:
    """Whether more letters can make this ГГГГ-ММ-ДД."""
    return _fits(text, "0000-00-00")


def moment_begun(text: str) -> bool:
    """Whether more letters can make this ГГГГ-ММ-ДД ЧЧ:ММ."""
    return _fits(text, "0000-00-00 00:00")


def _fits(text: str, mask: str) -> bool:
    if len(text) >= len(mask):
        return False
    return all(c in "0123456789" if m == "0" else c == m for c, m in zip(text, mask, strict=False))


def dates_meant(text: str) -> tuple[Choice, ...]:
    """The dates that a text in another form probably means, written as they should be.

    Day before month, as in Russian; a text that has no such date offers nothing.
    """
    text = text.strip()
    offers: list[Choice] = []
    for pattern, day_first in (
        (_DAY_FIRST, True),
        (_YEAR_FIRST, False),
        (_SHORT, False),
        (_DIGITS, False),
        (_DIGITS_DAY_FIRST, True),
    ):
        found = pattern.fullmatch(text)
        if not found:
            continue
        first, second, third, time = found.group(1, 2, 3, 4)
        year, month, day = (third, second, first) if day_first else (first, second, third)
        meant = _date(int(year), int(month), int(day))
        written = f"{meant}{time.replace('T', ' ')}" if meant else ""
        if meant and written != text and all(offer.value != written for offer in offers):
            offers.append(Choice(written, spelled(meant), written))
    return tuple(offers)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        meant = date(year, month, day)
    except ValueError:
        return None
    return meant if 1850 <= year <= 2200 else None
