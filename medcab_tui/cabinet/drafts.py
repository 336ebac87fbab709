"""What is being typed: kept outside actions, versions and the journal, at most a second behind."""

from __future__ import annotations

from medcab_tui.cabinet.desk import Desk
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.errors import StoreFault
from medcab_tui.store import drafts
from medcab_tui.store.drafts import Draft

__all__ = ["Draft", "Drafts"]


class Drafts:
    """The worker's own drafts, by place and object."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def keep(self, place: str, object: str, body: dict[str, str]) -> None:  # noqa: A002
        """Keeps a draft in place of the one before."""
        self._desk.require(Permission.OWN_ACCOUNT)
        now, worker = self._desk.surroundings.clock.now(), self._desk.worker.id
        await self._desk.write(lambda c: drafts.keep(c, worker, place, object, body, now))

    async def get(self, place: str, object: str) -> dict[str, str] | None:  # noqa: A002
        """A draft's fields, None if there is none."""
        worker = self._desk.worker.id
        return await self._desk.read(Permission.OWN_ACCOUNT, lambda c: drafts.get(c, worker, place, object))

    async def drop(self, place: str, object: str) -> None:  # noqa: A002
        """Forgets a draft."""
        self._desk.require(Permission.OWN_ACCOUNT)
        worker = self._desk.worker.id
        await self._desk.write(lambda c: drafts.drop(c, worker, place, object))

    async def all(self) -> tuple[Draft, ...]:
        """Every draft of this worker."""
        worker = self._desk.worker.id
        return await self._desk.read(Permission.OWN_ACCOUNT, lambda c: drafts.all_of(c, worker))

    def keep_now(self, place: str, object: str, body: dict[str, str]) -> None:  # noqa: A002
        """Keeps a draft before it returns: from a signal, or while the event loop is stopping.

        Through a connection of its own, so that it needs neither the loop nor the store's threads.
        """
        self._desk.require(Permission.OWN_ACCOUNT)
        desk = self._desk
        if not desk.key:
            raise StoreFault("store.closed", path=str(desk.vault.folder))
        drafts.keep_now(
            desk.vault.folder, desk.key, desk.worker.id, place, object, body, desk.surroundings.clock.now()
        )
