"""What the outside gives to every layer: time, identifiers, chance. Passed in, never reached for."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from medcab_tui.domain.ids import Id


class Clock(Protocol):
    """Where the time comes from."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


class IdSource(Protocol):
    """Where identifiers come from; each is greater than the one before, even under a fixed clock."""

    def new(self) -> Id: ...


class RandomSource(Protocol):
    """Where keys, salts and nonces come from."""

    def bytes(self, count: int) -> bytes: ...
