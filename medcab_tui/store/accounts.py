"""The organisation, its workers, their roles and departments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final

import apsw
from msgspec.structs import replace

from medcab_tui.domain.accounts import Organisation, Permission, Role, Worker
from medcab_tui.domain.errors import Invalid, Refused
from medcab_tui.domain.folding import fold, name_key
from medcab_tui.domain.ids import Id
from medcab_tui.domain.names import full_name
from medcab_tui.domain.sources import IdSource
from medcab_tui.domain.times import instant, moment

_FOUND = "INSERT INTO organisation (id, name, zone) VALUES (?, ?, ?)"
_REMINDS = "INSERT INTO figure (name, number) VALUES (?, ?)"
REMINDS_SINCE: Final = "reminders_since"
"""The figure that says from when on this store reminds: of nothing that fell due before."""
_ORGANISATION = "SELECT id, name FROM organisation LIMIT 1"
_COLUMNS = (
    "w.id, w.login, w.surname, w.given, w.patronymic, w.post,"
    " coalesce((SELECT d.name FROM membership m CROSS JOIN department d ON d.id = m.department"
    " WHERE m.worker = w.id AND m.until IS NULL ORDER BY m.since DESC LIMIT 1), ''),"
    " (SELECT group_concat(role, ' ') FROM worker_role r WHERE r.worker = w.id)"
)
_BY_LOGIN = f"SELECT {_COLUMNS} FROM worker w WHERE w.login = ? AND w.removed IS NULL"
_BY_ID = f"SELECT {_COLUMNS} FROM worker w WHERE w.id = ? AND w.removed IS NULL"
_HERE = "SELECT 1 FROM worker WHERE id = ? AND removed IS NULL"
_EVERYBODY = f"SELECT {_COLUMNS} FROM worker w WHERE w.removed IS NULL ORDER BY w.fold, w.id"
_BY_NAME = (
    "SELECT w.id, w.surname, w.given, w.patronymic, w.post FROM worker w INDEXED BY worker_by_name"
    " WHERE w.removed IS NULL AND w.fold >= '' AND w.id <> ? ORDER BY w.fold, w.id"
)
_TAKEN = "SELECT 1 FROM worker WHERE login = ?"
_ADD = "INSERT INTO worker (id, login, fold, surname, given, patronymic, post) VALUES (?, ?, ?, ?, ?, ?, ?)"
_GRANT = "INSERT INTO worker_role (worker, role) VALUES (?, ?)"
_DEPARTMENT = "SELECT id FROM department WHERE fold = ?"
_OPEN_DEPARTMENT = "INSERT INTO department (id, name, fold) VALUES (?, ?, ?)"
_JOIN = "INSERT INTO membership (worker, since, department) VALUES (?, ?, ?)"
_REMOVE = "UPDATE worker SET removed = ?, version = version + 1 WHERE id = ? AND removed IS NULL"
_OTHER_HOLDER = (
    "SELECT 1 FROM worker w CROSS JOIN worker_role r ON r.worker = w.id"
    " WHERE r.role = ? AND w.removed IS NULL AND w.id <> ? LIMIT 1"
)
_AMEND = (
    "UPDATE worker SET surname = ?, given = ?, patronymic = ?, fold = ?, post = ?, version = version + 1"
    " WHERE id = ?"
)
_KEYS_TO_WITHDRAW = "SELECT login FROM worker WHERE removed IS NOT NULL AND key_withdrawn = 0 ORDER BY id"
_KEYS_WITHDRAWN = "UPDATE worker SET key_withdrawn = 1 WHERE removed IS NOT NULL AND key_withdrawn = 0"
HAS_SECOND_FACTOR: Final = "SELECT 1 FROM second_factor WHERE worker = ?"
_SIGNED_IN = "SELECT signed_in FROM worker WHERE id = ?"
_SIGN_IN = "UPDATE worker SET signed_in = ? WHERE id = ?"


class AccountWrites:
    """What an action may do with workers."""

    def __init__(self, connection: apsw.Connection, now: datetime, today: date, ids: IdSource) -> None:
        self._connection = connection
        self._now = now
        self._today = today
        self._ids = ids

    def found(self, organisation: Organisation, zone: str) -> None:
        """Names whose store this is; from now on it reminds, see `store.falling_due`."""
        self._connection.execute(_FOUND, (organisation.id, organisation.name, zone))
        self._connection.execute(_REMINDS, (REMINDS_SINCE, instant(self._now)))

    def add(self, worker: Worker) -> None:
        """Adds a worker; Invalid login.taken if the login was ever given, also to one who has left."""
        if self._connection.execute(_TAKEN, (worker.login,)).fetchone() is not None:
            raise Invalid("login.taken", "login")
        names = (worker.surname, worker.given, worker.patronymic)
        self._connection.execute(_ADD, (worker.id, worker.login, name_key(*names), *names, worker.post))
        self._connection.executemany(_GRANT, ((worker.id, role.value) for role in sorted(worker.roles)))
        if worker.department:
            department = self._department(worker.department)
            self._connection.execute(_JOIN, (worker.id, self._today.isoformat(), department))

    def remove(self, worker: Id) -> Worker:
        """Takes a worker off; Invalid if nobody would be left to administer. The rows they wrote stay."""
        leaving = by_id(self._connection, worker)
        if leaving is None:
            raise Refused("worker.missing")
        others = self._connection.execute(_OTHER_HOLDER, (Role.ADMINISTRATOR.value, worker)).fetchone()
        if Role.ADMINISTRATOR in leaving.roles and others is None:
            raise Invalid("worker.last_administrator")
        self._connection.execute(_REMOVE, (instant(self._now), worker))
        return leaving

    def worker(self, worker: Id) -> Worker:
        """A worker by id; Refused if there is none."""
        found = by_id(self._connection, worker)
        if found is None:
            raise Refused("worker.missing")
        return found

    def require(self, worker: Id) -> None:
        """Refused unless this worker works here."""
        if self._connection.execute(_HERE, (worker,)).fetchone() is None:
            raise Refused("worker.missing")

    def holding(self, permission: Permission) -> tuple[Id, ...]:
        """Those who work here and may do this."""
        return tuple(worker.id for worker in everybody(self._connection) if worker.may(permission))

    def amend(self, worker: Id, fields: Mapping[str, str]) -> Worker:
        """Puts a worker's name or post right: `fields` of `domain.requests.IDENTITY`, checked already."""
        now = self.worker(worker)
        changed: dict[str, Any] = dict(fields)
        after = replace(now, **changed)
        names = (after.surname, after.given, after.patronymic)
        self._connection.execute(_AMEND, (*names, name_key(*names), after.post, worker))
        return after

    def sign_in(self, worker: Id) -> datetime | None:
        """Keeps that a worker signed in now; gives when they did before."""
        before = self._connection.execute(_SIGNED_IN, (worker,)).fetchone()
        self._connection.execute(_SIGN_IN, (instant(self._now), worker))
        return moment(before[0]) if before and before[0] is not None else None

    def _department(self, name: str) -> Id:
        found = self._connection.execute(_DEPARTMENT, (fold(name),)).fetchone()
        if found is not None:
            return Id(found[0])
        made = self._ids.new()
        self._connection.execute(_OPEN_DEPARTMENT, (made, name, fold(name)))
        return made


def organisation(connection: apsw.Connection) -> Organisation:
    """Whose store this is."""
    found = connection.execute(_ORGANISATION).fetchone()
    if found is None:
        raise Refused("organisation.missing")
    return Organisation(Id(found[0]), found[1])


def has_second_factor(connection: apsw.Connection, worker: Id) -> bool:
    """Whether the door asks this worker for a code after the password."""
    return connection.execute(HAS_SECOND_FACTOR, (worker,)).fetchone() is not None


def by_login(connection: apsw.Connection, login: str) -> Worker | None:
    """The worker who signs in with a login, unless removed."""
    return _first(_rows(connection.execute(_BY_LOGIN, (login,))))


def by_id(connection: apsw.Connection, worker: Id) -> Worker | None:
    """A worker, unless removed."""
    return _first(_rows(connection.execute(_BY_ID, (worker,))))


def everybody(connection: apsw.Connection) -> tuple[Worker, ...]:
    """All who work here, by name."""
    return _rows(connection.execute(_EVERYBODY))


def colleagues(connection: apsw.Connection, but: Id, text: str, limit: int) -> tuple[Worker, ...]:
    """Who else works here, found by beginnings of names and of the post in either layout; all for no text."""
    from medcab_tui.domain.finding import ranked  # signing in has no use for it

    named = (_Colleague(Id(row[0]), *row[1:]) for row in connection.execute(_BY_NAME, (but,)))
    found = ranked(named, text)[:limit]
    return tuple(worker for one in found if (worker := by_id(connection, one.worker)) is not None)


class _Colleague:
    """A worker as one looks for them: by name, then by post."""

    __slots__ = ("also", "help", "id", "title", "worker")

    def __init__(self, worker: Id, surname: str, given: str, patronymic: str, post: str) -> None:
        self.worker = worker
        self.id = worker.hex()
        self.title = full_name(surname, given, patronymic)
        self.also = post
        self.help = ""


def keys_to_withdraw(connection: apsw.Connection) -> tuple[str, ...]:
    """Logins of removed workers who may still hold a key."""
    return tuple(login for (login,) in connection.execute(_KEYS_TO_WITHDRAW))


def keys_withdrawn(connection: apsw.Connection) -> None:
    """Keeps that those who left hold no key any more."""
    connection.execute(_KEYS_WITHDRAWN)


def _rows(rows: Iterable[tuple[Any, ...]]) -> tuple[Worker, ...]:
    return tuple(map(_worker, rows))


def _worker(columns: tuple[Any, ...]) -> Worker:
    identity, login, surname, given, patronymic, post, department, roles = columns
    held = frozenset(map(Role, (roles or "").split()))
    return Worker(Id(identity), login, surname, given, patronymic, post, department, held)


def _first(found: tuple[Worker, ...]) -> Worker | None:
    return found[0] if found else None
