"""Failed attempts to sign in, counted before the password is looked at.

`counters.json` lies beside the slots, because it must be written while nobody is signed in. Whoever owns
the folder can put an older copy in its place: it keeps out those who sit at the keyboard, not the owner of
the disk. Rows stand under the same keyed hashes as the slots; logins that do not exist are counted alike,
in a table of bounded size from which a real worker is never pushed out.

Each attempt is also noted, sealed to the store's public key, and enters the journal at the next unlock.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import asdict

from medcab_tui.domain.errors import Refused, StoreFault
from medcab_tui.store import files
from medcab_tui.store.crypto import Undecipherable
from medcab_tui.store.faults import told
from medcab_tui.store.lock import beside
from medcab_tui.store.slots import SlotFile

FORMAT: Final = 1
FREE_ATTEMPTS: Final = 5
HARD_STOP: Final = 100
FIRST_WAIT: Final = 30
LONGEST_WAIT: Final = 3600
MOST_ROWS: Final = 512
MOST_NOTES: Final = 200
_MOST_TOLD: Final = 9999
_PURPOSE: Final = b"attempt"
_NOTE_LENGTH: Final = 1024
"""Bytes; a login of 64 letters, each told by twelve, fits."""
_OUTCOMES: Final = frozenset({"failed", "blocked", "counters_missing"})
_LATEST: Final = datetime(9000, 1, 1, tzinfo=UTC).timestamp()


class Steady(Struct, frozen=True):
    """A clock nobody can set: which start of the machine, and the seconds since."""

    boot: str
    seconds: float


def machine_time() -> Steady:
    """The machine's own running time, sleep included."""
    boot = Path("/proc/sys/kernel/random/boot_id")
    name = boot.read_text().strip() if boot.exists() else ""
    return Steady(name, time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)))


class Failures(Struct, frozen=True):
    """What a worker is told after signing in: failures since the previous time, and when that was."""

    count: int
    previous: datetime | None


class Attempt(Struct, frozen=True):
    """What happened at the door while the store was locked. at: UTC.

    outcome: "failed" (login as it was typed), "blocked" (the failure that reached the hard stop),
    "counters_missing" (the file was gone and was begun anew).
    """

    login: str
    at: datetime
    outcome: str


class Noted(Struct, frozen=True):
    """The attempts kept for the journal, oldest first, and how many more there was no room for."""

    attempts: tuple[Attempt, ...]
    lost: int


class _Row(Struct):
    failures: int = 0
    at: float = 0.0
    boot: str = ""
    ran: float = 0.0
    succeeded: float | None = None
    told: int = 0
    """Failures for which nobody waits any more; the next sign-in tells of them."""


class _Table(Struct):
    rows: dict[str, _Row]
    notes: list[tuple[str, str]]
    lost: int = 0


class Counters:
    """The failed attempts of one store; every call reads the file anew and writes it before returning.

    steady: a clock nobody can set. With it a wait is measured on the machine's running time, so that
    setting the wall clock forward does not shorten it (unless the machine is restarted too); without it,
    on the `now` that is passed in. Either way a clock set back makes nobody wait longer than one wait.
    """

    def __init__(self, folder: Path, slots: SlotFile, *, steady: Callable[[], Steady] | None = None) -> None:
        self._path = folder / files.COUNTERS
        self._folder = folder
        self._slots = slots
        self._steady = steady

    def create(self) -> None:
        """Begins the file of a new store."""
        with beside(self._folder):
            self._write(_Table({}, []))

    def begin(self, login: str, now: datetime) -> None:
        """Counts an attempt, before its password is checked, or refuses it.

        Raises Refused("sign_in.wait", seconds="…") while the wait lasts, Refused("sign_in.blocked") after
        HARD_STOP failures in a row, StoreFault if the file cannot be read or written.
        """
        name = self._slots.name_of(login)
        with beside(self._folder):
            table = self._read(now)
            row = table.rows.setdefault(name, _Row())
            if row.failures >= HARD_STOP:
                raise Refused("sign_in.blocked")
            seconds = self._left(row, now)
            if seconds > 0:
                self._write(table)
                raise Refused("sign_in.wait", seconds=str(seconds))
            row.failures += 1
            self._mark(row, now)
            self._note(table, name, Attempt(login, now, "blocked" if row.failures == HARD_STOP else "failed"))
            self._write(table)

    def succeeded(self, login: str, now: datetime) -> Failures:
        """The password was right: takes back the attempt that `begin` counted and starts afresh.

        Gives the failures since the previous success, and when that was.
        """
        name = self._slots.name_of(login)
        with beside(self._folder):
            table = self._read(now)
            row = table.rows.pop(name, _Row())
            table.rows[name] = _Row(at=now.timestamp(), succeeded=now.timestamp())
            if row.failures:
                _take_back(table, name)
            self._write(table)
        previous = None if row.succeeded is None else datetime.fromtimestamp(row.succeeded, UTC)
        return Failures(max(0, row.failures - 1) + row.told, previous)

    def confirmed(self, login: str, now: datetime) -> None:
        """The proof was right inside an open cabinet: takes back the attempt that `begin` counted.

        Nobody waits for the failures before it any more; they are told at the next sign-in.
        """
        self._take_back(login, now, right=True)

    def taken_back(self, login: str, now: datetime) -> None:
        """What `begin` counted was no failure, and proved nothing either."""
        self._take_back(login, now, right=False)

    def _take_back(self, login: str, now: datetime, *, right: bool) -> None:
        name = self._slots.name_of(login)
        with beside(self._folder):
            table = self._read(now)
            row = table.rows.get(name)
            if row is not None and row.failures:
                row.failures -= 1
                if right:
                    row.told, row.failures = min(_MOST_TOLD, row.told + row.failures), 0
                _take_back(table, name)
            self._write(table)

    def clear(self, login: str, now: datetime) -> None:
        """Lets a blocked worker in again: after recovery, or by an administrator."""
        name = self._slots.name_of(login)
        with beside(self._folder):
            table = self._read(now)
            if name in table.rows:
                table.rows[name] = _Row(at=now.timestamp(), succeeded=table.rows[name].succeeded)
            self._write(table)

    def noted(self) -> Noted:
        """What was noted while nobody was signed in; the slot file must have been unlocked or trusted.

        Write it to the journal, then call `forget` with it: a crash between the two repeats notes rather
        than losing them.
        """
        with beside(self._folder):
            table = self._read(None)
        return Noted(tuple(self._opened(box) for _name, box in table.notes), table.lost)

    def forget(self, noted: Noted) -> None:
        """Drops the notes that stand in the journal now."""
        with beside(self._folder):
            table = self._read(None)
            table.notes = table.notes[len(noted.attempts) :]
            table.lost = max(0, table.lost - noted.lost)
            self._write(table)

    def _left(self, row: _Row, now: datetime) -> int:
        """Whole seconds this row still has to wait."""
        if row.failures < FREE_ATTEMPTS:
            return 0
        wait = min(LONGEST_WAIT, FIRST_WAIT << min(20, row.failures - FREE_ATTEMPTS))
        steady = self._steady() if self._steady else None
        if steady is not None and steady.boot and steady.boot == row.boot:
            passed = steady.seconds - row.ran
        else:
            passed = now.timestamp() - row.at
        if passed < 0:  # the clock was set back: the wait begins again, and is no longer than it was
            self._mark(row, now)
            passed = 0
        return max(0, math.ceil(wait - passed))

    def _mark(self, row: _Row, now: datetime) -> None:
        row.at = now.timestamp()
        if self._steady:
            steady = self._steady()
            row.boot, row.ran = steady.boot, steady.seconds

    def _note(self, table: _Table, name: str, attempt: Attempt) -> None:
        if len(table.notes) >= MOST_NOTES:
            table.lost += 1
            return
        plain = {"login": attempt.login[:64], "at": attempt.at.timestamp(), "outcome": attempt.outcome}
        # of one length whatever was typed: the size of a box must not tell a login
        content = json.dumps(plain).encode().ljust(_NOTE_LENGTH)
        table.notes.append((name, self._slots.seal_note(content, _PURPOSE).hex()))

    def _opened(self, box: str) -> Attempt:
        try:
            plain = json.loads(self._slots.open_note(bytes.fromhex(box), _PURPOSE))
            if plain["outcome"] not in _OUTCOMES:  # whoever has the file can seal a note of their own
                raise ValueError("no such outcome")
            return Attempt(
                str(plain["login"])[:64], datetime.fromtimestamp(_instant(plain["at"]), UTC), plain["outcome"]
            )
        except (Undecipherable, ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
            raise self._damaged() from error

    def _read(self, now: datetime | None) -> _Table:
        if not self._path.exists():
            table = _Table({}, [])
            if now is not None:
                self._note(table, "", Attempt("", now, "counters_missing"))
            return table
        with told(self._path):
            content = files.read_small(self._path)
        try:
            plain: dict[str, Any] = json.loads(content)
            if int(plain["format"]) > FORMAT:
                raise StoreFault("store.newer", path=str(self._path), version=str(plain["format"]))
            rows = {str(name): _row(row) for name, row in plain["rows"].items()}
            notes = [(str(name), str(box)) for name, box in plain["notes"]]
            return _Table(rows, notes, max(0, int(plain["lost"])))
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
            raise self._damaged() from error

    def _write(self, table: _Table) -> None:
        real = self._slots.names()
        strangers = sorted((name for name in table.rows if name not in real), key=lambda n: table.rows[n].at)
        for name in strangers[: max(0, len(strangers) - MOST_ROWS)]:
            del table.rows[name]
        rows = {name: asdict(row) for name, row in table.rows.items()}
        plain = {"format": FORMAT, "rows": rows, "notes": table.notes, "lost": table.lost}
        files.replace(self._path, json.dumps(plain).encode())

    def _damaged(self) -> StoreFault:
        return StoreFault("store.counters_damaged", path=str(self._path))


def _take_back(table: _Table, name: str) -> None:
    for at in range(len(table.notes) - 1, -1, -1):
        if table.notes[at][0] == name:
            del table.notes[at]
            return
    table.lost = max(0, table.lost - 1)


def _row(plain: dict[str, Any]) -> _Row:
    succeeded = plain["succeeded"]
    return _Row(
        max(0, min(HARD_STOP, int(plain["failures"]))),
        _instant(plain["at"]),
        str(plain["boot"]),
        _instant(plain["ran"]),
        None if succeeded is None else _instant(succeeded),
        max(0, min(_MOST_TOLD, int(plain.get("told", 0)))),  # stores of before have none
    )


def _instant(seconds: Any) -> float:
    """Seconds as a clock may give them; ValueError for what no clock gives, NaN first of all."""
    found = float(seconds)
    if not 0 <= found < _LATEST:
        raise ValueError("no such time")
    return found
