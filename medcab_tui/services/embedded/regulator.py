"""The regulator: a report is accepted, or comes back with remarks."""

from __future__ import annotations

from typing import Final

from medcab_tui.services.embedded.taken import Asked, Step, Taken, accepted, line, refused, registered

KINDS: Final = frozenset({"report"})
REMARKS: Final = (
    "Строка 5 меньше суммы строк 6 и 7",
    "Отчётный период не совпадает с планом",
    "Не заполнены сведения об ответственном лице",
)


def take(asked: Asked) -> Taken:
    """Accepted for a check; remarks are a refusal with their text."""
    body, chance = asked.operation.body, asked.chance
    number = f"О-{chance.digits('number', 7)}"
    told = line(body, "title", "form", "period") or "Отчёт"
    code = chance.refused(("REMARKS",))
    last = (
        refused(code, chance.pick("remark", REMARKS), number) if code else registered(number, "Отчёт принят")
    )
    return Taken(accepted(number), (Step(chance.wait("checked", 3), last),), told=told)
