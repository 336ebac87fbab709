"""By which ways a worker is told of what, and when it has to be quiet (C029, C100). Pure."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from msgspec import Struct, field
from msgspec.structs import replace

from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.identifiers import check_phone
from medcab_tui.domain.notices import NoticeKind
from medcab_tui.domain.times import utc_of


class Channel(StrEnum):
    """A way to reach a worker; the line in the inbox is always there and is none of them."""

    LINE = "line"
    """A sentence on the screen while the cabinet is open."""
    TERMINAL = "terminal"
    """The terminal's notification and bell, which reach the desktop."""
    MAIL = "mail"
    SMS = "sms"


SERVICES: Final = {Channel.MAIL: "mail", Channel.SMS: "sms"}
"""What carries what leaves the machine: the first service switched on that can, whatever it is called."""

SILENT: Final = frozenset({NoticeKind.SERVICE})
"""Kinds that nobody is interrupted for unless they ask for it."""


_DEFAULT: Final = frozenset({Channel.LINE, Channel.TERMINAL})
_RANGE: Final = re.compile(r"(\d{1,2})[:.]?(\d{2})?\s*[-–—]\s*(\d{1,2})[:.]?(\d{2})?")
_MAIL: Final = re.compile(r"[^\s@,;<>\"]+@[^\s@,;<>\"]+\.[^\s@,;<>\".]+")
_LONGEST_MAIL: Final = 254
_NONE: Final = frozenset({"нет", "none", "no", "-", "—"})
_DAYS_OF_WEEK: Final = 7


class Quiet(Struct, frozen=True):
    """Quiet hours of one day, beginning on it; overnight if they end earlier than they begin. The same time
    twice is a whole day.
    """

    start: time
    end: time

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"


class Preferences(Struct, frozen=True):
    """How one worker wants to be told. Kinds that are not named are told as usual.

    mail, phone: where letters and SMS go; "" for nowhere yet. language: that they are written in.
    passing: kinds that are told in quiet hours too. daily: quiet hours of every day. weekly: those of some
    weekdays instead, 0 is Monday; None: that day has none.
    """

    channels: tuple[tuple[NoticeKind, frozenset[Channel]], ...] = ()
    passing: frozenset[NoticeKind] = frozenset({NoticeKind.RESULT})
    daily: Quiet | None = None
    weekly: tuple[tuple[int, Quiet | None], ...] = field(default=())
    version: int = 0
    mail: str = ""
    phone: str = ""
    language: str = ""

    def address(self, channel: Channel) -> str:
        """Where what leaves by this way goes."""
        return {Channel.MAIL: self.mail, Channel.SMS: self.phone}.get(channel, "")

    def with_address(self, channel: Channel, address: str) -> Preferences:
        """The same with another address of a way."""
        return replace(self, mail=address) if channel is Channel.MAIL else replace(self, phone=address)

    def of(self, kind: NoticeKind) -> frozenset[Channel]:
        """The ways a kind is told by."""
        usual = frozenset[Channel]() if kind in SILENT else _DEFAULT
        return dict(self.channels).get(kind, usual)

    def toggled(self, kind: NoticeKind, channel: Channel) -> Preferences:
        """The same with one way more or less for a kind."""
        changed = {**dict(self.channels), kind: self.of(kind) ^ {channel}}
        return replace(self, channels=tuple(sorted(changed.items())))

    def passes(self, kind: NoticeKind) -> Preferences:
        """The same with a kind let through quiet hours, or held back."""
        return replace(self, passing=self.passing ^ {kind})

    def on(self, weekday: int) -> Quiet | None:
        """The quiet hours that begin on a weekday."""
        own = dict(self.weekly)
        return own.get(weekday, self.daily)

    def with_quiet(self, weekday: int | None, quiet: Quiet | None, *, usual: bool = False) -> Preferences:
        """The same with other quiet hours: of every day, or of one. usual: that day goes with all again."""
        if weekday is None:
            return replace(self, daily=quiet)
        others = {day: hours for day, hours in self.weekly if day != weekday}
        changed = others if usual else {**others, weekday: quiet}
        return replace(self, weekly=tuple(sorted(changed.items(), key=lambda one: one[0])))


def quiet_until(preferences: Preferences, now: datetime, zone: str) -> datetime | None:
    """The end of the quiet hours that an instant lies in, following on each other for a week at most; None
    if nothing is quiet then.
    """
    end, at = None, now
    for _step in range(_DAYS_OF_WEEK):
        found = _covering(preferences, at, zone)
        if found is None or found <= at:
            break
        end = at = found
    return end


def held_until(preferences: Preferences, kind: NoticeKind, now: datetime, zone: str) -> datetime:
    """From when something of this kind may be told: now, or the end of the quiet hours."""
    if kind in preferences.passing:
        return now
    return quiet_until(preferences, now, zone) or now


def quiet_meant(text: str) -> Quiet | None:
    """What a person typed: «22:00-07:00», «22-7», «нет»; raises Invalid."""
    typed = text.strip().casefold()
    if typed in _NONE:
        return None
    found = _RANGE.fullmatch(typed)
    if found is None:
        raise Invalid("quiet.form", "quiet")
    hours = [int(number or 0) for number in found.groups()]
    try:
        return Quiet(time(hours[0] % 24 if hours[0] == 24 else hours[0], hours[1]), _ending(*hours[2:]))
    except ValueError:
        raise Invalid("quiet.form", "quiet") from None


def address_meant(channel: Channel, text: str) -> str:
    """An address of mail or a number as it is kept, "" for none; raises Invalid."""
    typed = text.strip()
    if channel is Channel.SMS:
        return check_phone(typed, "address") if typed else ""
    if typed and (_MAIL.fullmatch(typed) is None or len(typed) > _LONGEST_MAIL):
        raise Invalid("email.form", "address")
    return typed


def _ending(hour: int, minute: int) -> time:
    return time(0) if (hour, minute) == (24, 0) else time(hour, minute)


def _covering(preferences: Preferences, at: datetime, zone: str) -> datetime | None:
    """The latest end of the hours that cover an instant; they began on that day or the one before."""
    wall = at.astimezone(ZoneInfo(zone))
    ends = []
    for back in (0, 1):
        day = wall.date() - timedelta(days=back)
        quiet = preferences.on(day.weekday())
        if quiet is None:
            continue
        last = day if quiet.start < quiet.end else day + timedelta(days=1)
        start = utc_of(datetime.combine(day, quiet.start), zone)
        end = utc_of(datetime.combine(last, quiet.end), zone)
        if start <= at < end:
            ends.append(end)
    return max(ends, default=None)
