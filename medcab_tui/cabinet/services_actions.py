"""Telling everybody of what an older program had not: each service once to each worker (C033)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import ClassVar, Final

from medcab_tui.cabinet.actions import Action, Done
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.ids import Id
from medcab_tui.domain.notices import Asks, NoticeKind, Service, Told
from medcab_tui.domain.rooms import service_source
from medcab_tui.store.tasks import NewTask, told_line
from medcab_tui.store.transaction import Transaction

CONCERNS: Final[dict[Service, Permission]] = {
    Service.FREE_TIME: Permission.BOOK_VISITS,
    Service.ATTACHMENTS: Permission.ATTACH_DOCUMENT,
    Service.REFERENCE: Permission.READ_REFERENCE,
    Service.REMINDERS: Permission.OWN_ACCOUNT,
    Service.EXCHANGE: Permission.MANAGE_SERVICES,
}
"""Who has use for a service: those who hold this permission."""


@dataclass(frozen=True, slots=True)
class AnnounceServices(Action[int]):
    """Tells whoever has use for a service and was not told of it yet; gives how many lines that made.

    It is done by whoever opens a store first after the program was renewed, and says only what the program
    brings: no right beyond one's own account is needed.
    """

    code: ClassVar[str] = "services.announced"
    permission: ClassVar[Permission] = Permission.OWN_ACCOUNT
    topics: ClassVar[frozenset[str]] = frozenset({"home"})

    id: Id
    services: tuple[Service, ...]

    def apply(self, tx: Transaction) -> Done[int]:
        new = [notice for service in self.services for notice in _notices(service, tx)]
        tx.home.add_all(new)
        return Done(len(new), None, {"count": str(len(new))})


def announcement(services: tuple[Service, ...] = tuple(Service)) -> AnnounceServices:
    """The same in every process: two that open a store together tell of it once."""
    told = " ".join(service.value for service in services)
    return AnnounceServices(Id(hashlib.sha256(f"services {told}".encode()).digest()[:16]), services)


def _notices(service: Service, tx: Transaction) -> list[NewTask]:
    identity = Id(hashlib.sha256(f"service {service.value}".encode()).digest()[:16])
    known = tx.notices.told_of(identity, 1)
    return [
        told_line(
            tx.ids.new(),
            worker,
            tx.now,
            NoticeKind.SERVICE,
            Told.SERVICE,
            {"service": service.value},
            asks=Asks.ACTIVATION,
            source=service_source(service),
            about=(identity, 1),
        )
        for worker in tx.accounts.holding(CONCERNS[service])
        if worker not in known
    ]
