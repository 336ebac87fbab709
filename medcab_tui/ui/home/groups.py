"""The lines of Home in their groups: what needs attention, then by state; a heading between them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from medcab_tui.domain.rooms import AttentionRow, TaskState
from medcab_tui.locale import _
from medcab_tui.ui.home.words import state_title
from medcab_tui.ui.widgets.window import Note

FINISHED: Final = 5
"""Of what is finished, as many stand in «Сводка»; «Список» has them all."""


def summary(rows: Sequence[AttentionRow]) -> list[Any]:
    """What needs attention first, without a heading of its own; what is postponed is counted only."""
    shown: list[Any] = [row for row in rows if row.attention]
    rest = [row for row in rows if not row.attention]
    hidden = [row for row in rest if row.postponed is not None and row.state is not TaskState.DONE]
    rest = [row for row in rest if row not in hidden]
    for state in TaskState:
        found = [row for row in rest if row.state is state]
        shown += _group(state, found[:FINISHED] if state is TaskState.DONE else found, len(found))
    if hidden:
        shown.append(Note(((_("postponed: {n}, all of them in the list").format(n=len(hidden)), "dim"),)))
    return shown


def by_state(rows: Sequence[AttentionRow]) -> list[Any]:
    """Everything, by state."""
    shown: list[Any] = []
    for state in TaskState:
        found = [row for row in rows if row.state is state]
        shown += _group(state, found, len(found))
    return shown


def group_of(row: AttentionRow) -> tuple[bool, TaskState]:
    """Where a row stands: what needs attention is one group, whatever its state."""
    return row.attention is not None, row.state


def counts(rows: Sequence[AttentionRow], room: int) -> str:
    """«ожидающие подтверждения 4, в работе 3, завершённые 1», as many of them as there is room for."""
    said = [f"{state_title(state)} {sum(row.state is state for row in rows)}" for state in TaskState]
    while said and len(", ".join(said)) > room:
        said.pop()
    return ", ".join(said)


def _group(state: TaskState, rows: Sequence[AttentionRow], count: int) -> list[Any]:
    if not rows:
        return []
    return [Note(((f"{state_title(state)} {count}", "heading"),)), *rows]
