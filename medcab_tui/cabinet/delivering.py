"""Letters and SMS about what came into somebody's inbox: they go to the outbox and wait there to be sent.

They say of which kind it is and how much, never about whom: mail and SMS are read on strange machines.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Final

from medcab_tui.domain.delivery import SERVICES, Preferences, held_until
from medcab_tui.domain.ids import Id
from medcab_tui.domain.notices import NoticeKind
from medcab_tui.domain.rooms import TaskState
from medcab_tui.store.outbox import Outgoing
from medcab_tui.store.transaction import Transaction

LETTER: Final = "notice.letter"
"""The kind of such a row of the outbox."""

TOLD: Final = frozenset({"count", "day", "first", "last", "due", "threshold"})
"""Values of a sentence that may leave the machine: numbers and times."""


def letters(tx: Transaction) -> tuple[Outgoing, ...]:
    """Letters about everything that this transaction put into inboxes of others, as each of them chose."""
    chosen: dict[Id, Preferences] = {}
    found: list[Outgoing] = []
    for task in tx.added:
        if task.state is TaskState.DONE or task.responsible == tx.worker.id:
            continue
        if task.responsible not in chosen:
            chosen[task.responsible] = tx.delivery.preferences(task.responsible)
        found += letters_about(
            tx, chosen[task.responsible], task.responsible, task.id, task.kind, task.params
        )
    return tuple(found)


def letters_about(
    tx: Transaction,
    chosen: Preferences,
    worker: Id,
    notice: Id,
    kind: NoticeKind,
    params: Mapping[str, str],
) -> Iterator[Outgoing]:
    """A letter, an SMS, both or none; held until the worker's quiet hours are over."""
    ways = chosen.of(kind)
    for channel, service in SERVICES.items():
        if channel in ways:
            told = {name: value for name, value in sorted(params.items()) if name in TOLD}
            payload = {"to": worker.hex(), "notice": notice.hex(), "kind": kind.value, "told": told}
            held = held_until(chosen, kind, tx.now, tx.zone)
            yield Outgoing(notice, LETTER, json.dumps(payload, ensure_ascii=True), service, held)
