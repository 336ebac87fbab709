"""What waits for another's approval: handing a task over, correcting a colleague's data, whatever is asked.

Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final

from msgspec import Struct, field

from medcab_tui.domain import names
from medcab_tui.domain.accounts import Worker
from medcab_tui.domain.errors import Invalid, Refused
from medcab_tui.domain.ids import Id

LONGEST_NOTE: Final = 500
"""Characters of what is said along with a request."""

IDENTITY: Final = ("surname", "given", "patronymic", "post")
"""What of a worker's own data can be corrected, as fields of `Worker`."""


class RequestKind(StrEnum):
    """What is asked for."""

    HAND_OVER = "hand_over"
    """Another worker is to take a task; that worker decides."""
    RESULT = "result"
    """Another worker is to acknowledge a result; that worker decides. The subject is the result."""
    CORRECTION = "correction"
    """A worker's name or post is wrong; an administrator decides (C106)."""


class RequestState(StrEnum):
    """Where a request stands; all but the first are the end of it."""

    WAITING = "waiting"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class FieldChange(Struct, frozen=True):
    """One field as it was when it was asked about, and as it is to be."""

    field: str
    before: str
    after: str


class NewRequest(Struct, frozen=True):
    """What is asked, before anybody decided.

    subject: the task or the worker it is about. decider: who decides; None: any administrator.
    title, or code and params it is told from: what the task says, or whose data it is about.
    changes: what the subject's fields are to become; of a task the status it had.
    """

    id: Id
    kind: RequestKind
    subject: Id
    decider: Id | None
    title: str
    note: str
    changes: tuple[FieldChange, ...] = ()
    patient: Id | None = None
    code: str = ""
    params: Mapping[str, str] = field(default_factory=dict)


class HandedOver(Struct, frozen=True):
    """A task as it is handed over: whose it is, at which version, how it stands."""

    id: Id
    responsible: Id
    version: int
    done: bool
    status: str
    title: str
    patient: Id | None
    code: str
    params: Mapping[str, str]


class Request(Struct, frozen=True):
    """A request as it stands. Names are surnames with initials; `decider` empty: any administrator."""

    id: Id
    version: int
    kind: RequestKind
    subject: Id
    asker: Id
    asker_name: str
    decider: Id | None
    decider_name: str
    asked: datetime
    title: str
    note: str
    state: RequestState
    changes: tuple[FieldChange, ...]
    patient: Id | None = None
    patient_name: str = ""
    decided: datetime | None = None
    decided_by: Id | None = None
    decided_name: str = ""
    reason: str = ""
    """Why it was declined."""
    code: str = ""
    params: Mapping[str, str] = field(default_factory=dict)


def check_note(text: str) -> str:
    """What is said along with a request, tidied; raises Invalid when it is too long."""
    said = text.strip()
    if len(said) > LONGEST_NOTE:
        raise Invalid("note.long", "note", most=str(LONGEST_NOTE))
    return said


def corrected(worker: Worker, wanted: Mapping[str, str]) -> tuple[FieldChange, ...]:
    """What would change of a worker; raises Invalid about a wrong field, or if nothing would."""
    changes = []
    for name in IDENTITY:
        before = getattr(worker, name)
        after = names.tidy(wanted.get(name, before))
        if name == "post":
            if not after:
                raise Invalid("post.missing", name)
        else:
            names.check_name(after, name, required=name != "patronymic")
        if after != before:
            changes.append(FieldChange(name, before, after))
    if not changes:
        raise Invalid("request.nothing", IDENTITY[0])
    return tuple(changes)


def moved_on(worker: Worker, changes: tuple[FieldChange, ...]) -> bool:
    """Whether the worker's data are no longer what the request was about."""
    return any(getattr(worker, change.field) != change.before for change in changes)


def inverse(changes: tuple[FieldChange, ...]) -> tuple[FieldChange, ...]:
    """What takes the changes back."""
    return tuple(FieldChange(change.field, change.after, change.before) for change in changes)


def check_waiting(request: Request) -> None:
    """Refused if it was decided or withdrawn already."""
    if request.state is not RequestState.WAITING:
        raise Refused("request.decided")


def deciders(asker: Id, subject: Id, administrators: Sequence[Id]) -> tuple[Id, ...]:
    """Which administrators decide about a worker's data: whom it is no matter of; where there is none, the
    one it is about; where that is nobody either, the one who asks, who works alone.
    """
    for excluded in ((asker, subject), (asker,), ()):
        left = tuple(one for one in administrators if one not in excluded)
        if left:
            return left
    return ()


def may_decide(request: Request, worker: Id, administrators: Sequence[Id]) -> bool:
    """Whether this worker may say yes or no. administrators: all who may manage workers."""
    if request.decider is not None:
        return request.decider == worker
    return worker in deciders(request.asker, request.subject, administrators)
