"""What a counterpart is asked, and what it makes of it: an answer now, and what it will say later."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct, field

from medcab_tui.domain.exchange import MOST_RAW, Json, Operation, Receipt, Way
from medcab_tui.services.embedded.chance import Chance

LONGEST_LINE: Final = 200
LONGEST_TEXT: Final = 8_000


class Asked(Struct, frozen=True):
    """One operation before a counterpart. at: now. known: the copy of its object kept here, if any."""

    operation: Operation
    chance: Chance
    at: datetime
    known: Mapping[str, Json] | None = None


class Step(Struct, frozen=True):
    """Something that will be said later: what became of the operation, or a change of something else."""

    after: timedelta
    receipt: Receipt | None = None
    kind: str = "status"
    remote_id: str = ""
    etag: str = ""
    body: Mapping[str, Json] = field(default_factory=dict)


class Note(Struct, frozen=True):
    """Something a counterpart keeps: a letter in a mailbox, its copy of a patient."""

    space: str
    key: str
    value: Json


class Taken(Struct, frozen=True):
    """What is made of an operation. told: one line for the list of what was received."""

    receipt: Receipt
    steps: tuple[Step, ...] = ()
    notes: tuple[Note, ...] = ()
    told: str = ""


def line(body: Mapping[str, Json], *names: str, most: int = LONGEST_LINE) -> str:
    """The first of these fields that holds a text or a number, in one line; "" if none does."""
    for name in names:
        value = body.get(name)
        if isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).strip():
            return " ".join(str(value).split())[:most]
    return ""


def text(body: Mapping[str, Json], *names: str, most: int = LONGEST_TEXT) -> str:
    """The first of these fields that holds a text, with its lines."""
    for name in names:
        value = body.get(name)
        if isinstance(value, str) and value.strip():
            return value[:most]
    return ""


def answer(**said: Json) -> str:
    """An answer as it came: this one says that a stand-in gave it."""
    return json.dumps({"stand-in": True, **said}, ensure_ascii=False, default=str)[:MOST_RAW]


def accepted(number: str, **said: Json) -> Receipt:
    """Taken in for a check."""
    return Receipt(Way.ACCEPTED, number, raw=answer(result="success", number=number, **said))


def registered(number: str, told: str = "", **said: Json) -> Receipt:
    """Kept there for good, or done. said: what was asked for."""
    raw = answer(result="success", number=number, text=told, **said)
    return Receipt(Way.REGISTERED, number, text=told, raw=raw, body=said)


def refused(code: str, told: str, number: str = "", **said: Json) -> Receipt:
    """Refused, with its code and words. said: what was asked for."""
    raw = answer(result="error", code=code, message=told, number=number, **said)
    return Receipt(Way.REFUSED, number, code=code, text=told, raw=raw, body=said)
