"""The regional schedule: a visit is taken, or clashes with one that was booked elsewhere."""

from __future__ import annotations

from typing import Final

from medcab_tui.services.embedded.taken import Asked, Step, Taken, accepted, line, refused, registered

KINDS: Final = frozenset({"appointment"})
CLASH: Final = "SLOT_TAKEN"


def take(asked: Asked) -> Taken:
    """Accepted, then kept under a number there, unless the slot is gone."""
    body, chance = asked.operation.body, asked.chance
    number = f"З-{chance.digits('number', 9)}"
    told = line(body, "start", "when", "title") or "Запись"
    code = chance.refused((CLASH,))
    last = (
        refused(code, "Время занято записью из другой организации", number)
        if code
        else registered(number, "Запись принята")
    )
    return Taken(accepted(number), (Step(chance.wait("answer", 0.3), last),), told=told)
