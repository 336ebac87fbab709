"""Who wants to hear of changes, and the look-out for those that other processes make."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from medcab_tui.cabinet.actions import topics_of
from medcab_tui.domain.errors import StoreFault
from medcab_tui.domain.ids import Id
from medcab_tui.store import accounts, journal

if TYPE_CHECKING:
    from medcab_tui.store.transaction import Connection
    from medcab_tui.store.vault import Vault

Listener = Callable[[frozenset[str]], None]

EVERY_SECONDS = 1.0

LOCK = frozenset({"lock"})
"""Told when another process needs the store alone (a re-key, a restore) or removed the worker who sits here:
the cabinet should lock."""


class Watch:
    """Tells listeners what changed: our own changes at once, those of others within two seconds."""

    def __init__(self) -> None:
        self._listeners: dict[object, Listener] = {}
        self._own: set[int] = set()
        self._seen = 0
        self._worker = Id(b"")
        self._task: asyncio.Task[None] | None = None

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Calls the listener, on the event loop, with the topics of every change; gives what ends it."""
        token = object()
        self._listeners[token] = listener

        def end() -> None:
            self._listeners.pop(token, None)

        return end

    def publish(self, topics: frozenset[str]) -> None:
        """Tells everybody; nobody if there is nothing to tell."""
        if topics:
            for listener in tuple(self._listeners.values()):
                listener(topics)

    def own(self, sequence: int) -> None:
        """Keeps that a journal row is ours. Called in the writer's thread, before the row is committed."""
        self._own.add(sequence)

    def start(self, vault: Vault, seen: int, worker: Id) -> None:
        """Looks out from now on, beginning after a journal row, on behalf of a worker."""
        self._seen = seen
        self._worker = worker
        self._task = asyncio.get_running_loop().create_task(self._look_out(vault))

    def stop(self) -> None:
        """Looks out no more."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    async def _look_out(self, vault: Vault) -> None:
        version = -1
        while True:
            try:
                now = await vault.data_version()
                if now != version:
                    self.publish(await self._changes(vault))
                    version = now
                if vault.wanted():
                    self.publish(LOCK)
            except StoreFault as fault:
                if fault.code == "store.closed":
                    return
            await asyncio.sleep(EVERY_SECONDS)

    async def _changes(self, vault: Vault) -> frozenset[str]:
        rows, removed = await vault.read(self._since)
        topics = LOCK if removed else frozenset()
        for sequence, code in rows:
            self._seen = max(self._seen, sequence)
            if sequence in self._own:
                self._own.discard(sequence)
            else:
                topics |= topics_of(code)
        self._own = {sequence for sequence in self._own if sequence > self._seen}
        return topics

    def _since(self, connection: Connection) -> tuple[list[tuple[int, str]], bool]:
        seen = self._seen
        while seen + 1 in self._own:
            seen += 1
        return list(journal.since(connection, seen)), accounts.by_id(connection, self._worker) is None
