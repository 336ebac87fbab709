"""What an action is: a frozen dataclass that says who may, what changes, and how the journal tells it."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, ClassVar, Generic, TypeVar

from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.ids import Id
from medcab_tui.store.outbox import Operation
from medcab_tui.store.transaction import Transaction

T = TypeVar("T")

TOPICS = frozenset({"patients", "encounters", "home", "schedule", "documents", "accounts"})
"""What a screen can ask to be told about."""

_TOPICS_BY_CODE: dict[str, frozenset[str]] = {}


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """What an action did, for the journal, the outbox and whoever asked.

    result: an Id, a number, a text or None. version: of the object after it. params: for the journal's
    sentence, ids and numbers only, no names of patients. before, after: fingerprints of what changed.
    """

    result: T
    version: int | None = None
    params: Mapping[str, str] = field(default_factory=dict)
    before: bytes = b""
    after: bytes = b""
    outgoing: tuple[Operation, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What `Cabinet.do` gives: `repeated` if the action had been done before and nothing changed now."""

    result: T
    version: int | None
    repeated: bool


class Action(ABC, Generic[T]):
    """Something a worker does. Subclasses are frozen dataclasses whose first field is `id`.

    code: how the journal calls it, stable. permission: what it takes. topics: who is told of it.
    """

    __slots__ = ()

    code: ClassVar[str]
    permission: ClassVar[Permission]
    topics: ClassVar[frozenset[str]]

    id: Id

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "code" in cls.__dict__:
            _TOPICS_BY_CODE[cls.code] = cls.topics

    @abstractmethod
    def apply(self, tx: Transaction) -> Done[T]:
        """Checks and writes; raises Refused and its kinds, then nothing is written."""


def topics_of(code: str) -> frozenset[str]:
    """Whom a journal row of another process concerns; everybody, if this program does not know the code."""
    quiet = code.partition(".")[0] in ("sign_in", "sign_out", "lock", "journal", "refused")
    return _TOPICS_BY_CODE.get(code, frozenset() if quiet else TOPICS)


def fingerprint(*values: object) -> bytes:
    """SHA-256 over values of the domain, the same in every process."""
    digest = hashlib.sha256()
    for value in values:
        for part in _parts(value):
            digest.update(len(part).to_bytes(4, "big") + part)
    return digest.digest()


def _parts(value: object) -> list[bytes]:
    match value:
        case None:
            return [b"n"]
        case bytes():
            return [b"b" + value]
        case Enum():
            return [b"e" + str(value.value).encode()]
        case str():
            return [b"s" + value.encode("utf-8", "surrogatepass")]
        case bool() | int() | Decimal():
            return [b"i" + str(value).encode()]
        case date():
            return [b"d" + value.isoformat().encode()]
        case tuple():
            return [b"t%d" % len(value), *(part for item in value for part in _parts(item))]
        case frozenset():
            return [b"f%d" % len(value), *sorted(part for item in value for part in _parts(item))]
    if is_dataclass(value):
        named = type(value).__name__.encode()
        return [b"c" + named, *(part for f in fields(value) for part in _parts(getattr(value, f.name)))]
    raise TypeError(f"no fingerprint of {type(value).__name__}")
