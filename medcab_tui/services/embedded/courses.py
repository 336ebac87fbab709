"""Courses: an enrolment is confirmed, later the course is finished and its hours are told."""

from __future__ import annotations

from typing import Final

from medcab_tui.domain.exchange import Receipt, Way
from medcab_tui.services.embedded.taken import Asked, Step, Taken, accepted, answer, line, refused, registered

KINDS: Final = frozenset({"course.enrolled"})
HOURS: Final = (18, 36, 72, 144)


def take(asked: Asked) -> Taken:
    """Confirmed, then finished; or there is no place."""
    body, chance = asked.operation.body, asked.chance
    number = f"К-{chance.digits('number', 6)}"
    told = line(body, "title", "course") or "Курс"
    code = chance.refused(("NO_PLACE",))
    if code:
        last = refused(code, "Мест на курсе нет", number)
        return Taken(accepted(number), (Step(chance.wait("refused"), last),), told=told)
    named = line(body, "hours")
    hours = (
        int(named) if named.isascii() and named.isdigit() and len(named) < 5 else chance.pick("hours", HOURS)
    )
    confirmed = chance.wait("confirmed")
    stands = Receipt(
        Way.ACCEPTED, number, text="Зачисление подтверждено", raw=answer(result="success", number=number)
    )
    done = registered(number, f"Курс окончен, часов: {hours}", hours=hours)
    steps = (Step(confirmed, stands), Step(confirmed + chance.wait("finished", 30), done))
    return Taken(accepted(number), steps, told=told)
