"""Visits: what may be read of them."""

from __future__ import annotations

from medcab_tui.cabinet.desk import Desk
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.ids import Id
from medcab_tui.domain.visits import Visit
from medcab_tui.store import access, visits
from medcab_tui.store.transaction import Connection


class VisitsRoom:
    """What a worker may read of visits: they are part of the card."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def one(self, visit: Id) -> Visit:
        """A visit with all that belongs to it; Refused if there is none."""
        return await self._desk.read_card(
            Permission.READ_CARD, lambda c: access.of_visit(c, visit), lambda c: visits.one(c, visit)
        )

    async def of(self, patient: Id) -> tuple[Visit, ...]:
        """A patient's visits, the newest first."""
        return await self._desk.read_card(Permission.READ_CARD, patient, lambda c: visits.of(c, patient))

    async def open_of(self, patient: Id) -> Visit | None:
        """This worker's visit of the patient that began today and lasts."""
        desk = self._desk
        now, zone = desk.surroundings.clock.now(), desk.surroundings.zone

        def read(connection: Connection) -> Visit | None:
            found = visits.open_of(connection, desk.worker.id, patient, now, zone)
            return None if found is None else visits.one(connection, found)

        return await desk.read_card(Permission.READ_CARD, patient, read)

    async def latest_of(self, patient: Id) -> Visit | None:
        """This worker's visit of the patient that lasts, else the newest one."""
        worker = self._desk.worker.id
        return await self._desk.read_card(
            Permission.READ_CARD, patient, lambda c: visits.latest(c, worker, patient)
        )

    async def of_appointment(self, appointment: Id) -> Visit | None:
        """The visit that an appointment became; None if nobody was let in."""

        def read(connection: Connection) -> Visit | None:
            found = visits.of_appointment(connection, appointment)
            return None if found is None else visits.one(connection, found)

        return await self._desk.read_card(
            Permission.READ_CARD, lambda c: access.of_appointment(c, appointment), read
        )
