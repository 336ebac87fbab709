"""Columns and previews of what the stand-in got and of its letters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from medcab_tui.domain.cleaning import one_line, visible
from medcab_tui.domain.stand import Letter, Received
from medcab_tui.locale import _, ngettext
from medcab_tui.ui.shell.dates import AGE_WIDTH, age, local, stamp
from medcab_tui.ui.stand.words import WAYS, answer_words, kind_words, state_cell
from medcab_tui.ui.widgets.columns import Column
from medcab_tui.ui.widgets.lines import Cell, Line

Now = Callable[[], datetime]

MOST_LINES = 400
"""Lines of a letter that are shown."""


def received_columns(now: Now, zone: str) -> tuple[Column, ...]:
    """When, what, how it stands, what comes next."""

    def when(row: Received) -> Cell:
        said = row.next(now())
        if said is None:
            return ("—", "dim")
        at = local(said.at, zone)
        today = at.date() == local(now(), zone).date()
        return (f"{at:%H:%M:%S}" if today else f"{at:%m-%d}", "text")

    def what(row: Received) -> Cell:
        said = row.next(now())
        return answer_words(said) if said is not None else ""

    return (
        Column(lambda row: (age(row.at, now()), "dim"), width=AGE_WIDTH, align="right"),
        Column(lambda row: (kind_words(row.kind), "dim"), lambda: _("Kind"), width=11),
        Column(lambda row: one_line(row.told) or "—", lambda: _("What"), flex=2, least=12),
        Column(lambda row: state_cell(row, now()), lambda: _("It said"), flex=2, least=18),
        Column(when, lambda: _("It will say"), width=8),
        Column(what, flex=2, needs=100),
    )


def letter_columns(now: Now, *, phone: bool) -> tuple[Column, ...]:
    """When, to whom, about what."""
    about = (
        Column(lambda row: one_line(row.text), lambda: _("Text"), flex=3, least=16)
        if phone
        else Column(lambda row: one_line(row.subject) or "—", lambda: _("Subject"), flex=3, least=16)
    )
    return (
        Column(lambda row: (age(row.at, now()), "dim"), width=AGE_WIDTH, align="right"),
        Column(lambda row: one_line(row.to), lambda: _("To"), flex=2, least=14, most=34),
        about,
        Column(lambda row: (_attached(row), "dim"), width=16, needs=100),
    )


def received_lines(row: Received, now: datetime, zone: str) -> list[Line]:
    """The way of one operation: what was said, what will be."""
    lines: list[Line] = []
    for said in row.said:
        at = f"{local(said.at, zone):%Y-%m-%d %H:%M:%S}  "
        if said.at > now:
            lines.append(((at, "dim"), ("○ ", "dim"), (f"{_('will say')}: {answer_words(said)}", "dim")))
            continue
        glyph, _word, role = WAYS.get(said.way, ("●", "", "text")) if said.way else ("●", "", "text")
        lines.append(((at, "dim"), (f"{glyph} ", role), (answer_words(said), role)))
    return lines


def letter_lines(row: Letter, zone: str) -> list[Line]:
    """A letter whole: who, to whom, when, what came with it, the text."""
    heads = (
        (_("From: "), row.sender or _("the cabinet")),
        (_("To: "), row.to),
        (_("Sent: "), stamp(row.at, zone)),
        *(((_("Subject: "), row.subject),) if row.subject else ()),
        *((_("Attached: "), f"{name}, {size_told(size)}") for name, size in row.attached),
    )
    lines: list[Line] = [((label, "dim"), (one_line(value), "text")) for label, value in heads]
    text = visible(row.text.replace("\r\n", "\n")).expandtabs(4).splitlines()
    return [*lines, (), *(((line, "text"),) for line in text[:MOST_LINES])]


def size_told(size: int) -> str:
    """«12 КиБ»."""
    return f"{size} {_('B')}" if size < 1024 else f"{size // 1024} {_('KiB')}"


def _attached(row: Letter) -> str:
    count = len(row.attached)
    return ngettext("{n} file", "{n} files", count).format(n=count) if count else ""
