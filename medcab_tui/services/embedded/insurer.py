"""The insurer: whether a policy is in force, what services cost and what of that it pays.

Nothing is looked up: the answers are made of the numbers and the codes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from medcab_tui.domain.exchange import Json
from medcab_tui.services.embedded.chance import Chance
from medcab_tui.services.embedded.taken import Asked, Step, Taken, accepted, line, refused, registered

ASKED: Final = "policy.asked"
PRICED: Final = "services.priced"
KINDS: Final = frozenset({ASKED, PRICED})
CODES: Final = ("POLICY_NOT_FOUND", "POLICY_EXPIRED")
COMPANIES: Final = ("СМО «Стенд-Мед»", "СМО «Пример-Здоровье»", "СМО «Образец»")
LIMITED: Final = 15
"""Of the policies in force so many percent end on a day."""
PAID_FOR: Final = 85
"""Of the services so many percent are in the programme of compulsory insurance."""
MOST_SERVICES: Final = 200
_DIGITS: Final = frozenset("0123456789")


def take(asked: Asked) -> Taken:
    """The same policy is always answered alike, whoever asks; so is the same service."""
    policy = "".join(sign for sign in line(asked.operation.body, "policy", "number") if sign in _DIGITS)
    number = f"П-{asked.chance.digits('number', 8)}"
    return (
        _priced(asked, policy, number) if asked.operation.kind == PRICED else _checked(asked, policy, number)
    )


def _checked(asked: Asked, policy: str, number: str) -> Taken:
    told = f"Полис {'•' * max(0, len(policy) - 4)}{policy[-4:]}" if policy else "Полис без номера"
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


def _priced(asked: Asked, policy: str, number: str) -> Taken:
    """Each service by its code; without a policy that is in force nothing is paid."""
    given = asked.operation.body.get("services")
    services = [one for one in given if isinstance(one, Mapping)] if isinstance(given, list | tuple) else []
    codes = [code for code in (line(one, "code", most=40) for one in services[:MOST_SERVICES]) if code]
    told = ", ".join(codes)[:100] or "Услуги не названы"
    if not codes:
        return Taken(refused("SERVICES_MISSING", "Услуги не названы", number), told=told)
    insured = bool(policy) and not Chance(
        asked.chance.conduct, f"policy {policy}", asked.chance.refusal
    ).refused(CODES)
    said: list[Json] = []
    for code in dict.fromkeys(codes):
        of_code = Chance(asked.chance.conduct, f"service {code}")
        cost = 15_000 + int(of_code.share("cost") * 3_500) * 100 + (50 if of_code.happens("half", 30) else 0)
        paid = cost if insured and of_code.happens("paid for", PAID_FOR) else 0
        said.append({"code": code, "cost": cost, "covered": paid})
    last = registered(number, "Рассчитано", services=said)
    return Taken(accepted(number), (Step(asked.chance.wait("answer", 0.2), last),), told=told)
