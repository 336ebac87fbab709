"""Requests and decisions: what waits for this worker's word, and what became of what they asked."""

from __future__ import annotations

from medcab_tui.cabinet.desk import Desk
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.errors import Forbidden
from medcab_tui.domain.ids import Id
from medcab_tui.domain.requests import Request
from medcab_tui.store import requests


class RequestsRoom:
    """What is asked of this worker and by them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def to_decide(self) -> tuple[Request, ...]:
        """What waits for this worker's decision, the oldest first."""
        worker = self._desk.worker
        administers = worker.may(Permission.MANAGE_WORKERS)
        return await self._desk.read(
            Permission.READ_HOME, lambda c: requests.to_decide(c, worker.id, administers=administers)
        )

    async def asked(self) -> tuple[Request, ...]:
        """What this worker asked, the latest first."""
        worker = self._desk.worker.id
        return await self._desk.read(Permission.READ_HOME, lambda c: requests.asked_by(c, worker))

    async def decided(self) -> tuple[Request, ...]:
        """What this worker decided, the latest first."""
        worker = self._desk.worker.id
        return await self._desk.read(Permission.READ_HOME, lambda c: requests.decided_by(c, worker))

    async def one(self, request: Id) -> Request:
        """A request this worker has to do with; Forbidden otherwise, an administrator too."""
        worker = self._desk.worker
        found = await self._desk.read(Permission.READ_HOME, lambda c: requests.one(c, request))
        concerned = worker.id in (found.asker, found.decider, found.decided_by, found.subject)
        if not concerned and (found.decider is not None or not worker.may(Permission.MANAGE_WORKERS)):
            raise Forbidden("request.not_yours", permission=Permission.MANAGE_WORKERS.value)
        return found
