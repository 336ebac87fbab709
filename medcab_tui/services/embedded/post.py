"""The gateway of letters and SMS: what is sent lands in a mailbox or a telephone that can be opened here."""

from __future__ import annotations

from typing import Final

from medcab_tui.domain.exchange import Json
from medcab_tui.services.embedded.taken import (
    Asked,
    Note,
    Step,
    Taken,
    accepted,
    line,
    refused,
    registered,
    text,
)

KINDS: Final = frozenset({"notice.letter", "mail", "sms"})
MAILBOX: Final = "mailbox"
PHONE: Final = "phone"
_REFUSALS: Final = {
    MAILBOX: ("550 5.1.1", "Такого адреса нет"),
    PHONE: ("absent-subscriber", "Абонент недоступен"),
}
_LATEST: Final = 10**15
"""Keys count down from it, so that the newest letter comes first."""


def take(asked: Asked) -> Taken:
    """A letter is delivered at once; an SMS is accepted and delivered a little later."""
    operation, chance = asked.operation, asked.chance
    body = operation.body
    where = _where(asked)
    to = line(body, "address", "to")
    subject = line(body, "subject", "title")
    told = subject or line(body, "text", "body", most=60) or operation.kind
    number = f"{chance.digits('number', 10)}"
    if chance.refusal is not None or not to:
        code, words = _REFUSALS[where]
        if not to:
            words = "Адрес не указан"
        return Taken(refused(chance.refusal or code, words, number), told=told)
    if chance.happens("refused", chance.conduct.refuses):
        return Taken(refused(*_REFUSALS[where], number), told=told)
    attached: list[Json] = [
        {"name": file.name[:200], "media": file.media[:100], "size": len(file.content)}
        for file in operation.files[:50]
    ]
    kept: dict[str, Json] = {
        "from": line(body, "from", "sender"),
        "to": to,
        "subject": subject,
        "text": text(body, "text", "body"),
        "at": asked.at.isoformat(),
        "attached": attached,
    }
    stamp = _LATEST - int(asked.at.timestamp() * 1000)
    notes = (Note(where, f"{stamp:015d}.{operation.key[:32]}", kept),)
    if where == PHONE:
        done = Step(chance.wait("delivered", 0.2), registered(number, "Доставлено"))
        return Taken(accepted(number), (done,), notes, told)
    return Taken(registered(number, "250 2.0.0 Принято", queue=number), (), notes, told)


def _where(asked: Asked) -> str:
    body = asked.operation.body
    channel = line(body, "channel", "service")
    if asked.operation.kind == "sms" or channel == "sms":
        return PHONE
    if channel == "mail" or asked.operation.kind == "mail":
        return MAILBOX
    to = line(body, "address", "to")
    return PHONE if to.startswith("+") or (to.isdigit() and len(to) > 9) else MAILBOX
