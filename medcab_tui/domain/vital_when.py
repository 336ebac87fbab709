"""When vital signs were measured, as the line itself says: «вчера 21:00», «в 8:30», «час назад». Pure."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.times import utc_of

_DAYS: Final = {
    name: days
    for days, names in enumerate(
        (
            ("сегодня", "today", "ctujlyz", "ещвфн"),
            ("вчера", "yesterday", "dxthf", "нуыеуквфн"),
            ("позавчера", "gjpfdxthf"),
        )
    )
    for name in names
}
"""Names of days and how many ago they are, in the other layout too."""

_NAMED: Final = "|".join(sorted(_DAYS, key=len, reverse=True))
_ISO: Final = r"(?P<iso>[0-9]{4}-[0-9]{1,2}-[0-9]{1,2})"
_DOTTED: Final = r"(?P<day>[0-9]{1,2})[./ю](?P<month>[0-9]{1,2})(?:[./ю](?P<year>[0-9]{4}|[0-9]{2}))?"
_CLOCK: Final = r"(?P<hour>[0-9]{1,2})[:ж^](?P<minute>[0-9]{2})"
_AT: Final = re.compile(
    rf"(?<![^\s,;])(?:(?:{_ISO}|{_DOTTED}|(?P<named>{_NAMED}))[ ,t]*)?(?:(?:в|at|@|d)\s+)?{_CLOCK}(?![0-9:/])"
)
_DAY_ALONE: Final = re.compile(rf"(?<![^\s,;])(?:{_NAMED}|{_ISO})(?![^\s,;])")
_AGO: Final = re.compile(
    r"(?<!\S)(?:(?P<count>[0-9]{1,3}|полтора|пол)\s*(?P<unit>минут|мин|часа|часов|ч|minutes|min|hours|h)"
    r"|(?:(?:1|one|an?)\s+)?(?P<one>час|минуту|hour|minute))\.?\s+(?:назад|ago)(?![^\s,;])"
)
"""«140/90 78 час назад»: the number before a single hour is not its count."""


def moment_in(text: str, now: datetime, zone: str) -> tuple[str, datetime | None]:
    """The folded line without its moment, and the moment in UTC; None where none is said.

    Invalid vitals.clock for a day without an hour, vitals.when for a day or an hour that is none.
    A time alone is the last such time; a day without its year the last such day.
    """
    ago = _AGO.search(text)
    if ago is not None:
        return _without(text, ago), now - _ago(ago)
    found = _AT.search(text)
    if found is None:
        alone = _DAY_ALONE.search(text)
        if alone is not None:
            raise Invalid("vitals.clock", "line", day=alone[0])
        return text, None
    wall = now.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    try:
        clock = time(int(found["hour"]), int(found["minute"]))
        day = _day(found, wall.date())
        if day is None:
            day = wall.date() - timedelta(days=int(datetime.combine(wall.date(), clock) > wall))
        return _without(text, found), utc_of(datetime.combine(day, clock), zone).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Invalid("vitals.when", "line", word=found[0].strip()) from None


def _ago(found: re.Match[str]) -> timedelta:
    unit = found["unit"] or found["one"]
    halves = {"полтора": 1.5, "пол": 0.5}
    amount = 1.0 if found["one"] else halves.get(found["count"]) or float(found["count"])
    return timedelta(hours=amount) if unit[0] in "чh" else timedelta(minutes=amount)


def _day(found: re.Match[str], today: date) -> date | None:
    if found["named"]:
        return today - timedelta(days=_DAYS[found["named"]])
    if found["iso"]:
        year, month, day = map(int, found["iso"].split("-"))
        return date(year, month, day)
    if not found["month"]:
        return None
    day, month = int(found["day"]), int(found["month"])
    if found["year"]:
        return date(int(found["year"]) + (2000 if len(found["year"]) == 2 else 0), month, day)
    this_year = date(today.year, month, day)
    return this_year if this_year <= today else date(today.year - 1, month, day)


def _without(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()]} {text[found.end() :]}"
