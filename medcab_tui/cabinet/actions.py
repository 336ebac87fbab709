"""What an action is: a frozen dataclass that says who may, what changes, and how the journal tells it."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import is_dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from msgspec import Struct, field

from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.ids import Id
from medcab_tui.domain.records import field_names

if TYPE_CHECKING:
    from medcab_tui.store.outbox import Outgoing
    from medcab_tui.store.transaction import Transaction

T = TypeVar("T")

TOPICS = frozenset(
    {
        *("patients", "encounters", "home", "schedule", "documents", "accounts", "requests", "reference"),
        *("services", "vitals", "access"),
    }
)
"""What a screen can ask to be told about."""

_TOPICS_BY_CODE: dict[str, frozenset[str]] = {}

_MOST_COPIED = 64 * 1024
"""Bytes that stand in a fingerprint's source as they are; of more their hash does, so that none is copied."""


class Done(Struct, Generic[T], frozen=True):
    """What an action did, for the journal, the outbox and whoever asked.

    result: an Id, a number, a text or None. version: of the object after it. params: for the journal's
    sentence, ids and numbers only, no names of patients. before, after: fingerprints of what changed.
    was, now: the thing itself before and after, for whoever is told of it: `cabinet.notices`.
    further: params of further rows of the journal, where one action concerns several patients: the journal
    of each card tells of it.
    """

    result: T
    version: int | None = None
    params: Mapping[str, str] = field(default_factory=dict)
    before: bytes = b""
    after: bytes = b""
    outgoing: tuple[Outgoing, ...] = ()
    was: Any = None
    now: Any = None
    further: tuple[Mapping[str, str], ...] = ()


class Outcome(Struct, Generic[T], frozen=True):
    """What `Cabinet.do` gives: `repeated` if the action had been done before and nothing changed now."""

    result: T
    version: int | None
    repeated: bool


class Action(ABC, Generic[T]):
    """Something a worker does. Subclasses are frozen dataclasses whose first field is `id`.

    code: how the journal calls it, stable. permission: what it takes. topics: who is told of it.
    heavy: whether it carries so much that its hash is made on a thread. step_up: whether it takes a fresh
    proof of who sits here, see `cabinet.step_up`.
    """

    __slots__ = ()

    code: ClassVar[str]
    permission: ClassVar[Permission]
    topics: ClassVar[frozenset[str]]
    heavy: ClassVar[bool] = False
    step_up: ClassVar[bool] = False

    id: Id

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "code" in cls.__dict__:
            _TOPICS_BY_CODE[cls.code] = cls.topics

    @abstractmethod
    def apply(self, tx: Transaction) -> Done[T]:
        """Checks and writes; raises Refused and its kinds, then nothing is written."""

    def like(self) -> tuple[object, ...] | None:
        """What makes two of these the same request (C180); the second within a short time is refused.

        None, unless an action says otherwise: it may be done as often as one likes.
        """
        return None

    def stands(self, tx: Transaction, first: Id) -> bool:
        """Whether what came of the first request still holds: if it was taken back, it can be made again."""
        return True


def topics_of(code: str) -> frozenset[str]:
    """Whom a journal row of another process concerns; everybody, if this program does not know the code."""
    quiet = code.partition(".")[0] in (
        *("sign_in", "sign_out", "lock", "journal", "refused", "step_up", "card"),
    )
    return _TOPICS_BY_CODE.get(code, frozenset() if quiet else TOPICS)


def fingerprint(*values: object) -> bytes:
    """SHA-256 over values of the domain, the same in every process."""
    parts: list[bytes] = []
    for value in values:
        _write(value, parts)
    return hashlib.sha256(b"".join([b"%d:%b" % (len(part), part) for part in parts])).digest()


def _write(value: Any, parts: list[bytes]) -> None:
    kind = type(value)
    writer = _WRITERS.get(kind)
    if writer is None:
        writer = _WRITERS[kind] = _writer_of(kind)
    writer(value, parts)


def _writer_of(kind: type) -> Callable[[Any, list[bytes]], None]:
    if issubclass(kind, Enum):
        return lambda value, parts: parts.append(b"e" + str(value.value).encode())
    if issubclass(kind, Struct) or is_dataclass(kind):
        return _record_writer(kind, field_names(kind, compared=True))
    raise TypeError(f"no fingerprint of {kind.__name__}")


def _record_writer(kind: Any, names: tuple[str, ...]) -> Callable[[Any, list[bytes]], None]:
    head = b"c" + kind.__name__.encode()
    taken = attrgetter(*names)
    known = _WRITERS.get

    def write(value: Any, parts: list[bytes]) -> None:
        parts.append(head)
        for item in taken(value) if len(names) > 1 else (taken(value),):
            writer = known(type(item))
            if writer is None:
                _write(item, parts)
            else:
                writer(item, parts)

    return write


def _write_tuple(value: tuple[Any, ...], parts: list[bytes]) -> None:
    parts.append(b"t%d" % len(value))
    for item in value:
        _write(item, parts)


def _write_set(value: frozenset[Any], parts: list[bytes]) -> None:
    items: list[bytes] = []
    for item in value:
        _write(item, items)
    parts.append(b"f%d" % len(value))
    parts.extend(sorted(items))


_WRITERS: dict[type, Callable[[Any, list[bytes]], None]] = {
    type(None): lambda _, parts: parts.append(b"n"),
    bytes: lambda value, parts: parts.append(
        b"b" + value if len(value) <= _MOST_COPIED else b"h" + hashlib.sha256(value).digest()
    ),
    str: lambda value, parts: parts.append(b"s" + value.encode("utf-8", "surrogatepass")),
    bool: lambda value, parts: parts.append(b"i%d" % value),
    int: lambda value, parts: parts.append(b"i%d" % value),
    Decimal: lambda value, parts: parts.append(b"i" + str(value).encode()),
    date: lambda value, parts: parts.append(b"d" + value.isoformat().encode()),
    datetime: lambda value, parts: parts.append(b"d" + value.isoformat().encode()),
    time: lambda value, parts: parts.append(b"d" + value.isoformat().encode()),
    tuple: _write_tuple,
    frozenset: _write_set,
}
