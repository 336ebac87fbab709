"""The row under the cursor, told whole: everything the list had to cut, and what is to be done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from medcab_tui.domain.home import is_visit
from medcab_tui.domain.notices import NoticeKind
from medcab_tui.domain.patients import Observation
from medcab_tui.domain.rooms import AttentionRow, SourceKind, TaskState
from medcab_tui.domain.times import day_in
from medcab_tui.locale import _, ngettext
from medcab_tui.ui.home.kinds import kind_word
from medcab_tui.ui.home.reminded import PREFIX, VISITS
from medcab_tui.ui.home.told import usage
from medcab_tui.ui.home.words import BOUNDS, numbered, title
from medcab_tui.ui.patients.printing import reference
from medcab_tui.ui.shell.dates import stamp
from medcab_tui.ui.widgets.lines import Line, Run, cut, wrap
from medcab_tui.ui.widgets.marks import measured
from medcab_tui.ui.widgets.plot_small import sparkline

GAP = "   "

EARLIER = 3
"""Messages before this one that are told in a line each."""

LOW_TEXT, HIGH_TEXT = 2, 8
"""Lines of a text on a low screen, and elsewhere."""


def heading(row: AttentionRow) -> str:
    """«HbA1c 7,9 % ▲ · Кузнецова Мария Павловна, 1958-03-14»."""
    whom = f"{row.full_name}, {row.born}" if row.full_name and row.born else row.full_name
    return " · ".join(part for part in (title(row), whom) if part)


def lines_of(
    row: AttentionRow,
    trend: Sequence[Observation],
    now: datetime,
    zone: str,
    width: int,
    *,
    low: bool,
    exchange: Sequence[AttentionRow] = (),
) -> list[Line]:
    """Value, source, trend or exchange, whose it is and what waits; `low`: in as few lines as can be."""
    lines: list[Line] = []
    result = row.result
    if result is not None:
        norm = reference(result)
        facts = [
            stamp(result.at, zone),
            result.source,
            _("norm {norm}").format(norm=f"{norm} {result.unit}".strip())
            if norm
            else _("came without a norm"),
        ]
        lines.append(((GAP.join(fact for fact in facts if fact), "dim"),))
        lines += _trend(trend or (result,), zone, low=low)
    else:
        told_from = _("from {name}").format(name=row.sender_name) if row.sender_name else ""
        facts = [stamp(row.since, zone), "" if is_visit(row) else kind_word(row.kind), told_from]
        facts.append(numbered(row.number))
        before = [one for one in exchange if (one.since, one.id) < (row.since, row.id)]
        if before:
            said = ngettext("{n} message before it", "{n} messages before it", len(before))
            facts.append(said.format(n=len(before)))
        lines.append(((GAP.join(fact for fact in facts if fact), "dim"),))
        lines += [] if low else _before(before[-EARLIER:], zone, width)
        lines += _text(detail(row), width, LOW_TEXT if low else HIGH_TEXT)
    if row.reason:
        said = _("refused: {reason}").format(reason=row.reason)
        lines += [((line, "text"),) for line in wrap(said, width)]
    return [*lines, *_waits(row, now, zone, width, low=low)]


def unsent(row: AttentionRow) -> Run:
    """That a letter about it was not sent yet."""
    names = {"mail": _("E-mail"), "sms": _("SMS")}
    ways = ", ".join(names.get(service, service) for service in row.unsent)
    return (f"{ways}: {_('waits to be sent')}", "dim")


def _before(exchange: Sequence[AttentionRow], zone: str, width: int) -> list[Line]:
    """What was written before, a line each: «2026-11-20 10:20  Иванова А. П.: Натощак: глюкоза и HbA1c.»."""
    lines: list[Line] = []
    for one in exchange:
        said = " ".join((one.detail or title(one)).split())
        whole: Line = ((f"{stamp(one.since, zone)}  {one.sender_name}: ", "dim"), (said, "dim"))
        lines.append(cut(whole, width))
    return lines


def detail(row: AttentionRow) -> str:
    """What was written to the line; of a service that is on, how it is used."""
    service = row.params.get("service", "")
    if row.kind is NoticeKind.SERVICE and service and row.state is TaskState.DONE:
        return usage(service)
    return row.detail


def _text(text: str, width: int, most: int) -> list[Line]:
    """At most so many lines, the last of them cut where more is written; Enter shows the whole."""
    lines = wrap(text, width) if text else []
    if len(lines) > most:
        left = len(lines) - most + 1
        more = ngettext("{n} more lines", "{n} more lines", left).format(n=left)
        return [*(((line, "text"),) for line in lines[: most - 1]), ((f"… {more}", "dim"),)]
    return [((line, "text"),) for line in lines]


def _trend(trend: Sequence[Observation], zone: str, *, low: bool) -> list[Line]:
    heads = [f"{day_in(value.at, zone):%y-%m-%d}" for value in trend]
    numbers = [value.value for value in trend if value.value is not None]
    drawn = sparkline(numbers) if len(numbers) > 1 else ""
    runs: list[Run] = []
    if low:
        for head, value in zip(heads, trend, strict=True):
            runs += [(f"{head}: ", "dim"), _value(value), (GAP, "")]
        return [(*runs, (drawn, "accent"))]
    tops: list[Run] = []
    for head, value in zip(heads, trend, strict=True):
        number, role = _value(value)
        cell = max(len(head), len(number)) + 2
        number = number if BOUNDS[value.mark] else f"{number} "
        # Numbers end under the end of their date, the mark stands one cell further right.
        tops.append((f"{head} ".rjust(cell + 1), "dim"))
        runs.append((number.rjust(cell + 1), role))
    return [tuple(tops), (*runs, (GAP, ""), (drawn, "accent"))]


def _value(value: Observation) -> Run:
    role = "bold danger" if value.abnormal else "text"
    return f"{measured(value)}{BOUNDS[value.mark]}", role


def _waits(row: AttentionRow, now: datetime, zone: str, width: int, *, low: bool) -> list[Line]:
    """Whose it is, until when, what Enter does."""
    runs: list[Run] = []
    if row.responsible:
        runs.append((_("responsible: {name}").format(name=row.responsible), "dim"))
    if row.state is TaskState.DONE:
        if row.answered is not None:
            runs.append((_("answered {when}").format(when=stamp(row.answered, zone)), "dim"))
    elif row.postponed is not None and row.postponed > now:
        runs.append((_("postponed until {when}").format(when=stamp(row.postponed, zone)), "text"))
    elif row.due is not None:
        runs.append(_due(row, row.due, now, zone, low=low))
    if row.unsent and row.state is not TaskState.DONE:
        runs.append(unsent(row))
    leads = opens(row)
    if leads:
        runs.append((f"Enter → {_('source') if low else leads}", "dim"))
    joined: list[Run] = []
    for number, run in enumerate(runs):
        joined += [(" · ", "dim"), run] if number else [run]
    if sum(len(text) for text, _role in joined) <= width:
        return [tuple(joined)]
    return [(run,) for run in runs]


def _due(row: AttentionRow, due: datetime, now: datetime, zone: str, *, low: bool) -> Run:
    late = due < now
    if row.result is None:
        said = _("was due {when}") if late else _("due {when}")
    elif low:
        said = _("48 h ended {when}") if late else _("48 h end {when}")
    elif late:
        said = _("the 48 hours for acknowledging ended {when}")
    else:
        said = _("to be acknowledged by {when}")
    return said.format(when=stamp(due, zone)), "danger" if late else "text"


def opens(row: AttentionRow) -> str:
    """Where Enter leads, in a word; empty where a row leads nowhere."""
    return _("the exchange of messages") if has_exchange(row) else leads_to(row)


def leads_to(row: AttentionRow) -> str:
    """What the row is about, in a word; empty where it is about nothing that is kept elsewhere."""
    if row.code == VISITS:
        return _("the day in the schedule")
    kind = row.source.kind if row.source else None
    if row.patient is not None and (kind is None or row.code.startswith(PREFIX)):
        kind = SourceKind.PATIENT
    if kind is None:
        return ""
    return {
        SourceKind.PATIENT: _("the card"),
        SourceKind.RESULT: _("the results in the card"),
        SourceKind.RECORD: _("the record in the card"),
        SourceKind.VISIT: _("the visit in the schedule"),
        SourceKind.DOCUMENT: _("the document"),
        SourceKind.HOURS: _("the working hours in the schedule"),
        SourceKind.SERVICE: _("the service itself"),
        SourceKind.REQUEST: _("the request"),
        SourceKind.CONFLICT: _("both versions"),
    }.get(kind, "")


def has_exchange(row: AttentionRow) -> bool:
    """Whether Enter shows the messages themselves: they are what the line leads to, or all there is of it."""
    if row.sender is None:
        return False
    of_messages = row.source is not None and row.source.kind is SourceKind.TASK
    return row.kind is NoticeKind.MESSAGE or of_messages or not leads_to(row)
