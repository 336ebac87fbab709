"""The second factor of workers: its secret, the step that was taken last, recovery codes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import apsw

from medcab_tui.domain.errors import Stale
from medcab_tui.domain.ids import Id
from medcab_tui.domain.second_factor import Kept, SecondFactor
from medcab_tui.domain.times import instant, moment

OF_WORKER: Final = "SELECT secret, last_step, since, version FROM second_factor WHERE worker = ?"
LEFT: Final = "SELECT count(*) FROM second_factor_code WHERE worker = ? AND used IS NULL"
USE_STEP: Final = "UPDATE second_factor SET last_step = ?1 WHERE worker = ?2 AND last_step < ?1"
USE_CODE: Final = "UPDATE second_factor_code SET used = ? WHERE worker = ? AND hash = ? AND used IS NULL"
FORGET: Final = "DELETE FROM second_factor WHERE worker = ?"
FORGET_CODES: Final = "DELETE FROM second_factor_code WHERE worker = ?"
_KEEP = "INSERT INTO second_factor (worker, secret, since, last_step, version) VALUES (?, ?, ?, ?, ?)"
_KEEP_CODE = "INSERT INTO second_factor_code (worker, hash) VALUES (?, ?)"


class SecondFactorWrites:
    """What actions and the door do with it."""

    def __init__(self, connection: apsw.Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def standing(self, worker: Id, seen: int | None) -> SecondFactor | None:
        """What stands now; Stale if it is not what was seen. seen: None if there was none."""
        found = of_worker(self._connection, worker)
        version = found.shown.version if found is not None else None
        if version != seen:
            raise Stale("second_factor.stale")
        return found.shown if found is not None else None

    def keep(self, worker: Id, secret: bytes, step: int, hashes: Sequence[bytes]) -> int:
        """Keeps a new one in place of any before; gives its version."""
        before = of_worker(self._connection, worker)
        version = before.shown.version + 1 if before is not None else 1
        self.forget(worker)
        self._connection.execute(_KEEP, (worker, secret, instant(self._now), step, version))
        self._connection.executemany(_KEEP_CODE, ((worker, one) for one in hashes))
        return version

    def forget(self, worker: Id) -> bool:
        """Takes it away with its recovery codes; false if there was none."""
        self._connection.execute(FORGET_CODES, (worker,))
        self._connection.execute(FORGET, (worker,))
        return self._connection.changes() > 0

    def use_step(self, worker: Id, step: int) -> bool:
        """Takes the code of a step, once: false if that step or a later one was taken before."""
        self._connection.execute(USE_STEP, (step, worker))
        return self._connection.changes() > 0

    def use_code(self, worker: Id, code: bytes) -> bool:
        """Takes a recovery code, once; false if there is no such code left."""
        self._connection.execute(USE_CODE, (instant(self._now), worker, code))
        return self._connection.changes() > 0


def of_worker(connection: apsw.Connection, worker: Id) -> Kept | None:
    """A worker's second factor, None without one."""
    found = connection.execute(OF_WORKER, (worker,)).fetchone()
    if found is None:
        return None
    secret, last, since, version = found
    counted = connection.execute(LEFT, (worker,)).fetchone()
    return Kept(secret, last, SecondFactor(moment(since), counted[0] if counted else 0, version))
