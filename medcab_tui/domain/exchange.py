"""What goes between the cabinet and a connected service: operations out, receipts and changes in. Pure."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol, TypeAlias

import msgspec
from msgspec import Struct

from medcab_tui.domain.ids import Id

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"

MOST_RAW: Final = 16 * 1024
"""Characters kept of a service's answer as it came."""


class Capability(StrEnum):
    """What a service can carry."""

    PATIENTS = "patients"
    RESULTS = "results"
    APPOINTMENTS = "appointments"
    PRESCRIPTIONS = "prescriptions"
    INSURANCE = "insurance"
    DOCUMENTS = "documents"
    QUALIFICATIONS = "qualifications"
    """The register of medical workers."""
    COURSES = "courses"
    APPLICATIONS = "applications"
    MAIL = "mail"
    SMS = "sms"
    IDENTITY = "identity"


class Way(StrEnum):
    """How far something sent has come (C194): each step is kept with its time and the raw answer."""

    HELD = "held"
    """Can be called back until it goes."""
    QUEUED = "queued"
    SENT = "sent"
    """Handed over; the service has not said more."""
    ACCEPTED = "accepted"
    """Taken in for a check: not yet kept for good (РЭМД answers in this way, DOMAIN.md §6)."""
    REGISTERED = "registered"
    REFUSED = "refused"
    RECALLED = "recalled"
    CONFLICT = "conflict"
    """Changed there too, in the same field: somebody has to look."""

    @property
    def final(self) -> bool:
        """Whether nothing more will come of it by itself."""
        return self in (Way.REGISTERED, Way.REFUSED, Way.RECALLED)


@dataclass(frozen=True, slots=True)
class File:
    """A file that goes with an operation. signatures: CMS in DER, detached over exactly these bytes."""

    name: str
    media: str
    """«application/pdf»."""
    content: bytes = field(repr=False)
    signatures: tuple[bytes, ...] = field(default=(), repr=False)


class Operation(Struct, frozen=True):
    """One thing to be done there.

    key: 32 hexadecimal digits, the same at every attempt; a service that has seen it does nothing twice.
    kind: «patient», «document», «notice.letter» …; body: of a shape that goes with the kind.
    remote_id, etag: what the service calls the object and which edition of it we know; empty: not there yet.
    """

    key: str
    kind: str
    object: Id
    body: Mapping[str, Json]
    made: datetime
    attempt: int = 1
    remote_id: str = ""
    etag: str = ""
    files: tuple[File, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a service said to an operation.

    way: SENT, ACCEPTED, REGISTERED or REFUSED. number: under which it stands there. code, text: of a
    refusal, in the service's own words. raw: the answer as it came, cut at MOST_RAW. body: what was asked
    for, of a shape that goes with the kind («status» and «company» of a policy).
    """

    way: Way
    number: str = ""
    remote_id: str = ""
    etag: str = ""
    code: str = ""
    text: str = ""
    raw: str = ""
    body: Mapping[str, Json] = field(default_factory=dict, compare=False, repr=False)


class Change(Struct, frozen=True):
    """Something that changed there.

    kind: «status» (what became of an operation: `answers` names its key, `receipt` says it), else of the
    object: «patient», «result» … cursor: where the next pull goes on once this is kept. remote_id, etag,
    body: the object as it stands there now. deleted: it is there no more.
    """

    kind: str
    cursor: str
    remote_id: str = ""
    etag: str = ""
    body: Mapping[str, Json] = msgspec.field(default_factory=dict)
    answers: str = ""
    receipt: Receipt | None = None
    deleted: bool = False


class Checked(Struct, frozen=True):
    """What a service said when asked how it is: a sentence of its own (version, greeting), for people."""

    told: str = ""
    raw: str = ""


class ServiceFault(Exception):
    """A service could not be used now. `raw`: what it said, for the page of services; never with secrets."""

    def __init__(self, told: str = "", *, raw: str = "") -> None:
        super().__init__(told)
        self.told = told
        self.raw = raw[:MOST_RAW]


class Unreachable(ServiceFault):
    """No answer: no network, refused, broken off, too late. Whether it was done there is not known."""


class Throttled(ServiceFault):
    """Asked to come later. after: how much, None if not said."""

    def __init__(self, told: str = "", *, after: timedelta | None = None, raw: str = "") -> None:
        super().__init__(told, raw=raw)
        self.after = after


class Unwell(ServiceFault):
    """It answered that it is broken, or with something that makes no sense."""


class Denied(ServiceFault):
    """It does not let us in: a person has to look at the settings."""


class Rejected(ServiceFault):
    """It will never take this operation: its code and its words."""

    def __init__(self, told: str = "", *, code: str = "", raw: str = "") -> None:
        super().__init__(told, raw=raw)
        self.code = code


class ChangedThere(ServiceFault):
    """The edition we know is not the one there any more: `theirs` is."""

    def __init__(self, theirs: Change, told: str = "", *, raw: str = "") -> None:
        super().__init__(told, raw=raw)
        self.theirs = theirs


class Notebook(Protocol):
    """Where a stand-in keeps its own state, in transactions of its own: values as JSON under text keys."""

    async def get(self, space: str, key: str) -> Json: ...

    async def put(self, space: str, key: str, value: Json) -> None: ...

    async def drop(self, space: str, key: str) -> None: ...

    def scan(self, space: str, after: str = "") -> AsyncIterator[tuple[str, Json]]:
        """In the order of keys, from the first one after `after`."""
        ...
