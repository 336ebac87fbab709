"""Messages between workers, and what a reply makes of the line it answers. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from medcab_tui.domain.accounts import Permission, Worker
from medcab_tui.domain.errors import Invalid, Refused
from medcab_tui.domain.home import Answer, Standing
from medcab_tui.domain.ids import Id
from medcab_tui.domain.names import tidy
from medcab_tui.domain.notices import NoticeKind
from medcab_tui.domain.rooms import Attention, Source, TaskState
from medcab_tui.domain.rules import check_line

LONGEST: Final = 4_000


class Received(Struct, frozen=True):
    """A line of the inbox as whoever answers it needs to know it."""

    id: Id
    responsible: Id
    kind: NoticeKind
    asked: Attention | None
    sender: Id | None
    thread: Id | None
    title: str
    code: str
    params: dict[str, str]
    patient: Id | None
    number: str
    source: Source | None


def check_message(subject: str, text: str) -> tuple[str, str]:
    """Subject and text as they will be kept; raises Invalid."""
    subject = tidy(subject)
    check_line(subject, "subject", required=True)
    return subject, check_text(text)


def check_text(text: str) -> str:
    """The text of a message as it will be kept: its lines, without empty ones around. Raises Invalid."""
    text = "\n".join(line.rstrip() for line in text.strip().splitlines())
    if not text:
        raise Invalid("text.missing", "text")
    if len(text) > LONGEST:
        raise Invalid("text.long", "text", most=str(LONGEST))
    return text


def check_about(patient: Id | None, *workers: Worker) -> None:
    """A patient is written of only between those whose work shows them patients."""
    if patient is not None and not all(one.may(Permission.BOOK_VISITS) for one in workers):
        raise Invalid("message.patient", "patient")


def check_sender(received: Received) -> Id:
    """To whom a reply goes; Refused if nobody sent it."""
    if received.sender is None:
        raise Refused("message.nobody")
    return received.sender


def replied(before: Standing, now: datetime) -> Standing:
    """What is left of a line once it was replied to: a message or a query is done with; what asks for a
    confirmation or for work still does.
    """
    answered = before.asked is Attention.MESSAGE or before.kind is NoticeKind.QUERY
    if before.state is not TaskState.DONE and not answered:
        return before
    return replace(before, state=TaskState.DONE, status=Answer.REPLIED.value, postponed=None, answered=now)
