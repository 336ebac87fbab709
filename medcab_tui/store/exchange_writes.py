"""What an action may do with the exchange: calling back, links, conflicts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

import apsw

from medcab_tui.domain.errors import Refused, Stale
from medcab_tui.domain.exchange import Receipt, Way
from medcab_tui.domain.exchange_rows import SUPERSEDED, Conflict, Linked, Sending
from medcab_tui.domain.ids import Id
from medcab_tui.domain.patients import NewPatient, Patient
from medcab_tui.domain.rooms import DocumentRow
from medcab_tui.domain.times import instant, moment
from medcab_tui.store import exchange, patients
from medcab_tui.store.bodies import SHAPE, read_base, written_base
from medcab_tui.store.outbox import taking

MOST_MET: Final = 16
"""Editions before the last that are remembered."""

_KEEP_LINK: Final = (
    "INSERT INTO link (object, service, remote_id, etag, shape, base, met) VALUES (?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (object, service) DO UPDATE SET remote_id = excluded.remote_id, etag = excluded.etag,"
    " shape = excluded.shape, base = excluded.base, met = excluded.met"
)
_OPEN: Final = (
    "SELECT seq, worker, not_before FROM outbox INDEXED BY outbox_open"
    " WHERE object = ? AND service = ? AND state IN ('held', 'queued', 'conflict') ORDER BY seq"
)
_DUE_AT: Final = "UPDATE outbox SET next_try = ?, not_before = min(not_before, ?), state = ? WHERE seq = ?"
_CONFLICT_COLUMNS: Final = (
    "id, version, object, service, kind, worker, task, found, settled, shape, base, mine, theirs, remote_id,"
    " etag, outbox"
)
CONFLICT: Final = f"SELECT {_CONFLICT_COLUMNS} FROM conflict WHERE id = ?"
CONFLICT_OF: Final = (
    f"SELECT {_CONFLICT_COLUMNS} FROM conflict INDEXED BY conflict_open"
    " WHERE object = ? AND service = ? AND settled IS NULL"
)
CONFLICTS: Final = (
    f"SELECT {_CONFLICT_COLUMNS} FROM conflict INDEXED BY conflict_found WHERE settled IS NULL"
    " ORDER BY found, id LIMIT ?"
)
_KEEP_CONFLICT: Final = (
    f"INSERT INTO conflict ({_CONFLICT_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (id) DO UPDATE SET version = excluded.version, settled = excluded.settled,"
    " base = excluded.base, mine = excluded.mine, theirs = excluded.theirs, remote_id = excluded.remote_id,"
    " etag = excluded.etag, outbox = excluded.outbox"
)
_CLOSE_TASK: Final = (
    "UPDATE task SET version = version + 1, state = 2, withdrawn = ?, answered = NULL, postponed = NULL"
    " WHERE id = ? AND withdrawn IS NULL"
)
_OPEN_TASK: Final = (
    "UPDATE task SET version = version + 1, state = 0, withdrawn = NULL"
    " WHERE id = ? AND withdrawn IS NOT NULL"
)
_LATEST_OF: Final = (
    "SELECT seq FROM outbox INDEXED BY outbox_open WHERE object = ? AND service = ?"
    " AND state IN ('held', 'queued', 'conflict') ORDER BY seq DESC LIMIT 1"
)
_FILE_HASH: Final = "SELECT f.hash FROM document d CROSS JOIN file f ON f.id = d.file WHERE d.id = ?"
_SENT: Final = (
    "SELECT payload FROM outbox INDEXED BY outbox_by_object WHERE object = ? AND kind = 'document'"
    " AND service = ? AND state NOT IN ('refused', 'recalled')"
)
_LAST_ALIKE: Final = (
    "SELECT state FROM outbox INDEXED BY outbox_by_object WHERE object = ? AND kind = ? AND payload = ?"
    " ORDER BY seq DESC LIMIT 1"
)
_PAYLOAD: Final = "SELECT shape, payload FROM outbox WHERE seq = ?"
SAME_PERSON: Final = (
    "SELECT p.id, p.snils FROM patient_by_year y CROSS JOIN patient p ON p.id = y.id"
    " WHERE y.birth_year = ? AND y.fold = ? AND p.birth = ? AND p.sex = ?"
    " AND NOT EXISTS (SELECT 1 FROM link l WHERE l.object = p.id AND l.service = ?) LIMIT 2"
)
_FIRST_ADMINISTRATOR: Final = (
    "SELECT w.id FROM worker w INDEXED BY worker_by_name CROSS JOIN worker_role r ON r.worker = w.id"
    " AND r.role = 'administrator' WHERE w.removed IS NULL ORDER BY w.fold LIMIT 1"
)


class ExchangeWrites:
    """What goes out of the cabinet and what came in, as an action changes it."""

    def __init__(self, connection: apsw.Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def _rows(self, sql: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql, values).fetchall()

    # What was to be sent.

    def sending(self, seq: int) -> Sending:
        """One operation; Refused if there is none."""
        found = exchange.one(self._connection, seq)
        if found is None:
            raise Refused("sending.missing")
        return found

    def sending_of(self, key: bytes) -> Sending | None:
        """The operation of a key."""
        return exchange.sending_of(self._connection, key)

    def payload(self, seq: int) -> dict[str, str]:
        """The fields an operation told the service."""
        ((shape, kept),) = self._rows(_PAYLOAD, (seq,))
        return read_base(shape, kept)

    def answered(self, seq: int, receipt: Receipt, *, by: str = "") -> None:
        """What came of it."""
        exchange.answered(self._connection, seq, receipt, self._now, by=by)

    def again(self, seq: int, at: datetime) -> None:
        """It is tried at a moment, whatever was waited for."""
        due = instant(at)
        held = "held" if at > self._now else "queued"
        self._connection.execute(_DUE_AT, (due, due, held, seq))

    def newest(self, about: Id, service: str) -> int | None:
        """The last operation of an object that waits for a service."""
        found = self._connection.execute(_LATEST_OF, (about, service)).fetchone()
        return None if found is None else int(found[0])

    def supersede(self, about: Id, service: str) -> tuple[Id | None, datetime | None]:
        """What waits of an object need not go by itself any more; gives whose it was and until when held."""
        rows = self._rows(_OPEN, (about, service))
        for seq, _worker, _until in rows:
            self.answered(seq, Receipt(Way.RECALLED, code=SUPERSEDED))
        if not rows:
            return None, None
        return Id(rows[-1][1]), moment(max(until for _seq, _worker, until in rows))

    def stop(self, about: Id, service: str) -> Id | None:
        """What waits of an object waits for somebody to look; gives whose it is."""
        rows = self._rows(_OPEN, (about, service))
        for seq, _worker, _until in rows:
            found = self.sending(seq)
            if found.state is not Way.CONFLICT:
                self.answered(seq, Receipt(Way.CONFLICT))
        return Id(rows[-1][1]) if rows else None

    # What services call things.

    def linked(self, service: str, about: Id) -> Linked | None:
        """What a service calls an object."""
        return exchange.linked(self._connection, service, about)

    def linked_remote(self, service: str, remote: str) -> Linked | None:
        """The object a service calls so."""
        return exchange.linked_remote(self._connection, service, remote)

    def keep_link(self, about: Id, service: str, remote: str, etag: str, base: Mapping[str, str]) -> None:
        """Both sides said the same, or what one said is known to the other."""
        before = self.linked(service, about)
        met = [] if before is None else [one for one in (*before.met, before.etag) if one and one != etag]
        kept = json.dumps(met[-MOST_MET:], ensure_ascii=False)
        row = (about, service, remote, etag, SHAPE, written_base(base), kept)
        self._connection.execute(_KEEP_LINK, row)

    def keep_cursor(self, service: str, place: str) -> None:
        """How far pulling has come, with the change it covers."""
        exchange.keep_cursor(self._connection, service, "", place, self._now)

    # Documents.

    def takers(self, kind: str) -> tuple[str, ...]:
        """Services that are switched on and take this kind."""
        return tuple(sorted(name for name, kinds in taking(self._connection).items() if kind in kinds))

    def document(self, document: Id) -> tuple[DocumentRow, str]:
        """A document, and the SHA-256 of its file."""
        from medcab_tui.store import documents

        ((digest,),) = self._rows(_FILE_HASH, (document,))
        return documents.one(self._connection, document), bytes(digest).hex()

    def signed_now(self, document: Id) -> bool:
        """Whether a signature stands under a document as it is now."""
        from medcab_tui.store import signatures

        found = signatures.of(self._connection, document)
        return any(one.withdrawn is None and not one.changed_since for one in found)

    def on_its_way(self, document: Id, service: str, digest: str) -> bool:
        """Whether this very file waits for a service, or was taken by it and not refused."""
        rows = self._rows(_SENT, (document, service))
        return any(json.loads(payload).get("sha256") == digest for (payload,) in rows)

    def stands(self, about: Id, kind: str, body: str) -> bool:
        """Whether the last operation that said exactly this was neither called back nor refused."""
        rows = self._rows(_LAST_ALIKE, (about, kind, body))
        return any(Way(state) not in (Way.RECALLED, Way.REFUSED) for (state,) in rows)

    def identity_of(self, patient: Id, service: str) -> dict[str, str]:
        """A patient as a document names one: by what the service calls them, by numbers and names."""
        person, known = self.person(patient), self.linked(service, patient)
        return {
            "remote_id": known.remote_id if known is not None else "",
            "surname": person.surname,
            "given": person.given,
            "patronymic": person.patronymic,
            "birth": person.birth.isoformat(),
            "snils": person.snils,
            "policy": person.policy,
        }

    # People.

    def person(self, patient: Id) -> Patient:
        """A patient's own data as they stand."""
        return patients.one(self._connection, patient)

    def same_person(self, theirs: NewPatient, service: str) -> Id | None:
        """The one patient who cannot be anybody else, and whom the service does not know by another name."""
        from medcab_tui.domain.folding import name_key

        fold = name_key(theirs.surname, theirs.given, theirs.patronymic)
        asked = (theirs.birth.year, fold, theirs.birth.isoformat(), theirs.sex.value, service)
        rows = self._rows(SAME_PERSON, asked)
        fits = [one for one, snils in rows if not snils or not theirs.snils or snils == theirs.snils]
        return Id(fits[0]) if len(rows) == 1 and fits else None

    def administrator(self) -> Id | None:
        """Somebody who can always look."""
        found = self._connection.execute(_FIRST_ADMINISTRATOR).fetchone()
        return None if found is None else Id(found[0])

    # Conflicts.

    def conflict(self, conflict: Id, seen: int) -> Conflict:
        """A conflict; Stale if it is not at the version that was seen."""
        found = self._connection.execute(CONFLICT, (conflict,)).fetchone()
        if found is None:
            raise Refused("conflict.missing")
        read = conflict_of(found)
        if read.version != seen:
            raise Stale("conflict.stale", seen=str(seen), current=str(read.version))
        return read

    def open_conflict(self, about: Id, service: str) -> Conflict | None:
        """What somebody has to look at in an object."""
        found = self._connection.execute(CONFLICT_OF, (about, service)).fetchone()
        return None if found is None else conflict_of(found)

    def keep_conflict(self, conflict: Conflict) -> None:
        """Writes a conflict, new or as it stands now."""
        c = conflict
        row = (
            c.id, c.version, c.object, c.service, c.kind, c.worker, c.task, instant(c.found),
            None if c.settled is None else instant(c.settled), SHAPE, written_base(c.base),
            written_base(c.mine), written_base(c.theirs), c.remote_id, c.etag, c.sending,
        )  # fmt: skip
        self._connection.execute(_KEEP_CONFLICT, row)

    def close_conflict(self, conflict: Conflict, sending: int | None = None) -> int:
        """Nobody has to look any more: the line on Home goes too. Gives the new version."""
        version = conflict.version + 1
        self.keep_conflict(replace(conflict, version=version, settled=self._now, sending=sending))
        self._connection.execute(_CLOSE_TASK, (instant(self._now), conflict.task))
        return version

    def settle(self, conflict: Conflict, mine: Mapping[str, str]) -> int:
        """Somebody has decided; `mine` is what stood here until then. Gives the new version."""
        return self.close_conflict(replace(conflict, mine=mine))

    def reopen_conflict(self, conflict: Conflict) -> int:
        """Somebody has to look again, and the line is there again. Gives the new version."""
        version = conflict.version + 1
        self.keep_conflict(replace(conflict, version=version, settled=None, sending=None))
        self._connection.execute(_OPEN_TASK, (conflict.task,))
        return version


def conflicts(connection: apsw.Connection) -> tuple[Conflict, ...]:
    """What somebody has to look at, the oldest first."""
    return tuple(conflict_of(row) for row in connection.execute(CONFLICTS, (exchange.MOST_SHOWN,)))


def one_conflict(connection: apsw.Connection, conflict: Id) -> Conflict:
    """One conflict; Refused if there is none."""
    found = connection.execute(CONFLICT, (conflict,)).fetchone()
    if found is None:
        raise Refused("conflict.missing")
    return conflict_of(found)


def conflict_of(row: tuple[Any, ...]) -> Conflict:
    """A conflict out of its columns."""
    (one, version, about, service, kind, worker, task, found, settled, shape, base, mine, theirs, remote,
     etag, sending) = row  # fmt: skip
    return Conflict(
        Id(one), version, Id(about), service, kind, Id(worker), Id(task), moment(found),
        read_base(shape, base), read_base(shape, mine), read_base(shape, theirs), remote, etag,
        None if settled is None else moment(settled), sending,
    )  # fmt: skip
