"""The pharmacy network: what becomes of a prescription, by the statuses of the gateway (DOMAIN.md §5)."""

from __future__ import annotations

from typing import Final

from medcab_tui.services.embedded.taken import Asked, Step, Taken, accepted, line, refused, registered

KINDS: Final = frozenset({"prescription"})
STATUSES: Final = (
    "Зарегистрирован", "Отпущен", "Частично отпущен", "Отменен", "Отложенное обслуживание", "Аннулирован",
)  # fmt: skip
"""By their numbers, 0 to 5."""
ROADS: Final = ((1,), (1,), (1,), (2, 1), (4, 1), (3,))
"""What happens after registration: most are dispensed, some in parts or put off, one in six is cancelled."""
CODES: Final = ("FRLLO_EXPIRE_DATE_ERROR", "INVALID_ELEMENT_VALUE_CODE")


def take(asked: Asked) -> Taken:
    """Registered first, then dispensed step by step, all told of one sending; a withdrawn one is annulled."""
    body, chance = asked.operation.body, asked.chance
    number = f"00{chance.digits('number', 10)}"
    told = line(body, "title", "drug", "text", "number") or "Рецепт"
    code = chance.refused(CODES)
    if code:
        last = refused(code, "Рецепт не зарегистрирован", number)
        return Taken(accepted(number), (Step(chance.wait("refused"), last),), told=told)
    steps = [Step(chance.wait("registered"), registered(number, STATUSES[0], status=0))]
    withdrawn = body.get("withdrawn") is True or body.get("status") in ("annulled", "withdrawn")
    road = (5,) if withdrawn else chance.pick("road", ROADS)
    after = steps[0].after
    for place, status in enumerate(road):
        after += chance.wait(f"status {place}", 10)
        steps.append(Step(after, registered(number, STATUSES[status], status=status)))
    return Taken(accepted(number), tuple(steps), told=told)
