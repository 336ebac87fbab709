"""Departments: which areas and patients each treats, since when, and who heads it."""

from __future__ import annotations

from medcab_tui.cabinet.desk import Desk
from medcab_tui.domain.access import Assignment, Department, may_assign
from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import PatientRow
from medcab_tui.domain.times import day_in
from medcab_tui.store import access, patients
from medcab_tui.store.transaction import Connection


class AccessRoom:
    """What a worker reads of departments (C109, C194). Whose patients are whose is everybody's to know."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def departments(self) -> tuple[Department, ...]:
        """Every department, by name."""
        day = day_in(self._desk.surroundings.clock.now(), self._desk.surroundings.zone)
        return await self._desk.read(Permission.OWN_ACCOUNT, lambda c: access.departments(c, day))

    async def assigned(self, department: Id) -> tuple[tuple[Assignment, PatientRow | None], ...]:
        """Whom a department treats and treated: areas, then patients as a list shows them."""

        def read(c: Connection) -> tuple[tuple[Assignment, PatientRow | None], ...]:
            return tuple(
                (one, patients.row(c, one.patient) if one.patient is not None else None)
                for one in access.assigned(c, department)
            )

        return await self._desk.read(Permission.ASSIGN_PATIENTS, read)

    async def assignable(self) -> frozenset[Id]:
        """The departments of which this worker may say whom they treat."""
        worker, day = (
            self._desk.worker,
            day_in(self._desk.surroundings.clock.now(), self._desk.surroundings.zone),
        )

        def read(c: Connection) -> frozenset[Id]:
            own = access.own_departments(c, worker.id, day)
            return frozenset(one.id for one in access.departments(c, day) if may_assign(worker, one.id, own))

        return await self._desk.read(Permission.OWN_ACCOUNT, read)
