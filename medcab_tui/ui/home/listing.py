"""The lists of Home: their columns, and how «Список» can be narrowed and ordered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from medcab_tui.domain.home import is_visit
from medcab_tui.domain.notices import NoticeKind
from medcab_tui.domain.rooms import Attention, AttentionRow, TaskState
from medcab_tui.locale import _, pgettext
from medcab_tui.ui.home.kinds import kind_title, kind_word
from medcab_tui.ui.home.words import attention_title, mark, state_title, status, title, who, whom
from medcab_tui.ui.shell.dates import AGE_WIDTH, age, stamp
from medcab_tui.ui.shell.filter_lines import Choice, Order
from medcab_tui.ui.widgets.columns import Column

NO_TIME: Final = datetime.max.replace(tzinfo=UTC)


def columns(now: Callable[[], datetime], zone: Callable[[], str], *, wide: bool, close: bool) -> list[Column]:
    """Class, age, what, whom, how it stands; in a wide list also whose it is, and since when.

    close: names without ages.
    """
    found = [
        Column(mark, width=1),
        Column(lambda row: (age(row.since, now()), "dim"), width=AGE_WIDTH, align="right"),
        Column(title, flex=3, least=18),
        Column(lambda row: whom(row) if close else who(row, now(), zone()), width=15 if close else 19),
        Column(lambda row: status(row, now(), zone()), flex=2, least=14),
    ]
    if wide:
        found.insert(2, Column(lambda row: (kind_word(row.kind), "dim"), width=13, needs=100))
        found.insert(5, Column(lambda row: (row.responsible, "dim"), width=16, needs=100))
        found.insert(6, Column(lambda row: (stamp(row.since, zone()), "dim"), width=16, needs=128))
    return found


def choices() -> tuple[Choice, ...]:
    """What «Список» can be narrowed by."""
    return (
        Choice(
            "state",
            pgettext("filter", "state"),
            tuple((state.value, state_title(state)) for state in TaskState),
        ),
        Choice(
            "attention",
            pgettext("filter", "needs"),
            tuple((kind.value, attention_title(kind)) for kind in Attention),
        ),
        Choice(
            "kind",
            pgettext("filter", "kind"),
            (
                *((kind.value, kind_title(kind)) for kind in NoticeKind),
                ("visit", pgettext("filter", "visits not closed")),
            ),
        ),
    )


def orders() -> tuple[Order, ...]:
    """In which orders «Список» can stand beside its own."""
    return (
        Order("age", _("the oldest first"), key=lambda row: row.since),
        Order("due", _("by time limit"), key=lambda row: row.due or NO_TIME),
        Order("patient", _("by patient"), key=lambda row: (not row.full_name, row.full_name)),
    )


def readers() -> dict[str, Callable[[Any], str]]:
    """What a row says to each choice."""
    return {"state": lambda row: row.state.value, "attention": _attention, "kind": _kind}


def _attention(row: AttentionRow) -> str:
    return row.attention.value if row.attention else ""


def _kind(row: AttentionRow) -> str:
    return "visit" if is_visit(row) else row.kind.value
