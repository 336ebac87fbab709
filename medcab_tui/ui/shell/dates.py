"""How times are said in the frame and the read-only sections: one date format, ages in few letters."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from medcab_tui.locale import N_, _, ngettext, pgettext

if TYPE_CHECKING:
    from medcab_tui.cabinet.cabinet import PreviousSignIn

WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))


def weekday(day: date) -> str:
    """«пн»."""
    return _(WEEKDAYS[day.weekday()])


def local(at: datetime, zone: str) -> datetime:
    """The instant on the institution's wall."""
    return at.astimezone(ZoneInfo(zone))


def stamp(at: datetime, zone: str) -> str:
    """«2026-11-23 09:12»."""
    return f"{local(at, zone):%Y-%m-%d %H:%M}"


AGE_WIDTH: Final = 6
"""Cells that the longest age takes, in every language."""


def age(since: datetime, now: datetime) -> str:
    """How long something has been so: «40 м», «3 ч», «2 дн»; never wider than `AGE_WIDTH`."""
    passed = max(now - since, timedelta())
    minutes = int(passed.total_seconds()) // 60
    if minutes < 60:
        return pgettext("minutes, short", "{n} m").format(n=minutes)
    if minutes < 48 * 60 and passed.days < 1:
        return pgettext("hours, short", "{n} h").format(n=minutes // 60)
    if passed.days < 1000:
        return pgettext("days, short", "{n} d").format(n=passed.days)
    years = min(passed.days // 365, 99)
    return ngettext("{n} yr", "{n} yrs", years).format(n=years)


def told(previous: PreviousSignIn, zone: str) -> str:
    """When this worker signed in before, and how often somebody failed to since."""
    if previous.at is None:
        return _("This is the first sign-in with this login.")
    sentence = _("Previous sign-in: {when}.").format(when=stamp(previous.at, zone))
    if not previous.failures:
        return sentence
    return f"{sentence} " + ngettext(
        "{n} failed attempt since.", "{n} failed attempts since.", previous.failures
    ).format(n=previous.failures)
