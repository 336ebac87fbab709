"""The store of the cards' tests, with a doctor who receives."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time

import pytest

from medcab_tui.cabinet.cabinet import Cabinet
from medcab_tui.cabinet.schedule_actions import BookVisit, SetWorkingHours
from medcab_tui.domain.ids import Id
from medcab_tui.domain.rooms import VisitKind
from medcab_tui.domain.schedule_hours import WorkingHours
from tests.ui.patients.conftest import (
    Ground,
    Hands,
    Opens,
    _quiet_log,
    colleague,
    ground,
    opened,
    store,
)

__all__ = ["Ground", "Hands", "Opens", "_quiet_log", "colleague", "ground", "opened", "store"]

WEEK = tuple(
    WorkingHours(day, time(9), time(15), 15, "214", (time(12, 30), time(13)) if day == 1 else None)
    for day in range(5)
)


@pytest.fixture
async def office(colleague: Cabinet) -> Cabinet:
    """The same worker at another terminal, who receives on weekdays from nine to three."""
    await colleague.do(SetWorkingHours(colleague.surroundings.ids.new(), colleague.worker.id, 0, WEEK))
    return colleague


@pytest.fixture
def booked(office: Cabinet) -> Callable[..., object]:
    """Books a visit from the other terminal."""

    async def book(patient: Id, at: str, reason: str = "") -> Id:
        action = BookVisit(
            office.surroundings.ids.new(),
            patient,
            office.worker.id,
            datetime.fromisoformat(f"2026-11-{at}"),
            15,
            VisitKind.FIRST,
            reason,
        )
        return (await office.do(action)).result

    return book
