"""Connections to services: what each is, how it stands, and where its secrets lie."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec
from msgspec import Struct

from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.exchange import Capability, Json
from medcab_tui.domain.ids import Id

LONGEST_NAME: Final = 32
_NAME: Final = re.compile(r"[^\W_][\w.-]*")
RESERVED: Final = frozenset(capability.value for capability in Capability)
"""Words that address whichever service has the capability: no connection is called so."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A field of a connection's settings that is never shown again.

    entry: its name in the system's keyring; "": the value lies in the encrypted store. value: only where
    it is being put away or was just read; compared and printed it is not.
    """

    field: str
    entry: str = ""
    value: str = dataclasses.field(default="", repr=False, compare=False)

    @property
    def in_keyring(self) -> bool:
        """Whether the keyring has it, not the store."""
        return bool(self.entry)


class Link(Struct, frozen=True):
    """One connection, as it was set up and as it stands.

    title: of the service, by language, as its adapter called it when it was set up. carries: the kinds of
    operations it takes, written at switching on. fault: a code («unreachable», «denied» …, or one of
    `ui.words`), told: the service's own words. waiting: what the outbox holds for it.
    """

    id: Id
    name: str
    adapter: str
    title: Mapping[str, str]
    enabled: bool
    capabilities: frozenset[Capability]
    carries: frozenset[str]
    version: int
    last_ok: datetime | None = None
    last_try: datetime | None = None
    failures: int = 0
    broken_until: datetime | None = None
    fault: str = ""
    told: str = ""
    raw: str = ""
    waiting: int = 0
    settings: Mapping[str, Json] = msgspec.field(default_factory=dict)
    """Without secrets."""
    secrets: tuple[Secret, ...] = ()
    """Where they lie; without values."""


def clean_link_name(text: str) -> str:
    """A name as it is kept: no spaces around, small letters. Raises Invalid."""
    name = text.strip().casefold()
    if not name:
        raise Invalid("link.name_missing", "name")
    if len(name) > LONGEST_NAME or not _NAME.fullmatch(name):
        raise Invalid("link.name", "name", most=str(LONGEST_NAME))
    if name in RESERVED:
        raise Invalid("link.name_reserved", "name", name=name)
    return name
