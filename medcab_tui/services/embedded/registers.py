"""Registers and HR: qualifications and applications are received, looked at and decided, with a reason."""

from __future__ import annotations

from typing import Final

from medcab_tui.domain.exchange import Receipt, Way
from medcab_tui.services.embedded.taken import Asked, Step, Taken, answer, line, refused, registered

KINDS: Final = frozenset({"qualification", "application"})
REASONS: Final[dict[str, str]] = {
    "PERSON_NOT_FOUND": "Сотрудник не найден в ФРМР",
    "PORTFOLIO_INCOMPLETE": "В портфолио меньше 144 академических часов",
    "TOO_EARLY": "Заявление подано раньше чем за 12 месяцев до окончания срока",
    "DOCUMENT_UNREADABLE": "Приложенный документ не читается",
}
"""The last three are this stand-in's own; what is behind them stands in DOMAIN.md §3."""


def take(asked: Asked) -> Taken:
    """Received, under review, decided."""
    body, chance = asked.operation.body, asked.chance
    number = f"{asked.at:%Y}-{chance.digits('number', 6)}"
    told = line(body, "title", "kind", "specialty") or "Заявление"
    code = chance.refused(tuple(REASONS))
    last = (
        refused(code, REASONS.get(code, "Отказано"), number)
        if code
        else registered(number, "Решение положительное: требования выполнены")
    )
    review = chance.wait("review", 3)
    steps = (
        Step(review, _stands(number, "На рассмотрении")),
        Step(review + chance.wait("decision", 10), last),
    )
    return Taken(_stands(number, "Получено"), steps, told=told)


def _stands(number: str, told: str) -> Receipt:
    return Receipt(Way.ACCEPTED, number, text=told, raw=answer(result="success", number=number, text=told))
