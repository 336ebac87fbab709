"""A moment to come as people type it: «завтра», «2н», «пн 9:00», «через 3 дня», «15:30», "in 2 weeks". Pure.

Without a time of day a day means its morning. A weekday is the next one after today, a time alone the next
such time, a date without a year the next such date; hours and minutes are counted from now.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.folding import fold
from medcab_tui.domain.layouts import other_layout
from medcab_tui.domain.times import utc_of

MORNING: Final = time(9)
LONGEST: Final = 60
"""Characters that are looked at."""

_NUMBERS: Final[dict[str, int]] = {
    word: number
    for number, words in enumerate(
        (
            *("a an one один одну", "пару два две two", "три three", "четыре four", "пять five"),
            *("шесть six", "семь seven", "восемь eight", "девять nine", "десять ten"),
        ),
        1,
    )
    for word in words.split()
}
_NUMBER: Final = r"[0-9]{1,4}|" + "|".join(sorted(_NUMBERS, key=len, reverse=True))
_UNITS: Final[dict[str, str]] = {
    "minutes": r"м|мин|минут[аыу]?|m|mins?|minutes?",
    "hours": r"ч|час(?:а|ов)?|h|hrs?|hours?",
    "days": r"д|дн|день|дня|дней|сут|сутки|суток|d|days?",
    "weeks": r"н|нед|недел[яиюь]|w|wks?|weeks?",
    "months": r"мес|месяц(?:а|ев)?|mo|months?",
    "years": r"г|год|года|лет|years?",
}
_AHEAD: Final = r"(?:(?P<ahead>через|in|\+) ?)?"
_DAYS: Final = re.compile(
    rf"{_AHEAD}(?P<count>{_NUMBER})? ?(?:"
    + "|".join(f"(?P<{unit}>{_UNITS[unit]})" for unit in ("days", "weeks", "months", "years"))
    + r")\.?"
)
_HOURS: Final = re.compile(
    rf"{_AHEAD}(?=.)(?:(?P<hours>{_NUMBER}|[0-9]{{1,3}}[.,]5|полтора)? ?(?:{_UNITS['hours']})\.?)?"
    rf" ?(?:(?P<minutes>{_NUMBER})? ?(?P<unit>{_UNITS['minutes']})\.?)?"
)
_HALF_HOUR: Final = re.compile(r"(?:через |in )?(?:пол ?часа|half an hour)")
_NAMED: Final = {
    name: days
    for days, names in enumerate(
        (("сегодня", "today"), ("завтра", "tomorrow"), ("послезавтра", "day after tomorrow"))
    )
    for name in names
}
_WEEKDAYS: Final = tuple(
    re.compile(form)
    for form in (
        r"пн|пон|понедельник[ауе]?|mon(?:day)?",
        r"вт|втор|вторник[ауе]?|tue(?:s|sday)?",
        r"ср|сред[аыуе]|wed(?:nesday)?",
        r"чт|чет|четверг[ауе]?|thu(?:r|rs|rsday)?",
        r"пт|пят|пятниц[аыуе]|fri(?:day)?",
        r"сб|суб|суббот[аыуе]|sat(?:urday)?",
        r"вс|воск|воскресень[еяю]|sun(?:day)?",
    )
)
_LEADING: Final = re.compile(
    r"(?:(?:до|на|к|ко|в|во|until|till|by|on|the|следующ(?:ий|ую|ее|его|ей)|след|next) )+"
)
_NEXT_WEEK: Final = re.compile(r"(?:на )?(?:след(?:ующей)?|next) (?:неделе|неделя|week)")
_MONTHS: Final = tuple(
    re.compile(form)
    for form in (
        *(r"янв(?:ар[яь])?|jan(?:uary)?", r"фев(?:рал[яь])?|feb(?:ruary)?", r"мар(?:та?)?|mar(?:ch)?"),
        *(r"апр(?:ел[яь])?|apr(?:il)?", r"ма[йя]|may", r"июн[яь]?|june?", r"июл[яь]?|july?"),
        *(
            r"авг(?:уста?)?|aug(?:ust)?",
            r"сен(?:т|тябр[яь])?|sep(?:t|tember)?",
            r"окт(?:ябр[яь])?|oct(?:ober)?",
        ),
        *(r"ноя(?:бр[яь])?|nov(?:ember)?", r"дек(?:абр[яь])?|dec(?:ember)?"),
    )
)
_ISO: Final = re.compile(r"(?<=[0-9])t(?=[0-9])")
_SLIPPED: Final = re.compile(r"(?<=[0-9])[ж^](?=[0-9])")
"""The colon as the other layout types it."""

_DATE: Final = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})")
_DATE_DAY_FIRST: Final = re.compile(
    r"(?P<day>[0-9]{1,2})[./](?P<month>[0-9]{1,2})(?:[./](?P<year>[0-9]{4}|[0-9]{2}))?"
)
_DATE_NAMED: Final = re.compile(
    r"(?:(?P<day>[0-9]{1,2})(?:st|nd|rd|th)? (?P<name>[a-zа-я]+)|(?P<name2>[a-z]+) (?P<day2>[0-9]{1,2}))\.?"
    r"(?: (?P<year>[0-9]{4})(?: ?г(?:ода)?)?)?"
)
_PARTS: Final = {
    name: hour
    for hour, names in (
        (9, ("утром", "утро", "morning")),
        (12, ("в полдень", "noon")),
        (13, ("в обед",)),
        (14, ("днем", "afternoon")),
        (18, ("вечером", "вечер", "evening")),
    )
    for name in names
}
_CLOCK: Final = re.compile(
    r"(?:^|(?P<before>.*?) )(?:(?:in the )?(?P<part>"
    + "|".join(_PARTS)
    + r")|(?P<at>в|к|at|@)? ?(?P<hour>[0-9]{1,2})(?:(?P<mark>[:.\- ])(?P<minute>[0-9]{2}))?"
    r"(?: ?(?P<half>утра|дня|вечера|ночи|am|pm|ч|час|часа|часов))?)"
)
_LATER: Final = frozenset({"дня", "вечера", "pm"})


def moment_meant(text: str, now: datetime, zone: str) -> datetime:
    """The instant, in UTC, that a text means to somebody at `now` in a zone, in whichever layout typed.

    Invalid when.unreadable if it means none, when.clock for «сегодня» alone, when.far past any calendar.
    """
    try:
        return _meant(text, now, zone)
    except Invalid as refused:
        if refused.code != "when.unreadable":
            raise
    return _meant(other_layout(text), now, zone)


def _meant(text: str, now: datetime, zone: str) -> datetime:
    typed = _SLIPPED.sub(":", _ISO.sub(" ", " ".join(fold(text).replace(", ", " ").split()))).rstrip(".,!")
    if not typed or len(typed) > LONGEST:
        raise Invalid("when.unreadable", "when")
    try:
        passed = _hours(typed)
        if passed is not None:
            return (now + passed).astimezone(UTC)
        return _day_and_clock(typed, now.astimezone(ZoneInfo(zone)).replace(tzinfo=None), zone)
    except OverflowError:
        raise Invalid("when.far", "when") from None


def _day_and_clock(typed: str, wall: datetime, zone: str) -> datetime:
    today = wall.date()
    day = _day(typed, today)
    if day is not None:
        if day == today and _NAMED.get(_LEADING.sub("", typed)) == 0:
            raise Invalid("when.clock", "when")
        return utc_of(datetime.combine(day, MORNING), zone)
    found = _CLOCK.fullmatch(typed)
    clock = None if found is None else _clock(found)
    if found is None or clock is None:
        raise Invalid("when.unreadable", "when")
    before = found["before"] or ""
    if before:
        day = _day(before, today)
        if day is None:
            raise Invalid("when.unreadable", "when")
    else:
        day = today if datetime.combine(today, clock) > wall else today + timedelta(days=1)
    return utc_of(datetime.combine(day, clock), zone)


def _hours(typed: str) -> timedelta | None:
    """Hours and minutes from now."""
    if _HALF_HOUR.fullmatch(typed):
        return timedelta(minutes=30)
    found = _HOURS.fullmatch(typed)
    if found is None:
        return None
    hours = typed[: found.start("unit")] if found["unit"] else typed
    has_hours = found["hours"] is not None or re.search(r"(?:^|\W)(?:час|an hour|hour)", hours) is not None
    bare = found["ahead"] is None and found["hours"] is None and found["minutes"] is None
    if bare and typed not in ("час", "hour"):
        return None
    passed = timedelta()
    if has_hours:
        passed += timedelta(minutes=round(60 * _amount(found["hours"] or "")))
    if found["unit"]:
        passed += timedelta(minutes=_amount(found["minutes"] or ""))
    return passed if passed > timedelta() else None


def _amount(number: str) -> float:
    if number == "полтора":
        return 1.5
    if not number:
        return 1
    return _NUMBERS.get(number) or float(number.replace(",", "."))


def _day(typed: str, today: date) -> date | None:
    """The day that a text without a time of day means; None if it means none."""
    if _NEXT_WEEK.fullmatch(typed):
        return today + timedelta(days=7 - today.weekday())
    plain = _LEADING.sub("", typed, count=1) if _LEADING.match(typed) else typed
    if plain in _NAMED:
        return today + timedelta(days=_NAMED[plain])
    for number, form in enumerate(_WEEKDAYS):
        if form.fullmatch(plain):
            return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)
    if plain in ("полгода", "через полгода"):
        return _months_later(today, 6)
    found = _DAYS.fullmatch(plain)
    if found is not None and (found["count"] or found["ahead"]):
        count = int(_amount(found["count"] or ""))
        if count == 0:
            return None
        if found["days"] or found["weeks"]:
            return today + timedelta(days=count if found["days"] else 7 * count)
        return _months_later(today, count if found["months"] else 12 * count)
    return _dated(plain, today)


def _dated(typed: str, today: date) -> date | None:
    found = _DATE.fullmatch(typed) or _DATE_DAY_FIRST.fullmatch(typed)
    if found is not None:
        return _of(found["year"], int(found["month"]), int(found["day"]), today)
    found = _DATE_NAMED.fullmatch(typed)
    if found is None:
        return None
    name = found["name"] or found["name2"]
    months = [number for number, form in enumerate(_MONTHS, 1) if form.fullmatch(name)]
    return _of(found["year"], months[0], int(found["day"] or found["day2"]), today) if months else None


def _of(year: str | None, month: int, day: int, today: date) -> date | None:
    """A date; without its year the next such date."""
    try:
        if year is not None:
            return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
        this_year = date(today.year, month, day)
        return this_year if this_year >= today else date(today.year + 1, month, day)
    except ValueError:
        return None


def _months_later(day: date, count: int) -> date:
    years, month = divmod(day.month - 1 + count, 12)
    if day.year + years > date.max.year:
        raise OverflowError
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _clock(found: re.Match[str]) -> time | None:
    """The time of day; a number alone is none, unless a day stands before it or a word says so."""
    if found["part"]:
        return time(_PARTS[found["part"]])
    if not (found["minute"] or found["before"] or found["at"] or found["half"]):
        return None
    if not found["before"] and found["mark"] in ("-", " "):
        return None
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["half"] in ("утра", "дня", "вечера", "ночи", "am", "pm") and not 1 <= hour <= 12:
        return None
    if found["half"] in _LATER and hour < 12:
        hour += 12
    elif found["half"] in ("am", "ночи") and hour == 12:
        hour = 0
    try:
        return time(hour, minute)
    except ValueError:
        return None
