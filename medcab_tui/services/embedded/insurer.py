"""The insurer: whether a policy is in force. Nothing is looked up: the answer is made of the number."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from medcab_tui.services.embedded.chance import Chance
from medcab_tui.services.embedded.taken import Asked, Step, Taken, accepted, line, refused, registered

KINDS: Final = frozenset({"policy.asked"})
CODES: Final = ("POLICY_NOT_FOUND", "POLICY_EXPIRED")
COMPANIES: Final = ("СМО «Стенд-Мед»", "СМО «Пример-Здоровье»", "СМО «Образец»")
LIMITED: Final = 15
"""Of the policies in force so many percent end on a day."""
_DIGITS: Final = frozenset("0123456789")


def take(asked: Asked) -> Taken:
    """The same policy is always answered alike, whoever asks."""
    policy = "".join(sign for sign in line(asked.operation.body, "policy", "number") if sign in _DIGITS)
    told = f"Полис {'•' * max(0, len(policy) - 4)}{policy[-4:]}" if policy else "Полис без номера"
    number = f"П-{asked.chance.digits('number', 8)}"
    if not policy:
        return Taken(refused("POLICY_NUMBER_MISSING", "Номер полиса не указан", number), told=told)
    of_policy = Chance(asked.chance.conduct, f"policy {policy}", asked.chance.refusal)
    code = of_policy.refused(CODES)
    wait = asked.chance.wait("answer", 0.2)
    if code == "POLICY_NOT_FOUND":
        last = refused(code, "Полис не найден", number, status="not_found")
    elif code:
        day = (asked.at - timedelta(days=30 + int(of_policy.share("since") * 700))).date().isoformat()
        last = refused(code, f"Полис не действует с {day}", number, status="expired", until=day)
    else:
        company = of_policy.pick("company", COMPANIES)
        until = f"{asked.at.year + 1}-12-31" if of_policy.happens("until", LIMITED) else ""
        told_until = f" по {until}" if until else ""
        last = registered(
            number, f"Полис действует{told_until}, {company}", status="valid", company=company, until=until
        )
    return Taken(accepted(number), (Step(wait, last),), told=told)
