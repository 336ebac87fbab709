"""Which areas the departments of the demo treat: one went from the first to the second this year."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from medcab_tui.cabinet.access_actions import Assign
from medcab_tui.demo import staff
from medcab_tui.demo.people import AREAS

if TYPE_CHECKING:
    from medcab_tui.cabinet.cabinet import Cabinet

SINCE: Final = timedelta(days=1_100)
HANDED_OVER: Final = timedelta(days=45)
"""How long ago."""


async def assign(cabinet: Cabinet, today: date) -> None:
    """Every area has its department, as an administrator said."""
    departments = {one.name: one.id for one in await cabinet.access.departments()}
    first, second = departments[staff.THERAPY], departments[staff.SECOND]
    ids, since, handed_over = cabinet.surroundings.ids, today - SINCE, today - HANDED_OVER
    actions = []
    for area in map(str, range(1, AREAS + 1)):
        if area == staff.HANDED_OVER:
            actions += [
                Assign(ids.new(), first, area, None, since, handed_over),
                Assign(ids.new(), second, area, None, handed_over),
            ]
        else:
            actions.append(Assign(ids.new(), first, area, None, since))
    await cabinet.do_all(actions, quietly=True)
