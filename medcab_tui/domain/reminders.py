"""When a worker is reminded of what, and that it happens once. Pure.

A rule says at which thresholds before or after a moment a reminder falls due. A reminder is known by worker,
kind, subject and threshold, and a subject carries its moment: what was moved is another one. A threshold that
fell while nobody looked is told late; of several only the latest, the others are passed over for good.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Final

from msgspec import Struct, field

from medcab_tui.domain.ids import Id
from medcab_tui.domain.notices import NoticeKind
from medcab_tui.domain.times import day_in, utc_of


class ReminderKind(StrEnum):
    """What somebody is reminded of; kept in the store."""

    VISITS = "visits"
    """The visits of a day to come, told together (C026)."""
    REPORT = "report"
    """The deadline of a report or a check (C026)."""
    TASK = "task"
    """A task whose time limit comes near."""
    RESULTS = "results"
    """Results out of bounds that nobody confirmed in time, told together."""
    UNCLOSED = "unclosed"
    """A visit that began and was not closed."""
    POSTPONED = "postponed"
    """What was postponed until now: it shows itself again, so that there is no line beside it."""


class Threshold(Struct, frozen=True):
    """One moment at which a reminder falls due. name: kept in the store, never given to another one.

    at: the wall time of the day that is `days` before; None: counted from the moment itself, by the clock.
    """

    name: str
    days: int = 0
    at: time | None = None
    before: timedelta = timedelta()

    def falls(self, moment: datetime, zone: str) -> datetime:
        """The instant of this threshold for what happens at a moment."""
        if self.at is None:
            return moment - self.before
        return utc_of(datetime.combine(day_in(moment, zone) - timedelta(days=self.days), self.at), zone)


class Rule(Struct, frozen=True):
    """One kind of reminder. thresholds: the earliest first. lasts: how long after its moment a missed one is
    still worth telling; None: for ever. together: all of a worker's are told in one line.
    """

    kind: ReminderKind
    notice: NoticeKind
    thresholds: tuple[Threshold, ...]
    lasts: timedelta | None = timedelta()
    together: bool = False

    @property
    def ahead(self) -> timedelta:
        """How far ahead of now a moment may lie to be looked at; a day more for what goes by wall time."""
        return max(max(one.before, timedelta(days=one.days + 1 if one.at else 0)) for one in self.thresholds)


_MORNING: Final = time(9)
_AFTERNOON: Final = time(16)

RULES: Final[dict[ReminderKind, Rule]] = {
    rule.kind: rule
    for rule in (
        Rule(ReminderKind.VISITS, NoticeKind.UPCOMING, (Threshold("1d", days=1, at=_AFTERNOON),)),
        Rule(
            ReminderKind.REPORT,
            NoticeKind.UPCOMING,
            (
                Threshold("7d", days=7, at=_MORNING),
                Threshold("3d", days=3, at=_MORNING),
                Threshold("1d", days=1, at=_MORNING),
            ),
        ),
        Rule(
            ReminderKind.TASK,
            NoticeKind.REMINDER,
            (Threshold("1d", days=1, at=_MORNING), Threshold("2h", before=timedelta(hours=2))),
        ),
        Rule(
            ReminderKind.RESULTS,
            NoticeKind.RESULT,
            (Threshold("0"), Threshold("+1d", before=timedelta(days=-1))),
            lasts=None,
            together=True,
        ),
        Rule(
            ReminderKind.UNCLOSED,
            NoticeKind.REMINDER,
            (Threshold("+3h", before=timedelta(hours=-3)), Threshold("+1d", before=timedelta(days=-1))),
            lasts=None,
        ),
        Rule(ReminderKind.POSTPONED, NoticeKind.REMINDER, (Threshold("0"),), lasts=None, together=True),
    )
}
"""All there are. Another kind is a rule here and a read of its subjects in `store.reminders`."""

REPORTS: Final = frozenset({NoticeKind.UPCOMING, NoticeKind.CHECK})
"""Kinds of tasks whose time limit is that of a report or a check."""


class Subject(Struct, frozen=True):
    """What a worker may have to be reminded of. key: with its moment, so that what was moved is another.

    id: of the task or the result, None for a day. values: for the sentence, no names of patients. since: when
    the worker was given it; what fell before is no news.
    """

    worker: Id
    kind: ReminderKind
    key: str
    moment: datetime
    id: Id | None = None
    patient: Id | None = None
    values: tuple[tuple[str, str], ...] = ()
    since: datetime | None = None


class Due(Struct, frozen=True):
    """A reminder to be told: at this threshold; the earlier ones that were missed are passed over."""

    subject: Subject
    threshold: Threshold
    missed: tuple[Threshold, ...] = field(default=())


def fallen(rule: Rule, moment: datetime, now: datetime, since: datetime, zone: str) -> tuple[Threshold, ...]:
    """The thresholds that have fallen, the latest last; none once it is not worth telling any more.

    since: when this store began to remind. If the latest fell before, nothing is told of the past.
    """
    if rule.lasts is not None and now > moment + rule.lasts:
        return ()
    passed = [(one.falls(moment, zone), place, one) for place, one in enumerate(rule.thresholds)]
    passed = sorted(one for one in passed if one[0] <= now)
    if not passed or passed[-1][0] <= since:
        return ()
    return tuple(threshold for _at, _place, threshold in passed)


def due(subject: Subject, told: frozenset[str], now: datetime, since: datetime, zone: str) -> Due | None:
    """What is to be told of a subject now; None if nothing. told: thresholds that are done with."""
    known = since if subject.since is None else max(since, subject.since)
    passed = fallen(RULES[subject.kind], subject.moment, now, known, zone)
    if not passed or passed[-1].name in told:
        return None
    return Due(subject, passed[-1], tuple(one for one in passed[:-1] if one.name not in told))
